"""Putting the council's pages, record, papers and answers on a stick (protocol.md 12.1-12.6).

Pieces that a stick holds already stay: a second stick-full costs what is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from council_server.blobs import BlobStore
from council_server.councils import Council
from council_server.entries import entry_answer
from council_server.errors import CommandError
from council_server.feeds import read_rows
from council_server.log_files import signed_head, static_file
from council_server.logs import PUBLIC, RECORD, Head, feed_of
from council_server.record import read_records
from council_server.schema import blobs, entries
from council_server.snapshots import MIME as SNAPSHOT
from council_server.writer import Batch
from protocol.canonical import identity
from protocol.certificates import fingerprint
from protocol.enrolments import Enrol
from protocol.errors import Invalid
from protocol.feeds import Page
from protocol.fields import unb64
from protocol.limits import PAGE_ROWS, TILE_WIDTH
from protocol.outboxes import Answers, write_answers
from protocol.parcel_folders import ParcelFolder, council_folder
from protocol.parcels import (
    BLOB_PIECE,
    Lid,
    ParcelHead,
    ParcelKey,
    answers_name,
    blob_name,
    page_name,
    parcel_key,
    records_name,
)
from protocol.statements import decode_statement
from protocol.tiles import RECORDS, paths_at
from protocol.times import write_time
from protocol.wire import EntryAnswer, write_page
from protocol.wire import Head as WireHead

ANSWERED = 32
"""So many of a device's last statements have their receipts on the stick."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An enrolled device that can open a parcel."""

    person: str
    device: str
    box: bytes


@dataclass(slots=True)
class Packed:
    """What was written."""

    devices: int = 0
    papers: int = 0
    new_pieces: int = 0
    missing: list[str] = field(default_factory=list)
    """Papers that the feed names and the store lacks."""


def recipients(council: Council) -> list[Recipient]:
    """The devices with a box key that are not revoked, in the order of enrolment."""
    replay, found = council.record.replay, []
    query = (
        select(entries.c.statement)
        .where(entries.c.council == council.id, entries.c.kind == Enrol.KIND)
        .order_by(entries.c.index)
    )
    with council.database.reading() as connection:
        statements = [decode_statement(row.statement) for row in connection.execute(query)]
    for said in statements:
        if isinstance(said, Enrol) and said.box_key:
            certificate = replay.certificates[fingerprint(unb64(said.member_cert))]
            if certificate.revoked_at is None:
                found.append(Recipient(said.person, said.device, unb64(said.box_key)))
    return found


def pack(council: Council, stick: Path, refused: Mapping[str, Answers] | None = None) -> Packed:
    """The stick holds everything up to now: one parcel for all members, one for each person.

    `refused` are answers by device beside the receipts that the record itself gives. Raises CommandError.
    """
    council.catch_up()
    packing = _Packing(council, council_folder(stick, council.id), refused or {})
    try:
        packing.everything()
    except OSError as error:
        raise CommandError(f"cannot write to {stick}: {error.strerror}") from None
    return packing.done


