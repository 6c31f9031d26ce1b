"""Pages of papers in the search index.

Rules
1. A batch of pages is written in steps, each a short transaction: places are allotted and the texts stored; the postings,
   a slice of words at a time; then a part says that the pages are there. Until then nothing finds them, and what a
   crash left of them is never used again.
2. A paper of many pages is indexed in several batches; `done` says how many of its pages are there.
3. A version that is indexed whole takes the place of the earlier version of its paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import zstandard

from delegate_app.domain.search_words import cut, nfc
from delegate_app.storage.search_postings import BLOCK, SHIFT, BlockTable, PostingWriter
from delegate_app.storage.vault import Vault

WORDS_A_STEP = 2_500
"""Words of which one transaction writes the places: some 15 ms."""
PAGES_A_STEP = 128

_PACK = zstandard.ZstdCompressor(level=1)
_UNPACK = zstandard.ZstdDecompressor()
_LONGEST_TEXT = 2_000_000


@dataclass(frozen=True, slots=True)
class PageWords:
    """The text of one page and where it comes from: "pdf", the file's own text layer, or "ocr", read from a picture."""

    text: str
    origin: str = "pdf"


@dataclass(frozen=True, slots=True)
class PaperToIndex:
    """The version of a paper that is to be indexed; `done` of its pages are."""

    version: str
    document: str
    session: str
    done: int


@dataclass
class Batch:
    """Pages of one version, cut into words: made on any thread, written on the vault's."""

    paper: PaperToIndex
    texts: list[tuple[bytes, bytes, str]] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)

    def add(self, page: PageWords) -> None:
        """Take one more page; it follows the one before."""
        text = nfc(page.text[:_LONGEST_TEXT])
        found = cut(text)
        bit = 1 << len(self.texts)
        words = self.words
        for key in found.keys:
            words[key] = words.get(key, 0) | bit
        trail = found.trail.encode("utf-16-le")
        self.texts.append((trail, _PACK.compress(text.encode()), page.origin))


def text_of(packed: bytes) -> str:
    """The text of a stored page."""
    return _UNPACK.decompress(packed, max_output_size=4 * _LONGEST_TEXT).decode()


def trail_of(stored: bytes) -> str:
    """The trail of a stored page."""
    return stored.decode("utf-16-le")


class SearchPageTable:
    """Indexed papers, on the vault thread."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._blocks = BlockTable(vault)
        self._postings = PostingWriter(vault)

    def forget(self) -> None:
        """The vault is locked."""
        self._postings.forget()

    def write(self, batch: Batch) -> Iterator[None]:
        """Write a batch in short transactions, one each time the iterator goes on (rule 1)."""
        try:
            yield from self._write(batch)
        except BaseException:
            self._postings.forget()
            raise

    def _write(self, batch: Batch) -> Iterator[None]:
        written, page = 0, batch.paper.done
        keys = sorted(batch.words)
        while written < len(batch.texts):
            wanted = min(PAGES_A_STEP, len(batch.texts) - written)
            with self._vault.transaction(durable=False):
                place, count = self._blocks.allot(batch.paper.session, wanted)
                self._vault.run_many(
                    "INSERT INTO search_pages VALUES (?, ?, ?, ?)",
                    (
                        (place + number, *text)
                        for number, text in enumerate(batch.texts[written : written + count])
                    ),
                )
            yield
            yield from self._write_words(batch, keys, place, written, count)
            with self._vault.transaction(durable=False):
                self._add_part(batch.paper, place, count, page)
            yield
            written, page = written + count, page + count

    def _write_words(
        self, batch: Batch, keys: Sequence[str], place: int, written: int, count: int
    ) -> Iterator[None]:
        """The postings of `count` pages from the batch's page `written` on, which lie from `place` on."""
        base, mask = place & (BLOCK - 1), ((1 << count) - 1) << written
        shift = base - written
        words = {}
        for key in keys:
            if places := batch.words[key] & mask:
                words[key] = places << shift if shift >= 0 else places >> -shift
        names = list(words)
        for start in range(0, len(names), WORDS_A_STEP):
            step = {name: words[name] for name in names[start : start + WORDS_A_STEP]}
            with self._vault.transaction(durable=False):
                self._postings.add(place >> SHIFT, step, remember=True)
            yield

    def _add_part(self, paper: PaperToIndex, place: int, count: int, page: int) -> None:
        self._vault.run(
            "INSERT INTO search_papers (version, document, pages, done) VALUES (?, ?, -1, ?) "
            "ON CONFLICT (version) DO UPDATE SET done = excluded.done",
            [paper.version, paper.document, page + count],
        )
        before = self._vault.one(
            "SELECT place, count FROM search_parts WHERE version = ? ORDER BY page DESC LIMIT 1",
            [paper.version],
        )
        follows = before and before["place"] + before["count"] == place
        if before and follows and place >> SHIFT == before["place"] >> SHIFT:
            self._vault.run(
                "UPDATE search_parts SET count = count + ? WHERE place = ?",
                [count, before["place"]],
            )
        else:
            self._vault.run(
                "INSERT INTO search_parts VALUES (?, ?, ?, ?)", [place, count, page, paper.version]
            )

    def finish(
        self, paper: PaperToIndex, pages: int, fault: str = "", recognised: str = ""
    ) -> None:
        """Every page of a paper is indexed, or none can be read (`fault`): earlier versions of it are dropped (rule 3).

        `recognised` is the file of recognised words that was used, "" for none.
        """
        with self._vault.transaction(durable=False):
            self._vault.run(
                "INSERT INTO search_papers VALUES (?, ?, ?, ?, ?) ON CONFLICT (version) DO UPDATE "
                "SET pages = excluded.pages, done = excluded.done, fault = excluded.fault",
                [paper.version, paper.document, pages, pages, fault],
            )
            self._vault.run(
                "INSERT OR REPLACE INTO search_words VALUES (?, ?)", [paper.version, recognised]
            )
            older = self._vault.tuples(
                "SELECT version FROM search_papers WHERE document = ? AND version <> ?",
                [paper.document, paper.version],
            )
            for (version,) in older:
                self.remove(version)

    def remove(self, version: str) -> None:
        """Drop a version from the index; a block that holds nothing any more goes with it."""
        with self._vault.transaction(durable=False):
            parts = self._vault.tuples(
                "SELECT place, count FROM search_parts WHERE version = ?", [version]
            )
            for place, count in parts:
                self._vault.run(
                    "DELETE FROM search_pages WHERE place >= ? AND place < ?",
                    [place, place + count],
                )
            self._vault.run("DELETE FROM search_parts WHERE version = ?", [version])
            self._vault.run("DELETE FROM search_papers WHERE version = ?", [version])
            self._vault.run("DELETE FROM search_words WHERE version = ?", [version])
            for number in {place >> SHIFT for place, _ in parts}:
                self._drop_if_empty(number)

    def _drop_if_empty(self, number: int) -> None:
        used = self._vault.value("SELECT used FROM search_blocks WHERE number = ?", [number])
        alive = self._vault.value(
            "SELECT count(*) FROM search_parts WHERE place >= ? AND place < ?",
            [number << SHIFT, (number + 1) << SHIFT],
        )
        if not alive and used is not None and used >= BLOCK:
            self._blocks.drop(number)
            self._postings.forget()
