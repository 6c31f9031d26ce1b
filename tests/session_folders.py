"""Small session folders for tests: a session.toml and a PDF made on the spot."""

from __future__ import annotations

from pathlib import Path

SESSION = """\
[session]
id = "s1"
kind = "chuyen-de"
title = "Kỳ họp thử"
place = "Hội trường"
starts = 2026-11-26T08:00:00+07:00
ends = 2026-11-26T11:30:00+07:00

[[item]]
id = "m1"
title = "Mục một"
step = "thao-luan"

[[item.paper]]
id = "du-thao"
type = "du-thao-nghi-quyet"
title = "Dự thảo Nghị quyết"
file = "du-thao.pdf"
"""


def write_session(folder: Path, text: str = "Dự thảo", toml: str = SESSION) -> Path:
    """A folder with a session of one item `s1.m1` and one paper `s1.m1.du-thao`, ready to publish."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "session.toml").write_text(toml, "utf-8")
    (folder / "du-thao.pdf").write_bytes(small_pdf(text))
    return folder


def small_pdf(text: str) -> bytes:
    """A PDF of one page that says `text` (Latin letters show; others are kept as bytes)."""
    words = text.encode("ascii", "replace").replace(b"(", b"").replace(b")", b"")
    content = b"BT /F1 24 Tf 72 720 Td (%s) Tj ET" % words
    parts = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        (
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources <</Font <</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(data))
    )
