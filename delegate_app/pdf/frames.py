"""Messages between the window's process and the engine's: a JSON header and bytes.

No pickles: the engine reads hostile files, so what comes back from it is data and never code.
"""

from __future__ import annotations

import json
from typing import Any

Header = dict[str, Any]

LONGEST = 64 * 1024 * 1024
"""Bytes of one message that the receiver accepts."""


def pack(header: Header, body: bytes = b"") -> bytes:
    """One message: length of the header in four bytes, the header, the body."""
    head = json.dumps(header, separators=(",", ":")).encode()
    return len(head).to_bytes(4, "big") + head + body


def unpack(message: bytes) -> tuple[Header, bytes]:
    """Undo `pack`. Raises ValueError when the bytes are no message."""
    length = int.from_bytes(message[:4], "big")
    if len(message) < 4 + length:
        raise ValueError("a message was cut")
    header = json.loads(message[4 : 4 + length])
    if not isinstance(header, dict):
        raise ValueError("the header of a message is an object")
    return header, message[4 + length :]
