"""The JSON messages of protocol.md 7, both ways. Tolerant: unknown fields are passed over (8.2).

`read(cls, data)` gives a message of its bytes, `write(message)` the bytes of a message. Field
annotations are those of the statements, so a message that arrives has checked fields.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Annotated, Any, NoReturn, TypeVar

from protocol import fields, limits
from protocol.errors import Code, Invalid, Refused
from protocol.feeds import Page, Row
from protocol.fields import (
    CertificateB64,
    Hex32,
    Ident,
    KeyB64,
    KeyB64OrEmpty,
    Line,
    Natural,
    Origin,
    Time,
    b64,
    between,
    matching,
    one_of,
    unb64,
)
from protocol.records import Record

PROTOCOL_HEADER = "Sync-Protocol"

PENDING = "pending"
ENROLLED = "enrolled"
REFUSED = "refused"

M = TypeVar("M")


def _decodes(text: str) -> bool:
    try:
        unb64(text)
    except Refused:
        return False
    return True


B64 = Annotated[str, fields.Checked(_decodes)]
Hex8 = Annotated[str, matching("[0-9a-f]{16}")]
AnyText = Annotated[str, fields.Checked(lambda text: len(text) <= limits.STRING)]
NoteText = Annotated[str, fields.Checked(lambda text: len(text) <= limits.NOTE)]
ReceiptText = Annotated[str, fields.Checked(lambda text: len(text) <= limits.RECEIPT)]
CipherB64 = Annotated[B64, fields.Checked(lambda text: len(text) <= 2 * limits.NOTE_CIPHER)]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EnrolRequest:
    """7.5; `csr` is b64 of PKCS#10 DER."""

    code_id: Hex8
    proof: Hex32
    csr: B64
    device: Ident
    device_name: Line
    box_key: KeyB64OrEmpty


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EnrolAnswer:
    """7.5; `comparison` is what the clerk compares."""

    enrolment: Ident
    comparison: Line


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentAnswer:
    """7.5; the state of an enrolment. `index` is that of the `enrol` entry, -1 before there is one."""

    state: Annotated[str, one_of(PENDING, ENROLLED, REFUSED)]
    person: AnyText
    name: AnyText
    role: AnyText
    index: Annotated[int, between(-1, limits.LOG_SIZE)]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeRequest:
    """7.6"""

    device: Ident


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """7.6"""

    nonce: Annotated[str, matching("[0-9A-Za-z._~+/=-]{16,128}")]
    time: Time


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """7.6; `signature` is b64 of the DER signature of 7.15."""

    device: Ident
    nonce: Annotated[str, matching("[0-9A-Za-z._~+/=-]{16,128}")]
    time: Time
    signature: B64


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """7.6"""

    token: Annotated[str, matching("[0-9A-Za-z._~+/=-]{16,512}")]
    expires: Time


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Epoch (or log id) and length of a feed (or of the vote record)."""

    epoch: str
    seq: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """7.7; by feed, and `record` for the vote record. `etag` travels as a header."""

    heads: Mapping[str, Head]
    time: str
    etag: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EntryRequest:
    """7.10 and one record of 7.13; both b64."""

    statement: B64
    signature: B64

    @classmethod
    def of(cls, record: Record) -> EntryRequest:
        """The message of a record."""
        return cls(statement=b64(record.statement), signature=b64(record.signature))

    def record(self) -> Record:
        """The bytes."""
        return Record(unb64(self.statement), unb64(self.signature))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RootAnswer:
    """7.4; compare the certificate with the printed fingerprint before anything else is sent.

    `root_cert` and `log_key` are those of entry 0. `rotations` are the later `root` statements (3.7).
    """

    council: Ident
    name: Line
    root_cert: CertificateB64
    log: Origin
    log_key: KeyB64
    rotations: tuple[EntryRequest, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EntryAnswer:
    """7.10 when the statement stands in the log; check the receipt before anyone believes it."""

    receipt: ReceiptText
    index: Natural
    disposition: AnyText


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotAnswer:
    """7.14; a signed manifest, the checkpoint at its size, and the SHA-256 of each 1 MiB of the file."""

    manifest: NoteText
    checkpoint: NoteText
    chunks: tuple[Hex32, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRequest:
    """7.19; the newest checkpoint of a feed that the device holds."""

    checkpoint: NoteText


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointAnswer:
    """7.19; another epoch when the council lost rows, else its own checkpoint and how it continues the one shown."""

    epoch: Hex8
    checkpoint: NoteText
    proof: tuple[Hex32, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NoteRequest:
    """7.12; `cipher` is b64 of the envelope of 9.2; `base` the hlc of the edit's base, or ""."""

    hlc: Line
    device: Ident
    base: AnyText
    deleted: bool
    cipher: CipherB64


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NoteAnswer:
    """7.12; the clock value of the winner."""

    hlc: Line


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TailRequest:
    """7.13; entries from index `first` on."""

    first: int
    records: tuple[EntryRequest, ...]
    checkpoint: str = ""
    """To a hall only (13.9): the council's signed word on the record that ends with these entries."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TailAnswer:
    """7.13; the log's size now."""

    size: Natural


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """7.2; also carries the numbers that 7.8 and 7.10 add, each with its neutral value."""

    code: AnyText
    detail: str = ""
    epoch: str = ""
    expected: int = 0
    size: int = 0
    refusal: str = ""


