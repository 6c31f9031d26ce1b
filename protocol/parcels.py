"""Parcels (protocol.md 12): pages, entries, papers and answers on a stick, sealed for those they are made for.

Not to be confused with record bundles (`protocol.bundles`), which are open and made for auditors. A parcel
proves nothing by itself: whatever comes out of it is checked like an answer of the council.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from protocol import limits, wire
from protocol.errors import Code, Invalid, Refused
from protocol.fields import b64, unb64
from protocol.origins import EPOCH
from protocol.wire import Head

FORMAT = "hdnd-parcel/1"
BLOB_PIECE = 4 * limits.CHUNK
"""Bytes of a paper in one piece."""
_KEY, _NONCE, _TAG = 32, 12, 16
_ID = 16
OVERHEAD = _NONCE + _TAG


@dataclass(frozen=True, slots=True, repr=False)
class ParcelKey:
    """The key of one parcel, and the log whose council made it (12.2, 12.4)."""

    secret: bytes
    origin: str

    @property
    def id(self) -> str:
        """The parcel's name on the stick: 16 hex digits that tell nothing of the key."""
        return hashlib.sha256(b"hdnd-parcel-id/1\n" + self.secret).hexdigest()[:_ID]

    def place(self, name: str) -> str:
        """The file of a piece: computed, so that no name on a stick is ever followed (12.4)."""
        digest = hmac.new(self._derived("names"), name.encode(), hashlib.sha256).hexdigest()
        return f"{digest[:2]}/{digest[:32]}"

    def seal(self, name: str, data: bytes) -> bytes:
        """The bytes of the file of piece `name`."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self._derived("pieces")).encrypt(nonce, data, self._about(name))

    def open(self, name: str, sealed: bytes) -> bytes:
        """What `seal` was given; raises `Invalid(BAD_PARCEL)` for anything else."""
        try:
            return AESGCM(self._derived("pieces")).decrypt(
                sealed[:_NONCE], sealed[_NONCE:], self._about(name)
            )
        except (InvalidTag, ValueError):
            raise Invalid(Code.BAD_PARCEL, "a piece does not open") from None

    def _about(self, name: str) -> bytes:
        return f"hdnd-parcel-piece/1\n{self.origin}\n{name}\n".encode()

    def _derived(self, use: str) -> bytes:
        return _hkdf(self.secret, None, f"hdnd-parcel-{use}/1".encode())


def parcel_key(
    log_key: Ed25519PrivateKey, origin: str, scope: str, revoked: Iterable[str]
) -> ParcelKey:
    """The key of the parcel for a scope, a feed's name (12.2). It is another one after each revocation.

    `revoked` are the fingerprints of all revoked certificates.
    """
    salt = hashlib.sha256("".join(f"{print_}\n" for print_ in sorted(revoked)).encode()).digest()
    info = f"hdnd-parcel/1\n{origin}\n{scope}\n".encode()
    return ParcelKey(_hkdf(log_key.private_bytes_raw(), salt, info), origin)


# -------------------------------------------------------------------------------------- recipients


def recipient_tag(box: bytes) -> str:
    """How a lid names the device with this public box key: 16 hex digits (12.3)."""
    return hashlib.sha256(b"hdnd-parcel-tag/1\n" + box).hexdigest()[:_ID]


def seal_to(box: bytes, plain: bytes, purpose: str) -> bytes:
    """Ephemeral key, nonce and ciphertext that only the holder of the private box key opens."""
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(box))
    except ValueError:
        raise Invalid(Code.BAD_PARCEL, "box key") from None
    about = _passage(purpose, public, box)
    nonce = secrets.token_bytes(_NONCE)
    return public + nonce + AESGCM(_hkdf(shared, None, about)).encrypt(nonce, plain, about)


def open_from(box: X25519PrivateKey, sealed: bytes, purpose: str) -> bytes:
    """What was sealed to this box; raises `Invalid(BAD_PARCEL)`."""
    public, nonce = sealed[:_KEY], sealed[_KEY : _KEY + _NONCE]
    about = _passage(purpose, public, box.public_key().public_bytes_raw())
    try:
        shared = box.exchange(X25519PublicKey.from_public_bytes(public))
        key = _hkdf(shared, None, about)
        return AESGCM(key).decrypt(nonce, sealed[_KEY + _NONCE :], about)
    except (InvalidTag, ValueError):
        raise Invalid(Code.BAD_PARCEL, "not sealed to this box") from None


def _passage(purpose: str, ephemeral: bytes, box: bytes) -> bytes:
    return f"{purpose}\n".encode() + ephemeral + box


def _hkdf(secret: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), _KEY, salt, info).derive(secret)


# --------------------------------------------------------------------------------------------- lid


@dataclass(frozen=True, slots=True)
class Lid:
    """The open part of a parcel: whose it is, and its key wrapped for each recipient, by tag (12.3)."""

    council: str
    root: str
    origin: str
    keys: Mapping[str, bytes]

    @classmethod
    def of(cls, council: str, root: str, key: ParcelKey, boxes: Iterable[bytes]) -> Lid:
        """The lid for the devices with these public box keys."""
        purpose = _purpose(key.origin)
        keys = {recipient_tag(box): seal_to(box, key.secret, purpose) for box in boxes}
        return cls(council, root, key.origin, keys)

    def unwrap(self, box: X25519PrivateKey) -> ParcelKey:
        """The parcel's key; raises `Invalid(BAD_PARCEL)` when it is not wrapped for this box."""
        wrapped = self.keys.get(recipient_tag(box.public_key().public_bytes_raw()))
        if wrapped is None:
            raise Invalid(Code.BAD_PARCEL, "not for this device")
        secret = open_from(box, wrapped, _purpose(self.origin))
        if len(secret) != _KEY:
            raise Invalid(Code.BAD_PARCEL, "length of the key")
        return ParcelKey(secret, self.origin)

    def to_bytes(self) -> bytes:
        """The JSON of `lid.json`."""
        keys = {tag: b64(wrapped) for tag, wrapped in sorted(self.keys.items())}
        return wire.dump(
            {
                "format": FORMAT,
                "council": self.council,
                "root": self.root,
                "log": self.origin,
                "keys": keys,
            }
        )


