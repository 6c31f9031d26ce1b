"""S3: scroll through papers in the real page view: time of each frame on the GUI thread, and how long a page stays blank.

`python -m benchmarks.s3_scroll [--busy N]`, two minutes. Anchor: 60 Hz, 16.7 ms a frame. A frame is what the GUI thread does
for one step of the scroll bar: its handlers, the strips that came home, and painting the viewport. Between two frames the
thread rests until the next sixtieth of a second, as it does behind a screen. Every frame is timed by the clock and by the
processor time of the thread: what the first has more than the second is the wait for a processor, which is the machine's.

A page is blank while nothing of it is seen, neither a strip nor its small picture enlarged; it is unsharp while a strip that
is seen is missing. After the scrolling, the paper of 500 pages is jumped about in, as with a dragged scroll bar: nothing can be
drawn before it is asked for there. With `--busy` so many other processes burn the processors meanwhile.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from benchmarks.corpus import MB, SEED, kept, real_papers, source, write_paper
from benchmarks.measuring import report, verdict
from benchmarks.scan_papers import write_scans
from benchmarks.vaults import KEY, Named, named, new_vault, paper_rows, signed_pages, store_file
from delegate_app.services.announcer import Announcer
from delegate_app.services.documents import Documents
from delegate_app.services.reader import OpenDocument, Reader
from delegate_app.services.vault_thread import VaultThread
from delegate_app.storage.vault import Vault

LAW = "bo-luat-hinh-su-100-2015-QH13-phan-2.pdf"
FRAME = 1 / 60
P95, P99, BLANK = 16.7, 33.0, 150.0
SECONDS = 60.0
JUMPS = 60


@dataclass(frozen=True)
class Course:
    """A paper and how it is scrolled."""

    name: str
    file: str
    pages_a_second: float
    pages: int


COURSES = (
    Course("the Penal Code, part 2, 40 pages, 4 a second", "law.pdf", 4.0, 40),
    Course("500 pages, whole, 8 a second", "500.pdf", 8.0, 500),
    Course("1,000 pages, the last 60, 4 a second", "1000.pdf", 4.0, 60),
    Course("scans, 500 MB, 15 pages, 1 a second", "scans.pdf", 1.0, 15),
)
JUMPED = COURSES[1]


@dataclass
class Stretches:
    """For how long pages were in a state, in milliseconds."""

    done: list[float] = field(default_factory=list)
    _since: dict[int, float] = field(default_factory=dict)

    def see(self, pages: dict[int, bool], now: float) -> None:
        """These pages are seen now, and in the state or not; one that is not seen any more has left it."""
        for page, inside in pages.items():
            if inside:
                self._since.setdefault(page, now)
        for page in [page for page in self._since if not pages.get(page, False)]:
            self.done.append(1000 * (now - self._since.pop(page)))

    @property
    def longest(self) -> float:
        """0 when no page ever was."""
        return max(self.done, default=0.0)


@dataclass
class Scrolled:
    """What one course showed, in milliseconds."""

    frames: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    """Processor time of the GUI thread for each frame: what a machine without other work would need."""
    blank: Stretches = field(default_factory=Stretches)
    unsharp: Stretches = field(default_factory=Stretches)

    @staticmethod
    def part(figures: list[float], share: float) -> float:
        """What this share of all frames stays under."""
        ordered = sorted(figures)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def shares(self, figures: list[float]) -> list[str]:
        """The middle, 95 and 99 of a hundred."""
        return [f"{self.part(figures, share):.1f} ms" for share in (0.5, 0.95, 0.99)]


def make(folder: Path) -> None:
    """The papers, and a vault that holds them."""
    law = next((path for path in real_papers() if path.name == LAW), None)
    if law is not None:
        shutil.copyfile(law, folder / "law.pdf")
    else:
        write_paper(folder / "law.pdf", pages=79, size=0)
    write_paper(folder / "500.pdf", pages=500, size=0, real=500)
    write_paper(folder / "1000.pdf", pages=1000, size=0, real=1000)
    write_scans(folder / "scans.pdf", pages=500, size=500 * MB)
    files = [named(folder / course.file) for course in COURSES]
    rows = [row for n, file in enumerate(files) for row in paper_rows(1 + 2 * n, f"s.d{n}", file)]
    with new_vault(folder / "vault.db") as (_, replica):
        for page in signed_pages(rows):
            replica.apply_page(page)
        for file in files:
            store_file(replica, file)


@contextmanager
def canvas(folder: Path) -> Iterator[Any]:
    """The page view of the program in a window as large as the delegate's, over the vault."""
    from ui.app import qt_application  # noqa: PLC0415 - Qt only once it is wanted
    from ui.context import Context  # noqa: PLC0415
    from ui.page_canvas import PageCanvas  # noqa: PLC0415
    from ui.tasks import Tasks  # noqa: PLC0415
    from ui.theme import theme  # noqa: PLC0415

    application = qt_application(sys.argv[:1])
    vault = Vault(folder / "vault.db")
    vault.open(KEY)
    documents = Documents(vault, Announcer())
    thread = VaultThread()
    with closing(vault), closing(thread), closing(Reader(documents.source)) as reader:
        tasks = Tasks(thread)
        desk = cast(Any, SimpleNamespace(reader=reader))
        look = cast(Any, SimpleNamespace(desk=desk, tasks=tasks, theme=theme("light", 1)))
        view = PageCanvas(cast(Context, look))
        view.resize(1150, 660)
        view.show()
        yield view
        view.close()
        view.deleteLater()
        application.processEvents()
        tasks.close()


