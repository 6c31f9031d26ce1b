"""What a device hands in by stick, and the council's answers to it (protocol.md 12.7, 12.8).

The outbox is signed by the device, because sealed notes have no signature of their own, and sealed to the
council's log key, because votes that were not recorded yet are nobody else's business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol import limits, wire
from protocol.errors import Code, Invalid, ProtocolError
from protocol.fields import b64, plain, unb64
from protocol.parcels import open_from, seal_to
from protocol.records import Record
from protocol.wire import EntryAnswer, EntryRequest, NoteRequest

FORMAT = "hdnd-outbox/1"
ANSWERS_FORMAT = "hdnd-answers/1"
_P = 2**255 - 19


@dataclass(frozen=True, slots=True)
class Outbox:
    """One device's unsettled statements, in the order of its chain, its sealed notes, and entries that the
    council may have lost, from index `tail_first` on."""

    council: str
    log: str
    device: str
    made_at: str
    entries: tuple[Record, ...]
    notes: tuple[tuple[str, NoteRequest], ...]
    tail_first: int = 0
    tail: tuple[Record, ...] = ()

    def to_bytes(self) -> bytes:
        """Its JSON."""
        return wire.dump(
            {
                "format": FORMAT,
                "council": self.council,
                "log": self.log,
                "device": self.device,
                "made_at": self.made_at,
                "entries": _listed(self.entries),
                "notes": [{"id": note, **plain(request)} for note, request in self.notes],
                "from": self.tail_first,
                "tail": _listed(self.tail),
            }
        )


def signed_message(outbox: bytes, log: str, device: str) -> bytes:
    """What the device key signs (12.7)."""
    digest = hashlib.sha256(outbox).hexdigest()
    return f"hdnd-outbox/1\n{log}\n{device}\n{digest}\n".encode()


def seal_outbox(outbox: bytes, signature: bytes, log_key: bytes, origin: str) -> bytes:
    """The file of an outbox; `log_key` is the council's public log key."""
    signed = wire.dump({"outbox": b64(outbox), "signature": b64(signature)})
    return seal_to(box_of(log_key), signed, _purpose(origin))


def open_outbox(sealed: bytes, log_key: Ed25519PrivateKey, origin: str) -> tuple[bytes, bytes]:
    """(outbox, signature) as the device made them; raises `Invalid(BAD_PARCEL)`. The signature is not checked."""
    signed = open_from(private_box_of(log_key), sealed, _purpose(origin))
    value = _object(signed)
    try:
        return unb64(value["outbox"]), unb64(value["signature"])
    except (KeyError, TypeError, ProtocolError):
        raise Invalid(Code.BAD_PARCEL, "outbox") from None


def read_outbox(data: bytes) -> Outbox:
    """The outbox of its JSON; raises `Invalid(BAD_PARCEL)`. Its statements are judged by whoever takes them."""
    value = _object(data)
    try:
        if value["format"] != FORMAT or type(value["from"]) is not int:
            raise TypeError
        named = [str(value[name]) for name in ("council", "log", "device", "made_at")]
        council, log, device, made_at = named
        return Outbox(
            council,
            log,
            device,
            made_at,
            _records(value["entries"]),
            tuple(_note(note) for note in value["notes"]),
            value["from"],
            _records(value["tail"]),
        )
    except (KeyError, TypeError, ProtocolError):
        raise Invalid(Code.BAD_PARCEL, "outbox") from None


def _purpose(origin: str) -> str:
    return f"hdnd-outbox-key/1\n{origin}"


# ----------------------------------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True)
class Refusing:
    """A signed refusal, unverified."""

    code: str
    refusal: str


Answers = dict[str, EntryAnswer | Refusing]
"""By the identity of the statement."""


def write_answers(answers: Answers) -> bytes:
    """The JSON of the piece with a device's answers."""
    listed = [{"statement": name, **plain(answer)} for name, answer in answers.items()]
    return wire.dump({"format": ANSWERS_FORMAT, "answers": listed})


def read_answers(data: bytes) -> Answers:
    """The answers of their JSON; raises `Invalid(BAD_PARCEL)`. Receipts and refusals are not verified."""
    try:
        value = wire.load(data, limits.PARCEL_ANSWERS)
        if value["format"] != ANSWERS_FORMAT:
            raise TypeError
        return {str(one["statement"]): _answer(one) for one in value["answers"]}
    except (KeyError, TypeError, ProtocolError):
        raise Invalid(Code.BAD_PARCEL, "answers") from None


def _answer(one: dict[str, Any]) -> EntryAnswer | Refusing:
    if "refusal" in one:
        return Refusing(str(one["code"]), str(one["refusal"]))
    return wire.read(EntryAnswer, wire.dump(one))


# ------------------------------------------------------------------------------------------ pieces


def _listed(records: Sequence[Record]) -> list[Any]:
    return [plain(EntryRequest.of(record)) for record in records]


def _records(listed: Any) -> tuple[Record, ...]:
    return tuple(wire.read(EntryRequest, wire.dump(one)).record() for one in listed)


def _note(one: dict[str, Any]) -> tuple[str, NoteRequest]:
    return str(one["id"]), wire.read(NoteRequest, wire.dump(one))


def _object(data: bytes) -> dict[str, Any]:
    try:
        return wire.load(data, 2 * limits.OUTBOX)
    except Invalid as error:
        raise Invalid(Code.BAD_PARCEL, error.detail) from None


# ----------------------------------------------------------------- the log key as a box (RFC 7748)


def box_of(public: bytes) -> bytes:
    """The X25519 public key of an Ed25519 public key: the same point in Montgomery's form (RFC 7748, 4.1)."""
    y = int.from_bytes(public, "little") & (2**255 - 1)
    u = (1 + y) * pow(1 - y, -1, _P) % _P if y != 1 else 0
    return u.to_bytes(32, "little")


def private_box_of(key: Ed25519PrivateKey) -> X25519PrivateKey:
    """The X25519 key of an Ed25519 key: the scalar of RFC 8032, 5.1.5."""
    digest = hashlib.sha512(key.private_bytes_raw()).digest()
    return X25519PrivateKey.from_private_bytes(digest[:32])
