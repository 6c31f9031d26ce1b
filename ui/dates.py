"""Dates, times and numbers as a council office writes them: dd/MM/yyyy, 24 hours, +07:00, decimal comma."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

HANOI = timezone(timedelta(hours=7))
"""Vietnam's time zone; it has no summer time."""

_UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000))


def clock() -> datetime:
    """Now, in Vietnam's time zone."""
    return datetime.now(HANOI)


def day(when: date | datetime) -> str:
    """22/11/2026."""
    local = when.astimezone(HANOI) if isinstance(when, datetime) else when
    return local.strftime("%d/%m/%Y")


def days_between(earlier: datetime, later: datetime) -> int:
    """Days of the calendar from one to the other."""
    return (later.astimezone(HANOI).date() - earlier.astimezone(HANOI).date()).days


def time(when: datetime, *, seconds: bool = False) -> str:
    """09:30, or 09:30:05."""
    return when.astimezone(HANOI).strftime("%H:%M:%S" if seconds else "%H:%M")


def moment(when: datetime, *, seconds: bool = False) -> str:
    """09:30, 22/11/2026."""
    return f"{time(when, seconds=seconds)}, {day(when)}"


def span(starts: datetime, ends: datetime) -> str:
    """08:00 - 11:30, 22/11/2026; with both days when they differ."""
    if day(starts) == day(ends):
        return f"{time(starts)} - {time(ends)}, {day(starts)}"
    return f"{moment(starts)} - {moment(ends)}"


def decimal(tenths: int, language: str) -> str:
    """931 as 93,1 in Vietnamese and 93.1 in English."""
    mark = "," if language == "vi" else "."
    return f"{tenths // 10}{mark}{tenths % 10}"


def amount(size: int, language: str) -> str:
    """Bytes as people say them: 1,5 MB."""
    for unit, factor in _UNITS:
        if size >= factor:
            return f"{decimal(round(size * 10 / factor), language)} {unit}"
    return f"{size} B"
