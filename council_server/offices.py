"""The offices that speak in the vote record: root, chair, secretary.

What an office does (`polls`, `publishing`, `enrolments`) is the same wherever its key lies: in a file of this
server (`KeyOffice`), or in the browser of whoever signs (`remote_offices`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from council_server.advice import advice
from council_server.errors import CommandError
from council_server.homes import Home
from council_server.keys import KeyFolder
from council_server.record import Logged
from council_server.writer import Batch
from protocol import certificates, cms
from protocol.errors import NotYet, Refused
from protocol.keys import SoftwareSigner
from protocol.statements import Statement


class Envelope(TypedDict):
    """What every statement of an office begins with (protocol.md 2.1)."""

    council: str
    log: str
    cert: str


class RecordRefuses(CommandError):
    """The record does not take what an office says; `code` is the protocol's, `detail` its English."""

    def __init__(self, text: str, code: str, detail: str) -> None:
        super().__init__(text)
        self.code = code
        self.detail = detail


class Office(Protocol):
    """One office, for one council's record; `certificate` is DER."""

    @property
    def certificate(self) -> bytes: ...

    @property
    def envelope(self) -> Envelope:
        """The first fields of a statement by this office."""
        ...

    def sign(self, statement: Statement, now: datetime) -> tuple[bytes, bytes]:
        """The statement's bytes and the office's signature."""
        ...

    def speak(self, batch: Batch, statement: Statement) -> Logged:
        """The statement is in the record; raises RecordRefuses when the record refuses it."""
        ...


@dataclass(frozen=True, slots=True)
class KeyOffice:
    """An office whose key is here."""

    council: str
    origin: str
    certificate: bytes
    key: EllipticCurvePrivateKey

    @property
    def envelope(self) -> Envelope:
        """The first fields of a statement by this office."""
        return envelope_of(self.council, self.origin, self.certificate)

    def sign(self, statement: Statement, now: datetime) -> tuple[bytes, bytes]:
        """The statement's bytes and the office's signature."""
        data = statement.to_bytes()
        return data, cms.sign(data, SoftwareSigner(self.key), self.certificate, now)

    def speak(self, batch: Batch, statement: Statement) -> Logged:
        """The statement is in the record; raises RecordRefuses when the record refuses it."""
        try:
            signed = self.sign(statement, batch.now)
        except Refused as error:  # not a statement at all
            raise RecordRefuses(_sentence(statement, error), error.code, error.detail) from None
        return enter(batch, statement, *signed)


def envelope_of(council: str, origin: str, certificate: bytes) -> Envelope:
    """What a statement under this certificate begins with."""
    return {"council": council, "log": origin, "cert": certificates.fingerprint(certificate)}


def enter(
    batch: Batch,
    statement: Statement,
    data: bytes,
    signature: bytes,
    *,
    authenticated: bool = False,
) -> Logged:
    """The signed bytes are in the record; raises RecordRefuses when the record refuses them.

    `authenticated` leaves the signature out of the question (`VoteRecord`, `Replay.judge`).
    """
    try:
        return batch.record.submit(data, signature, authenticated=authenticated)
    except (Refused, NotYet) as error:
        raise RecordRefuses(_sentence(statement, error), error.code, error.detail) from None


def _sentence(statement: Statement, error: Refused | NotYet) -> str:
    hint = advice(statement, error)
    return f"the record refuses this: {error}" + (f"; {hint}" if hint else "")


def open_office(home: Home, keys: KeyFolder, name: str) -> KeyOffice:
    """The office of this name; raises CommandError when its key does not open."""
    return KeyOffice(home.council, home.origin, keys.certificate(name), keys.signing_key(name))
