"""What a search reads beside the postings, through the reading connection: from any thread, never behind a writer.

What changes only with the index (`parts`, the order of blocks) is kept until `forget`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from delegate_app.domain.blobs import CHUNK
from delegate_app.storage.bodies import Fields
from delegate_app.storage.feeds import SHOWN, read_body
from delegate_app.storage.search_entries import ENTRIES
from delegate_app.storage.search_pages import PaperToIndex, text_of, trail_of
from delegate_app.storage.search_postings import BLOCK, SHIFT, PostingReader
from delegate_app.storage.vault import Vault

ASKED = 400


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of one version that follow each other in a block: from position `start`, which is `page`, on."""

    start: int
    page: int
    version: str
    document: str
    mask: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A short text of the index."""

    place: int
    sort: str
    id: str
    session: str
    parent: str
    text: str
    trail: str


@dataclass(frozen=True, slots=True)
class StoredPage:
    """The text of a page and its trail."""

    trail: str
    text: str
    origin: str


class SearchReading:
    """Reads the index and what the found things are."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.postings = PostingReader(vault)
        self._parts: dict[int, tuple[Part, ...]] = {}
        self._blocks: tuple[int, ...] | None = None
        self._days: dict[str, str] | None = None
        self._sessions: dict[str, Fields] | None = None

    def forget(self) -> None:
        """The index moved, or the vault is locked."""
        self.postings.forget()
        self._parts.clear()
        self._blocks = self._days = self._sessions = None

    # ------------------------------------------------------------------ the index

    def page_blocks(self) -> tuple[int, ...]:
        """The blocks of pages, the newest session first."""
        if self._blocks is None:
            rows = self._vault.read_tuples(
                "SELECT number, sort FROM search_blocks WHERE sort <> ? ORDER BY number DESC",
                [ENTRIES],
            )
            days = self.days()
            rows.sort(key=lambda row: days.get(row[1], ""), reverse=True)
            self._blocks = tuple(number for number, _ in rows)
        return self._blocks

    def entry_blocks(self) -> tuple[int, ...]:
        """The blocks of short texts, the newest first."""
        rows = self._vault.read_tuples(
            "SELECT number FROM search_blocks WHERE sort = ? ORDER BY number DESC", [ENTRIES]
        )
        return tuple(number for (number,) in rows)

    def session_of_block(self, block: int) -> str:
        """The session whose pages a block holds."""
        rows = self._vault.read_tuples("SELECT sort FROM search_blocks WHERE number = ?", [block])
        return str(rows[0][0]) if rows else ""

    def parts(self, block: int) -> tuple[Part, ...]:
        """What of a block is alive, in the order of its places."""
        found = self._parts.get(block)
        if found is None:
            rows = self._vault.read_tuples(
                "SELECT s.place, s.count, s.page, s.version, p.document FROM search_parts s "
                "JOIN search_papers p ON p.version = s.version "
                "WHERE s.place >= ? AND s.place < ? ORDER BY s.place",
                [block << SHIFT, (block + 1) << SHIFT],
            )
            found = tuple(
                Part(
                    place & (BLOCK - 1),
                    page,
                    version,
                    document,
                    ((1 << count) - 1) << (place & (BLOCK - 1)),
                )
                for place, count, page, version, document in rows
            )
            self._parts[block] = found
        return found

    def trails(self, places: Sequence[int]) -> dict[int, str]:
        """The trails of these places that are there."""
        found: dict[int, str] = {}
        for start in range(0, len(places), ASKED):
            asked = places[start : start + ASKED]
            marks = ", ".join("?" * len(asked))
            rows = self._vault.read_tuples(
                f"SELECT place, trail FROM search_pages WHERE place IN ({marks})",  # noqa: S608
                asked,
            )
            found.update((place, trail_of(trail)) for place, trail in rows)
        return found

    def page(self, place: int) -> StoredPage | None:
        """One page's text, or None when it was dropped meanwhile."""
        rows = self._vault.read_tuples(
            "SELECT trail, text, origin FROM search_pages WHERE place = ?", [place]
        )
        return StoredPage(trail_of(rows[0][0]), text_of(rows[0][1]), rows[0][2]) if rows else None

    def entries(self, places: Sequence[int]) -> list[EntryRow]:
        """The short texts at these places that are there."""
        marks = ", ".join("?" * len(places))
        rows = self._vault.read_tuples(
            f"SELECT * FROM search_entries WHERE place IN ({marks})",  # noqa: S608
            places,
        )
        return [EntryRow(*row) for row in rows]

    # ------------------------------------------------------------------ what it is about

    def days(self) -> dict[str, str]:
        """When each shown session starts, as its row says it."""
        if self._days is None:
            rows = self._vault.read_tuples(
                "SELECT id, CASE WHEN json_valid(body) THEN json_extract(body, '$.starts') END "  # noqa: S608
                f"FROM feed_rows WHERE kind = 'session' AND {SHOWN}"
            )
            self._days = {session: starts or "" for session, starts in rows}
        return self._days

    def sessions(self) -> dict[str, Fields]:
        """All shown sessions."""
        if self._sessions is None:
            self._sessions = self.bodies("session", self.days())
        return self._sessions

    def bodies(self, kind: str, ids: Collection[str]) -> dict[str, Fields]:
        """The shown rows of a kind with these ids."""
        found: dict[str, Fields] = {}
        wanted = list(ids)
        for start in range(0, len(wanted), ASKED):
            asked = wanted[start : start + ASKED]
            marks = ", ".join("?" * len(asked))
            rows = self._vault.read_tuples(
                f"SELECT id, body FROM feed_rows WHERE kind = ? AND id IN ({marks}) AND {SHOWN}",  # noqa: S608
                [kind, *asked],
            )
            found.update(
                (row_id, Fields(body)) for row_id, text in rows if (body := read_body(text))
            )
        return found

    def notes(self, ids: Collection[str]) -> dict[str, Fields]:
        """The bodies of these notes."""
        marks = ", ".join("?" * len(ids))
        rows = self._vault.read_tuples(
            f"SELECT id, body FROM annotations WHERE deleted = 0 AND id IN ({marks})",  # noqa: S608
            list(ids),
        )
        return {row_id: Fields(body) for row_id, text in rows if (body := read_body(text))}

    def documents_of_versions(self, hashes: Collection[str]) -> dict[str, str]:
        """The paper of each of these versions that is shown."""
        marks = ", ".join("?" * len(hashes))
        rows = self._vault.read_tuples(
            f"SELECT file, parent FROM feed_rows WHERE file IN ({marks}) AND file <> '' AND {SHOWN}",  # noqa: S608
            list(hashes),
        )
        return dict(rows)

    def newest_versions(self, documents: Collection[str]) -> dict[str, str]:
        """The newest version of each of these papers, here or not."""
        marks = ", ".join("?" * len(documents))
        rows = self._vault.read_tuples(
            "SELECT parent, file, max(json_extract(body, '$.ordinal')) FROM feed_rows "  # noqa: S608
            f"WHERE kind = 'version' AND parent IN ({marks}) AND file <> '' AND json_valid(body) "
            f"AND {SHOWN} GROUP BY parent",
            list(documents),
        )
        return {document: file for document, file, _ in rows}

    # ------------------------------------------------------------------ what is to be indexed

    def newest_papers(self) -> list[tuple[PaperToIndex, bool]]:
        """The newest version that is here whole of every shown paper, and whether it is indexed.

        The newest session first, and the papers of a session in the order of their ids.
        """
        rows = self._vault.read_tuples(
            "SELECT v.parent, v.file, d.parent, coalesce(p.done, 0), "  # noqa: S608
            "coalesce(p.pages >= 0 AND p.done >= p.pages, 0), max(json_extract(v.body, '$.ordinal')) "
            f"FROM (SELECT * FROM feed_rows WHERE kind = 'version' AND file <> '' AND {SHOWN}) v "
            "JOIN blobs b ON b.sha256 = v.file AND b.faulty = 0 AND b.chunks_here * ? >= b.size "
            f"JOIN (SELECT id, parent FROM feed_rows WHERE kind = 'document' AND {SHOWN}) d "
            "ON d.id = v.parent LEFT JOIN search_papers p ON p.version = v.file "
            "WHERE json_valid(v.body) GROUP BY v.parent",
            [CHUNK],
        )
        days = self.days()
        rows.sort(key=lambda row: row[0])
        rows.sort(key=lambda row: days.get(row[2], ""), reverse=True)
        return [
            (PaperToIndex(file, document, session, done), bool(whole))
            for document, file, session, done, whole, _ in rows
        ]

    def outdated(self) -> list[str]:
        """Indexed versions for which recognised words arrived since."""
        rows = self._vault.read_tuples(
            "SELECT DISTINCT p.version FROM search_papers p "
            "JOIN feed_rows r ON r.file = p.version AND r.kind = 'version' "
            "JOIN blobs b ON b.sha256 = json_extract(r.body, '$.words.sha256') "
            "LEFT JOIN search_words w ON w.version = p.version "
            "WHERE p.done >= p.pages AND b.chunks_here * ? >= b.size "
            "AND ifnull(w.words, '') <> b.sha256",
            [CHUNK],
        )
        return [version for (version,) in rows]

    def gone(self) -> list[str]:
        """Indexed versions that no shown row names any more."""
        rows = self._vault.read_tuples(
            "SELECT version FROM search_papers WHERE version NOT IN ("  # noqa: S608
            f"SELECT file FROM feed_rows WHERE kind = 'version' AND {SHOWN})"
        )
        return [version for (version,) in rows]

    def index_counts(self) -> tuple[int, int]:
        """How many papers are in the index, and how many of them have no words."""
        rows = self._vault.read_tuples(
            "SELECT count(*), sum(fault <> '' OR pages = 0) FROM search_papers WHERE pages >= 0"
        )
        return int(rows[0][0]), int(rows[0][1] or 0)
