"""The manifest of a closed committee: signed like one of the record, and never logged (protocol.md 8.8).

The vote record is for everybody, so it may not name a closed paper, not even by its title. The secretary signs the list
of such papers as a statement of its own kind, which no log takes, and it travels in the committee's feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from protocol import cms, limits
from protocol.enrolments import SECRETARY
from protocol.envelope import Statement, type_of
from protocol.errors import Code, Refused
from protocol.fields import Ident, Positive, Text, Time, at_most
from protocol.manifests import Paper
from protocol.signing_rights import Certificate
from protocol.statements import decode_object


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedManifest(Statement):
    """The papers of a session that only a committee reads; a later revision replaces the whole list."""

    KIND: ClassVar[str] = "closed-manifest"

    committee: Ident
    session: Ident
    revision: Positive
    title: Text
    papers: Annotated[tuple[Paper, ...], at_most(limits.PAPERS)]
    published_at: Time

    def check(self) -> None:
        """Raises `Refused(FORMAT)` when one document stands twice."""
        Statement.check(self)
        if len({paper.document for paper in self.papers}) != len(self.papers):
            raise Refused(Code.FORMAT, "a document twice")


def open_closed_manifest(
    statement: bytes,
    signature: bytes,
    certificates: Mapping[str, Certificate],
    *,
    log: str,
    committee: str,
) -> ClosedManifest:
    """The manifest, once a secretary of the record, who is not revoked, signed it for this committee.

    `certificates` are the record's, by fingerprint; `log` is its origin. Raises `Refused`.
    """
    value = decode_object(statement)
    if value.pop("type", None) != type_of(ClosedManifest.KIND):
        raise Refused(Code.TYPE, "no closed manifest")
    found = ClosedManifest.from_fields(value)
    if (found.log, found.committee) != (log, committee):
        raise Refused(Code.WRONG_COUNCIL, "manifest of another record or committee")
    signer = certificates.get(found.cert)
    if signer is None:
        raise Refused(Code.UNKNOWN_CERT)
    if signer.revoked_at is not None:
        raise Refused(Code.REVOKED)
    if signer.role != SECRETARY:
        raise Refused(Code.VOTER_CERT, signer.role)
    cms.verify(signature, statement, signer.der)
    return found
