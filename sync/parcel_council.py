"""The council as far as a stick holds it: a `CouncilApi` over the parcels in a folder (`protocol.md 12`).

What is not on the stick is not here (PARCEL_LACKS) and never gone: no answer of this class makes a run forget
anything. Pages, entries and chunks come out as they were put in, unverified; the replica checks them as always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.errors import Code, DeskError, IntegrityError, UserError
from protocol import limits, tiles, wire
from protocol.errors import Invalid, ProtocolError
from protocol.feeds import Page
from protocol.outboxes import Answers, read_answers
from protocol.parcel_folders import ParcelFolder, council_folder, is_carrier, lids
from protocol.parcels import (
    BLOB_PIECE,
    Lid,
    ParcelHead,
    ParcelKey,
    answers_name,
    blob_name,
    page_name,
    records_name,
)
from protocol.records import Record, read_records
from protocol.wire import Head, Heads

RECORD = "record"
PUBLIC = "public"

Unwrap = Callable[[Lid], ParcelKey | None]


def open_parcels(stick: Path, identity: DeviceIdentity, unwrap: Unwrap) -> ParcelCouncil:
    """The council on this stick. Raises PARCEL_NONE, PARCEL_FOREIGN, PARCEL_NOT_FOR_US, PARCEL_DAMAGED."""
    if not is_carrier(stick):
        raise UserError(Code.PARCEL_NONE)
    folder = council_folder(stick, identity.council_id)
    found = list(lids(folder))
    ours = [lid for lid in found if is_of(lid, identity)]
    if not ours:
        code = Code.PARCEL_FOREIGN if found or not folder.is_dir() else Code.PARCEL_NONE
        raise UserError(code)
    keys = [key for lid in ours if (key := unwrap(lid)) is not None]
    if not keys:
        raise UserError(Code.PARCEL_NOT_FOR_US)
    council = ParcelCouncil(identity, [ParcelFolder(folder, key) for key in keys])
    if not council.heads().heads:
        raise IntegrityError(Code.PARCEL_DAMAGED, "no parcel has its head")
    return council


def is_of(lid: Lid, identity: DeviceIdentity) -> bool:
    """Whether a lid says that the parcel is of the council whose root this device pinned."""
    named = (lid.council, lid.root, lid.origin)
    return named == (identity.council_id, identity.root_sha256, identity.log_origin)


class ParcelCouncil:
    """Parcels of one council that this device can open. Reads only."""

    host = ""
    is_hall = False

    def __init__(self, identity: DeviceIdentity, parcels: Sequence[ParcelFolder]) -> None:
        self._identity = identity
        self._parcels: list[tuple[ParcelFolder, ParcelHead]] = []
        self._last = ("", b"")
        self.damaged = False
        """True when a parcel of ours has no head that opens."""
        for parcel in parcels:
            head = self._head(parcel)
            if head is not None:
                self._parcels.append((parcel, head))
        self._parcels.sort(key=lambda one: one[1].made_at, reverse=True)

    def _head(self, parcel: ParcelFolder) -> ParcelHead | None:
        try:
            head = parcel.head()
        except ProtocolError:
            head = None
        self.damaged |= head is None
        return head

    @property
    def made_at(self) -> str:
        """When the newest parcel was made, as it says."""
        return self._parcels[0][1].made_at if self._parcels else ""

    @property
    def _feeds(self) -> tuple[str, str]:
        return PUBLIC, f"delegate.{self._identity.person_id}"

    # ------------------------------------------------------------------------- what a stick holds

    def heads(self, etag: str = "", wait: int = 0) -> Heads:
        """How far the newest parcels go, in the feeds that are this device's; a claim, like every head."""
        heads: dict[str, Head] = {}
        for _, head in self._parcels:
            if head.record is not None and head.checkpoint:
                heads.setdefault(RECORD, head.record)
            for feed in self._feeds:
                if feed in head.heads:
                    heads.setdefault(feed, head.heads[feed])
        return Heads(heads=heads, time=self.made_at)

    def changes(self, feed: str, epoch: str, after: int, limit: int) -> Page:
        """The rest, after that row, of the page that holds it."""
        for parcel, head in self._parcels:
            known = head.heads.get(feed)
            if known is None or known.epoch != epoch or known.seq <= after:
                continue
            starts = [start for start in head.pages.get(feed, ()) if start <= after]
            if not starts:
                continue
            data = self._get([parcel], page_name(feed, epoch, max(starts)), limits.PAGE_JSON)
            page = self._read(lambda: wire.read_page(data))  # noqa: B023
            return replace(page, after=after, rows=tuple(r for r in page.rows if r.seq > after))
        raise lacking(f"{feed} after {after}")

    def blob(self, sha256: str, start: int, stop: int) -> Iterator[bytes]:
        """Bytes of a paper, piece by piece."""
        while start < stop:
            number, offset = divmod(start, BLOB_PIECE)
            piece = self._piece(blob_name(sha256, number))
            part = piece[offset : offset + stop - start]
            if not part:
                raise IntegrityError(Code.PARCEL_DAMAGED, "a paper's piece is short")
            start += len(part)
            yield part

    def log_checkpoint(self) -> str:
        """The checkpoint of the newest parcel that has the record."""
        for _, head in self._parcels:
            if head.checkpoint:
                return head.checkpoint
        raise lacking("checkpoint")

    def log_records(self, first: int, stop: int) -> Sequence[Record]:
        """Entries first..stop-1, `stop` being the size that the checkpoint claims."""
        records: list[Record] = []
        for path in tiles.paths_at(stop, tiles.RECORDS, first=first):
            data = self._get(self._all, records_name(str(path)), limits.RECORD_BUNDLE)
            found = self._read(lambda: read_records(data))  # noqa: B023
            if len(found) != path.width:
                raise IntegrityError(Code.PARCEL_DAMAGED, "width")
            records += found[max(0, first - path.first) :]
        return records

    def post_entry(self, statement: bytes, signature: bytes) -> wire.EntryAnswer:
        """The answer that the stick brought for this statement, if there is one."""
        raise lacking("use `answers`")

    def answers(self) -> Answers:
        """The council's answers to this device's statements, by their identities; none when there is no such piece."""
        name, found = answers_name(self._identity.device_id), Answers()
        for parcel, _ in reversed(self._parcels):
            try:
                data = self._get([parcel], name, limits.PARCEL_ANSWERS)
            except UserError:
                continue
            found |= self._read(lambda: read_answers(data))  # noqa: B023
        return found

    # ----------------------------------------------------------------------------- what none holds

    def root(self) -> wire.RootAnswer:
        """A root is pinned over the network only."""
        raise lacking("root")

    def enrol(self, request: wire.EnrolRequest) -> wire.EnrolAnswer:
        """Enrolment needs the clerk's answer at once."""
        raise lacking("enrol")

    def enrolment(self, enrolment: str) -> wire.EnrolmentAnswer:
        """See `enrol`."""
        raise lacking("enrolment")

    def challenge(self, device: str) -> wire.Challenge:
        """A stick asks for no token."""
        raise lacking("challenge")

    def token(self, request: wire.TokenRequest) -> wire.Token:
        """A stick asks for no token."""
        raise lacking("token")

    def put_note(self, note: str, request: wire.NoteRequest) -> wire.NoteAnswer:
        """Notes leave in the outbox."""
        raise lacking("notes")

    def post_tail(self, first: int, records: Sequence[Record], checkpoint: str = "") -> int:
        """Entries leave in the outbox."""
        raise lacking("tail")

    def snapshot(self, feed: str) -> wire.SnapshotAnswer:
        """A stick carries pages."""
        raise lacking("snapshot")

    def show_checkpoint(self, feed: str, checkpoint: str) -> wire.CheckpointAnswer:
        """A stick cannot say what the council makes of it."""
        raise lacking("checkpoint")

    def traffic(self) -> int:
        """Nothing goes over a line."""
        return 0

    def cut(self) -> None:
        """A file is read at once."""

    def close(self) -> None:
        """Nothing is held open."""

    # -------------------------------------------------------------------------------------- pieces

    @property
    def _all(self) -> list[ParcelFolder]:
        return [parcel for parcel, _ in self._parcels]

    def _piece(self, name: str) -> bytes:
        """A piece of a paper; the last one is kept, for chunks are asked for one by one."""
        if self._last[0] != name:
            self._last = (name, self._get(self._all, name, BLOB_PIECE))
        return self._last[1]

    @staticmethod
    def _get(parcels: Iterable[ParcelFolder], name: str, most: int) -> bytes:
        """A piece from the first parcel that has it whole. Raises PARCEL_LACKS, PARCEL_DAMAGED."""
        failure: DeskError = lacking(name.partition("/")[0])
        for parcel in parcels:
            try:
                data = parcel.get(name, most)
            except Invalid as error:
                failure = IntegrityError(Code.PARCEL_DAMAGED, error.detail)
                continue
            if data is not None:
                return data
        raise failure

    @staticmethod
    def _read(read: Callable[[], wire.M]) -> wire.M:
        """What was sealed is not what it should be: whoever sealed it is to blame."""
        try:
            return read()
        except ProtocolError as error:
            raise IntegrityError(Code.PARCEL_DAMAGED, error.detail) from error


def lacking(what: str) -> UserError:
    """It is not on the stick."""
    return UserError(Code.PARCEL_LACKS, what)
