"""The real window over the desk in a home folder does with one paper what a delegate does, and prints how long each took.

`python -m benchmarks.hard_window HOME FILE`; FILE is the SHA-256 of a version. A line of JSON: milliseconds and megabytes.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from benchmarks.reading_window import resident, unlocked, wait
from ui.main_window import DeskPane
from ui.page_canvas import PageCanvas

STEPS = 60
FOUND = "1"
"""Looked for: in every table, and on every page of a real paper."""


def milliseconds(begun: float) -> float:
    """Since `begun`."""
    return 1000 * (time.perf_counter() - begun)


def is_sharp(canvas: PageCanvas) -> bool:
    """Every strip that is seen is here; those around it may still come."""
    top = canvas.verticalScrollBar().value()
    seen = canvas._strips_between(top, top + canvas.viewport().height())
    return all(canvas.strips.get(key) is not None for key in seen)


def at_work(pane: DeskPane, version: str) -> dict[str, float]:
    """Open, show small pictures, scroll from end to end, jump, find, note; each until it is seen or kept."""
    reader, tasks = pane.reader, pane.reader._context.tasks
    canvas, took = reader.canvas, {}
    begun = time.perf_counter()
    pane.open_version(version)
    wait(lambda: canvas.version == version and is_sharp(canvas))
    took["open"] = milliseconds(begun)
    begun = time.perf_counter()
    reader.toggle_side()
    wait(
        lambda: reader.side.thumbnails.strips.complete and reader.side.thumbnails.strips.held_bytes
    )
    took["pictures"] = milliseconds(begun)
    steps = []
    bar = canvas.verticalScrollBar()
    for step in range(STEPS + 1):
        begun = time.perf_counter()
        bar.setValue(bar.maximum() * step // STEPS)
        wait(lambda: is_sharp(canvas))
        steps.append(milliseconds(begun))
    steps.sort()
    took["jump"], took["slowest jump"] = steps[len(steps) // 2], steps[-1]
    reader.show_find()
    begun = time.perf_counter()
    reader.find_bar.line.setText(FOUND)
    wait(lambda: reader.find_bar._done or reader.find_bar.hits)
    took["first hit"] = milliseconds(begun)
    wait(lambda: reader.find_bar._done)
    took["all found"] = milliseconds(begun)
    took["hits"] = sum(len(each) for each in reader.find_bar.hits.values())
    reader.hits.close()
    wait(lambda: not tasks.busy)
    begun, known = time.perf_counter(), sum(map(len, canvas.overlay.marks.values()))
    reader.notes.pin(canvas.page, 50.0, 50.0)
    wait(lambda: sum(map(len, canvas.overlay.marks.values())) > known)
    QApplication.processEvents()
    took["note"] = milliseconds(begun)
    return took


def main(home: Path, version: str) -> int:
    with unlocked(home) as (desk, _, pane):
        took = at_work(pane, version)
        engine = desk.reader.engine_process
        took["window"], took["engine"] = resident("self"), resident(engine) if engine else 0.0
    print(json.dumps(took), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
