"""Times on the wire: `YYYY-MM-DDTHH:MM:SS+07:00` (RFC 3339, whole seconds, numeric offset)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from protocol.errors import Code, Refused

VIETNAM = timezone(timedelta(hours=7))

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\+\d\d:\d\d|-(?!00:00)\d\d:\d\d)", re.ASCII)


@lru_cache(maxsize=4096)
def read_time(text: str) -> datetime:
    """The aware datetime of a time string; raises `Refused(FORMAT)` for any other spelling."""
    if _TIME.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise Refused(Code.FORMAT, "not a time")


def write_time(moment: datetime) -> str:
    """The time string of an aware datetime, in Vietnam's offset, fractions of a second dropped."""
    if moment.tzinfo is None:
        raise ValueError("a time carries its zone")
    return moment.astimezone(VIETNAM).replace(microsecond=0).isoformat()
