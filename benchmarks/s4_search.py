"""S4: the first 20 hits of 100,000 pages in the encrypted vault with each letter typed, against unencrypted FTS5 and tantivy."""

from __future__ import annotations

import random
import re
import sqlite3
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from benchmarks.corpus import SEED, kept
from benchmarks.measuring import Series, report, verdict
from benchmarks.page_texts import Papers, shuffled, texts
from benchmarks.search_vaults import PAGES, PAPERS, SESSIONS, fill, opened
from delegate_app.domain.search_queries import Query, read_query
from delegate_app.domain.text_folding import fold
from delegate_app.services.search import Search

COUNT = SESSIONS * PAPERS * PAGES
_MARKS = re.compile(r"[\u0300-\u036f]")
QUERIES, PREFIXES, HITS, TARGET = 80, 400, 20, 16.0


@dataclass
class Subject:
    """One way to search, with the milliseconds it took for each prefix."""

    name: str
    find: Callable[[str, Query], int]
    wall: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    def measure(self, typed: str, query: Query) -> int:
        """Ask once; how many hits came."""
        begun, worked = time.perf_counter(), time.process_time()
        hits = self.find(typed, query)
        self.wall.append(1000 * (time.perf_counter() - begun))
        self.busy.append(1000 * (time.process_time() - worked))
        return hits

    def rows(self, note: str) -> list[list[str]]:
        """By the clock and by processor time."""
        return [
            Series(self.name, "ms", self.wall).row(f"p95 {p95(self.wall):.1f} ms; {note}"),
            Series("the same, by processor time", "ms", self.busy).row(
                f"p95 {p95(self.busy):.1f} ms"
            ),
        ]


def p95(figures: Sequence[float]) -> float:
    """Nineteen of twenty are no larger."""
    return statistics.quantiles(figures, n=20)[-1]


def typed_prefixes(papers: Papers) -> list[str]:
    """Words of one to five that stand together in the papers, as they are typed letter by letter, in a mixed order.

    Half without diacritics; every sixth as a phrase, every tenth with a word that is excluded.
    """
    chance = random.Random(SEED)
    pages = [page.split() for texts in papers.values() for page in texts if page.strip()]
    found: list[str] = []
    for number in range(QUERIES):
        words = chance.choice(pages)
        length = chance.randint(1, 5)
        at = chance.randrange(max(1, len(words) - length))
        text = " ".join(words[at : at + length]).strip('.,;:()"“”')
        text = fold(text).text if number % 2 else text
        if number % 6 == 0:
            text = f'"{text}"'
        if number % 10 == 9:
            text += " -" + chance.choice(words)
        found += [text[:end] for end in range(1, len(text) + 1)]
    found = [text for text in found if read_query(text).wanted]
    return chance.sample(found, min(PREFIXES, len(found)))


# ---------------------------------------------------------------------- the anchors


def make_fts(path: Path, pages: Sequence[str]) -> None:
    """Plain FTS5, as its documentation begins."""
    connection = sqlite3.connect(str(path))
    connection.execute(
        "CREATE VIRTUAL TABLE pages USING fts5(text, tokenize='unicode61 remove_diacritics 2')"
    )
    connection.executemany("INSERT INTO pages (text) VALUES (?)", ((page,) for page in pages))
    connection.execute("INSERT INTO pages (pages) VALUES ('optimize')")
    connection.commit()
    connection.close()


def asked_of_fts(query: Query) -> str:
    """The query in the language of FTS5. Its tokenizer cuts numbers at their slashes by itself."""
    parts: list[str] = []
    for term in query.wanted:
        words = " ".join(word.exact for word in term.words)
        parts.append(f'"{words}"' + (" *" if term.opened else ""))
    asked = " AND ".join(parts)
    for term in query.excluded:
        asked += ' NOT "' + " ".join(word.exact for word in term.words) + '"'
    return asked


def fts_subject(path: Path) -> Subject:
    connection = sqlite3.connect(str(path))
    sql = "SELECT rowid FROM pages WHERE pages MATCH ? ORDER BY rank LIMIT ?"

    def find(_typed: str, query: Query) -> int:
        return len(connection.execute(sql, (asked_of_fts(query), HITS)).fetchall())

    return Subject("FTS5 with bm25, unencrypted", find)


