"""What every statement begins with (protocol.md 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from protocol import canonical
from protocol.errors import Code, Refused
from protocol.fields import Hex32, Ident, Origin, plain, read_object
from protocol.origins import council_of_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A signed statement: `council`, `log` (origin of the record), `cert` (hex SHA-256 of the
    signer's certificate), then the fields of its kind.
    """

    KIND: ClassVar[str] = ""

    council: Ident
    log: Origin
    cert: Hex32

    def to_bytes(self) -> bytes:
        """The canonical bytes to sign; raises `Refused(FORMAT)` when a field breaks its rule."""
        fields = plain(self)
        read_object(type(self), fields).check()
        return canonical.encode({"type": type_of(self.KIND), **fields})

    @classmethod
    def from_fields(cls, fields: dict[str, object]) -> Self:
        """The statement of a decoded object without its `type`; raises `Refused(FORMAT)`."""
        statement = read_object(cls, fields)
        statement.check()
        return statement

    def check(self) -> None:
        """Raises `Refused(FORMAT)` when fields that fit alone do not fit together."""
        if council_of_record(self.log) != self.council:
            raise Refused(Code.FORMAT, "log of another council")


def type_of(kind: str) -> str:
    """The value of `type` for a kind."""
    return f"hdnd-{kind}/1"
