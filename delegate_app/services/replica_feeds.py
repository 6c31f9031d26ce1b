"""The replica's side of feeds: pages are checked, then rows, edge and cursor move in one transaction (`protocol.md 8.5`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from delegate_app.domain.blobs import CHUNK
from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.domain.feeds import Cursor
from delegate_app.errors import Code, IntegrityError, ServerError, UserError
from delegate_app.services.alarms import integrity_error
from delegate_app.services.closed_papers import ClosedPapers
from delegate_app.services.feed_swap import FeedSwap
from delegate_app.services.replica_notes import NoteReplica
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.blobs import BlobTable
from delegate_app.storage.documents import BlobName
from delegate_app.storage.feed_holds import FeedHoldTable
from delegate_app.storage.feeds import FeedRow, FeedTable, Generation
from delegate_app.storage.references import references
from delegate_app.storage.search_entries import SearchEntryTable
from delegate_app.storage.vault import Vault
from protocol import errors as protocol_errors
from protocol import feeds
from protocol.checkpoints import open_checkpoint
from protocol.errors import Invalid, ProtocolError
from protocol.feeds import Page, Row
from protocol.merkle import Edge

MOVED_BY = {
    "council": Kind.COUNCIL,
    "delegate": Kind.COUNCIL,
    "session": Kind.SESSIONS,
    "item": Kind.SESSIONS,
    "on-paper": Kind.SESSIONS,
    "sitting": Kind.SESSIONS,
    "document": Kind.DOCUMENTS,
    "version": Kind.DOCUMENTS,
    "note": Kind.ANNOTATIONS,
    "note-older": Kind.ANNOTATIONS,
}


class Forked(IntegrityError):
    """The council's signature stands under two histories of one feed; `theirs` is its newer head.

    Nothing is held yet: the council is asked first whether it lost rows (`protocol.md 8.10`).
    """

    def __init__(self, detail: str, theirs: str) -> None:
        super().__init__(Code.FEED_FORKED, detail)
        self.theirs = theirs


class FeedReplica:
    """Cursors and pages of every feed but the vote record."""

    def __init__(
        self, vault: Vault, notes: NoteReplica, swap: FeedSwap, closed: ClosedPapers
    ) -> None:
        self._vault = vault
        self._closed = closed
        self._notes = notes
        self._swap = swap
        self._table = FeedTable(vault)
        self._holds = FeedHoldTable(vault)
        self._blobs = BlobTable(vault)
        self._account = AccountTable(vault)
        self._search = SearchEntryTable(vault)

    def cursors(self) -> dict[str, Cursor]:
        """Where each feed stands; while one is rebuilt, the generation that is being built."""
        found: dict[str, Cursor] = {}
        for generation in self._table.generations():  # the shown one of a feed comes first
            found[generation.feed] = Cursor(generation.epoch, generation.seq, generation.active)
        return found

    def begin(self, feed: str, epoch: str) -> Changes:
        """Start a generation at row 0, beside the shown one if there is one (`protocol.md 8.6`).

        An epoch that is known goes on where it stands; another unfinished one is dropped.
        """
        with self._vault.transaction():
            self._table.drop_hidden(feed, but=epoch)
            self._holds.withdraw_offer(feed, but=epoch)
            self._table.start(feed, epoch, Edge().to_bytes())
        return NOTHING

    def apply(self, page: Page) -> Changes:
        """Apply one page, or change nothing.

        Raises IntegrityError PAGE_FORGED for a page of a broken line or a liar: also when its rows do not lead to the
        root, for the council signs only the root. Raises Forked when the council's own signature contradicts what it
        signed before; ServerError for a stale copy of that.
        """
        enrolment = self._account.enrolment()
        generation = self._table.generation(page.feed, page.epoch)
        if enrolment is None or generation is None:
            raise IntegrityError(Code.PAGE_FORGED, "a page of a feed that was not begun")
        checked = self._checked(page, generation, enrolment)
        with self._vault.transaction():
            moved = self.write(generation, page.rows)
            now = datetime.now(UTC) if checked.cursor.seq >= page.head else None
            moved |= self.advance(
                generation, checked.cursor.seq, checked.edge, page.checkpoint, now
            )
            self._search.take_few()
        return frozenset(moved)

    def advance(
        self,
        generation: Generation,
        seq: int,
        edge: Edge,
        checkpoint: str,
        at_head: datetime | None,
    ) -> set[Kind]:
        """The generation stands at `seq` of checked rows; call it in the transaction that wrote them.

        `at_head` is the time when the council has no more of them, else None: a hidden generation is shown then.
        """
        moved: set[Kind] = set()
        if not self._table.advance(
            generation, seq=seq, edge=edge.to_bytes(), checkpoint=checkpoint
        ):
            raise UserError(Code.VAULT_IN_USE, "the cursor moved meanwhile")
        if not generation.active and at_head is not None:
            moved |= self._swap.at_head(generation.feed, generation.epoch, at_head)
        if self._closed.check(generation.feed):
            moved.add(Kind.DOCUMENTS)
        return moved

    def _checked(
        self, page: Page, generation: Generation, enrolment: EnrolmentRow
    ) -> feeds.CheckedPage:
        cursor = feeds.Cursor(
            enrolment.council_id, generation.feed, generation.epoch, generation.seq
        )
        edge = Edge.from_bytes(generation.edge)
        try:
            return feeds.check_page(page, cursor, edge, enrolment.log_key)
        except protocol_errors.Alarm as error:
            if error.code is protocol_errors.Code.ROOT_MISMATCH:
                raise integrity_error(Code.PAGE_FORGED, error) from error
            if is_stale(page.checkpoint, generation.checkpoint, enrolment.log_key, cursor.origin):
                detail = f"{page.feed}: a stale copy"
                raise ServerError(Code.SERVER_TROUBLE, detail) from error
            raise Forked(f"{page.feed}: {error.code}", page.checkpoint) from error
        except ProtocolError as error:
            raise integrity_error(Code.PAGE_FORGED, error) from error

    def write(self, generation: Generation, rows: Sequence[Row]) -> set[Kind]:
        """Store checked rows; notes of a feed that is shown are taken at once. Call it in a transaction."""
        stored, wanted = [], []
        for row in rows:
            named = references(row.kind, row.body)
            files = named.files
            file = files[0].sha256 if files and files[0] else ""
            wanted += [name for name in files if name and is_whole(name)]
            place = (row.kind, row.id, row.seq, row.rev, int(row.deleted))
            stored.append(FeedRow(*place, row.body, named.parent, file))
        moved = {MOVED_BY[kind] for kind in {row.kind for row in rows} & MOVED_BY.keys()}
        self._table.write(generation.feed, generation.epoch, stored)
        self._blobs.want((name.sha256, name.size, name.chunks) for name in wanted)
        if wanted:
            moved.add(Kind.BLOBS)
        if generation.active:
            moved |= self._notes.take(generation.feed, rows)
        return moved


def is_whole(name: BlobName) -> bool:
    """True when the chunks that are named make up a file of the size that is named (`protocol.md 8.3`)."""
    return name.size > 0 and len(name.chunks) == -(-name.size // CHUNK)


def is_stale(offered_text: str, held_text: str, log_key: bytes, origin: str) -> bool:
    """Whether a checkpoint that opened under the standing key is smaller and no newer than the one held.

    One held from before a rotation of the key opens no more: what the new key signed is newer.
    """
    offered = open_checkpoint(offered_text, log_key, origin)
    try:
        held = open_checkpoint(held_text, log_key, origin)
    except Invalid:
        return False
    return offered.size < held.size and offered.time <= held.time
