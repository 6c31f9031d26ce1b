"""The offices that speak in the vote record through the server's own keys: root, chair, secretary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

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


@dataclass(frozen=True, slots=True)
class Office:
    """One office's key and certificate (DER), for one council's record."""

    council: str
    origin: str
    certificate: bytes
    key: EllipticCurvePrivateKey

    @property
    def envelope(self) -> Envelope:
        """The first fields of a statement by this office."""
        return {
            "council": self.council,
            "log": self.origin,
            "cert": certificates.fingerprint(self.certificate),
        }

    def sign(self, statement: Statement, now: datetime) -> tuple[bytes, bytes]:
        """The statement's bytes and the office's signature."""
        data = statement.to_bytes()
        return data, cms.sign(data, SoftwareSigner(self.key), self.certificate, now)

    def speak(self, batch: Batch, statement: Statement) -> Logged:
        """The statement is in the record; raises CommandError with the code when the record refuses it."""
        try:
            return batch.record.submit(*self.sign(statement, batch.now))
        except (Refused, NotYet) as error:
            raise CommandError(_sentence(statement, error)) from None


def _sentence(statement: Statement, error: Refused | NotYet) -> str:
    hint = advice(statement, error)
    return f"the record refuses this: {error}" + (f"; {hint}" if hint else "")


def open_office(home: Home, keys: KeyFolder, name: str) -> Office:
    """The office of this name; raises CommandError when its key does not open."""
    return Office(home.council, home.origin, keys.certificate(name), keys.signing_key(name))
