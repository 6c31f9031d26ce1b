"""The vote record as it was received: entries, the newest checkpoint, and alarms with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from delegate_app.domain.records import Alarm
from delegate_app.errors import Code
from delegate_app.storage.vault import Vault

BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One logged statement with its signature, both as received."""

    position: int
    kind: str
    identity: str
    statement: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The newest checked checkpoint: `root` hex, `edge` the bytes of the Merkle edge."""

    origin: str
    size: int
    root: str
    edge: bytes
    checkpoint: str


class RecordTable:
    """One record: that of the council this desk is enrolled with."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def head(self) -> Head | None:
        """The newest checkpoint, or None before the first."""
        row = self._vault.one("SELECT origin, size, root, edge, checkpoint FROM record_head")
        return Head(**row) if row else None

    def advance(self, before: Head | None, after: Head) -> bool:
        """Move the head; False when it does not stand at `before` (compare-and-set)."""
        if before is None:
            values = [after.origin, after.size, after.root, after.edge, after.checkpoint]
            return bool(
                self._vault.run(
                    "INSERT OR IGNORE INTO record_head VALUES (1, ?, ?, ?, ?, ?)", values
                )
            )
        return bool(
            self._vault.run(
                "UPDATE record_head SET size = ?, root = ?, edge = ?, checkpoint = ? "
                "WHERE origin = ? AND size = ?",
                [after.size, after.root, after.edge, after.checkpoint, after.origin, before.size],
            )
        )

    def append(self, entries: Iterable[Entry]) -> None:
        """Store entries at their positions; a position that is taken is an error."""
        self._vault.run_many(
            "INSERT INTO record_entries VALUES (?, ?, ?, ?, ?)",
            ((e.position, e.kind, e.identity, e.statement, e.signature) for e in entries),
        )

    def entries(self, first: int = 0) -> Iterator[Entry]:
        """Entries from `first` on, read in batches."""
        while True:
            rows = self._vault.rows(
                "SELECT * FROM record_entries WHERE position >= ? ORDER BY position LIMIT ?",
                [first, BATCH],
            )
            yield from (Entry(**row) for row in rows)
            if len(rows) < BATCH:
                return
            first = rows[-1]["position"] + 1

    def entry(self, position: int) -> Entry | None:
        """One entry, None when it is not here."""
        row = self._vault.one("SELECT * FROM record_entries WHERE position = ?", [position])
        return Entry(**row) if row else None

    # ------------------------------------------------------------------ a council that shows less

    def behind_since(self, origin: str, signed: datetime) -> datetime:
        """When the log of that origin was first signed shorter than it is here; `signed` when that is now."""
        self._vault.run(
            "INSERT OR IGNORE INTO record_behind VALUES (?, ?)", [origin, signed.isoformat()]
        )
        since = self._vault.value("SELECT since FROM record_behind WHERE origin = ?", [origin])
        return datetime.fromisoformat(since)

    def caught_up(self, origin: str) -> None:
        """The council shows at least as much as is here."""
        self._vault.run("DELETE FROM record_behind WHERE origin = ?", [origin])

    # ------------------------------------------------------------------ alarms

    def raise_alarm(self, log: str, alarm: Alarm, evidence: bytes) -> bool:
        """Keep an alarm about the log of that origin with what was received; False when the same one stands already."""
        same = self._vault.value(
            "SELECT 1 FROM record_alarms WHERE log = ? AND code = ? AND ours = ?",
            [log, alarm.code.value, alarm.ours],
        )
        if same:
            return False
        self._vault.run(
            "INSERT INTO record_alarms (log, code, detail, raised_at, ours, theirs, evidence) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                log,
                alarm.code.value,
                alarm.detail,
                alarm.raised_at.isoformat(),
                alarm.ours,
                alarm.theirs,
                evidence,
            ],
        )
        return True

    def evidence(self) -> tuple[str, bytes]:
        """(origin of the log, the entries that came) of the first alarm; empty when there is none."""
        row = self._vault.one("SELECT log, evidence FROM record_alarms ORDER BY number")
        return (row["log"], row["evidence"]) if row else ("", b"")

    def alarm(self, log: str = "") -> Alarm | None:
        """The first alarm raised about that log (about any, when none is named): later ones follow from it."""
        row = self._vault.one(
            "SELECT code, detail, raised_at, ours, theirs FROM record_alarms "
            "WHERE ? IN ('', log) ORDER BY number",
            [log],
        )
        if row is None:
            return None
        raised_at = datetime.fromisoformat(row["raised_at"])
        return Alarm(Code(row["code"]), row["detail"], raised_at, row["ours"], row["theirs"])
