"""The engine's process: killed, crashed, hung, ended, and what its parent sees of that."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from delegate_app.errors import Code
from delegate_app.pdf.engine import PdfEngine
from delegate_app.pdf.engine_source import ends_of
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.pages import OpenDocument
from tests.unit.delegate_app.pdf.small_pdf import BytesSource, paper, thick_paper

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals to a process are POSIX")


@pytest.fixture
def own_engine() -> Iterator[PdfEngine]:
    """An engine whose process the test may harm."""
    engine = PdfEngine(request_seconds=1.0)
    yield engine
    engine.shutdown()


def opened(engine: PdfEngine, data: bytes, name: str = "paper") -> OpenDocument:
    return engine.open(BytesSource(data), name=name)


@dataclass
class SignallingSource(BytesSource):
    """Sends a signal to the engine's process when it asks for a range, the first `times` times."""

    engine: PdfEngine | None = None
    number: int = 0
    times: int = 0

    def read(self, offset: int, length: int) -> bytes:
        process = self.engine.process_id if self.engine is not None else None
        if self.times and process is not None and (offset, length) not in ends_of(self.size):
            self.times -= 1
            os.kill(process, self.number)
        return super().read(offset, length)


@posix_only
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_crash_in_mid_request_is_told_and_the_next_request_works(
    own_engine: PdfEngine, number: int
) -> None:
    other = opened(own_engine, paper("Còn nguyên"), "other")
    source = SignallingSource(thick_paper("Trang"), engine=own_engine, number=number, times=1)
    with pytest.raises(PdfError) as crash:
        own_engine.open(source, name="once")
    assert crash.value.code is Code.PDF_ENGINE_CRASHED
    assert own_engine.page_text(other, 0).text == "Còn nguyên"
    assert own_engine.page_text(own_engine.open(source, name="once"), 0).text == "Trang"


def test_a_process_killed_between_requests_is_started_again_in_silence(
    own_engine: PdfEngine,
) -> None:
    document = opened(own_engine, paper("Trang"))
    first = own_engine.process_id
    own_engine.abort()
    assert own_engine.page_text(document, 0).text == "Trang"
    assert own_engine.process_id not in (None, first)


@posix_only
def test_a_document_that_crashes_twice_is_refused_and_others_are_not(
    own_engine: PdfEngine,
) -> None:
    bad = SignallingSource(thick_paper("x"), engine=own_engine, number=signal.SIGSEGV, times=9)
    for expected in (Code.PDF_ENGINE_CRASHED, Code.PDF_ENGINE_CRASHED, Code.PDF_BROKEN):
        with pytest.raises(PdfError) as refused:
            own_engine.open(bad, name="bad")
        assert refused.value.code is expected
    assert bad.times == 7
    assert opened(own_engine, paper("tốt"), "good").page_count == 1


@posix_only
def test_a_hanging_engine_is_ended_at_its_deadline(own_engine: PdfEngine) -> None:
    source = SignallingSource(thick_paper("x"), engine=own_engine, number=signal.SIGSTOP, times=1)
    with pytest.raises(PdfError) as late:
        own_engine.open(source, name="slow")
    assert late.value.code is Code.PDF_TIMEOUT
    assert own_engine.process_id is None
    assert own_engine.open(source, name="slow").page_count == 1


def test_after_shutdown_nothing_of_a_document_is_left_and_work_can_start_again(
    own_engine: PdfEngine,
) -> None:
    document = opened(own_engine, paper("x"))
    own_engine.shutdown()
    assert own_engine.process_id is None
    with pytest.raises(PdfError):
        own_engine.page_text(document, 0)
    assert opened(own_engine, paper("y")).page_count == 1
