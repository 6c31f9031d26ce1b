"""The last run of a revoked device: its queue goes out first, then its keys are destroyed (`protocol.md 11.8`)."""

from __future__ import annotations

from sync.effects import Step, now, store, tx
from sync.report import Report


def obey(report: Report) -> Step[bool]:
    """True when this device was revoked, owes nothing any more and erased itself: there is nothing left to ask.

    What the device still owes keeps it from erasing: the next run sends it. The record was followed before.
    """
    due = yield from tx("must_erase", lambda replica: replica.must_erase())
    if not due:
        return False
    moment = yield from now()
    yield from store("erase", lambda replica: replica.erase(moment))
    report.idle = True
    return True
