"""Annotations in the vault: the newest edit of each, and texts that lost a concurrent edit."""

from __future__ import annotations

from dataclasses import dataclass

from delegate_app.storage.search_entries import SearchEntryTable
from delegate_app.storage.vault import Row, Vault


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """One annotation. `body` is its plain text (`protocol.md 9.1`); `settled_hlc` the newest edit that came back in the feed."""

    id: str
    document: str
    version: str
    body: str
    hlc: str
    device: str
    settled_hlc: str
    deleted: bool
    older: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OlderText:
    """A losing text whose row the private feed lacks in the generation `epoch`, which is the one shown."""

    note: str
    hlc: str
    text: str
    epoch: str

    @property
    def row(self) -> str:
        """The id of the row (`protocol.md 8.4`)."""
        return f"{self.note}~{self.hlc}"


class AnnotationTable:
    """All annotations, deleted ones included: a tombstone keeps its clock."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._search = SearchEntryTable(vault)

    def of_version(self, sha256: str) -> tuple[AnnotationRow, ...]:
        """The annotations made on a version, without the deleted ones."""
        return self._read("version = ? AND deleted = 0", sha256)

    def all(self) -> tuple[AnnotationRow, ...]:
        """All annotations without the deleted ones."""
        return self._read("deleted = ?", 0)

    def everything(self) -> tuple[AnnotationRow, ...]:
        """All annotations with the deleted ones."""
        return self._read("deleted >= ?", 0)

    def annotation(self, annotation_id: str) -> AnnotationRow | None:
        """One annotation, deleted or not."""
        found = self._read("id = ?", annotation_id)
        return found[0] if found else None

    def write(self, row: AnnotationRow) -> None:
        """Put an edit in the place of the earlier one; older texts stay."""
        self._vault.run(
            "INSERT INTO annotations VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "document = excluded.document, version = excluded.version, body = excluded.body, "
            "hlc = excluded.hlc, device = excluded.device, settled_hlc = excluded.settled_hlc, "
            "deleted = excluded.deleted",
            [
                row.id,
                row.document,
                row.version,
                row.body,
                row.hlc,
                row.device,
                row.settled_hlc,
                int(row.deleted),
            ],
        )
        self._search.take_few()

    def settle(self, annotation_id: str, hlc: str) -> None:
        """The feed brought the edit with this clock back."""
        self._vault.run(
            "UPDATE annotations SET settled_hlc = ? WHERE id = ? AND settled_hlc < ?",
            [hlc, annotation_id, hlc],
        )

    def add_older(self, annotation_id: str, hlc: str, text: str) -> None:
        """Keep a text that lost a concurrent edit; once for each clock value."""
        self._vault.run(
            "INSERT OR IGNORE INTO older_texts VALUES (?, ?, ?)", [annotation_id, hlc, text]
        )

    def is_older(self, annotation_id: str, hlc: str) -> bool:
        """True when the edit with this clock is kept here as one that lost."""
        found = self._vault.value(
            "SELECT 1 FROM older_texts WHERE annotation = ? AND hlc = ?", [annotation_id, hlc]
        )
        return bool(found)

    def lacking_older(self, feed: str) -> tuple[OlderText, ...]:
        """The losing texts of notes that are neither deleted nor owed whose rows the feed that is shown lacks."""
        rows = self._vault.rows(
            "SELECT o.annotation AS note, o.hlc, o.text, g.epoch FROM older_texts AS o "
            "JOIN annotations AS a ON a.id = o.annotation AND a.deleted = 0 "
            "JOIN feed_generations AS g ON g.feed = ? AND g.active = 1 "
            "WHERE o.annotation NOT IN (SELECT note FROM outbox WHERE kind = 'note') "
            "AND NOT EXISTS (SELECT 1 FROM feed_rows AS f WHERE f.feed = g.feed AND f.epoch = g.epoch "
            "AND f.kind = 'note-older' AND f.id = o.annotation || '~' || o.hlc) ORDER BY o.hlc",
            [feed],
        )
        return tuple(OlderText(**row) for row in rows)

    def _read(self, condition: str, value: object) -> tuple[AnnotationRow, ...]:
        rows = self._vault.rows(
            f"SELECT * FROM annotations WHERE {condition} ORDER BY hlc",  # noqa: S608
            [value],
        )
        older: dict[str, list[str]] = {}
        for text in self._vault.rows("SELECT annotation, text FROM older_texts ORDER BY hlc"):
            older.setdefault(text["annotation"], []).append(text["text"])
        return tuple(_annotation(row, tuple(older.get(row["id"], ()))) for row in rows)


def _annotation(row: Row, older: tuple[str, ...]) -> AnnotationRow:
    return AnnotationRow(**{**row, "deleted": bool(row["deleted"])}, older=older)
