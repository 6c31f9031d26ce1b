"""S1: from starting the program to the painted programme, in a vault of 100,000 pages, against an empty PySide6 window."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.corpus import CACHE, MB, SEED, kept, write_paper
from benchmarks.councils import Published, make_council, serving
from benchmarks.desks import enrolled_desk, fetch_everything
from benchmarks.measuring import Series, ratio, report, rounds, verdict

SESSIONS, PAPERS, PAGES = 40, 25, 100
ROUNDS = 7
TARGET = 1.5
BYTECODE = CACHE / "bytecode"


def make(folder: Path) -> None:
    """A desk that fetched a whole term from a real council; the council is dropped then."""
    files = folder / "files"
    files.mkdir()
    write_paper(files / "paper.pdf", pages=PAGES, size=0, real=0)
    data = (files / "paper.pdf").read_bytes()
    sessions = []
    for number in range(SESSIONS):
        papers = [files / f"{number:02d}-{paper:02d}.pdf" for paper in range(PAPERS)]
        for path in papers:
            path.write_bytes(data + f"\n%{SEED} {path.stem}\n".encode())
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


def started(module: str, *arguments: str) -> float:
    """Seconds from starting the process to its line "painted", less what it says that the key derivation took."""
    environ = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONPYCACHEPREFIX=str(BYTECODE))
    # An installed program is compiled; some work places forbid Python to keep what it compiled.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", module, *arguments]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
        if process.stdout is None:
            raise RuntimeError("no pipe")
        line = process.stdout.readline()
        elapsed = time.perf_counter() - begun
        rest = process.stdout.read().strip()
    if line.strip() != "painted" or process.returncode:
        raise RuntimeError(f"{module} ended with {process.returncode}")
    return elapsed - float(rest or 0)


def main() -> int:
    folder = kept("s1-term", make)
    size = (folder / "desk" / "vault.db").stat().st_size
    empty, desk = Series("empty window", "s"), Series("programme of the vault", "s")
    rounds(
        ROUNDS,
        (empty, lambda: started("benchmarks.empty_window")),
        (desk, lambda: started("benchmarks.desk_window", str(folder / "desk"))),
    )
    share = ratio(desk, empty)
    report(
        "S1 start",
        f"{SESSIONS} sessions of {PAPERS} papers of {PAGES} pages ({SESSIONS * PAPERS * PAGES:,} pages; drawn text, seed "
        f"{SEED}) in a vault of {size / MB:.0f} MB, fetched from a real council. Whole processes, offscreen, file cache "
        "warm, no network: start, lock, passphrase, desk, programme of the nearest session painted. Modules are compiled "
        "beforehand, as in an installed program. The key derivation, slow on purpose, is measured in the same process and "
        "taken off.",
        [empty.row("anchor"), desk.row()],
        [
            f"programme / empty window = {share:.2f} (target <= {TARGET}): "
            + verdict(met=share <= TARGET),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
