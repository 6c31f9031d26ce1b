"""A report to hand to support: versions, times, counts and codes. Never a title, a text, a choice, a name, an address.

It is plain text in English, one fact a line, so that it can be read aloud, copied and compared.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from delegate_app.domain.deliveries import Budget, FirstFile, MissingPaper
from delegate_app.domain.exchanges import Ledger, UnsentItem
from delegate_app.domain.feed_holds import FeedHold
from delegate_app.domain.feeds import Cursor
from delegate_app.domain.records import Alarm
from protocol.versions import SPOKEN

SHORT = 8
"""Digits of an identifier: enough to find it in a log, too few to name anything."""
CODE = re.compile(r"[A-Z][A-Z0-9_]{0,39}")


def support_report(
    ledger: Ledger,
    *,
    state: Mapping[str, str],
    cursors: Mapping[str, Cursor],
    holds: Iterable[FeedHold],
    alarm: Alarm | None,
    now: datetime,
) -> str:
    """The report; `state` are facts of the synchronisation: codes, numbers, times."""
    lines = [
        "Nghi Truong support report",
        f"time {_time(now)}",
        f"protocol {SPOKEN.least} to {SPOKEN.most}",
        f"system {platform.system()} {platform.release()} {platform.machine()}",
        f"python {platform.python_version()}",
        *(f"sync {name} {value}" for name, value in state.items()),
        f"last contact {_time(ledger.last_contact)}",
        *_unsent(ledger.unsent),
        *_first(ledger.first),
        *_missing(ledger.missing),
        *_budget(ledger.budget),
        f"disk room {ledger.room}",
        f"freeable files {ledger.freeable_files} bytes {ledger.freeable_bytes}",
        *(f"feed {_feed(name)} {_short(c.epoch)} {c.seq}" for name, c in sorted(cursors.items())),
        *(f"held {_feed(hold.feed)} {hold.reason.value} {_time(hold.since)}" for hold in holds),
        f"alarm {_code(alarm.code.value) if alarm else 'none'}",
    ]
    return "\n".join(lines) + "\n"


def _unsent(items: Iterable[UnsentItem]) -> Iterable[str]:
    for item in items:
        kind = "vote" if item.is_vote else "note"
        fate = f"{item.waiting.value} tries {item.tries} error {_code(item.error)}"
        yield f"unsent {kind} {_short(item.id)} {fate} next {_time(item.next_try)}"


def _first(files: Iterable[FirstFile]) -> Iterable[str]:
    for file in files:
        words = ["first file", _feed(file.feed), str(file.received), "of", str(file.size)]
        words += ["asked"] if file.asked else []
        yield " ".join([*words, *([f"hold {file.hold.value}"] if file.hold else [])])


def _missing(papers: Iterable[MissingPaper]) -> Iterable[str]:
    for paper in papers:
        words = [_short(paper.sha256), str(paper.received), "of", str(paper.size)]
        words += [
            word for word, holds in (("asked", paper.asked), ("original", paper.original)) if holds
        ]
        words += [f"hold {paper.hold.value}"] if paper.hold else []
        yield " ".join(["missing", *words, f"error {_code(paper.trouble)}"])


def _budget(budget: Budget) -> Iterable[str]:
    yield f"metered {'yes' if budget.metered else 'no'}"
    yield f"metered bytes today {budget.used_today} of {budget.day_limit}"
    yield f"metered bytes this month {budget.used_this_month} of {budget.month_limit}"
    yield f"all bytes today {budget.all_today} this month {budget.all_this_month}"


def _feed(name: str) -> str:
    """The kind of a feed: whose or which committee's it is stays here."""
    return (
        name.split(".", 1)[0]
        if name.split(".", 1)[0] in ("public", "committee", "delegate")
        else "other"
    )


def _code(text: str) -> str:
    """A code, and nothing that a server put in its place."""
    if not text:
        return "none"
    return text if CODE.fullmatch(text) else "other"


def _short(identifier: str) -> str:
    return identifier[:SHORT]


def _time(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else "never"
