"""Short texts in the search index: titles, programme, notes. Indexed in the transaction that changes them.

Triggers (`search_tables.py`) note every row that is written. A few are indexed at the end of the same transaction; many
at once, as in the first synchronisation, wait, and `catch_up` indexes them a few at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from delegate_app.domain.search_words import cut, nfc
from delegate_app.storage.feeds import SHOWN, read_body
from delegate_app.storage.search_postings import SHIFT, BlockTable, PostingWriter
from delegate_app.storage.search_sources import NOTE, EntryText, entry_of
from delegate_app.storage.vault import Vault

ENTRIES = "entries"
"""The sort of the blocks that hold them."""
AT_ONCE = 48
"""Rows that are indexed in the transaction that changed them; more of them wait."""
EACH_TIME = 160


class SearchEntryTable:
    """The entries of the index, on the vault thread."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._blocks = BlockTable(vault)
        self._postings = PostingWriter(vault)

    def take_few(self) -> None:
        """Index what the running transaction changed, unless that is much; call it at its end."""
        rows = self._vault.tuples("SELECT kind, id FROM search_waiting LIMIT ?", [AT_ONCE + 1])
        if 0 < len(rows) <= AT_ONCE:
            self._index(rows)

    def catch_up(self) -> bool:
        """Index some rows that wait, in one transaction; False when none is left."""
        rows = self._vault.tuples("SELECT kind, id FROM search_waiting LIMIT ?", [EACH_TIME])
        if not rows:
            return False
        with self._vault.transaction():
            self._index(rows)
        return len(rows) == EACH_TIME

    def _index(self, rows: Sequence[tuple[str, str]]) -> None:
        """Bring these rows' entries to what the rows say now; they do not wait any more."""
        new: list[tuple[str, str, EntryText]] = []
        for kind, identifier in rows:
            entry = entry_of(kind, self._body(kind, identifier))
            before = self._vault.tuples(
                "SELECT text, session, parent FROM search_entries WHERE sort = ? AND id = ?",
                [kind, identifier],
            )
            if before and entry and before[0] == (nfc(entry.text), entry.session, entry.parent):
                continue
            if before:
                self._vault.run(
                    "DELETE FROM search_entries WHERE sort = ? AND id = ?", [kind, identifier]
                )
            if entry:
                new.append((kind, identifier, entry))
        self._write(new)
        self._vault.run_many("DELETE FROM search_waiting WHERE kind = ? AND id = ?", rows)

    def _body(self, kind: str, identifier: str) -> dict[str, Any] | None:
        if kind == NOTE:
            sql = "SELECT body FROM annotations WHERE id = ? AND deleted = 0"
            found = self._vault.tuples(sql, [identifier])
        else:
            sql = f"SELECT body FROM feed_rows WHERE kind = ? AND id = ? AND {SHOWN}"  # noqa: S608
            found = self._vault.tuples(sql, [kind, identifier])
        return read_body(found[0][0]) if found else None

    def _write(self, entries: list[tuple[str, str, EntryText]]) -> None:
        while entries:
            place, count = self._blocks.allot(ENTRIES, len(entries))
            now, entries = entries[:count], entries[count:]
            words: dict[str, int] = {}
            rows: list[tuple[object, ...]] = []
            for number, (kind, identifier, entry) in enumerate(now, place):
                text = nfc(entry.text)
                found = cut(text)
                position = number & ((1 << SHIFT) - 1)
                for key in found.keys:
                    words[key] = words.get(key, 0) | 1 << position
                rows.append(
                    (number, kind, identifier, entry.session, entry.parent, text, found.trail)
                )
            self._postings.add(place >> SHIFT, words)
            self._vault.run_many("INSERT INTO search_entries VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
