"""Typed fields of statements: the annotations of the statements' dataclasses read and check them.

A statement's class says `poll: Ident`; `read_object` turns the decoded JSON object into the
dataclass, strictly (protocol.md 1.2: exactly these keys in this order), and `plain` turns it back.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from protocol import limits
from protocol.errors import Code, Refused
from protocol.origins import IDENTIFIER, council_of_record
from protocol.times import read_time

T = TypeVar("T")
Reader = Callable[[object], Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """Marks an annotation: a value of the underlying type for which `test` says something true."""

    test: Callable[[Any], object]


def matching(pattern: str) -> Checked:
    """A string that the whole of `pattern` (ASCII) matches."""
    return Checked(re.compile(pattern, re.ASCII).fullmatch)


def between(least: int, most: int) -> Checked:
    """An integer in `least..most`."""
    return Checked(range(least, most + 1).__contains__)


def at_most(count: int) -> Checked:
    """An array of at most `count` members."""
    return Checked(lambda members: len(members) <= count)


def one_of(*values: str) -> Checked:
    """One of these strings."""
    return Checked(frozenset(values).__contains__)


def _is_time(text: str) -> bool:
    try:
        read_time(text)
    except Refused:
        return False
    return True


def _is_line(text: str) -> bool:
    # "visible text on one line": no control characters, nothing blank at the ends
    return (
        0 < len(text.encode(errors="replace")) <= limits.LINE
        and text.strip() == text
        and not any(ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 for sign in text)
    )


def unb64(text: str) -> bytes:
    """The bytes of standard base64 with padding; raises `Refused(FORMAT)` for any other spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(Code.FORMAT, "not base64") from None
    if base64.b64encode(data).decode() != text:
        raise Refused(Code.FORMAT, "not base64")
    return data


def b64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode()


def _is_b64_of(length: int) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        try:
            return len(unb64(text)) == length
        except Refused:
            return False

    return test


def _is_certificate(text: str) -> bool:
    try:
        return 0 < len(unb64(text)) <= limits.CERTIFICATE
    except Refused:
        return False


def is_sorted(members: tuple[str, ...]) -> bool:
    """Whether the members stand in ascending order; duplicates may stand beside each other."""
    return all(a <= b for a, b in pairwise(members))


Ident = Annotated[str, Checked(IDENTIFIER.fullmatch)]
IdentOrEmpty = Annotated[str, Checked(lambda text: not text or IDENTIFIER.fullmatch(text))]
Origin = Annotated[str, Checked(council_of_record)]
Hex32 = Annotated[str, matching("[0-9a-f]{64}")]
Hex32OrEmpty = Annotated[str, matching("(?:[0-9a-f]{64})?")]
Nonce = Annotated[str, matching("[0-9a-f]{32}")]
Time = Annotated[str, Checked(_is_time)]
Line = Annotated[str, Checked(_is_line)]
Text = Annotated[str, Checked(str.strip)]
ChoiceCode = Annotated[str, matching("[A-Z][A-Z0-9_]{0,31}")]
Natural = Annotated[int, between(0, limits.INTEGER)]
Positive = Annotated[int, between(1, limits.INTEGER)]
Seconds = Annotated[int, between(0, limits.GRACE_SECONDS)]
CertificateB64 = Annotated[str, Checked(_is_certificate)]
KeyB64 = Annotated[str, Checked(_is_b64_of(32))]
KeyB64OrEmpty = Annotated[str, Checked(lambda text: not text or _is_b64_of(32)(text))]
People = Annotated[tuple[Ident, ...], at_most(limits.DELEGATES), Checked(is_sorted)]


def read_object(cls: type[T], value: object) -> T:
    """The dataclass `cls` of a decoded JSON object; raises `Refused(FORMAT)` when it does not fit."""
    readers = _readers(cls)  # type: ignore[arg-type]
    if not isinstance(value, dict) or tuple(value) != tuple(readers):
        raise Refused(Code.FORMAT, f"fields of {cls.__name__}")
    return cls(**{name: readers[name](member) for name, member in value.items()})


def plain(value: Any) -> dict[str, object]:
    """The JSON object of a dataclass whose fields are these annotations."""
    return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def _plain(value: Any) -> object:
    if dataclasses.is_dataclass(value):
        return plain(value)
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    return str(value) if isinstance(value, str) else value


@cache
def _readers(cls: type) -> dict[str, Reader]:
    hints = get_type_hints(cls, include_extras=True)
    return {field.name: _reader(hints[field.name], field.name) for field in dataclasses.fields(cls)}


def _reader(annotation: Any, name: str) -> Reader:
    if get_origin(annotation) is Annotated:
        base, *checks = get_args(annotation)
        tests = [check.test for check in checks]
        if isinstance(base, type) and len(tests) == 1:
            return _scalar(base, name, tests[0])
        return _checked(_reader(base, name), tests, name)
    if get_origin(annotation) is tuple:
        return _array(_reader(get_args(annotation)[0], name), name)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return lambda value: read_object(annotation, value)
    return _scalar(annotation, name)


def _scalar(kind: type, name: str, test: Callable[[Any], object] = lambda _: True) -> Reader:
    def read(value: object) -> object:
        if type(value) is not kind or not test(value):
            raise Refused(Code.FORMAT, f"field {name}")
        return value

    return read


def _array(member: Reader, name: str) -> Reader:
    def read(value: object) -> object:
        if not isinstance(value, list):
            raise Refused(Code.FORMAT, f"field {name}")
        return tuple(member(one) for one in value)

    return read


def _checked(base: Reader, tests: list[Callable[[Any], object]], name: str) -> Reader:
    def read(value: object) -> object:
        result = base(value)
        for test in tests:
            if not test(result):
                raise Refused(Code.FORMAT, f"field {name}")
        return result

    return read