class _Packing:
    def __init__(self, council: Council, folder: Path, refused: Mapping[str, Answers]) -> None:
        self._council = council
        self._folder = folder
        self._refused = refused
        self._heads = council.heads()
        self._made_at = write_time(council.clock())
        replay = council.record.replay
        self._revoked = [
            print_ for print_, one in replay.certificates.items() if one.revoked_at is not None
        ]
        self.done = Packed()

    def everything(self) -> None:
        devices = recipients(self._council)
        self.done.devices = len(devices)
        self._public(devices)
        for person in dict.fromkeys(device.person for device in devices):
            self._personal(person, [one for one in devices if one.person == person])

    def _key(self, scope: str) -> ParcelKey:
        council = self._council
        return parcel_key(council.log_key, council.home.origin, scope, self._revoked)

    def _lid(self, key: ParcelKey, devices: Iterable[Recipient]) -> Lid:
        home = self._council.home
        return Lid.of(home.council, home.root_sha256, key, (device.box for device in devices))

    def _public(self, devices: list[Recipient]) -> None:
        key = self._key(PUBLIC)
        parcel = ParcelFolder(self._folder, key)
        before = _head_of(parcel)
        size = self._council.record.replay.size
        self._record(parcel, size)
        for sha256, length in self._blobs():
            self._blob(parcel, sha256, length)
        pages = self._pages(parcel, PUBLIC, before)
        head = self._heads[PUBLIC]
        checkpoint = signed_head(self._council, size)
        record = WireHead(epoch=self._heads[RECORD].epoch, seq=size)
        parcel.close_lid(
            self._lid(key, devices),
            ParcelHead(
                self._made_at, PUBLIC, {PUBLIC: _wire(head)}, {PUBLIC: pages}, record, checkpoint
            ),
        )

    def _personal(self, person: str, devices: list[Recipient]) -> None:
        feed = feed_of(person)
        key = self._key(feed)
        parcel = ParcelFolder(self._folder, key)
        before = _head_of(parcel)
        heads: dict[str, WireHead] = {}
        pages: dict[str, tuple[int, ...]] = {}
        if feed in self._heads:
            pages[feed] = self._pages(parcel, feed, before)
            heads[feed] = _wire(self._heads[feed])
        for device in devices:
            answers = self._answers(device.device) | self._refused.get(device.device, {})
            parcel.put(answers_name(device.device), write_answers(answers))
            self.done.new_pieces += 1
        parcel.close_lid(self._lid(key, devices), ParcelHead(self._made_at, feed, heads, pages))

    # ------------------------------------------------------------------------------------ pieces

    def _pages(self, parcel: ParcelFolder, feed: str, before: ParcelHead | None) -> tuple[int, ...]:
        """The feed's pages are there; where each begins. A page that another follows never changes."""
        head, after, starts = self._heads[feed], 0, []
        known = before.pages.get(feed, ()) if before else ()
        if before is None or before.heads.get(feed, _NOWHERE).epoch != head.epoch:
            known = ()
        for start, end in pairwise(known):
            if end > head.size or not parcel.has(page_name(feed, head.epoch, start)):
                break
            starts.append(start)
            after = end
        while after < head.size or not starts:
            page = self._page(feed, head, after)
            parcel.put(page_name(feed, head.epoch, after), write_page(page))
            self.done.new_pieces += 1
            starts.append(after)
            after += len(page.rows)
        return tuple(starts)

    def _page(self, feed: str, head: Head, after: int) -> Page:
        council = self._council
        limit = min(PAGE_ROWS, head.size - after)
        with council.database.reading() as connection:
            rows = read_rows(connection, council.id, feed, after=after, limit=limit)
        origin = council.origin_of(feed, head.epoch)
        with council.nodes(feed) as nodes:
            checkpoint = council.checkpoint(nodes, origin, after + len(rows), council.clock())
        return Page(feed, head.epoch, after, tuple(rows), checkpoint, head.size)

    def _record(self, parcel: ParcelFolder, size: int) -> None:
        for path in paths_at(size, RECORDS):
            data = static_file(self._council, path)
            name = records_name(str(path))
            if path.width < TILE_WIDTH or not parcel.has(name, len(data)):
                parcel.put(name, data)
                self.done.new_pieces += 1

    def _blobs(self) -> list[tuple[str, int]]:
        query = select(blobs.c.sha256, blobs.c.size).where(
            blobs.c.council == self._council.id, blobs.c.feed == PUBLIC, blobs.c.mime != SNAPSHOT
        )
        with self._council.database.reading() as connection:
            return [(row.sha256, row.size) for row in connection.execute(query)]

    def _blob(self, parcel: ParcelFolder, sha256: str, size: int) -> None:
        self.done.papers += 1
        for number, start in enumerate(range(0, size, BLOB_PIECE)):
            length, name = min(BLOB_PIECE, size - start), blob_name(sha256, number)
            if parcel.has(name, length):
                continue
            data = _read(self._council.blobs, sha256, start, length)
            if data is None:
                self.done.missing.append(sha256)
                return
            parcel.put(name, data)
            self.done.new_pieces += 1

    def _answers(self, device: str) -> Answers:
        """The receipts of what the device said last."""
        replay = self._council.record.replay
        chain = replay.devices.get(device)
        places = [replay.entries[name] for name in chain.said[-ANSWERED:]] if chain else []
        return {
            name: answer
            for place in places
            for name, answer in [self._council.writer.run(lambda batch: self._first(batch, place))]  # noqa: B023
        }

    def _first(self, batch: Batch, index: int) -> tuple[str, EntryAnswer]:
        ((_, record),) = read_records(batch.connection, batch.council, index, index + 1)
        logged = batch.record.submit(record.statement, record.signature, authenticated=True)
        return identity(record.statement), entry_answer(self._council, logged)


_NOWHERE = WireHead(epoch="", seq=0)


def _wire(head: Head) -> WireHead:
    return WireHead(epoch=head.epoch, seq=head.size)


def _head_of(parcel: ParcelFolder) -> ParcelHead | None:
    """What an earlier packing left; a damaged head counts as none, and everything is written again."""
    try:
        return parcel.head()
    except Invalid:
        return None


def _read(store: BlobStore, sha256: str, start: int, length: int) -> bytes | None:
    """Bytes of a paper, None when the store lacks them."""
    try:
        data = store.read(sha256, start, start + length)
    except FileNotFoundError:
        return None
    return data if len(data) == length else None