def make_tantivy(folder: Path, pages: Sequence[str]) -> None:
    """An index of the folded texts: tantivy's own tokenizer leaves diacritics."""
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    for page in pages:
        writer.add_document(tantivy.Document(text=folded(page)))
    writer.commit()
    writer.wait_merging_threads()


def folded(text: str) -> str:
    """As `fold` does it, quickly: a hundred thousand pages."""
    bare = unicodedata.normalize("NFD", text.lower())
    return _MARKS.sub("", bare).replace("đ", "d")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False)
    return builder.build()


def tantivy_subject(folder: Path) -> Subject:
    schema = _schema()
    index = tantivy.Index.open(str(folder))
    index.reload()
    searcher = index.searcher()

    def one(text: str) -> tantivy.Query:
        return tantivy.Query.term_query(schema, "text", text)

    def find(_typed: str, query: Query) -> int:
        parts = []
        for term in query.terms:
            pieces = [p for w in term.words for p in w.folded.replace("-", "/").split("/") if p]
            if term.opened and not term.phrase:
                made = [one(piece) for piece in pieces[:-1]]
                made.append(
                    tantivy.Query.regex_query(schema, "text", pieces[-1].split(".")[0] + ".*")
                )
            elif len(pieces) > 1:
                made = [tantivy.Query.phrase_query(schema, "text", list(pieces))]
            else:
                made = [one(pieces[0])]
            how = tantivy.Occur.MustNot if term.excluded else tantivy.Occur.Must
            parts += [(how, part) for part in made]
        return len(searcher.search(tantivy.Query.boolean_query(parts), HITS).hits)

    return Subject("tantivy, unencrypted", find)


# ---------------------------------------------------------------------- the run


def main() -> int:
    papers, source = texts()

    def make(folder: Path) -> None:
        fill(folder / "vault.db", shuffled(papers, COUNT))
        pages = list(shuffled(papers, COUNT))
        make_fts(folder / "fts.db", pages)
        (folder / "tantivy").mkdir()
        make_tantivy(folder / "tantivy", pages)

    folder = kept("search", make)
    vault = opened(folder / "vault.db")
    search = Search(vault)
    ours = Subject("the vault's search", lambda typed, _query: len(search.find(typed).found))
    fts, quick = fts_subject(folder / "fts.db"), tantivy_subject(folder / "tantivy")
    missed = 0
    try:
        for number, typed in enumerate(typed_prefixes(papers)):
            query = read_query(typed)
            found = {subject.name: subject.measure(typed, query) for subject in (fts, ours, quick)}
            missed += bool(found[fts.name]) and not found[ours.name]
            if number == 0:  # the first question opens files
                for subject in (fts, ours, quick):
                    subject.wall.clear()
                    subject.busy.clear()
    finally:
        vault.close()
    size = {name: _size(folder / name) for name in ("vault.db", "fts.db", "tantivy")}
    wall = p95(ours.wall)
    medians = statistics.median(ours.wall) / statistics.median(fts.wall)
    report(
        "S4 search",
        f"{COUNT:,} pages of {SESSIONS} sessions made of {source} (seed {SEED}). {len(ours.wall)} prefixes of {QUERIES} "
        "queries of one to five words as they are typed, in a mixed order, half without diacritics, some phrases and "
        "exclusions; each is asked of all three one after the other. The vault "
        f"({size['vault.db']:.0f} MB, encrypted) gives up to 20 hits grouped by paper, with titles, the words around each "
        f"and how many pages there are; FTS5 ({size['fts.db']:.0f} MB) and tantivy ({size['tantivy']:.0f} MB, folded texts) "
        "give the numbers of 20 pages.",
        [*fts.rows("anchor"), *quick.rows("anchor"), *ours.rows("")],
        [
            f"p95 of the vault's search by the clock {wall:.1f} ms (target <= {TARGET:.0f} ms): "
            + verdict(met=wall <= TARGET),
            f"by processor time, as on a machine that does nothing else, {p95(ours.busy):.1f} ms: "
            + verdict(met=p95(ours.busy) <= TARGET),
            f"the vault's search / FTS5: p95 {wall / p95(fts.wall):.2f}, median {medians:.2f}",
            f"queries that FTS5 answers and the vault does not: {missed}",
        ],
    )
    return 0


def _size(path: Path) -> float:
    files = [path] if path.is_file() else list(path.iterdir())
    return sum(file.stat().st_size for file in files) / 1e6


if __name__ == "__main__":
    sys.exit(main())
