"""Canonical JSON (protocol.md 1): one value has one spelling, so bytes can be signed and compared."""

from __future__ import annotations

import hashlib
import json
import re
from typing import NoReturn
from unicodedata import is_normalized

from protocol import limits
from protocol.errors import Code, Refused

# A string that does not end matches too: looking for its end again from each quote inside takes
# minutes for bytes that fit a statement.
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def encode(value: object) -> bytes:
    """The canonical bytes of `value` (dict, list, str, int, bool), keys in the order given.

    Raises `Refused(FORMAT)` for a value that protocol.md 1.1-1.4 has no spelling for.
    """
    _check(value, 1)
    data = _spell(value)
    if len(data) > limits.STATEMENT:
        raise _refused("too large")
    return data


def decode(data: bytes) -> object:
    """The value of canonical bytes; afterwards `encode(decode(data)) == data` holds (1.5).

    Raises `Refused(FORMAT)` for everything else; size and depth are looked at before parsing (1.4).
    """
    if len(data) > limits.STATEMENT:
        raise _refused("too large")
    if data.count(b"[") + data.count(b"{") > limits.DEPTH and _depth(data) > limits.DEPTH:
        raise _refused("nested too deep")
    try:
        text = data.decode()
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise _refused("not JSON") from None
    if not _is_plain(data, text):
        _check(value, 1)
    if _spell(value) != data:  # this also finds a duplicate key, of which the value kept one
        raise _refused("not canonical")
    return value


def _is_plain(data: bytes, text: str) -> bool:
    """Whether the text alone shows what `_check` would look for in the value.

    Parts of an NFC text are NFC, and what JSON escapes composes with nothing.
    """
    return len(data) <= limits.STRING and b"null" not in data and is_normalized("NFC", text)


def identity(data: bytes) -> str:
    """The identity of a statement: hex SHA-256 of its bytes, never of its signature (1.6)."""
    return hashlib.sha256(data).hexdigest()


def _check(value: object, depth: int) -> None:
    kind = type(value)
    if kind is str:
        _check_string(value)  # type: ignore[arg-type]
    elif kind is int:
        if not -limits.INTEGER <= value <= limits.INTEGER:  # type: ignore[operator]
            raise _refused("integer out of range")
    elif isinstance(value, dict | list):
        _check_nested(value, depth)
    elif kind is not bool:
        raise _refused("a value of a kind that has no spelling")


def _check_nested(value: dict[object, object] | list[object], depth: int) -> None:
    if depth > limits.DEPTH:
        raise _refused("nested too deep")
    if isinstance(value, dict):
        for key, member in value.items():
            if type(key) is not str:
                raise _refused("a key that is no string")
            _check_string(key)
            _check(member, depth + 1)
    else:
        for member in value:
            _check(member, depth + 1)


def _check_string(text: str) -> None:
    if len(text) * 4 > limits.STRING and len(text.encode(errors="replace")) > limits.STRING:
        raise _refused("string too long")
    if not is_normalized("NFC", text):
        raise _refused("string not NFC")


def _depth(data: bytes) -> int:
    deepest = depth = 0
    for match in _BRACKETS.finditer(data):
        sign = match.group()
        if sign in b"[{":
            depth += 1
            if depth > limits.DEPTH:
                return depth
            deepest = max(deepest, depth)
        elif sign in b"]}":
            depth -= 1
    return deepest


def _integer(digits: str) -> int:
    if len(digits) > len("-9007199254740991") or abs(number := int(digits)) > limits.INTEGER:
        raise _refused("integer out of range")
    return number


def _no_number(_: str) -> NoReturn:
    raise _refused("a number that is no integer")


def _spell(value: object) -> bytes:
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise _refused("unpaired surrogate") from None


def _refused(detail: str) -> Refused:
    return Refused(Code.FORMAT, detail)


_DECODER = json.JSONDecoder(
    parse_int=_integer,
    parse_float=_no_number,
    parse_constant=_no_number,
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
