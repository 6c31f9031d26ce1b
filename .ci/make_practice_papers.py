"""Write the practice council's papers (.docx and PDF) from the texts in `resources/practice_council/src/`.

    python .ci/make_practice_papers.py                 every paper
    python .ci/make_practice_papers.py NAME [NAME...]  only sources whose path holds NAME

Needs LibreOffice (`soffice`) and Liberation Serif. The papers are committed, so nobody needs this to run the program.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from practice_figures import Figures
from practice_layout import build_docx
from practice_markup import read_paper

COUNCIL = Path(__file__).resolve().parents[1] / "resources" / "practice_council"
SOURCES = COUNCIL / "src"
FILTER = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


def main(wanted: list[str]) -> int:
    """Build the papers; exit status 1 when a conversion gave no file."""
    figures = Figures(SOURCES / "figures.toml")
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for source in sorted(SOURCES.rglob("*.txt")):
            relative = source.relative_to(SOURCES).with_suffix("")
            if not wanted or any(word in str(relative) for word in wanted):
                failed += not _build(source, relative, figures, work)
    return 1 if failed else 0


def _build(source: Path, relative: Path, figures: Figures, work: Path) -> bool:
    paper = read_paper(source, figures.named())
    target = COUNCIL / "sessions" / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    office = work / f"{relative.name}.docx"
    build_docx(paper, figures.tables(), office)
    if "docx" in paper.outputs:
        target.with_suffix(".docx").write_bytes(office.read_bytes())
    pdf = _convert(office, work)
    if pdf is None:
        print(f"{relative}: LibreOffice made no PDF", file=sys.stderr)
        return False
    # LibreOffice stamps the time of conversion; a paper was made on its day. Same length, so offsets hold.
    stamp = f"/CreationDate(D:{paper.issued:%Y%m%d}080000".encode()
    content = re.sub(rb"/CreationDate\(D:\d{14}", stamp, pdf.read_bytes())
    target.with_suffix(".pdf").write_bytes(content)
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    print(f"{relative}: {pages} pages, {len(content) // 1024} KiB")
    return True


def _convert(office: Path, work: Path) -> Path | None:
    """LibreOffice exits 0 on failure too, so only a PDF that is there counts."""
    profile = (work / "profile").as_uri()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            FILTER,
            "--outdir",
            str(work),
            str(office),
        ],
        check=False,
        capture_output=True,
        timeout=180,
    )
    pdf = office.with_suffix(".pdf")
    return pdf if pdf.exists() and pdf.read_bytes().startswith(b"%PDF-") else None


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
