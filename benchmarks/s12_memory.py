"""S12: memory of the program with a 500-page document open in a vault of 100,000 pages, against an empty PySide6 window.

Resident bytes of the window's process after the document was scrolled through; the PDF engine's own process is listed
beside it. `python -m benchmarks.s12_memory`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.corpus import MB, SEED, kept, source, write_paper
from benchmarks.councils import Published, make_council, serving
from benchmarks.desks import enrolled_desk, fetch_everything
from benchmarks.measuring import Series, report, rounds, verdict

SESSIONS, PAPERS, PAGES = 40, 25, 100
READ = 500
"""Pages of the paper that is read; it replaces five of the others."""
ROUNDS = 5
TARGET = 150.0


def make(folder: Path) -> None:
    """A desk that fetched a whole term from a real council; the council is dropped then."""
    files = folder / "files"
    files.mkdir()
    write_paper(files / "paper.pdf", pages=PAGES, size=0, real=0)
    write_paper(folder / "read.pdf", pages=READ, size=0, real=READ)
    data = (files / "paper.pdf").read_bytes()
    sessions = []
    for number in range(SESSIONS):
        last = number == SESSIONS - 1
        count = PAPERS - (READ // PAGES) if last else PAPERS
        papers = [files / f"{number:02d}-{paper:02d}.pdf" for paper in range(count)]
        for path in papers:
            path.write_bytes(data + f"\n%{SEED} {path.stem}\n".encode())
        if last:
            papers.append(Path(shutil.copyfile(folder / "read.pdf", files / "read.pdf")))
        date = f"20{22 + number // 8}-{1 + number % 8:02d}-15"
        sessions.append(Published(f"ky-hop-{number}", date, tuple(papers)))
    make_council(folder / "council", sessions)
    shutil.rmtree(files)
    with serving(folder / "council") as council:
        desk = enrolled_desk(folder / "desk", council)
        try:
            fetch_everything(desk)
        finally:
            desk.close()
    shutil.rmtree(folder / "council")


def measured(module: str, *arguments: str) -> list[float]:
    """Megabytes that the process says it holds: its own, then those of its engine."""
    environ = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=True)
    return [float(part) for part in done.stdout.split() if part.replace(".", "").isdecimal()]


def main() -> int:
    folder = kept("s12-term", make)
    empty, desk = Series("empty window", "MB"), Series("500-page paper scrolled through", "MB")
    engine = Series("the PDF engine's process", "MB")

    def read() -> float:
        own, its = measured("benchmarks.reading_window", str(folder / "desk"))
        engine.figures.append(its)
        return own

    rounds(
        ROUNDS,
        (empty, lambda: measured("benchmarks.reading_window", "empty")[0]),
        (desk, read),
    )
    more = desk.median - empty.median
    size = (folder / "desk" / "vault.db").stat().st_size
    report(
        "S12 memory",
        f"{SESSIONS * PAPERS * PAGES:,} pages in a vault of {size / MB:.0f} MB, among them one paper of {READ} pages "
        f"({source()}), opened with its small pictures beside it and scrolled from end to end. Resident bytes of the "
        "window's process, offscreen, against an empty window.",
        [empty.row("anchor"), desk.row(), engine.row("beside it")],
        [
            f"{more:.0f} MB above the empty window (target <= {TARGET:.0f}): "
            + verdict(met=more <= TARGET)
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
