"""What this desk still owes the council. A row is written in the transaction of the action that caused it."""

from __future__ import annotations

from datetime import datetime

from delegate_app.domain.outbox import EntryPayload, NotePayload, OutboxItem
from delegate_app.storage.vault import Row, Vault
from protocol.notes import Hlc

_NOTE_TRIED = "tries = tries + (kind = 'note')"
"""An attempt with a note is over. A vote's counts when it begins, for from there on it may be at the council."""


class OutboxTable:
    """Votes by reference (their bytes never change), notes with their sealed bytes."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add_vote(self, identity: str) -> None:
        """Queue a signed vote."""
        self._vault.run("INSERT OR IGNORE INTO outbox (id, kind) VALUES (?, 'entry')", [identity])

    def put_note(self, note: NotePayload) -> None:
        """Queue an edit in the place of earlier edits of the same note."""
        self._vault.run("DELETE FROM outbox WHERE kind = 'note' AND note = ?", [note.note_id])
        self._vault.run(
            "INSERT INTO outbox (id, kind, note, hlc, base, deleted, cipher) "
            "VALUES (?, 'note', ?, ?, ?, ?, ?)",
            [
                f"{note.note_id}~{note.hlc}",
                note.note_id,
                note.hlc,
                note.base,
                int(note.deleted),
                note.cipher,
            ],
        )

    def pending(self) -> tuple[OutboxItem, ...]:
        """What has to be sent: votes in the order they were signed, then notes in the order they were edited."""
        rows = self._vault.rows(
            "SELECT outbox.*, statement, signature FROM outbox "
            "LEFT JOIN votes ON votes.identity = outbox.id "
            "WHERE given_up = 0 ORDER BY outbox.kind, seq, number"
        )
        return tuple(_item(row) for row in rows)

    def unsettled(self) -> dict[str, int]:
        """How many items of each kind nobody settled yet, those given up and those that the council took included.

        A reading place is no item that anybody waits for.
        """
        rows = self._vault.rows(
            "SELECT kind, count(*) AS number FROM outbox "
            "WHERE kind = 'entry' OR note NOT IN (SELECT note FROM places) GROUP BY kind"
        )
        return {row["kind"]: row["number"] for row in rows}

    def owed(self) -> list[Row]:
        """Everything that nobody settled yet, in the order it is sent: id, kind, poll (of a vote), note, tries, next_try,
        last_error, delivered, given_up."""
        return self._vault.rows(
            "SELECT outbox.id, outbox.kind, coalesce(votes.poll, '') AS poll, outbox.note, tries, next_try, "
            "last_error, delivered, given_up FROM outbox LEFT JOIN votes ON votes.identity = outbox.id "
            "ORDER BY outbox.kind, votes.seq, outbox.number"
        )

    def has_undelivered(self) -> bool:
        """True while anything waits that the council neither took nor answered for good."""
        return bool(
            self._vault.value("SELECT 1 FROM outbox WHERE given_up = 0 AND delivered = 0 LIMIT 1")
        )

    def has(self, item_id: str) -> bool:
        """True while the item waits for anything."""
        return bool(self._vault.value("SELECT 1 FROM outbox WHERE id = ?", [item_id]))

    def note_edit(self, note_id: str) -> Row | None:
        """The queued edit of a note: hlc, base, delivered; None when there is none."""
        return self._vault.one(
            "SELECT hlc, base, delivered FROM outbox WHERE kind = 'note' AND note = ?",
            [note_id],
        )

    def base_of(self, note_id: str, settled: str) -> str:
        """The clock of the edit that a new one follows at the council: of one that it took, else of the one that came
        back, which is `settled` where nothing is queued.

        What arrived from another device while an edit was queued was not in front of anybody: it is no base, so that
        the council keeps its text (`protocol.md 9.4`).
        """
        queued = self.note_edit(note_id)
        if queued is None:
            return settled
        return str(queued["hlc"] if queued["delivered"] else queued["base"])

    def count_try(self, item_id: str) -> bool:
        """An attempt with a vote begins; False when it is gone. (An attempt with a note counts when it is over.)"""
        return bool(self._vault.run("UPDATE outbox SET tries = tries + 1 WHERE id = ?", [item_id]))

    def set_delivered(self, item_id: str, next_try: datetime) -> bool:
        """The council took the item; it stays owed until the feed brings it back, and is offered again at
        `next_try`. False when it is gone."""
        return bool(
            self._vault.run(
                f"UPDATE outbox SET delivered = 1, last_error = '', next_try = ?, {_NOTE_TRIED} WHERE id = ?",  # noqa: S608
                [next_try.isoformat(), item_id],
            )
        )

    def set_failed(self, item_id: str, code: str, next_try: datetime | None) -> bool:
        """An attempt failed; the next is not before `next_try`. False when the item is gone."""
        return bool(
            self._vault.run(
                f"UPDATE outbox SET last_error = ?, next_try = ?, {_NOTE_TRIED} WHERE id = ?",  # noqa: S608
                [code, next_try.isoformat() if next_try else "", item_id],
            )
        )

    def set_given_up(self, item_id: str, code: str) -> bool:
        """The item is not sent any more, and stays to be seen. False when it is gone."""
        return bool(
            self._vault.run(
                f"UPDATE outbox SET given_up = 1, last_error = ?, {_NOTE_TRIED} WHERE id = ?",  # noqa: S608
                [code, item_id],
            )
        )

    def offer_again(self, *, notes: bool) -> None:
        """What was given up is offered again; with `notes` also notes that the council once took."""
        self._vault.run("UPDATE outbox SET given_up = 0 WHERE given_up = 1")
        if notes:
            self._vault.run("UPDATE outbox SET delivered = 0, next_try = '' WHERE kind = 'note'")

    def remove(self, item_id: str) -> bool:
        """Nothing is owed any more; False when nothing was."""
        return bool(self._vault.run("DELETE FROM outbox WHERE id = ?", [item_id]))

    def remove_note(self, note_id: str, hlc: str) -> bool:
        """The edit with this clock (or an earlier one) is settled; a later edit stays queued."""
        return bool(
            self._vault.run(
                "DELETE FROM outbox WHERE kind = 'note' AND note = ? AND hlc <= ?", [note_id, hlc]
            )
        )


def _item(row: Row) -> OutboxItem:
    payload: EntryPayload | NotePayload
    if row["kind"] == "entry":
        payload = EntryPayload(row["statement"], row["signature"])
    else:
        device = Hlc.parse(row["hlc"]).device
        payload = NotePayload(
            row["note"], row["hlc"], device, row["base"], bool(row["deleted"]), row["cipher"]
        )
    next_try = datetime.fromisoformat(row["next_try"]) if row["next_try"] else None
    return OutboxItem(row["id"], row["kind"], payload, row["tries"], next_try, row["last_error"])
