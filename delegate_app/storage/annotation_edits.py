"""What was done to annotations on this desk, gesture by gesture: read backwards to undo, forwards to do it again.

Rules
1. Edits of one gesture are undone and done again together. The log is one of a version: what is not seen is not undone.
2. A new gesture forgets those that were undone before it.
3. At most `KEPT` gestures of a version are kept; the oldest go first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from delegate_app.storage.vault import Row, Vault

KEPT = 200


@dataclass(frozen=True, slots=True)
class State:
    """The body of an annotation and whether it is deleted; one that was not there yet is deleted with body ""."""

    body: str
    deleted: bool

    def same_as(self, other: State) -> bool:
        """Two deletions are alike whatever the bodies below them say."""
        return self.deleted == other.deleted and (self.deleted or self.body == other.body)


@dataclass(frozen=True, slots=True)
class Edit:
    """One annotation from one state to another."""

    annotation: str
    before: State
    after: State


class EditLog:
    """The gestures of each version. Calls belong into the transaction of the edit itself."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, version: str, edits: Sequence[Edit]) -> None:
        """A gesture was done (rules 2 and 3)."""
        self._vault.run("DELETE FROM annotation_edits WHERE version = ? AND undone = 1", [version])
        newest = self._vault.value("SELECT max(gesture) FROM annotation_edits") or 0
        self._vault.run_many(
            "INSERT INTO annotation_edits (version, gesture, annotation, before, before_deleted, after, "
            "after_deleted) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                [
                    version,
                    newest + 1,
                    edit.annotation,
                    edit.before.body,
                    int(edit.before.deleted),
                    edit.after.body,
                    int(edit.after.deleted),
                ]
                for edit in edits
            ],
        )
        self._vault.run(
            "DELETE FROM annotation_edits WHERE version = ? AND gesture <= (SELECT DISTINCT gesture "
            "FROM annotation_edits WHERE version = ? ORDER BY gesture DESC LIMIT 1 OFFSET ?)",
            [version, version, KEPT],
        )

    def extend(self, version: str, edit: Edit) -> bool:
        """Let the newest gesture end at `edit.after`, when it did nothing but bring that annotation to
        `edit.before`; False when it did something else or was undone."""
        rows = self._gesture(version, undone=False)
        if len(rows) != 1 or self._vault.value(
            "SELECT 1 FROM annotation_edits WHERE version = ? AND undone = 1 LIMIT 1", [version]
        ):
            return False
        newest = _edit(rows[0])
        if newest.annotation != edit.annotation or newest.before.deleted:
            return False
        if not newest.after.same_as(edit.before):
            return False
        self._vault.run(
            "UPDATE annotation_edits SET after = ? WHERE number = ?",
            [edit.after.body, rows[0]["number"]],
        )
        return True

    def last_done(self, version: str) -> tuple[int, tuple[Edit, ...]] | None:
        """The newest gesture that is not undone, its edits newest first."""
        rows = self._gesture(version, undone=False)
        return (rows[0]["gesture"], tuple(_edit(row) for row in reversed(rows))) if rows else None

    def first_undone(self, version: str) -> tuple[int, tuple[Edit, ...]] | None:
        """The gesture that was undone last, its edits in the order they were made."""
        rows = self._gesture(version, undone=True)
        return (rows[0]["gesture"], tuple(_edit(row) for row in rows)) if rows else None

    def mark(self, gesture: int, *, undone: bool) -> None:
        """The gesture was undone, or done again."""
        self._vault.run(
            "UPDATE annotation_edits SET undone = ? WHERE gesture = ?", [int(undone), gesture]
        )

    def forget(self, gesture: int) -> None:
        """The gesture can be neither undone nor done again any more."""
        self._vault.run("DELETE FROM annotation_edits WHERE gesture = ?", [gesture])

    def _gesture(self, version: str, *, undone: bool) -> list[Row]:
        choose = "min" if undone else "max"
        return self._vault.rows(
            f"SELECT * FROM annotation_edits WHERE gesture = (SELECT {choose}(gesture) "  # noqa: S608
            "FROM annotation_edits WHERE version = ? AND undone = ?) ORDER BY number",
            [version, int(undone)],
        )


def _edit(row: Row) -> Edit:
    return Edit(
        row["annotation"],
        State(row["before"], bool(row["before_deleted"])),
        State(row["after"], bool(row["after_deleted"])),
    )
