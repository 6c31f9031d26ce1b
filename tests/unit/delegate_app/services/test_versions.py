"""Versions are compared by their words; what has none says so."""

from __future__ import annotations

import threading

import pytest

from delegate_app.errors import Code, DeskError
from delegate_app.services.versions import Comparison
from tests.unit.delegate_app.member import Member
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf, paper

PATIENCE = 30


@pytest.fixture
def reader(member: Member) -> Member:
    member.council.publish_session()
    return member


def compared(member: Member, old: bytes, new: bytes) -> tuple[Comparison | None, Exception | None]:
    first = member.council.publish_paper("du-thao", old, 1)
    member.sync()
    second = member.council.publish_paper("du-thao", new, 2)
    member.sync()
    came = threading.Event()
    kept: list[tuple[Comparison | None, Exception | None]] = []

    def on_done(result: Comparison | None, error: Exception | None) -> None:
        kept.append((result, error))
        came.set()

    member.desk.versions.compare(first, second, on_done)
    assert came.wait(PATIENCE)
    return kept[0]


def test_the_words_of_all_pages_are_compared(reader: Member) -> None:
    found, _ = compared(
        reader, paper("Thanh lap muoi phong", "Hieu luc"), paper("Thanh lap chin phong", "Hieu luc")
    )
    assert found is not None
    assert found.redline is not None
    assert (found.old_pages, found.new_pages) == (2, 2)
    assert [(c.old, c.new) for c in found.redline.changes] == [((2, 3), (2, 3))]


def test_a_version_without_words_has_no_redline(reader: Member) -> None:
    scan = SmallPdf()
    scan.page(b"0 0 100 100 re f")
    found, _ = compared(reader, scan.build(), paper("Thanh lap"))
    assert found is not None
    assert (found.redline, found.old_pages, found.new_pages) == (None, 1, 1)


def test_a_broken_version_gives_its_error(reader: Member) -> None:
    found, error = compared(reader, b"%PDF-1.7 broken", paper("Thanh lap"))
    assert found is None
    assert isinstance(error, DeskError)
    assert error.code is Code.PDF_BROKEN
