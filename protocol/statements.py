"""All kinds of statements (protocol.md 2.1): bytes in, a typed statement out.

statement = decode_statement(received)
if isinstance(statement, Vote): ...
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from protocol import canonical
from protocol.attendance import Attendance
from protocol.canonical import identity
from protocol.councils import Root
from protocol.enrolments import Enrol, Revoke
from protocol.envelope import Statement, type_of
from protocol.errors import Code, Refused
from protocol.manifests import Manifest
from protocol.objections import Objection
from protocol.polls import Close, Closing, Open, PollDefinition, Result, Void
from protocol.votes import HandVote, Vote

__all__ = ["KINDS", "Statement", "decode_object", "decode_statement", "identity", "read_statement"]

KINDS: Mapping[str, type[Statement]] = MappingProxyType(
    {
        kind.KIND: kind
        for kind in (
            Root,
            Enrol,
            Revoke,
            Manifest,
            Attendance,
            PollDefinition,
            Open,
            Closing,
            Close,
            Void,
            Vote,
            HandVote,
            Result,
            Objection,
        )
    }
)

_BY_TYPE = {type_of(kind): cls for kind, cls in KINDS.items()}


def decode_statement(data: bytes) -> Statement:
    """The statement of canonical bytes.

    Raises `Refused`: FORMAT for bytes or fields that break section 1 or 2, TYPE for another kind.
    """
    return read_statement(decode_object(data))


def decode_object(data: bytes) -> dict[str, object]:
    """The JSON object of canonical bytes, its kind not yet looked at; raises `Refused(FORMAT)`."""
    value = canonical.decode(data)
    if not isinstance(value, dict):
        raise Refused(Code.FORMAT, "not an object")
    return value


def read_statement(value: dict[str, object]) -> Statement:
    """The statement of a decoded object; raises `Refused` with TYPE or FORMAT."""
    cls = kind_class(value)
    if next(iter(value)) != "type":
        raise Refused(Code.FORMAT, "type does not stand first")
    return cls.from_fields({name: member for name, member in value.items() if name != "type"})


def kind_class(value: dict[str, object]) -> type[Statement]:
    """The class of a decoded object's kind; raises `Refused(TYPE)` when there is none."""
    name = value.get("type")
    cls = _BY_TYPE.get(name) if isinstance(name, str) else None
    if cls is None:
        raise Refused(Code.TYPE, "unknown kind")
    return cls
