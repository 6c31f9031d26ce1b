"""Delegates' private notes: sealed envelopes, the higher clock wins, a concurrent loser is kept (protocol.md 9).

A losing text that this server lost is given back under `<note>~<hlc>` (9.17): it becomes a `note-older` and never the note.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import insert, select, update

from council_server.errors import Refused
from council_server.logs import feed_of
from council_server.schema import notes
from council_server.tokens import Member
from council_server.writer import Batch
from protocol.errors import Invalid
from protocol.errors import Refused as ProtocolRefused
from protocol.fields import unb64
from protocol.limits import NOTE_CIPHER
from protocol.notes import Hlc
from protocol.origins import IDENTIFIER
from protocol.wire import NoteAnswer, NoteRequest


def put_note(member: Member, note: str, request: NoteRequest) -> Callable[[Batch], NoteAnswer]:
    """The write of one edit, or of a losing text where `note` names one. Raises Refused 422 for an edit that cannot be this
    person's, or for a text under another clock than it names, 413 for one too large."""
    name, lost, clock = note.partition("~")
    if lost:
        return _put_older(member, name, clock, request)
    check(member, note, request)

    def write(batch: Batch) -> NoteAnswer:
        _check_device(batch, member, request.device)
        before = _newest(batch, member.person, note)
        if before is None:
            batch.connection.execute(insert(notes).values(_values(batch, member, note, request)))
            _publish(batch, member.person, note, request)
            return NoteAnswer(hlc=request.hlc)
        if request.hlc == before.hlc:
            return NoteAnswer(hlc=before.hlc)
        if request.hlc < before.hlc:
            if not _knew(before, request) and not request.deleted:
                _keep_older(batch, member.person, note, request)
            return NoteAnswer(hlc=before.hlc)
        if not _knew(request, before) and not before.deleted:
            _keep_older(batch, member.person, note, _request_of(before))
        batch.connection.execute(
            update(notes)
            .where(
                notes.c.council == batch.council,
                notes.c.person == member.person,
                notes.c.id == note,
            )
            .values(_values(batch, member, note, request))
        )
        _publish(batch, member.person, note, request)
        return NoteAnswer(hlc=request.hlc)

    return write


def _put_older(
    member: Member, note: str, clock: str, request: NoteRequest
) -> Callable[[Batch], NoteAnswer]:
    """The write of a losing text, whichever of the person's devices gives it back (9.17)."""
    device = _checked(note, request)
    if device != request.device or request.hlc != clock or request.deleted or member.revoked:
        raise Refused(422, "NOTE", "older")

    def write(batch: Batch) -> NoteAnswer:
        _check_device(batch, member, request.device)
        newest = _newest(batch, member.person, note)
        if newest is None or not (newest.deleted or newest.hlc == clock):
            _keep_older(batch, member.person, note, request)
        return NoteAnswer(hlc=newest.hlc if newest is not None else clock)

    return write


def check(member: Member, note: str, request: NoteRequest) -> None:
    """Raises Refused unless the edit is well formed and under its own device's clock; a revoked device sends only its own."""
    device = _checked(note, request)
    if device != request.device or (member.revoked and device != member.device):
        raise Refused(422, "NOTE", "clock of another device")


def _knew(later: NoteRequest | Any, earlier: NoteRequest | Any) -> bool:
    """Whether who made the later edit knew the earlier one: it is named as base, or was made on the same device (9.4)."""
    return bool(later.base == earlier.hlc or later.device == earlier.device)


def _check_device(batch: Batch, member: Member, device: str) -> None:
    """Raises Refused for an edit of a device of somebody else: a device offers what its person's others wrote (9.16)."""
    if device == member.device:
        return
    replay = batch.record.replay
    chain = replay.devices.get(device)
    if chain is None or replay.certificates[chain.certificate].person != member.person:
        raise Refused(422, "NOTE", "clock of a stranger's device")


def _checked(note: str, request: NoteRequest) -> str:
    """The device of the edit's clock. Raises Refused unless the edit is well formed."""
    if not IDENTIFIER.fullmatch(note):
        raise Refused(422, "NOTE", "id")
    try:
        clock = Hlc.parse(request.hlc)
        if request.base:
            Hlc.parse(request.base)
        cipher = unb64(request.cipher)
    except (Invalid, ProtocolRefused) as error:
        raise Refused(422, "NOTE", error.detail) from None
    if len(cipher) > NOTE_CIPHER:
        raise Refused(413, "TOO_LARGE", "note")
    return clock.device


def _newest(batch: Batch, person: str, note: str) -> Any:
    query = select(notes).where(
        notes.c.council == batch.council, notes.c.person == person, notes.c.id == note
    )
    return batch.connection.execute(query).one_or_none()


def _values(batch: Batch, member: Member, note: str, request: NoteRequest) -> Mapping[str, Any]:
    return {
        "council": batch.council,
        "person": member.person,
        "id": note,
        "hlc": request.hlc,
        "device": request.device,
        "base": request.base,
        "deleted": request.deleted,
        "cipher": request.cipher,
    }


def _request_of(row: Any) -> NoteRequest:
    return NoteRequest(
        hlc=row.hlc, device=row.device, base=row.base, deleted=row.deleted, cipher=row.cipher
    )


def _body(request: NoteRequest) -> Mapping[str, object]:
    return {
        "hlc": request.hlc,
        "device": request.device,
        "base": request.base,
        "deleted": request.deleted,
        "cipher": request.cipher,
    }


def _publish(batch: Batch, person: str, note: str, request: NoteRequest) -> None:
    batch.feed(feed_of(person)).put("note", note, _body(request))


def _keep_older(batch: Batch, person: str, note: str, request: NoteRequest) -> None:
    """The text that lost a concurrent edit stays visible (protocol.md 9.4); once, however it is sealed again."""
    feed, name = batch.feed(feed_of(person)), f"{note}~{request.hlc}"
    if feed.body("note-older", name) is None:
        feed.put("note-older", name, _body(request))
