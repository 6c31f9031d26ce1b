"""Sticks, for the window and the commands: bring in what the office made, take out what this desk owes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.domain.changes import Changes
from delegate_app.domain.outbox import EntryPayload, NotePayload
from delegate_app.domain.parcels import BroughtIn, TakenOut
from delegate_app.errors import Code, DeskError, UserError
from delegate_app.services.replica import Replica
from delegate_app.services.vault_thread import VaultThread
from protocol import limits
from protocol.council_api import ApiError
from protocol.fields import b64
from protocol.outboxes import Outbox, seal_outbox
from protocol.parcel_folders import council_folder, outbox_file, write_file
from protocol.records import Record
from protocol.times import write_time
from protocol.wire import NoteRequest
from sync.driver import Driver, Surroundings
from sync.failures import general_error
from sync.parcel_council import RECORD, ParcelCouncil, open_parcels
from sync.parcels import take
from sync.report import Report

T = TypeVar("T")
ROOM = limits.OUTBOX // 2
"""Bytes of statements and notes in one outbox; base64 makes them a third longer."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """How far this desk is, to say afterwards what an import brought."""

    entries: int
    rows: int
    missing: int
    votes: int
    notes: int


class Carrier:
    """Moves one desk's data by stick. Calls wait for the vault's thread: never make them there or on the GUI's."""

    def __init__(
        self,
        replica: Replica,
        thread: VaultThread,
        announce: Callable[[Changes], None],
        now: Callable[[], datetime],
    ) -> None:
        self._replica = replica
        self._thread = thread
        self._announce = announce
        self._now = now

    def bring_in(self, stick: Path) -> BroughtIn:
        """Take what is new here from the stick; what was found wrong is in `problems`, and nothing wrong is here.

        Raises NOT_ENROLLED, VAULT_LOCKED, PARCEL_NONE, PARCEL_FOREIGN, PARCEL_NOT_FOR_US, PARCEL_DAMAGED.
        """
        identity = self._identity()
        council = open_parcels(
            stick, identity, lambda lid: self._ask(lambda r: r.parcels.unwrap(lid))
        )
        before, report, papers = self._standing(), Report(), 0
        driver = Driver(self._around(council))
        try:
            papers = driver.run(take(council, report))
        except (DeskError, ApiError) as error:
            report.note(general_error(error))
        after = self._standing()
        return BroughtIn(
            made_at=council.made_at,
            entries=after.entries - before.entries,
            rows=after.rows - before.rows,
            papers=papers,
            votes_answered=before.votes - after.votes,
            notes_settled=max(before.notes - after.notes, 0),
            unsent_votes=after.votes,
            unsent_notes=after.notes,
            missing_papers=after.missing,
            problems=tuple(dict.fromkeys(error.code for error in report.errors)),
        )

    def take_out(self, stick: Path) -> TakenOut:
        """Put every vote without a verified answer and every unsettled note on the stick, for the office alone.

        Nothing counts as sent: it goes on being offered until the council's answer is here. Raises NOT_ENROLLED,
        VAULT_LOCKED, PARCEL_UNWRITABLE.
        """
        identity = self._identity()
        if not stick.is_dir():
            raise UserError(Code.PARCEL_UNWRITABLE, "no folder")
        outbox, left = self._outbox(stick, identity)
        data = outbox.to_bytes()
        signature = self._ask(
            lambda r: r.parcels.sign_outbox(data, identity.log_origin, identity.device_id)
        )
        sealed = seal_outbox(data, signature, identity.log_key, identity.log_origin)
        folder = council_folder(stick, identity.council_id)
        try:
            write_file(outbox_file(folder, self._ask(lambda r: r.parcels.tag())), sealed)
        except OSError as error:
            raise UserError(Code.PARCEL_UNWRITABLE, type(error).__name__) from error
        return TakenOut(len(outbox.entries), len(outbox.notes), left, len(outbox.tail))

    # -------------------------------------------------------------------------------------- pieces

    def _ask(self, do: Callable[[Replica], T]) -> T:
        return self._thread.submit(lambda: do(self._replica)).result()

    def _identity(self) -> DeviceIdentity:
        identity = self._ask(lambda replica: replica.identity())
        if identity is None or not identity.person_id:
            raise UserError(Code.NOT_ENROLLED)
        return identity

    def _around(self, council: ParcelCouncil) -> Surroundings:
        return Surroundings(
            replica=self._replica,
            thread=self._thread,
            connect=lambda identity: council,
            now=self._now,
            announce=self._announce,
            progress=lambda progress: None,
            followed=lambda effect: None,
            woken=lambda: False,
            count=lambda size: None,
            used=lambda: 0,
        )

    def _standing(self) -> _Standing:
        cursors = self._ask(lambda replica: replica.cursors())
        votes, notes = self._ask(lambda replica: replica.unsettled())
        missing = self._ask(lambda replica: replica.wanted_blobs())
        entries = cursors[RECORD].seq if RECORD in cursors else 0
        rows = sum(cursor.seq for feed, cursor in cursors.items() if feed != RECORD)
        return _Standing(entries, rows, len(missing), votes, notes)

    def _outbox(self, stick: Path, identity: DeviceIdentity) -> tuple[Outbox, int]:
        """What fits, and how many notes did not."""
        entries: list[Record] = []
        notes: list[tuple[str, NoteRequest]] = []
        size = left = 0
        for item in self._ask(lambda replica: replica.outbox()):
            if isinstance(item.payload, EntryPayload):
                entries.append(Record(item.payload.statement, item.payload.signature))
                size += len(item.payload.statement) + len(item.payload.signature)
            elif size + len(item.payload.cipher) > ROOM:
                left += 1
            else:
                notes.append((item.payload.note_id, _request(item.payload)))
                size += len(item.payload.cipher)
        first, tail = self._tail(stick, identity, ROOM - size)
        made_at = write_time(self._now())
        council, log, device = identity.council_id, identity.log_origin, identity.device_id
        outbox = Outbox(council, log, device, made_at, tuple(entries), tuple(notes), first, tail)
        return outbox, left

    def _tail(
        self, stick: Path, identity: DeviceIdentity, room: int
    ) -> tuple[int, tuple[Record, ...]]:
        """Entries that the office lacked when it made what lies on the stick (`protocol.md 7.13`), as far as they fit."""
        try:
            council = open_parcels(
                stick, identity, lambda lid: self._ask(lambda r: r.parcels.unwrap(lid))
            )
        except DeskError:  # an empty stick: nothing is known of the office
            return 0, ()
        head = council.heads().heads.get(RECORD)
        if head is None:
            return 0, ()
        records: list[Record] = []
        for pair in self._ask(lambda replica: replica.record_tail(head.seq)):
            record = Record(*pair)
            room -= len(record.statement) + len(record.signature)
            if room < 0:
                break
            records.append(record)
        return (head.seq, tuple(records)) if records else (0, ())


def _request(payload: NotePayload) -> NoteRequest:
    return NoteRequest(
        hlc=payload.hlc,
        device=payload.device,
        base=payload.base,
        deleted=payload.deleted,
        cipher=b64(payload.cipher),
    )
