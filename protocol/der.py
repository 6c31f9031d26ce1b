"""The small part of DER (ITU-T X.690) that signatures and certificates here need.

The writer gives the only encoding; the reader accepts definite, shortest lengths and one-byte
tags, and `cms` compares rebuilt bytes, so whatever else the reader would accept is refused there.
"""

from __future__ import annotations

from dataclasses import dataclass

INTEGER = 0x02
OCTET_STRING = 0x04
NULL = 0x05
OID = 0x06
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30
SET = 0x31
CONTEXT_0 = 0xA0
CONTEXT_1 = 0xA1
CONTEXT_2 = 0xA2
CONTEXT_4 = 0xA4


class DerError(ValueError):
    """Bytes that are no DER, or not the element expected."""


def write(tag: int, content: bytes) -> bytes:
    """One element: tag, shortest length, content."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def write_integer(number: int) -> bytes:
    """A non-negative INTEGER in its shortest form."""
    return write(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def write_oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    content = bytearray()
    for arc in (first * 40 + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | arc & 0x7F)
        content.extend(reversed(groups))
    return write(OID, bytes(content))


def write_sequence(*elements: bytes) -> bytes:
    """A SEQUENCE of finished elements."""
    return write(SEQUENCE, b"".join(elements))


def write_set(*elements: bytes) -> bytes:
    """A SET OF finished elements, sorted as DER asks."""
    return write(SET, b"".join(sorted(elements)))


@dataclass(frozen=True, slots=True)
class Element:
    """One element as read: `raw` is the whole, `content` without tag and length."""

    tag: int
    content: bytes
    raw: bytes

    def expect(self, tag: int) -> Element:
        """This element if it has the tag; else raises `DerError`."""
        if self.tag != tag:
            raise DerError(f"tag {self.tag:#x} instead of {tag:#x}")
        return self

    def elements(self) -> list[Element]:
        """The elements inside; raises `DerError` when they do not fill the content exactly."""
        found: list[Element] = []
        rest = 0
        while rest < len(self.content):
            element = read_at(self.content, rest)
            found.append(element)
            rest += len(element.raw)
        return found


def read(data: bytes) -> Element:
    """The one element that `data` consists of; raises `DerError`, also for a trailing byte."""
    element = read_at(data, 0)
    if len(element.raw) != len(data):
        raise DerError("trailing bytes")
    return element


def read_at(data: bytes, at: int) -> Element:
    """The element that begins at `at`; raises `DerError`."""
    if at + 2 > len(data):
        raise DerError("cut short")
    tag, length, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise DerError("long tag")
    if length >= 0x80:
        octets = length & 0x7F
        if not 1 <= octets <= 4 or start + octets > len(data):
            raise DerError("length")
        length = int.from_bytes(data[start : start + octets], "big")
        if length < 0x80 or data[start] == 0:
            raise DerError("length not shortest")
        start += octets
    if start + length > len(data):
        raise DerError("cut short")
    return Element(tag, data[start : start + length], data[at : start + length])
