"""The offices of a simulated council: keys and certificates for root, secretary and chair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from protocol import certificates, cms
from protocol.enrolments import Enrol
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.statements import Statement
from protocol.times import write_time

YEARS = 20


@dataclass(frozen=True)
class Office:
    """Someone who signs statements for the council."""

    council: str
    log: str
    key: ec.EllipticCurvePrivateKey
    certificate: bytes

    @property
    def fingerprint(self) -> str:
        return certificates.fingerprint(self.certificate)

    def sign(self, statement: Statement, now: datetime) -> tuple[bytes, bytes]:
        data = statement.to_bytes()
        return data, cms.sign(data, SoftwareSigner(self.key), self.certificate, now)


@dataclass(frozen=True)
class Root(Office):
    """The council's own authority."""

    def office(self, *, person: str, name: str, role: str, now: datetime) -> Office:
        """A certified key for an officer; its `enrol` entry is still to be logged."""
        key = certificates.new_member_key()
        csr = certificates.create_csr(key, device=device_of(person, role))
        return Office(
            self.council,
            self.log,
            key,
            self.certify(csr, person=person, name=name, role=role, now=now),
        )

    def certify(self, csr: bytes, *, person: str, name: str, role: str, now: datetime) -> bytes:
        return certificates.issue_member(
            self.certificate,
            self.key,
            csr=csr,
            name=name,
            person=person,
            role=role,
            not_before=now,
            years=YEARS,
        )


def device_of(person: str, role: str) -> str:
    """The device of an officer."""
    return f"{person}-{role}"


def create_root(council: str, log: str, *, name: str, now: datetime) -> Root:
    """A fresh authority."""
    key = certificates.new_member_key()
    certificate = certificates.create_root(
        key, name=name, council=council, not_before=now, years=YEARS
    )
    return Root(council, log, key, certificate)


def enrol_statement(
    by: Office,
    *,
    role: str,
    person: str,
    name: str,
    device: str,
    certificate: bytes,
    box_key: bytes,
    now: datetime,
) -> Enrol:
    """The statement by which a device enters the record."""
    return Enrol(
        council=by.council,
        log=by.log,
        cert=by.fingerprint,
        role=role,
        person=person,
        name=name,
        device=device,
        device_name=device,
        member_cert=b64(certificate),
        box_key=b64(box_key) if box_key else "",
        enrolled_at=write_time(now),
    )
