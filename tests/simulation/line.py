"""One device's connection to a simulated council: `CouncilApi`, answered in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from protocol import certificates, enrolments, limits, signed_notes
from protocol.auth import auth_holds
from protocol.council_api import ApiError, Gone, SeenAhead
from protocol.errors import Invalid
from protocol.feeds import Page
from protocol.fields import unb64
from protocol.histories import own_checkpoint
from protocol.notes import Hlc
from protocol.records import Record
from protocol.times import write_time
from protocol.wire import (
    Challenge,
    CheckpointAnswer,
    EnrolAnswer,
    EnrolmentAnswer,
    EnrolRequest,
    EntryAnswer,
    Heads,
    NoteAnswer,
    NoteRequest,
    RootAnswer,
    SnapshotAnswer,
    Token,
    TokenRequest,
)
from tests.simulation.council import COUNCIL, Note, SimulatedCouncil

HOST = "council.simulated"
TOKEN_MINUTES = 15


class CouncilSimulator:
    """`CouncilApi` in memory. A token lives on this connection, as it does on a real one."""

    def __init__(self, council: SimulatedCouncil) -> None:
        self._council = council
        self._challenges: dict[str, str] = {}
        self._person = ""
        self._expires = council.now()

    @property
    def is_hall(self) -> bool:
        return False

    @property
    def host(self) -> str:
        return HOST

    def cut(self) -> None:
        """Nothing is ever under way when somebody else could cut it."""

    def close(self) -> None:
        self._person = ""

    def traffic(self) -> int:
        """Nothing travels here."""
        return 0

    # ------------------------------------------------------------------------------ without a token

    def root(self) -> RootAnswer:
        return self._council.root_answer()

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        invitation = self._council.invitations.get(request.code_id)
        if invitation is None or invitation.tries >= limits.CODE_TRIES:
            raise ApiError("CODE_REFUSED", 422)
        if invitation.used:
            return self._council.answered_before(request)
        root = bytes.fromhex(self._council.root.fingerprint)
        csr = unb64(request.csr)
        box = unb64(request.box_key) if request.box_key else b""
        if not enrolments.proof_holds(
            request.proof, invitation.code, root=root, csr=csr, box_key=box, device=request.device
        ):
            invitation.tries += 1
            raise ApiError("CODE_REFUSED", 422)
        shown = enrolments.comparison(invitation.code, root=root, csr=csr, box_key=box)
        return EnrolAnswer(
            enrolment=self._council.take_request(invitation, request, shown), comparison=shown
        )

    def enrolment(self, enrolment: str) -> EnrolmentAnswer:
        request = self._council.requests.get(enrolment)
        if request is None:
            raise ApiError("NOT_FOUND", 404)
        return request.answer

    def challenge(self, device: str) -> Challenge:
        nonce, time = self._council.token(), self._council.time
        self._challenges[nonce] = time
        return Challenge(nonce=nonce, time=time)

    def token(self, request: TokenRequest) -> Token:
        time = self._challenges.pop(request.nonce, None)
        found = self._key_of(request.device)
        if found is None or time != request.time:
            raise ApiError("AUTH", 401)
        person, key = found
        if not auth_holds(
            key,
            unb64(request.signature),
            nonce=request.nonce,
            host=self.host,
            council=COUNCIL,
            device=request.device,
            time=request.time,
        ):
            raise ApiError("AUTH", 401)
        self._person = person
        self._expires = self._council.now() + timedelta(minutes=TOKEN_MINUTES)
        return Token(token=self._council.token(), expires=write_time(self._expires))

    def _key_of(self, device: str) -> tuple[str, PublicKeyTypes] | None:
        replay = self._council.record.replay
        chain = replay.devices.get(device)
        certificate = replay.certificates[chain.certificate] if chain else None
        if certificate is None or certificate.revoked_at is not None:
            return None
        return certificate.person, certificates.load(certificate.der).public_key

    # --------------------------------------------------------------------------------- with a token

    def heads(self, etag: str = "", wait: int = 0) -> Heads | None:
        heads = self._council.heads_of(self._signed_in())
        tag = hashlib.sha256(repr(sorted(heads.items())).encode()).hexdigest()[:16]
        if tag == etag:
            return None
        return Heads(heads=heads, time=self._council.time, etag=tag)

    def changes(self, feed: str, epoch: str, after: int, limit: int) -> Page:
        council = self._council
        if feed not in council.feeds_of(self._signed_in()) or feed in council.refuses:
            raise ApiError("NOT_FOUND", 404)
        followed = self._council.feed(feed)
        if epoch != followed.epoch or after > len(followed.rows):
            raise Gone(followed.epoch)
        return followed.page(after, limit, self._council.now())

    def snapshot(self, feed: str) -> SnapshotAnswer:
        council = self._council
        if feed not in council.feeds_of(self._signed_in()):
            raise ApiError("NOT_FOUND", 404)
        followed = council.feed(feed)
        if len(followed.rows) < limits.PAGE_ROWS:
            raise ApiError("NO_SNAPSHOT", 404)
        answer, file = followed.snapshot(len(followed.rows), council.now())
        council.blobs[hashlib.sha256(file).hexdigest()] = file
        return answer

    def show_checkpoint(self, feed: str, checkpoint: str) -> CheckpointAnswer:
        council = self._council
        if feed not in council.feeds_of(self._signed_in()):
            raise ApiError("NOT_FOUND", 404)
        try:
            key = signed_notes.public(council.log_key)
            epoch, shown = own_checkpoint(checkpoint, [key], COUNCIL, feed)
        except Invalid:
            raise ApiError("NOT_OURS", 422) from None
        followed = council.feed(feed)
        if epoch == followed.epoch and not followed.leads_to(shown) and not council.lies:
            council.begin_epochs()
        return followed.answer_to(shown, epoch, council.now())

    def blob(self, sha256: str, start: int, stop: int) -> Iterator[bytes]:
        self._signed_in()
        data = self._council.blobs.get(sha256)
        if data is None:
            raise ApiError("NOT_FOUND", 404)
        if not 0 <= start < stop <= len(data):
            raise ApiError("RANGE", 416)
        yield data[start:stop]

    def post_entry(self, statement: bytes, signature: bytes) -> EntryAnswer:
        self._signed_in()
        if self._council.is_incomplete:
            raise SeenAhead(self._council.record.size)
        return self._council.record.submit(statement, signature, self._council.now())

    def log_checkpoint(self) -> str:
        return self._council.record.checkpoint(self._council.now())

    def log_records(self, first: int, stop: int) -> Sequence[Record]:
        if stop > self._council.record.size:
            raise ApiError("NOT_FOUND", 404)
        return self._council.record.records[first:stop]

    def put_note(self, note: str, request: NoteRequest) -> NoteAnswer:
        person = self._signed_in()
        _check_note(request)
        name, lost, clock = note.partition("~")
        if lost:
            return self._put_older(person, name, clock, request)
        held = self._council.notes.get((person, note))
        if held is None:
            self._win(person, note, request)
            return NoteAnswer(hlc=request.hlc)
        if request.hlc > held.request.hlc:
            self._keep_older(person, note, loser=held.request, winner=request)
            self._win(person, note, request)
            return NoteAnswer(hlc=request.hlc)
        if request.hlc < held.request.hlc:
            self._keep_older(person, note, loser=request, winner=held.request)
        return NoteAnswer(hlc=held.request.hlc)

    def _put_older(self, person: str, note: str, clock: str, request: NoteRequest) -> NoteAnswer:
        """A losing text is given back (`protocol.md 9.17`)."""
        device = Hlc.parse(request.hlc).device
        if device != request.device or clock != request.hlc or request.deleted:
            raise ApiError("NOTE", 422)
        held = self._council.notes.get((person, note))
        if held is None or not (held.request.deleted or held.request.hlc == clock):
            self._put_once(person, note, request)
        return NoteAnswer(hlc=held.request.hlc if held else clock)

    def post_tail(self, first: int, records: Sequence[Record], checkpoint: str = "") -> int:
        self._signed_in()
        record = self._council.record
        if first > record.size:
            raise SeenAhead(record.size)
        for index, entry in enumerate(records[: record.size - first], first):
            if record.records[index].statement != entry.statement:
                raise ApiError("SPLIT_VIEW", 422)
        for entry in records[record.size - first :]:
            record.submit(entry.statement, entry.signature, self._council.now())
        return record.size

    def _signed_in(self) -> str:
        """The person of the token; raises 401 without one."""
        if not self._person or self._council.now() >= self._expires:
            raise ApiError("TOKEN", 401)
        return self._person

    def _win(self, person: str, note: str, request: NoteRequest) -> None:
        self._council.notes[person, note] = Note(request)
        body = _body(request)
        self._council.feed(f"delegate.{person}").put("note", note, body)

    def _keep_older(
        self, person: str, note: str, *, loser: NoteRequest, winner: NoteRequest
    ) -> None:
        """A concurrent edit that lost stays readable (`protocol.md 9.4`)."""
        knew = winner.base == loser.hlc or winner.device == loser.device
        if knew or loser.deleted:
            return
        self._put_once(person, note, loser)

    def _put_once(self, person: str, note: str, loser: NoteRequest) -> None:
        feed, name = self._council.feed(f"delegate.{person}"), f"{note}~{loser.hlc}"
        if not any(row.id == name for row in feed.rows):
            feed.put("note-older", name, _body(loser))


def _body(request: NoteRequest) -> dict[str, object]:
    return {
        "hlc": request.hlc,
        "device": request.device,
        "base": request.base,
        "deleted": request.deleted,
        "cipher": request.cipher,
    }


def _check_note(request: NoteRequest) -> None:
    try:
        Hlc.parse(request.hlc)
    except Invalid:
        raise ApiError("BAD_ENVELOPE", 400) from None
    if len(unb64(request.cipher)) > limits.NOTE_CIPHER:
        raise ApiError("BAD_ENVELOPE", 413)
