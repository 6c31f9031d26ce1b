"""The vote record, followed to its newest checkpoint (`protocol.md 4.9`, `7.11`, `7.13`)."""

from __future__ import annotations

from delegate_app.errors import Code, IntegrityError, ServerError
from protocol.checkpoints import claimed_size
from protocol.council_api import ApiError
from protocol.errors import ProtocolError
from sync.effects import Step, store, tx
from sync.signing_in import asked
from sync.tail import send_tail

RECORD = "record"
REFUSED = 422
"""The status of a council's own final word about a statement (`protocol.md 7.10`)."""
_Pairs = tuple[tuple[bytes, bytes], ...]


def follow() -> Step[None]:
    """Fetch the checkpoint and the entries up to it; the replica checks, replays and stores them at once.

    Also when the council says that nothing is new: its signed word at the size that is held shows
    another history, an unsigned size does not. A record shorter than what we know is first given what it
    lost; what it then still lacks of what we hold, the replica judges by when it was signed (`protocol.md 4.9.1`).
    """
    cursors = yield from tx("cursors", lambda replica: replica.cursors())
    held = cursors[RECORD].seq if RECORD in cursors else 0
    known = yield from tx("known_size", lambda replica: replica.known_size())
    text, size = yield from _checkpoint()
    if size < known:
        yield from _give_back(size)
        text, size = yield from _checkpoint()
    pairs: _Pairs = ()
    if size > held:
        pairs = yield from _entries(held, size)
    try:
        yield from store("apply_record", lambda replica: replica.apply_record(text, pairs, held))
    except IntegrityError as error:
        if error.code is not Code.PAGE_FORGED or not held:
            raise
        yield from _apply_whole(text, size)


def _apply_whole(text: str, size: int) -> Step[None]:
    """The whole record tells a broken answer from another history that the council signed."""
    whole = yield from _entries(0, size)
    yield from store("apply_record", lambda replica: replica.apply_record(text, whole, 0))


def _give_back(first: int) -> Step[None]:
    """Offer what the council lost. What it refuses for good shows in its next checkpoint.

    Raises SERVER_TROUBLE when nobody can say yet whether it takes it.
    """
    try:
        yield from send_tail(first)
    except ApiError as error:
        if error.status != REFUSED:
            raise ServerError(Code.SERVER_TROUBLE, f"tail: {error}") from error


def _checkpoint() -> Step[tuple[str, int]]:
    """The newest checkpoint's text and the size that it claims; the replica checks it with the entries.

    Which key signs it may stand in entries that are still to come (`protocol.md 4.10`).
    """
    text = yield from asked("log_checkpoint", lambda council: council.log_checkpoint())
    try:
        return text, claimed_size(text)
    except ProtocolError as error:
        raise IntegrityError(Code.PAGE_FORGED, f"checkpoint: {error}") from error


def _entries(first: int, stop: int) -> Step[_Pairs]:
    records = yield from asked("log_records", lambda council: council.log_records(first, stop))
    return tuple((record.statement, record.signature) for record in records)