def opened(view: Any, version: str) -> OpenDocument:
    """Open a version as the window would and show it."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    found: list[OpenDocument] = []
    ended = threading.Event()

    def take(document: OpenDocument | None, error: Exception | None) -> None:
        if document is None:
            raise RuntimeError("cannot open") from error
        found.append(document)
        ended.set()

    view._context.desk.reader.open(version, take)
    if not ended.wait(SECONDS):
        raise RuntimeError("the reader did not answer")
    view.show_document(version, found[0], None)
    deadline = time.monotonic() + SECONDS
    while not view.strips.complete and time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.002)
    return found[0]


def scroll(view: Any, course: Course, document: OpenDocument) -> Scrolled:
    """Scroll at an even speed; every frame is timed, and every page that is seen blank or unsharp."""
    bar, result = view.verticalScrollBar(), Scrolled()
    first = max(0, document.page_count - course.pages) if course.file == "1000.pdf" else 0
    view.go_to_page(first)
    _settle(view)
    height = view.sheet(first).height
    begun, start = time.perf_counter(), bar.value()
    goal = min(bar.maximum(), round(start + course.pages * height))
    while bar.value() < goal:
        due = time.perf_counter()
        _frame(view, round(start + (due - begun) * course.pages_a_second * height), result)
        time.sleep(max(0.0, FRAME - (time.perf_counter() - due)))
    return result


def jump_about(view: Any) -> Scrolled:
    """Jump to places all over the paper; at each until it is sharp. The seed is fixed."""
    chance, bar, result = random.Random(SEED), view.verticalScrollBar(), Scrolled()
    for _ in range(JUMPS):
        value, begun = chance.randrange(bar.maximum()), time.perf_counter()
        _frame(view, value, result)
        while not view.strips.complete and time.perf_counter() - begun < SECONDS:
            due = time.perf_counter()
            _frame(view, value, result)
            time.sleep(max(0.0, FRAME - (time.perf_counter() - due)))
    return result


def _frame(view: Any, value: int, result: Scrolled) -> None:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    due, worked = time.perf_counter(), time.thread_time()
    view.verticalScrollBar().setValue(value)
    QApplication.processEvents()
    view.viewport().repaint()
    now = time.perf_counter()
    result.frames.append(1000 * (now - due))
    result.work.append(1000 * (time.thread_time() - worked))
    _look_at(view, result, now)


def _look_at(view: Any, result: Scrolled, now: float) -> None:
    """Which of the pages that are seen show nothing, and which are not sharp yet."""
    top = view.verticalScrollBar().value()
    blank: dict[int, bool] = {}
    unsharp: dict[int, bool] = {}
    for key in view._strips_between(top, top + view.viewport().height()):
        here = view.strips.get(key) is not None
        blank[key.page] = blank.get(key.page, True) and not here
        unsharp[key.page] = unsharp.get(key.page, False) or not here
    for page in blank:
        if view.previews.shows(view.version, view.sheet(page)):
            blank[page] = False
    result.blank.see(blank, now)
    result.unsharp.see(unsharp, now)


def _settle(view: Any) -> None:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    deadline = time.monotonic() + SECONDS
    while not view.strips.complete and time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.002)


def _burn() -> None:
    """What another program does that never rests."""
    while True:
        sum(range(10_000))


@contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes burn the processors meanwhile."""
    context = multiprocessing.get_context("spawn")
    burning = [context.Process(target=_burn, daemon=True) for _ in range(count)]
    for process in burning:
        process.start()
    try:
        yield
    finally:
        for process in burning:
            process.kill()
            process.join()


def judged(name: str, result: Scrolled) -> tuple[list[list[str]], str]:
    """The rows of a course, and whether it met the target."""
    seen = f"blank {result.blank.longest:.0f} ms, unsharp {result.unsharp.longest:.0f} ms"
    rows = [
        [f"{name}, by the clock", *result.shares(result.frames), seen],
        [f"{name}, processor time", *result.shares(result.work), ""],
    ]
    p95, p99 = result.part(result.frames, 0.95), result.part(result.frames, 0.99)
    met = p95 <= P95 and p99 <= P99 and result.blank.longest <= BLANK
    return rows, (
        f"{name}: p95 {p95:.1f} ms (<= {P95}), p99 {p99:.1f} ms (<= {P99}), longest blank page "
        f"{result.blank.longest:.0f} ms (<= {BLANK:.0f}) over {len(result.frames):,} frames: {verdict(met=met)}"
    )


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--busy", type=int, default=0, metavar="N")
    others: int = options.parse_args().busy
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = kept("s3-papers", make)
    rows, verdicts = [], []
    with canvas(folder) as view, busy(others):
        for course in COURSES:
            file: Named = named(folder / course.file)
            found = [(course.name, scroll(view, course, opened(view, file.sha256)))]
            if course is JUMPED:
                found.append((f"500 pages, {JUMPS} jumps to any place", jump_about(view)))
            for name, result in found:
                shown, said = judged(name, result)
                rows += shown
                verdicts.append(said)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    beside = f" {others} other processes burned the processors." if others else ""
    report(
        "S3 scroll, on a busy machine" if others else "S3 scroll",
        f"Made of {source()} and of photographed pages. Page view of 1150 x 660 pixels, fitting the width, over the vault. "
        "Columns: p50, p95 and p99 of a frame, on the clock and in processor time of the GUI thread, and the longest time "
        f"that a page was seen blank, and less sharp than it can be.{beside} "
        f"Load of the machine at the end: {load:.1f} on {os.cpu_count()} cores.",
        rows,
        verdicts,
        columns=("p50", "p95", "p99"),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