def write(message: Any) -> bytes:
    """The JSON bytes of a message of this module."""
    if isinstance(message, Heads):
        heads = {feed: [head.epoch, head.seq] for feed, head in message.heads.items()}
        return dump({"heads": heads, "time": message.time})
    if isinstance(message, TailRequest):
        records = [fields.plain(record) for record in message.records]
        signed = {"checkpoint": message.checkpoint} if message.checkpoint else {}
        return dump({"from": message.first, "records": records, **signed})
    return dump(fields.plain(message))


def read(cls: type[M], data: bytes) -> M:
    """The message of its JSON bytes; raises `Invalid(BAD_MESSAGE)`. Unknown fields are passed over."""
    value = load(data, limits.ANSWER)
    try:
        return _read(cls, value)
    except Refused as error:
        raise Invalid(Code.BAD_MESSAGE, error.detail) from None


def write_page(page: Page) -> bytes:
    """7.8"""
    rows = [[r.seq, r.id, r.kind, r.rev, r.deleted, r.digest, r.body] for r in page.rows]
    return dump(
        {
            "feed": page.feed,
            "epoch": page.epoch,
            "after": page.after,
            "rows": rows,
            "checkpoint": page.checkpoint,
            "head": page.head,
        }
    )


def read_page(data: bytes) -> Page:
    """7.8; raises `Invalid(BAD_MESSAGE)`. Nothing is verified yet: see `feeds.check_page`."""
    value = load(data, limits.PAGE_JSON)
    rows = _typed(value, "rows", list)
    return Page(
        feed=_typed(value, "feed", str),
        epoch=_typed(value, "epoch", str),
        after=_typed(value, "after", int),
        rows=tuple(_read_row(row) for row in rows),
        checkpoint=_typed(value, "checkpoint", str),
        head=_typed(value, "head", int),
    )


def load(data: bytes, most: int) -> dict[str, Any]:
    """A JSON object of at most `most` bytes; raises `Invalid(BAD_MESSAGE)`."""
    if len(data) > most:
        raise Invalid(Code.BAD_MESSAGE, "too large")
    try:
        value = json.loads(data.decode(), parse_constant=_no_constant)
        if b"\\u" in data:  # only an escape can bring an unpaired surrogate
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Invalid(Code.BAD_MESSAGE, "not JSON") from None
    if not isinstance(value, dict):
        raise Invalid(Code.BAD_MESSAGE, "not an object")
    return value


def dump(value: object) -> bytes:
    """Compact JSON bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _read(cls: type[M], value: dict[str, Any]) -> M:
    if cls is Heads:
        return _read_heads(value)  # type: ignore[return-value]
    if cls is TailRequest:
        return _read_tail(value)  # type: ignore[return-value]
    if cls is RootAnswer:
        return _read_root(value)  # type: ignore[return-value]
    return _read_fields(cls, value)


def _read_fields(cls: type[M], value: dict[str, Any]) -> M:
    known: dict[str, Any] = {}
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        if field.name in value:
            known[field.name] = value[field.name]
        elif field.default is not dataclasses.MISSING:
            known[field.name] = field.default
    return fields.read_object(cls, known)


def _read_heads(value: dict[str, Any]) -> Heads:
    heads: dict[str, Head] = {}
    for feed, head in _typed(value, "heads", dict).items():
        match head:
            case [str(epoch), int(seq)] if type(seq) is int and 0 <= seq <= limits.LOG_SIZE:
                heads[feed] = Head(epoch=epoch, seq=seq)
            case _:
                raise Invalid(Code.BAD_MESSAGE, "heads")
    return Heads(heads=heads, time=_typed(value, "time", str))


def _read_tail(value: dict[str, Any]) -> TailRequest:
    first = _typed(value, "from", int)
    checkpoint = _typed({"checkpoint": ""} | value, "checkpoint", str)
    records = _read_entries(value, "records")
    return TailRequest(first=first, records=records, checkpoint=checkpoint)


def _read_root(value: dict[str, Any]) -> RootAnswer:
    rotations = _read_entries({"rotations": []} | value, "rotations")
    plain = _read_fields(RootAnswer, value | {"rotations": []})
    return dataclasses.replace(plain, rotations=rotations)


def _read_entries(value: dict[str, Any], name: str) -> tuple[EntryRequest, ...]:
    records = _typed(value, name, list)
    if not all(isinstance(record, dict) for record in records):
        raise Invalid(Code.BAD_MESSAGE, name)
    return tuple(_read(EntryRequest, record) for record in records)


def _read_row(row: object) -> Row:
    match row:
        case [
            int(seq),
            str(id_),
            str(kind),
            int(rev),
            bool() | 0 | 1 as deleted,
            str(dig),
            str(body),
        ]:
            if type(seq) is int and type(rev) is int:
                return Row(seq, id_, kind, rev, bool(deleted), dig, body)
    raise Invalid(Code.BAD_MESSAGE, "row")


def _typed(value: dict[str, Any], name: str, kind: type[M]) -> M:
    member = value.get(name)
    if type(member) is not kind:
        raise Invalid(Code.BAD_MESSAGE, f"field {name}")
    return member


def _no_constant(_: str) -> NoReturn:
    raise ValueError("no such number")
