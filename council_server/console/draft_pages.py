"""Drafts of sessions: the list, and one draft with its programme and dossiers."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.draft_fields import (
    HEAD_FIELDS,
    REV,
    TITLE,
    Entered,
    Values,
    differing,
    one_line,
    read_head,
    shown_head,
)
from council_server.console.draft_reading import (
    DRAFTS,
    change_draft,
    open_draft,
    page_of,
    rev_of,
)
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import OFFICE
from council_server.console.troubles import Trouble
from council_server.draft_publishing import DraftView, State
from council_server.draft_store import begin_draft, discard, read_drafts, take_up
from council_server.drafts import Conflict, Draft, DraftItem, Missing, set_head
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.papers import NO_ITEM, PAPER_TYPES, SESSION_KINDS
from council_server.writer import Batch


def routes() -> list[Guarded]:
    one = f"{DRAFTS}/{{session}}"
    return [
        guarded(DRAFTS, overview, roles=OFFICE),
        guarded(
            DRAFTS,
            begin,
            roles=OFFICE,
            methods=["POST"],
            form=[Field("kind", 30), Field("title", TITLE)],
        ),
        guarded(one, show, roles=OFFICE, query=[Field("done", 20)]),
        guarded(f"{one}/take-up", begin_from_published, roles=OFFICE, methods=["POST"]),
        guarded(f"{one}/head", ask_head, roles=OFFICE),
        guarded(f"{one}/head", keep_head, roles=OFFICE, methods=["POST"], form=HEAD_FIELDS),
        guarded(f"{one}/discard", throw_away, roles=OFFICE, methods=["POST"], form=[REV]),
    ]


async def overview(
    call: Call, errors: Values | None = None, given: Values | None = None
) -> Response:
    """Drafts, and published sessions that have none."""
    council = call.council

    def work() -> dict[str, Any]:
        with council.database.reading() as connection:
            rows = read_drafts(connection, council.id)
            sessions = read_objects(connection, council.id, PUBLIC, "session")
        drafted = {row.draft.session for row in rows}
        rest = [body for name, body in sessions.items() if name not in drafted]
        return {
            "rows": rows,
            "published": sorted(rest, key=lambda body: str(body["starts"]), reverse=True),
            "sessions": sessions,
        }

    return call.page(
        "drafts.html",
        400 if errors else 200,
        kinds=SESSION_KINDS,
        errors=errors or {},
        given=given or {"kind": SESSION_KINDS[0], "title": ""},
        **await call.think(work),
    )


async def begin(call: Call) -> Response:
    """An empty draft of a new session."""
    kind, title = call.form.text("kind"), one_line(call.form.text("title"))
    if kind not in SESSION_KINDS or not title:
        errors = (
            {"title": call.say("draft.error_missing")}
            if not title
            else {"kind": call.say("draft.error_choice")}
        )
        return await overview(call, errors, {"kind": kind, "title": title})

    def work(batch: Batch) -> Draft:
        draft = begin_draft(batch, kind=kind, title=title, by=call.who.account)
        call.note(batch, "draft.begin", draft.session)
        return draft

    draft = await call.write(work)
    return call.go(f"{page_of(draft)}/head")


async def begin_from_published(call: Call) -> Response:
    """The draft of a published session."""
    session = call.part("session")

    def work(batch: Batch) -> Draft:
        draft = take_up(batch, session, call.who.account)
        call.note(batch, "draft.take-up", session)
        return draft

    try:
        return call.go(page_of(await call.write(work)))
    except Missing:
        raise Trouble(404, "draft.gone") from None


async def show(call: Call) -> Response:
    """The programme with its dossiers, and everything that can be done to it."""
    row, view = await open_draft(call)
    done = call.query.text("done")
    return call.page(
        "draft.html",
        row=row,
        draft=row.draft,
        items=[shown_dossier(view, item) for item in row.draft.items],
        problems=view.problems(),
        is_published=any(
            body["session"] == row.draft.session for body in view.published.documents.values()
        ),
        own=NO_ITEM,
        types=PAPER_TYPES,
        done=done if done in ("published", "saved") else "",
    )


def shown_dossier(view: DraftView, item: DraftItem) -> dict[str, Any]:
    """An item and its papers with their states."""
    papers = []
    for paper in item.papers:
        version = view.published.versions.get(view.document(item, paper))
        upload = view.uploads.get(paper.upload)
        blob = upload.pdf if upload else None
        state = view.state(item, paper)
        papers.append(
            {
                "paper": paper,
                "state": state,
                "late": view.is_late(item, paper),
                "name": blob.name if blob else version["blob"]["name"] if version else "",
                "pages": upload.pages if upload else version["pages"] if version else 0,
                "scan": bool(upload and not upload.text_pages),
                "ordinal": (version["ordinal"] if version else 0)
                + (state in (State.NEW, State.CHANGED)),
            }
        )
    return {"item": item, "papers": papers, "is_published": view.is_published(item.id)}


async def ask_head(call: Call) -> Response:
    """The session's own data."""
    row, _ = await open_draft(call)
    return _head_page(call, row.draft, shown_head(row.draft.head))


async def keep_head(call: Call) -> Response:
    """Keep it; what somebody else changed meanwhile is shown, and nothing is overwritten unseen."""
    row, _ = await open_draft(call)
    entered = read_head(call)
    if entered.errors:
        return _head_page(call, row.draft, entered.shown, entered.errors)
    try:
        draft = await change_draft(call, set_head(rev_of(call), **entered.kept), "draft.head")
    except Conflict:
        row, _ = await open_draft(call)
        return _collision(call, row.draft, entered)
    return call.go(f"{page_of(draft)}?done=saved")


def _head_page(call: Call, draft: Draft, values: Values, errors: Any = None) -> Response:
    return call.page(
        "draft_head.html",
        400 if errors else 200,
        draft=draft,
        values=values,
        errors=errors or {},
        theirs=[],
        collided=False,
        kinds=SESSION_KINDS,
    )


def _collision(call: Call, draft: Draft, entered: Entered) -> Response:
    now = shown_head(draft.head)
    return call.page(
        "draft_head.html",
        409,
        draft=draft,
        values=entered.shown | {"rev": now["rev"]},
        errors={},
        theirs=differing(entered.shown, now),
        collided=True,
        kinds=SESSION_KINDS,
    )


async def throw_away(call: Call) -> Response:
    """The draft is gone; what is published stays."""
    session, revision = call.part("session"), rev_of(call)

    def work(batch: Batch) -> None:
        discard(batch, session, revision)
        call.note(batch, "draft.discard", session)

    try:
        await call.write(work)
    except Missing:
        raise Trouble(409, "draft.changed") from None
    return call.go(DRAFTS)
