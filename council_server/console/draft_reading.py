"""What the pages about drafts share: reading one, changing it, and the trouble when that cannot be."""

from __future__ import annotations

from council_server.console.calls import Call
from council_server.console.troubles import Trouble
from council_server.draft_publishing import DraftView
from council_server.draft_store import DraftRow, edit, read_draft
from council_server.drafts import Change, Conflict, Draft, DraftItem, DraftPaper, Full, Missing
from council_server.writer import Batch
from protocol.times import write_time

DRAFTS = "/console/drafts"


async def open_draft(call: Call) -> tuple[DraftRow, DraftView]:
    """The draft that the path names, beside what is published; raises Trouble 404."""
    council, session, now = call.council, call.part("session"), write_time(call.now)

    def work() -> tuple[DraftRow, DraftView]:
        with council.database.reading() as connection:
            row = read_draft(connection, council.id, session)
            return row, DraftView.read(connection, council.id, row.draft, now)

    try:
        return await call.think(work)
    except Missing:
        raise Trouble(404, "draft.gone") from None


def item_of(call: Call, draft: Draft) -> DraftItem:
    """The item that the path names; raises Trouble 404."""
    try:
        return draft.item(call.part("item"))
    except Missing:
        raise Trouble(404, "draft.gone") from None


def paper_of(call: Call, draft: Draft) -> DraftPaper:
    """The paper that the path names; raises Trouble 404."""
    try:
        return draft.paper(call.part("item"), call.part("paper"))
    except Missing:
        raise Trouble(404, "draft.gone") from None


async def change_draft(call: Call, change: Change, act: str) -> Draft:
    """The draft after the change, and a line in the trail. Raises Conflict; Trouble 404 or 409."""
    session, by = call.part("session"), call.who.account
    target = "/".join(
        str(call.request.path_params[name])
        for name in ("session", "item", "paper")
        if name in call.request.path_params
    )

    def work(batch: Batch) -> Draft:
        draft = edit(batch, session, change, by)
        call.note(batch, act, target)
        return draft

    try:
        return await call.write(work)
    except Missing:
        raise Trouble(404, "draft.gone") from None
    except Full:
        raise Trouble(409, "draft.full") from None


async def change_quietly(call: Call, change: Change, act: str) -> Draft:
    """As `change_draft` for a button: a collision is an error page, with nothing done."""
    try:
        return await change_draft(call, change, act)
    except Conflict:
        raise Trouble(409, "draft.changed") from None


def rev_of(call: Call) -> int:
    """The revision that the form was made from; raises Trouble 400."""
    text = call.form.text("rev")
    if not text.isdecimal() or len(text) > 9:
        raise Trouble(400)
    return int(text)


def page_of(draft: Draft, item: str = "") -> str:
    """The path of a draft's page, at one of its items."""
    return f"{DRAFTS}/{draft.session}" + (f"/items/{item}" if item else "")
