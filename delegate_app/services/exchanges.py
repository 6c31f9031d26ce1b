"""What is still to be exchanged with the council, for the page that shows it, and room made on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from delegate_app.domain.blobs import CHUNK, Hold
from delegate_app.domain.changes import Kind
from delegate_app.domain.council_sessions import nearest
from delegate_app.domain.deliveries import MissingPaper
from delegate_app.domain.documents import Document
from delegate_app.domain.exchanges import Ledger, UnsentItem, Waiting
from delegate_app.services.announcer import Announcer
from delegate_app.services.deliveries import Deliveries
from delegate_app.services.record import CheckedRecord
from delegate_app.services.replica import Replica
from delegate_app.services.support_report import support_report
from delegate_app.storage.accounts import moment
from delegate_app.storage.annotations import AnnotationTable
from delegate_app.storage.blobs import BlobRow, BlobTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.record import RecordTable
from delegate_app.storage.sessions import SessionTable
from delegate_app.storage.vault import Row, Vault


class Exchanges:
    """Reads what is owed in either direction. It shows titles that the delegate sees anyway, and never a choice or the
    text of a note."""

    def __init__(
        self,
        vault: Vault,
        record: CheckedRecord,
        replica: Replica,
        deliveries: Deliveries,
        changes: Announcer,
    ) -> None:
        self._vault = vault
        self._record = record
        self._replica = replica
        self._deliveries = deliveries
        self._changes = changes
        self._entries = RecordTable(vault)
        self._outbox = OutboxTable(vault)
        self._notes = AnnotationTable(vault)
        self._documents = DocumentTable(vault)
        self._sessions = SessionTable(vault)
        self._blobs = BlobTable(vault)

    def ledger(self, now: datetime) -> Ledger:
        """Everything at this moment."""
        freeable = self._freeable(now)
        return Ledger(
            unsent=self.unsent(),
            first=self._replica.snapshots.coming(now),
            missing=self.missing(now),
            budget=self._deliveries.budget(now),
            room=self._deliveries.room(),
            freeable_files=len(freeable),
            freeable_bytes=sum(blob.received for blob in freeable),
            last_contact=self._replica.last_contact(),
        )

    # ------------------------------------------------------------------ what this desk owes

    def unsent(self) -> tuple[UnsentItem, ...]:
        """Votes in the order they were signed, then notes in the order they were edited."""
        return tuple(self._unsent(row) for row in self._outbox.owed())

    def _unsent(self, row: Row) -> UnsentItem:
        is_vote = row["kind"] == "entry"
        return UnsentItem(
            id=row["id"],
            is_vote=is_vote,
            title=self._question(row["poll"]) if is_vote else self._paper_of(row["note"]),
            waiting=_waiting(row),
            tries=row["tries"],
            error=row["last_error"],
            next_try=moment(row["next_try"]),
        )

    def _question(self, poll_id: str) -> str:
        replay = self._record.replay()
        poll = replay.polls.get(poll_id) if replay is not None else None
        return poll.definition.question if poll is not None else ""

    def _paper_of(self, note_id: str) -> str:
        note = self._notes.annotation(note_id)
        document = self._documents.document(note.document) if note is not None else None
        return document.title if document is not None else ""

    # ------------------------------------------------------------------ what the council still has

    def missing(self, now: datetime) -> tuple[MissingPaper, ...]:
        """Files that are not whole here, in the order they come; those that will not come at the end."""
        names = _names(self._documents.all())
        allowance = self._deliveries.allowance(now)
        coming = [
            MissingPaper(
                sha256=want.sha256,
                title=names[want.sha256][0],
                size=want.size,
                received=want.size - want.missing_bytes,
                original=names[want.sha256][1],
                asked=want.asked,
                hold=allowance.bound(min(want.size, CHUNK), asked=want.asked)[1],
                trouble=want.trouble,
            )
            for want in self._replica.wanted_blobs()
        ]
        faulty = [
            MissingPaper(
                sha256=blob.sha256,
                title=names[blob.sha256][0],
                size=blob.size,
                received=0,
                original=names[blob.sha256][1],
                asked=False,
                hold=Hold.FAULTY,
                trouble=blob.trouble,
            )
            for blob in self._blobs.incomplete()
            if blob.faulty and blob.sha256 in names
        ]
        return (*coming, *faulty)

    # ------------------------------------------------------------------ a report without content

    def report(self, state: Mapping[str, str], now: datetime) -> str:
        """What support needs to know; `state` are the synchronisation's own facts: codes, numbers, times."""
        return support_report(
            self.ledger(now),
            state=state,
            cursors=self._replica.cursors(),
            holds=self._replica.feed_holds.all(),
            alarm=self._entries.alarm(),
            now=now,
        )

    # ------------------------------------------------------------------ room

    def free_next(self, now: datetime) -> int:
        """Remove one downloaded file of a session that is over; the bytes that it held, 0 when there is none left.

        Votes, notes and what is owed are never touched; the file comes again when it is opened.
        """
        for blob in self._freeable(now):
            with self._vault.transaction():
                self._blobs.free(blob)
            self._changes.announce(frozenset({Kind.BLOBS, Kind.DOCUMENTS}))
            return blob.received
        return 0

    def _freeable(self, now: datetime) -> tuple[BlobRow, ...]:
        """Files of sessions that ended, but the one that is shown as the nearest, that no other session names and
        nobody asked for."""
        sessions = self._sessions.all()
        shown = nearest(sessions, now)
        over = {s.id for s in sessions if s.ends < now and s != shown}
        kept: set[str] = set(self._deliveries.asked)
        old: set[str] = set()
        for document in self._documents.all():
            target = old if document.session_id in over else kept
            target |= set(_files(document))
        rows = (self._blobs.blob(sha) for sha in sorted(old - kept))
        return tuple(row for row in rows if row is not None and row.received > 0)


def _waiting(row: Row) -> Waiting:
    if row["given_up"]:
        return Waiting.GIVEN_UP
    if row["delivered"]:
        return Waiting.RETURN
    return Waiting.FAILED if row["last_error"] else Waiting.TURN


def _files(document: Document) -> list[str]:
    """Every file of a paper, originals included."""
    originals = [v.original.sha256 for v in document.versions if v.original]
    return [v.sha256 for v in document.versions] + originals


def _names(documents: tuple[Document, ...]) -> dict[str, tuple[str, bool]]:
    """The title of each file's paper, and whether the file is an original."""
    names: dict[str, tuple[str, bool]] = {}
    for document in documents:
        for version in document.versions:
            names[version.sha256] = (document.title, False)
            if version.original:
                names.setdefault(version.original.sha256, (document.title, True))
    return names
