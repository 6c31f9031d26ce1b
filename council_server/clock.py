"""The server's clock, in one place; everything else is given `now`."""

from __future__ import annotations

from datetime import datetime

from protocol.times import VIETNAM


def vietnam_now() -> datetime:
    """The time now, aware, at +07:00."""
    return datetime.now(VIETNAM)
