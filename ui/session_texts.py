"""What is said of a session beside its title: its days, how far away it is, and when its papers were due."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from delegate_app.domain.council_sessions import CouncilSession
from ui import dates
from ui.context import Context


def how_far(context: Context, session: CouncilSession) -> str:
    """How far away the session is in days of the calendar: in 3 days, tomorrow, today, now, over.

    The practice council's day can be played on any day: one that lies behind is not said to be over.
    """
    translate = QCoreApplication.translate
    now = context.clock()
    if session.ends < now:
        if context.is_practice:
            return translate("Sessions", "an invented date, for practice")
        return translate("Sessions", "is over")
    if session.starts <= now:
        return translate("Sessions", "is being held")
    days = dates.days_between(now, session.starts)
    if days == 0:
        return translate("Sessions", "today")
    if days == 1:
        return translate("Sessions", "tomorrow")
    return translate("Sessions", "in %1 days").replace("%1", str(days))


def days(context: Context, session: CouncilSession) -> str:
    """When it is held, and how far away that is."""
    return f"{dates.span(session.starts, session.ends)} ({how_far(context, session)})"


def due(session: CouncilSession) -> str:
    """By which day its papers were to be sent; "" where the council set none."""
    if session.papers_due is None:
        return ""
    said = QCoreApplication.translate("Sessions", "Papers due by %1")
    return said.replace("%1", dates.day(session.papers_due))
