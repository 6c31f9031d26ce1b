"""Who may sign what (protocol.md 2.1, last column; 5.1 VOTER_CERT)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from protocol import certificates
from protocol.attendance import Attendance
from protocol.councils import Root
from protocol.enrolments import CHAIR, DELEGATE, HALL, SECRETARY, Enrol, Revoke
from protocol.envelope import Statement
from protocol.errors import Code, Invalid, Refused
from protocol.fields import unb64
from protocol.manifests import Manifest
from protocol.objections import Objection
from protocol.polls import Close, Closing, Open, PollDefinition, Result, Void
from protocol.votes import HandVote, Vote

ROOT = "root"

SIGNERS: Mapping[type[Statement], frozenset[str]] = MappingProxyType(
    {
        Root: frozenset({ROOT}),
        Enrol: frozenset({ROOT, SECRETARY}),
        Revoke: frozenset({ROOT, SECRETARY}),
        Manifest: frozenset({SECRETARY}),
        Attendance: frozenset({SECRETARY}),
        PollDefinition: frozenset({CHAIR, SECRETARY}),
        Open: frozenset({CHAIR}),
        Closing: frozenset({CHAIR}),
        Close: frozenset({CHAIR}),
        Void: frozenset({CHAIR}),
        Result: frozenset({CHAIR}),
        HandVote: frozenset({SECRETARY}),
        Vote: frozenset({DELEGATE}),
        Objection: frozenset({DELEGATE}),
    }
)


@dataclass(slots=True)
class Certificate:
    """A certificate of the record; `role` is `root` or one of the members' roles.

    `enrolled_at` and `revoked_at` are indices of entries.
    """

    der: bytes
    role: str
    person: str
    name: str
    device: str
    enrolled_at: int
    revoked_at: int | None = None


def check_signer(statement: Statement, signer: Certificate) -> None:
    """Returns when role, person and device of the signer fit; raises `Refused(VOTER_CERT)`."""
    fits = signer.role in SIGNERS[type(statement)]
    if isinstance(statement, Vote):
        fits &= (statement.voter, statement.device) == (signer.person, signer.device)
    elif isinstance(statement, Objection):
        fits &= (statement.person, statement.device) == (signer.person, signer.device)
    elif isinstance(statement, Enrol):
        # the root speaks only to put a secretary or a hall in office; the secretary enrols all others
        fits &= (statement.role in {SECRETARY, HALL}) == (signer.role == ROOT)
    if not fits:
        raise Refused(Code.VOTER_CERT, f"{signer.role} signs {statement.KIND}")


def check_certified(statement: Enrol, root: bytes) -> bytes:
    """The certificate (DER) that an enrolment certifies, once the council's root issued it for this
    person and role; raises `Refused(VOTER_CERT)`.
    """
    certificate = unb64(statement.member_cert)
    try:
        member = certificates.check_member(certificate, root)
    except Invalid as error:
        raise Refused(Code.VOTER_CERT, error.detail) from None
    named = (certificates.certified_name(statement.name), statement.person, statement.role)
    if (member.name, member.person, member.role) != named:
        raise Refused(Code.VOTER_CERT, "certificate of somebody else")
    return certificate
