"""How unsent items and missing papers look as rows: what, why it waits, how often it was tried, when it is tried next."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from delegate_app.domain.blobs import Hold
from delegate_app.domain.deliveries import MissingPaper
from delegate_app.domain.exchanges import UnsentItem, Waiting
from delegate_app.errors import Code
from sync.state import Phase, SyncState
from ui import dates, messages
from ui.context import Context
from ui.rows import Mark, Row


def unsent(context: Context, item: UnsentItem, state: SyncState) -> Row:
    """A vote or a note that is not settled."""
    translate = QCoreApplication.translate
    lead = translate("SyncRows", "Vote") if item.is_vote else translate("SyncRows", "Note")
    untitled = translate("SyncRows", "(the title is not on this machine)")
    if not item.is_vote and not item.title:
        untitled = translate("SyncRows", "Key of your notes for another machine of yours")
    tried = translate("SyncRows", "tried %1 times").replace("%1", str(item.tries))
    if item.tries == 0:
        tried = translate("SyncRows", "not tried yet")
    elif item.tries == 1:
        tried = translate("SyncRows", "tried once")
    parts = [_why_unsent(context, item, state), tried, _next(context, item.next_try, state)]
    mark = Mark(translate("SyncRows", "Not sent"), "caution")
    if item.waiting is Waiting.RETURN:
        mark = Mark(translate("SyncRows", "At the council"), "accent")
    if item.waiting is Waiting.GIVEN_UP:
        mark = Mark(translate("SyncRows", "Not accepted"), "danger")
    detail = " · ".join(part for part in parts if part)
    return Row(item.id, item.title or untitled, lead=lead, detail=detail, marks=(mark,))


def _why_unsent(context: Context, item: UnsentItem, state: SyncState) -> str:
    translate = QCoreApplication.translate
    if item.waiting is Waiting.RETURN:
        return translate("SyncRows", "sent; waits for the council's confirmation")
    if item.waiting is Waiting.GIVEN_UP:
        return translate(
            "SyncRows",
            "the council did not accept it; it is offered again when you unlock next time",
        )
    if item.waiting is Waiting.FAILED:
        return _sentence(context, item.error)
    return _why_nothing_moves(context, state) or translate("SyncRows", "waits for its turn")


def _why_nothing_moves(context: Context, state: SyncState) -> str:
    """What stands in the way of everything, "" while the council answers."""
    translate = QCoreApplication.translate
    if state.paused:
        return translate("SyncRows", "paused by you")
    if state.phase is Phase.OFFLINE:
        return translate("SyncRows", "no connection to the council")
    if state.phase is Phase.TROUBLE and state.trouble is not None:
        return messages.sentence(state.trouble, context.language)
    return ""


def _next(context: Context, own: datetime | None, state: SyncState) -> str:
    """When it is tried next: not before its own time and the next run."""
    translate = QCoreApplication.translate
    if state.paused:
        return ""
    times = [time for time in (own, state.next_try) if time is not None and time > context.clock()]
    if not times:
        return translate("SyncRows", "goes with the next exchange")
    said = translate("SyncRows", "next try %1")
    return said.replace("%1", dates.time(max(times), seconds=True))


def missing(context: Context, paper: MissingPaper, place: int, state: SyncState) -> Row:
    """A file that is not whole here; `place` counts from 1 in the order of arrival, 0 for one that does not come."""
    translate, language = QCoreApplication.translate, context.language
    amounts = translate("SyncRows", "%1 of %2").replace(
        "%1", dates.amount(paper.received, language)
    )
    amounts = amounts.replace("%2", dates.amount(paper.size, language))
    lead = translate("SyncRows", "Number %1").replace("%1", str(place)) if place else ""
    if paper.original:
        kind = translate("SyncRows", "the office's own file")
        lead = f"{lead} · {kind}" if lead else kind
    untitled = translate("SyncRows", "(the title is not on this machine)")
    detail = " · ".join(part for part in (amounts, _why_missing(context, paper, state)) if part)
    marks = (Mark(translate("SyncRows", "Asked for"), "accent"),) if paper.asked else ()
    if paper.hold:
        held = {
            Hold.METERED: translate("SyncRows", "Budget spent"),
            Hold.DISK: translate("SyncRows", "Disk full"),
            Hold.FAULTY: translate("SyncRows", "Faulty file"),
        }[paper.hold]
        marks = (*marks, Mark(held, "danger" if paper.hold is Hold.FAULTY else "caution"))
    return Row(paper.sha256, paper.title or untitled, lead=lead, detail=detail, marks=marks)


def _why_missing(context: Context, paper: MissingPaper, state: SyncState) -> str:
    translate = QCoreApplication.translate
    if paper.hold is Hold.FAULTY:
        return translate(
            "SyncRows",
            "its parts do not make up what the council signed; the office has to publish it again",
        )
    if paper.hold is Hold.METERED:
        return translate("SyncRows", "waits for tomorrow, or for you to open it")
    if paper.hold is Hold.DISK:
        return translate("SyncRows", "waits for room on the disk")
    if paper.trouble:
        return _sentence(context, paper.trouble)
    return _why_nothing_moves(context, state)


def _sentence(context: Context, code: str) -> str:
    """The sentence of a code; a server's own code is not repeated."""
    try:
        return messages.sentence(Code(code), context.language)
    except ValueError:
        return messages.sentence(Code.SERVER_TROUBLE, context.language)
