"""S4, quality: whether a sentence of a real paper finds its page among the first five hits, however it is typed."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import SEED
from benchmarks.measuring import Series, report, verdict
from benchmarks.page_texts import texts
from tests.retrieval import FIRST, TYPED, Rate, rate, sentences
from tests.unit.delegate_app.shelf import Shelf

EACH = 40
TARGET = 0.97


def main() -> int:
    papers, source = texts()
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s4-"))
    shelf = Shelf(folder / "vault.db")
    try:
        shelf.session("ky", "2026-11-26")
        for name, pages in papers.items():
            shelf.paper(name, "ky", pages)
        shelf.index()
        asked = sentences(papers, EACH, SEED)
        rates: dict[str, Rate] = {
            way: rate(shelf.find, asked, typed) for way, typed in TYPED.items()
        }
    finally:
        shelf.close()
        shutil.rmtree(folder)
    rows = [
        Series(way, "%", [100 * told.found]).row(f"its own page {100 * told.own:.1f} %")
        for way, told in rates.items()
    ]
    count = sum(map(len, papers.values()))
    least = min(told.found for told in rates.values())
    report(
        "S4 retrieval",
        f"{len(asked)} sentences of 7 to 13 words from {len(papers)} papers ({source}, {count} pages, all of one "
        f"session; seed {SEED}). Found: a page on which the sentence stands is among the first {FIRST} pages given "
        "(laws repeat sentences; beside it, how often that was the very page the sentence was taken from).",
        rows,
        [
            f"the least is {100 * least:.1f} % (target >= {100 * TARGET:.0f} %): "
            + verdict(met=least >= TARGET)
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
