"""S5: pages a second into the search index of the encrypted vault, against plain FTS5 in an unencrypted file."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.corpus import SEED
from benchmarks.measuring import Series, ratio, report, rounds, verdict
from benchmarks.page_texts import shuffled, texts
from benchmarks.search_vaults import BATCH
from benchmarks.vaults import new_vault
from delegate_app.storage.search_pages import Batch, PageWords, PaperToIndex, SearchPageTable

PAGES, ROUNDS, TARGET = 5_120, 5, 1_500.0


class Bench:
    """The same pages for both sides. Reading them from a PDF is not part of it."""

    def __init__(self, folder: Path, pages: list[str]) -> None:
        self._folder, self._pages = folder, pages
        self.jobs: list[float] = []
        """Seconds of each job that the vault's thread would have had."""
        self.sizes: dict[str, float] = {}

    def vault(self) -> float:
        path = self._folder / "vault.db"
        with new_vault(path) as (vault, _):
            table = SearchPageTable(vault)

            def work() -> None:
                for start in range(0, PAGES, BATCH):
                    paper = PaperToIndex("v" * 64, "giay", f"ky-hop-{start // 2560}", start)
                    batch = Batch(paper)
                    for text in self._pages[start : start + BATCH]:
                        batch.add(PageWords(text))
                    steps = table.write(batch)
                    while _timed(partial(next, steps, True), self.jobs) is not True:
                        pass

            elapsed = _wall(work)
            if vault.value("SELECT sum(count) FROM search_parts") != PAGES:
                raise RuntimeError("the pages did not arrive")
        self.sizes["vault"] = self._remove(path)
        return PAGES / elapsed

    def plain(self) -> float:
        path = self._folder / "plain.db"
        connection = sqlite3.connect(str(path), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(
            "CREATE VIRTUAL TABLE pages USING fts5(text, tokenize='unicode61 remove_diacritics 2')"
        )

        def work() -> None:
            for start in range(0, PAGES, BATCH):
                connection.execute("BEGIN")
                rows = ((text,) for text in self._pages[start : start + BATCH])
                connection.executemany("INSERT INTO pages (text) VALUES (?)", rows)
                connection.execute("COMMIT")

        elapsed = _wall(work)
        connection.close()
        self.sizes["plain"] = self._remove(path)
        return PAGES / elapsed

    def _remove(self, path: Path) -> float:
        files = list(path.parent.glob(path.name + "*"))
        size = sum(file.stat().st_size for file in files) / 1e6
        for file in files:
            file.unlink()
        return size


def _wall(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _timed(job: Callable[[], object], into: list[float]) -> object:
    begun = time.perf_counter()
    answer = job()
    into.append(time.perf_counter() - begun)
    return answer


def processor(measure: Callable[[], float]) -> Callable[[], float]:
    """The same figure by processor time: what it is on a machine that does nothing else."""

    def by_processor() -> float:
        begun = time.process_time()
        measure()
        return PAGES / (time.process_time() - begun)

    return by_processor


def main() -> int:
    papers, source = texts()
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s5-"))
    try:
        bench = Bench(folder, list(shuffled(papers, PAGES)))
        plain = Series("plain FTS5, unencrypted", "pages/s")
        ours = Series("the vault's index", "pages/s")
        quick = Series("plain FTS5, by processor time", "pages/s")
        busy = Series("the vault's index, by processor time", "pages/s")
        rounds(
            ROUNDS,
            (plain, bench.plain),
            (ours, bench.vault),
            (quick, processor(bench.plain)),
            (busy, processor(bench.vault)),
        )
    finally:
        shutil.rmtree(folder)
    jobs = [1000 * job for job in sorted(bench.jobs)]
    median, most, longest = jobs[len(jobs) // 2], jobs[int(len(jobs) * 0.95)], jobs[-1]
    told = f"jobs on the vault's thread: median {median:.1f} ms, p95 {most:.1f} ms, longest {longest:.0f} ms"
    report(
        "S5 index",
        f"{PAGES:,} pages made of {source} (seed {SEED}), in batches of {BATCH}, already read from their PDFs. The anchor "
        f"stores the text and its positions ({bench.sizes['plain']:.0f} MB); the vault stores packed texts, trails and "
        f"postings of exact words, encrypted ({bench.sizes['vault']:.0f} MB). WAL with `synchronous=NORMAL` on both sides.",
        [
            plain.row("anchor"),
            ours.row(),
            quick.row("anchor"),
            busy.row("opening the vault included"),
        ],
        [
            f"median {ours.median:,.0f} pages/s, by processor time {busy.median:,.0f} (target >= {TARGET:,.0f}): "
            + verdict(met=ours.median >= TARGET),
            f"the vault's index / plain FTS5 = {ratio(ours, plain):.2f}; by processor time {ratio(busy, quick):.2f}",
            told,
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
