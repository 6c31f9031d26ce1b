"""A small council whose keys are known for ever, so that a fuzzer can sign what it made up.

`known.records` holds its record; `python -m tests.fuzz --make` writes it anew (with new serial numbers and
signatures, under the same keys).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol import certificates, signed_notes
from protocol.councils import Root
from protocol.enrolments import Enrol
from protocol.fields import unb64
from protocol.keys import SoftwareSigner
from protocol.notes import Passage
from protocol.records import Record, read_records, write_records
from protocol.replay import Replay
from protocol.statements import decode_statement

FILE = Path(__file__).parent / "known.records"
LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG_PUBLIC = signed_notes.public(LOG_KEY)
NOTES_KEY = bytes(range(32, 64))
BOX = X25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
BOX_PUBLIC = BOX.public_key().public_bytes_raw()
PASSAGE = Passage(
    council="binh-minh",
    person="db-01",
    sender="may-1",
    sender_box=BOX_PUBLIC,
    recipient="may-2",
    recipient_box=BOX_PUBLIC,
)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KEYS = 12


def key(number: int) -> ec.EllipticCurvePrivateKey:
    """The number-th member key of the council."""
    return ec.derive_private_key(0x20261122 + number, ec.SECP256R1())


@cache
def records() -> tuple[Record, ...]:
    """The council's record."""
    return tuple(read_records(FILE.read_bytes()))


@cache
def root() -> Root:
    """Entry 0."""
    statement = decode_statement(records()[0].statement)
    assert isinstance(statement, Root)
    return statement


@cache
def member_certificates() -> tuple[bytes, ...]:
    """The certificates of everyone enrolled, in the order of enrolment."""
    statements = [decode_statement(record.statement) for record in records()]
    return tuple(unb64(s.member_cert) for s in statements if isinstance(s, Enrol))


@cache
def signers() -> dict[str, tuple[SoftwareSigner, bytes]]:
    """Signer and certificate by the certificate's fingerprint."""
    keys = [key(number) for number in range(KEYS)]
    found: dict[str, tuple[SoftwareSigner, bytes]] = {}
    for der in (unb64(root().root_cert), *member_certificates()):
        loaded = certificates.load(der)
        for private in keys:
            if loaded.public_key == private.public_key():
                found[loaded.fingerprint] = (SoftwareSigner(private), der)
    return found


@cache
def replay() -> Replay:
    """The replayed record; judge with it, append nothing."""
    first = root()
    replayed = Replay(first.council, first.log, root=first.cert)
    for record in records():
        replayed.apply(*record)
    return replayed


def make(made: list[Record]) -> None:
    """Keep a record as the council's."""
    FILE.write_bytes(write_records(made))
