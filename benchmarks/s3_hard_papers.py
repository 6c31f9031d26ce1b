"""S3, hard papers: what a delegate does with them in the real window, how long it takes and how much memory it holds.

`python -m benchmarks.s3_hard_papers`, two minutes, and four more the first time. 1,000 pages; 500 MB of scans; tables in A3
landscape; pages from A6 to A0. Each paper is read in a process of its own: opened, its small pictures shown, jumped through
from end to end in 60 jumps until every strip is sharp, searched through, a note made and kept. Anchor: the Penal Code.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.corpus import MB, kept, real_papers, source, write_paper
from benchmarks.councils import Published, make_council, serving
from benchmarks.desks import enrolled_desk, fetch_everything
from benchmarks.hard_papers import write_sizes, write_tables
from benchmarks.measuring import report, verdict
from benchmarks.scan_papers import write_scans

LAW = "bo-luat-hinh-su-100-2015-QH13-phan-2.pdf"
NAMES = {
    "law.pdf": "the Penal Code, part 2",
    "long.pdf": "1,000 pages",
    "scans.pdf": "500 MB of scans",
    "tables.pdf": "120 tables in A3 landscape",
    "sizes.pdf": "120 pages from A6 to A0",
}
MOST_MORE = 150.0
"""Megabytes above the anchor's window that a hard paper may cost."""


def make(folder: Path) -> None:
    """A desk that fetched the papers from a real council; the council is dropped then."""
    files = folder / "files"
    files.mkdir()
    law = next((path for path in real_papers() if path.name == LAW), None)
    if law is not None:
        shutil.copyfile(law, files / "law.pdf")
    else:
        write_paper(files / "law.pdf", pages=79, size=0)
    write_paper(files / "long.pdf", pages=1000, size=0, real=1000)
    write_scans(files / "scans.pdf", pages=500, size=500 * MB)
    write_tables(files / "tables.pdf", pages=120)
    write_sizes(files / "sizes.pdf", pages=120)
    papers = tuple(files / name for name in NAMES)
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in papers}
    (folder / "digests.json").write_text(json.dumps(digests), "ascii")
    make_council(folder / "council", [Published("ky-hop", "2026-11-20", papers)])
    shutil.rmtree(files)
    with serving(folder / "council") as council:
        desk = enrolled_desk(folder / "desk", council)
        try:
            fetch_everything(desk)
        finally:
            desk.close()
    shutil.rmtree(folder / "council")


def read(home: Path, digest: str) -> dict[str, float]:
    """What the window in a process of its own says."""
    environ = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-m", "benchmarks.hard_window", str(home), digest]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environ, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    folder = kept("s3-hard", make)
    digests: dict[str, str] = json.loads((folder / "digests.json").read_text("ascii"))
    rows, verdicts, anchor = [], [], 0.0
    for file, name in NAMES.items():
        took = read(folder / "desk", digests[file])
        shown = [f"{took[key]:,.0f} ms" for key in ("open", "pictures", "jump", "slowest jump")]
        shown += [
            f"{took['first hit']:,.0f} ms",
            f"{took['all found']:,.0f} ms for {took['hits']:,.0f}",
        ]
        shown += [f"{took['note']:,.0f} ms", f"{took['window']:.0f} MB", f"{took['engine']:.0f} MB"]
        rows.append([name, *shown, "anchor" if file == "law.pdf" else ""])
        anchor = anchor or took["window"]
        more = took["window"] - anchor
        if file != "law.pdf":
            met = more <= MOST_MORE
            verdicts.append(
                f"{name}: window {more:+.0f} MB against the anchor (<= {MOST_MORE:.0f}): {verdict(met=met)}"
            )
    report(
        "S3 hard papers",
        f"Made of {source()}, of photographed pages and of drawn tables, in the real window of the desk, 1,366 x 768, each in a "
        "process of its own. From the press to the first screen sharp; small pictures beside it; 60 jumps from end to end, each "
        "until it is sharp; a figure found first, and everywhere; a note kept and seen. Resident bytes of window and engine.",
        rows,
        verdicts,
        columns=(
            "open",
            "small pictures",
            "jump, median",
            "slowest jump",
            "first hit",
            "all hits",
            "note",
            "window",
            "engine",
        ),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