def read_lid(data: bytes) -> Lid:
    """The lid of its JSON; raises `Invalid(BAD_PARCEL)`. Nothing is verified."""
    value = _object(data, limits.PARCEL_LID)
    try:
        keys = {str(tag): unb64(wrapped) for tag, wrapped in dict(value["keys"]).items()}
        return Lid(str(value["council"]), str(value["root"]), str(value["log"]), keys)
    except (KeyError, TypeError, ValueError, Refused):
        raise Invalid(Code.BAD_PARCEL, "lid") from None


def _purpose(origin: str) -> str:
    return f"hdnd-parcel-key/1\n{origin}"


# -------------------------------------------------------------------------------------------- head


@dataclass(frozen=True, slots=True)
class ParcelHead:
    """What a parcel holds (12.6). `pages` are the first cursors of each feed's pages, in order.

    `checkpoint` is that of the vote record at `record.seq`; "" in a parcel without the record.
    """

    made_at: str
    scope: str
    heads: Mapping[str, Head]
    pages: Mapping[str, tuple[int, ...]]
    record: Head | None = None
    checkpoint: str = ""

    def to_bytes(self) -> bytes:
        """The JSON of the piece `head`."""
        heads = {feed: [head.epoch, head.seq] for feed, head in self.heads.items()}
        record = [self.record.epoch, self.record.seq] if self.record else []
        return wire.dump(
            {
                "format": FORMAT,
                "made_at": self.made_at,
                "scope": self.scope,
                "heads": heads,
                "pages": {feed: list(starts) for feed, starts in self.pages.items()},
                "record": record,
                "checkpoint": self.checkpoint,
            }
        )


def read_head(data: bytes) -> ParcelHead:
    """The head of its JSON; raises `Invalid(BAD_PARCEL)`. What it says is a claim."""
    value = _object(data, limits.PARCEL_HEAD)
    try:
        heads = {feed: _head(head) for feed, head in dict(value["heads"]).items()}
        pages = {
            feed: tuple(_count(start) for start in starts)
            for feed, starts in dict(value["pages"]).items()
        }
        record = _head(value["record"]) if value["record"] else None
        texts = [value[name] for name in ("made_at", "scope", "checkpoint")]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError
        made_at, scope, checkpoint = texts
    except (KeyError, TypeError, ValueError):
        raise Invalid(Code.BAD_PARCEL, "head") from None
    return ParcelHead(made_at, scope, heads, pages, record, checkpoint)


def _head(value: Any) -> Head:
    epoch, seq = value
    if not EPOCH.fullmatch(str(epoch)):
        raise ValueError
    return Head(epoch=epoch, seq=_count(seq))


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= limits.LOG_SIZE:
        raise ValueError
    return value


def _object(data: bytes, most: int) -> dict[str, Any]:
    try:
        value = wire.load(data, most)
    except Invalid as error:
        raise Invalid(Code.BAD_PARCEL, error.detail) from None
    if value.get("format") != FORMAT:
        raise Invalid(Code.BAD_PARCEL, "another format")
    return value


# ------------------------------------------------------------------------------------------- names

HEAD = "head"


def page_name(feed: str, epoch: str, after: int) -> str:
    """The piece of a page of changes."""
    return f"page/{feed}/{epoch}/{after}"


def records_name(path: str) -> str:
    """The piece of a file of entries of the vote record (4.8)."""
    return f"log/{path}"


def blob_name(sha256: str, number: int) -> str:
    """The piece with bytes `number` * BLOB_PIECE and following of a paper."""
    return f"blob/{sha256}/{number}"


def answers_name(device: str) -> str:
    """The piece with the council's answers to a device's statements."""
    return f"answers/{device}"
