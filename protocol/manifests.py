"""A published dossier: which papers, in which exact versions, belong to a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from protocol import limits
from protocol.envelope import Statement
from protocol.errors import Code, Refused
from protocol.fields import (
    Hex32,
    Ident,
    IdentOrEmpty,
    Line,
    Natural,
    Positive,
    Text,
    Time,
    at_most,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a dossier; `version` is the SHA-256 of its bytes, `item` "" for the session's."""

    document: Ident
    item: IdentOrEmpty
    kind: Line
    title: Text
    version: Hex32
    size: Natural


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest(Statement):
    """The papers of a session as published; a later revision replaces the whole list."""

    KIND: ClassVar[str] = "manifest"

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
