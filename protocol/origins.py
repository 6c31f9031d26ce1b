"""The names of logs (protocol.md 4.2): the vote record and the feeds of a council."""

from __future__ import annotations

import re
import secrets

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.ASCII)
EPOCH = re.compile(r"[0-9a-f]{16}", re.ASCII)
_RECORD = re.compile(r"hdnd/([a-z0-9][a-z0-9._-]{0,79})/record/([0-9a-f]{16})", re.ASCII)


def new_log_id() -> str:
    """A log id or an epoch: 16 hex digits drawn at random."""
    return secrets.token_hex(8)


def record_origin(council: str, log_id: str) -> str:
    """The origin of a council's vote record."""
    return f"hdnd/{council}/record/{log_id}"


def feed_origin(council: str, feed: str, epoch: str) -> str:
    """The origin of one generation of a feed."""
    return f"hdnd/{council}/{feed}/{epoch}"


def council_of_record(origin: str) -> str | None:
    """The council that a vote record's origin names, or None when it is no such origin."""
    match = _RECORD.fullmatch(origin)
    return match.group(1) if match else None
