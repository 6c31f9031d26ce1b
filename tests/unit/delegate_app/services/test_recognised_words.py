"""Recognised words on a delegate's desk: a scan can be read, searched and copied once they came."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any

import pytest

from delegate_app.pdf.recognised_text import recognised_text
from delegate_app.pdf.text_layer import PageText
from protocol.text_layers import RecognisedWord, TextLayer, encode
from tests.simulation.council import SESSION
from tests.unit.delegate_app.member import Member
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf, paper

PATIENCE = 30
LINES = (
    (RecognisedWord("Điều", 7200, 7200, 9600, 8400), RecognisedWord("1.", 9900, 7200, 10800, 8400)),
    (RecognisedWord("Thông", 7200, 9000, 9900, 10200),),
)
LAYER = TextLayer("tesseract thử", {0: LINES})


def scan() -> bytes:
    pdf = SmallPdf()
    pdf.page(b"0 0 100 100 re f")
    return pdf.build()


@pytest.fixture
def reader(member: Member) -> Member:
    member.council.publish_session()
    return member


def recognise(member: Member, data: bytes) -> None:
    """The council's server publishes what it recognised on the paper."""
    council, document = member.council, f"{SESSION}.ky-hop.quet"
    sha = hashlib.sha256(data).hexdigest()
    council.blobs[sha] = data
    version = next(r for r in reversed(council.feed("public").rows) if r.kind == "version")
    body = json.loads(version.body)
    body["words"] = {
        "sha256": sha,
        "size": len(data),
        "mime": "application/vnd.hdnd.words",
        "name": "quet.words",
        "chunks": [sha],
    }
    council.publish("version", f"{document}@1", body)


def page_text(member: Member, version: str) -> PageText:
    came = threading.Event()
    kept: list[Any] = []

    def on_text(text: PageText | None, error: Exception | None) -> None:
        kept.extend((text, error))
        came.set()

    member.desk.reader.release(version)
    member.desk.reader.request_text(version, 0, on_text)
    assert came.wait(PATIENCE)
    assert kept[1] is None
    text: PageText = kept[0]
    return text


def test_a_scan_has_the_recognised_words_where_they_stand(reader: Member) -> None:
    version = reader.council.publish_paper("quet", scan())
    reader.sync()
    assert not page_text(reader, version).has_text
    recognise(reader, encode(LAYER))
    reader.sync()
    text = page_text(reader, version)
    assert (text.text, text.recognised) == ("Điều 1.\nThông", True)
    (rect,) = text.rects(0, 4)
    assert (rect.left, rect.top, rect.right, rect.bottom) == (72.0, 72.0, 96.0, 84.0)


def test_a_page_with_words_of_its_own_keeps_them(reader: Member) -> None:
    version = reader.council.publish_paper("quet", paper("Trang nay co chu cua rieng no"))
    reader.sync()
    recognise(reader, encode(LAYER))
    reader.sync()
    text = page_text(reader, version)
    assert (text.text, text.recognised) == ("Trang nay co chu cua rieng no", False)


def test_words_that_are_none_leave_the_scan_as_it_was(reader: Member) -> None:
    version = reader.council.publish_paper("quet", scan())
    recognise(reader, b"no text layer")
    reader.sync()
    assert not page_text(reader, version).has_text


def test_a_scan_that_was_indexed_without_words_is_indexed_again_when_they_come(
    reader: Member,
) -> None:
    version = reader.council.publish_paper("quet", scan())
    reader.sync()
    reader.desk.indexing.run_once()
    reading = reader.desk.indexing._reading
    assert reading.outdated() == []
    recognise(reader, encode(LAYER))
    reader.sync()
    assert reading.outdated() == [version]
    reader.desk.indexing.run_once()
    assert reading.outdated() == []
    rows = reader.desk.annotations._vault.rows("SELECT origin FROM search_pages")
    assert [row["origin"] for row in rows] == ["ocr"]


def test_each_letter_takes_its_share_of_the_words_box() -> None:
    text = recognised_text(3, LINES)
    assert (text.page, text.text) == (3, "Điều 1.\nThông")
    assert len(text.boxes) == 4 * len(text.text)
    assert list(text.line_starts) == [0, 8]
    assert text.index_at(72.0 + 24.0, 78.0) == 4
