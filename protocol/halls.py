"""The hall's own server (protocol.md 13): provisional receipts, and the link by which a client finds it.

A provisional receipt says that the hall holds a statement and in which order it came. It is no receipt: only
the council's log key makes a vote recorded.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit

from protocol import canonical, certificates, limits, wire
from protocol.enrolments import HALL
from protocol.errors import Code, Invalid, ProtocolError
from protocol.fields import b64, unb64
from protocol.keys import Algorithm, SoftwareSigner, signature_holds
from protocol.origins import IDENTIFIER
from protocol.signing_rights import Certificate
from protocol.times import read_time
from protocol.wire import ReceiptText

FORMAT = "hdnd-hall-receipt/1"
NO_PREVIOUS = "0" * 64
SERVICE = "_nghi-truong._tcp.local."
"""What the hall's server announces on the local network (13.8)."""
SCHEME = "nghi-truong"
PREFIX = 16
"""So many hex digits of the root's fingerprint are in an announcement."""
_FIELDS = ("type", "council", "log", "hall", "statement", "seq", "prev", "received_at")
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}", re.ASCII)
_TYPED = re.compile(r"(https://\S+)\s+([0-9A-Fa-f\s]{64,200})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class HallReceipt:
    """The hall's word: this statement is number `seq` of what it took, after `prev` (13.3)."""

    council: str
    log: str
    hall: str
    statement: str
    seq: int
    prev: str
    received_at: str

    def to_bytes(self) -> bytes:
        """What the hall signs."""
        return canonical.encode(
            {
                "type": FORMAT,
                "council": self.council,
                "log": self.log,
                "hall": self.hall,
                "statement": self.statement,
                "seq": self.seq,
                "prev": self.prev,
                "received_at": self.received_at,
            }
        )

    @property
    def identity(self) -> str:
        """What the next one names as `prev`."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalAnswer:
    """202 to 7.10 when the council has not answered: nobody may take it for a receipt (13.3)."""

    provisional: ReceiptText


def held_receipt(body: bytes) -> str:
    """The provisional receipt in an answer 202, unverified. Raises `Invalid(BAD_MESSAGE)`."""
    return wire.read(ProvisionalAnswer, body).provisional


def sign_receipt(receipt: HallReceipt, signer: SoftwareSigner) -> str:
    """The provisional receipt as text: two lines of base64, bytes and signature."""
    data = receipt.to_bytes()
    return f"{b64(data)}\n{b64(signer.sign(data))}\n"


def open_receipt(
    text: str, statement: str, hall: Certificate | None, *, even_revoked: bool = False
) -> HallReceipt:
    """The receipt, once the hall with this certificate of the record signed it for this statement.

    Raises `Invalid(BAD_HALL)`: also when the certificate is none of a hall, or was revoked; `even_revoked` for a
    receipt that was taken before, which is looked at as evidence.
    """
    data, signature = _parts(text)
    receipt = _read(data)
    if hall is None or hall.role != HALL or (hall.revoked_at is not None and not even_revoked):
        raise Invalid(Code.BAD_HALL, "no hall of the record")
    if (receipt.statement, receipt.hall) != (statement, hall.device):
        raise Invalid(Code.BAD_HALL, "another statement or hall")
    key = certificates.load(hall.der).public_key
    if not signature_holds(key, Algorithm.ECDSA_P256, signature, data):
        raise Invalid(Code.BAD_HALL, "signature does not verify")
    return receipt


def read_receipt(text: str) -> HallReceipt:
    """What a receipt says and names as its hall; nothing is verified. Raises `Invalid(BAD_HALL)`."""
    return _read(_parts(text)[0])


def _parts(text: str) -> tuple[bytes, bytes]:
    if len(text) > limits.NOTE:
        raise Invalid(Code.BAD_HALL, "too large")
    try:
        data, signature = (unb64(line) for line in text.removesuffix("\n").split("\n"))
    except (ValueError, ProtocolError):
        raise Invalid(Code.BAD_HALL, "form") from None
    return data, signature


def _read(data: bytes) -> HallReceipt:
    try:
        value = cast("dict[str, Any]", canonical.decode(data))
        if not hasattr(value, "pop") or tuple(value) != _FIELDS or value.pop("type") != FORMAT:
            raise TypeError
        texts = [value[name] for name in _FIELDS[1:] if name != "seq"]
        if type(value["seq"]) is not int or not all(isinstance(text, str) for text in texts):
            raise TypeError
        receipt = HallReceipt(**value)
        if not _HEX.fullmatch(receipt.statement) or not _HEX.fullmatch(receipt.prev):
            raise TypeError
        read_time(receipt.received_at)
    except (TypeError, ProtocolError):
        raise Invalid(Code.BAD_HALL, "receipt") from None
    return receipt


# -------------------------------------------------------------------------------------------- link


@dataclass(frozen=True, slots=True)
class HallLink:
    """Where a hall's server is said to be, and of which council: a hint, which the pinned root judges (13.8)."""

    host: str
    port: int
    council: str
    root: str

    @property
    def address(self) -> str:
        """The https address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}:{self.port}"

    def __str__(self) -> str:
        query = urlencode({"council": self.council, "root": self.root})
        return f"{SCHEME}://{self.address.removeprefix('https://')}/?{query}"


def read_link(text: str) -> HallLink:
    """A link of a QR code, or `https://address fingerprint` as typed from a sheet; raises `Invalid(BAD_HALL)`."""
    text = text.strip()
    if len(text) > limits.LINE:
        raise Invalid(Code.BAD_HALL, "too long")
    typed = _TYPED.fullmatch(text)
    address, root, council = text, "", ""
    try:
        if typed is not None:
            address, root = typed[1], "".join(typed[2].split()).lower()
        parts = urlsplit(address)
        if typed is None:
            query = parse_qs(parts.query)
            root, council = query.get("root", [""])[0], query.get("council", [""])[0]
        host, port = parts.hostname or "", parts.port or 0
    except ValueError:
        raise Invalid(Code.BAD_HALL, "address") from None
    wanted = "https" if typed is not None else SCHEME
    if parts.scheme != wanted or parts.username or not _HOST.fullmatch(host) or not port:
        raise Invalid(Code.BAD_HALL, "address")
    if not _HEX.fullmatch(root) or (council and not IDENTIFIER.fullmatch(council)):
        raise Invalid(Code.BAD_HALL, "fingerprint")
    return HallLink(host, port, council, root)
