"""The reader's thread: order of work, stale requests, crashes, finding, locking, closing."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from delegate_app.errors import Code, DeskError, UserError
from delegate_app.pdf.engine import PdfEngine
from delegate_app.pdf.engine_source import ends_of
from delegate_app.services.reader import ByteSource, PageMatches, Reader, StripKey
from tests.unit.delegate_app.pdf.small_pdf import BytesSource, paper, thick_paper

PAPERS = {
    "a": paper("Điều 1. Phân bổ dự toán", "Không có gì", "phân bổ, Phân Bổ"),
    "b": paper("Tờ trình"),
}


@dataclass
class Shelf:
    """Gives sources by version; a gate holds the render thread inside a source."""

    gate: threading.Event = field(default_factory=threading.Event)
    entered: threading.Event = field(default_factory=threading.Event)
    opened: list[str] = field(default_factory=list)

    def __call__(self, version: str) -> ByteSource:
        if version == "gate":
            self.entered.set()
            assert self.gate.wait(30)
            raise UserError(Code.VERSION_UNKNOWN, version)
        self.opened.append(version)
        if version not in PAPERS:
            raise UserError(Code.VERSION_UNKNOWN, version)
        return BytesSource(PAPERS[version])


@dataclass
class Desk:
    """A reader and what it answered, in order."""

    reader: Reader
    shelf: Shelf
    answers: queue.Queue[tuple[Any, ...]] = field(default_factory=queue.Queue)

    def note(self, name: Any) -> Any:
        """A callback that files its answer under `name`."""
        return lambda result, error: self.answers.put((name, result, error))

    def next(self) -> tuple[Any, ...]:
        return self.answers.get(timeout=30)

    def hold(self) -> None:
        """Keep the render thread busy until `let_go`."""
        self.reader.open("gate", lambda _result, _error: None)
        assert self.shelf.entered.wait(30)

    def let_go(self) -> None:
        self.shelf.gate.set()


@pytest.fixture
def desk() -> Iterator[Desk]:
    shelf = Shelf()
    desk = Desk(Reader(shelf), shelf)
    yield desk
    shelf.gate.set()
    desk.reader.close()


def key(index: int, version: str = "a", page: int = 0) -> StripKey:
    return StripKey(version, page, 1.0, 0, index)


def test_a_strip_opens_its_document_by_itself_once(desk: Desk) -> None:
    for index in (0, 3):
        desk.reader.request_strip(key(index), desk.note(index))
    pixels = [desk.next()[1] for _ in range(2)]
    assert sorted(p.height for p in pixels) == [74, 256]
    assert desk.shelf.opened == ["a"]


def test_a_warm_engine_runs_before_the_first_document() -> None:
    engine = PdfEngine()
    shelf = Shelf()
    desk = Desk(Reader(shelf, engine=engine), shelf)
    try:
        desk.reader.warm_up()
        desk.reader.open("missing", desk.note("missing"))
        desk.next()
        assert engine.process_id is not None
    finally:
        desk.reader.close()
    assert engine.process_id is None


def test_callbacks_run_on_the_render_thread(desk: Desk) -> None:
    desk.reader.open("a", lambda _r, _e: desk.answers.put((threading.current_thread().name,)))
    assert desk.next() == ("render",)


def test_urgent_strips_come_first_and_the_newest_of_them(desk: Desk) -> None:
    desk.hold()
    desk.reader.request_strip(key(0), desk.note("prefetch"), urgent=False)
    desk.reader.request_strip(key(1), desk.note("seen before"))
    desk.reader.request_strip(key(2), desk.note("seen now"))
    desk.reader.open("b", desk.note("open"))
    desk.let_go()
    order = [desk.next()[0] for _ in range(4)]
    assert order == ["open", "seen now", "seen before", "prefetch"]


def test_stale_strips_are_dropped_and_other_requests_are_not(desk: Desk) -> None:
    desk.hold()
    for index in range(4):
        desk.reader.request_strip(key(index), desk.note(index))
    desk.reader.request_text("a", 0, desk.note("text"))
    desk.reader.cancel_stale({key(2)})
    desk.let_go()
    assert [desk.next()[0] for _ in range(2)] == [2, "text"]
    desk.reader.request_links("a", 0, desk.note("last"))
    assert desk.next()[0] == "last"


def test_an_unknown_version_is_told_to_its_asker_only(desk: Desk) -> None:
    desk.reader.request_text("missing", 0, desk.note("missing"))
    desk.reader.request_text("b", 0, desk.note("b"))
    answers = {name: (result, error) for name, result, error in (desk.next(), desk.next())}
    assert isinstance(answers["missing"][1], DeskError)
    assert answers["missing"][1].code is Code.VERSION_UNKNOWN
    assert answers["b"][0].text == "Tờ trình"


def test_outline_links_and_shapes_are_answered(desk: Desk) -> None:
    desk.reader.request_outline("a", desk.note("outline"))
    desk.reader.request_links("a", 0, desk.note("links"))
    desk.reader.request_shapes("a", desk.note("shapes"))
    answers = {name: result for name, result, _ in (desk.next(), desk.next(), desk.next())}
    assert answers["outline"] == answers["links"] == []
    assert len(answers["shapes"]) == 3


def test_finding_goes_round_from_the_page_in_view(desk: Desk) -> None:
    pages: list[PageMatches] = []
    desk.reader.find("a", "phan bo", pages.append, desk.note("end"), start_page=1)
    assert desk.next() == ("end", 3, None)
    assert [(p.page, len(p.spans)) for p in pages] == [(2, 2), (0, 1)]
    assert all(len(rects) == 1 for p in pages for rects in p.rects)


@pytest.mark.parametrize("query", ["", "   ", "không tồn tại"])
def test_finding_nothing_ends_with_nothing(desk: Desk, query: str) -> None:
    desk.reader.find("a", query, lambda _matches: None, desk.note("end"))
    assert desk.next() == ("end", 0, None)


def test_a_cancelled_finding_is_silent(desk: Desk) -> None:
    desk.hold()
    finding = desk.reader.find(
        "a", "phan bo", lambda matches: desk.answers.put((matches,)), desk.note("end")
    )
    finding.cancel()
    desk.let_go()
    desk.reader.request_shapes("b", desk.note("shapes"))
    assert desk.next()[0] == "shapes"


def test_finding_in_a_missing_document_ends_with_the_error(desk: Desk) -> None:
    desk.reader.find("missing", "x", lambda _matches: None, desk.note("end"))
    name, result, error = desk.next()
    assert (name, result, error.code) == ("end", None, Code.VERSION_UNKNOWN)


def test_a_released_document_is_opened_again_when_it_is_wanted(desk: Desk) -> None:
    for _ in range(2):
        desk.reader.request_text("a", 0, desk.note("text"))
        assert desk.next()[1].text == "Điều 1. Phân bổ dự toán"
        desk.reader.release("a")
    assert desk.shelf.opened == ["a", "a"]


@pytest.mark.skipif(os.name != "posix", reason="signals to a process are POSIX")
def test_one_crash_of_the_engine_is_not_noticed() -> None:
    engine = PdfEngine()

    @dataclass
    class Crashing(BytesSource):
        crashes: int = 1

        def read(self, offset: int, length: int) -> bytes:
            process = engine.process_id
            asked = (offset, length) not in ends_of(self.size)
            if asked and self.crashes and process is not None:
                self.crashes -= 1
                os.kill(process, signal.SIGKILL)
            return super().read(offset, length)

    source = Crashing(thick_paper("Tờ trình"))
    answers: queue.Queue[tuple[Any, Any]] = queue.Queue()
    reader = Reader(lambda _version: source, engine=engine)
    try:
        reader.request_text("b", 0, lambda result, error: answers.put((result, error)))
        result, error = answers.get(timeout=30)
        assert (error, source.crashes) == (None, 0)
        assert result.text == "Tờ trình"
    finally:
        reader.close()


def test_after_forgetting_all_no_engine_runs_and_reading_can_start_again() -> None:
    engine = PdfEngine()
    shelf = Shelf()
    desk = Desk(Reader(shelf, engine=engine), shelf)
    try:
        desk.reader.request_text("a", 0, desk.note("text"))
        desk.next()
        desk.hold()
        desk.reader.request_strip(key(0), desk.note("dropped"))
        desk.reader.forget_all()
        asked = threading.Event()
        desk.reader.find("missing", "x", lambda _matches: None, lambda _r, _e: asked.set())
        desk.let_go()
        assert asked.wait(30)
        assert engine.process_id is None
        desk.reader.request_text("a", 0, desk.note("again"))
        assert desk.next()[0] == "again"
    finally:
        desk.reader.close()


def test_closing_joins_the_thread_and_silences_what_is_queued(desk: Desk) -> None:
    desk.hold()
    desk.reader.request_strip(key(0), desk.note("queued"))
    threading.Timer(0.05, desk.let_go).start()
    desk.reader.close()
    assert desk.answers.empty()
    assert "render" not in {thread.name for thread in threading.enumerate()}
    desk.reader.request_strip(key(1), desk.note("late"))
    assert desk.answers.empty()


@pytest.mark.expects_warnings
def test_a_failing_callback_does_not_stop_the_reader(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_result: object, _error: object) -> None:
        raise RuntimeError("a view was gone")

    desk.reader.open("a", fail)
    desk.reader.request_text("b", 0, desk.note("text"))
    assert desk.next()[0] == "text"
    assert "a reader callback failed" in caplog.text
