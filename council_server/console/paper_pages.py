"""Papers of a draft: what is said of them, their order, their files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from council_server.console.calls import Call
from council_server.console.draft_fields import (
    PAPER_FIELDS,
    REV,
    Values,
    differing,
    read_paper,
    shown_paper,
)
from council_server.console.draft_pages import shown_dossier
from council_server.console.draft_reading import (
    DRAFTS,
    change_draft,
    change_quietly,
    item_of,
    open_draft,
    page_of,
    paper_of,
    rev_of,
)
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded
from council_server.console.item_pages import PLACE, place_change
from council_server.console.roles import OFFICE
from council_server.console.troubles import Trouble
from council_server.draft_publishing import DraftView, State
from council_server.drafts import (
    Change,
    Conflict,
    DraftItem,
    DraftPaper,
    add_paper,
    move_paper,
    remove_paper,
    set_paper,
)
from council_server.papers import NO_ITEM, PAPER_TYPES
from council_server.roster_edits import read_roster_view


def routes() -> list[Guarded]:
    papers = f"{DRAFTS}/{{session}}/items/{{item}}/papers"
    one = f"{papers}/{{paper}}"
    return [
        guarded(papers, add, roles=OFFICE, methods=["POST"], form=[Field("type", 40)]),
        guarded(one, ask, roles=OFFICE),
        guarded(one, keep, roles=OFFICE, methods=["POST"], form=PAPER_FIELDS),
        guarded(f"{one}/move", move, roles=OFFICE, methods=["POST"], form=PLACE),
        guarded(f"{one}/pdf", fetch, roles=OFFICE),
        guarded(f"{one}/remove", remove, roles=OFFICE, methods=["POST"], form=[REV]),
    ]


async def add(call: Call) -> Response:
    """A paper that is expected: its file comes later."""
    kind = call.form.text("type")
    if kind not in PAPER_TYPES:
        raise Trouble(400)
    title = call.say(f"paper_type.{kind.replace('-', '_')}")
    item = call.part("item")
    draft = await change_quietly(
        call, add_paper(item, DraftPaper("", kind, title)), "draft.paper-add"
    )
    return call.go(f"{page_of(draft, item)}/papers/{draft.item(item).papers[-1].id}")


async def ask(call: Call) -> Response:
    """What is said of a paper."""
    row, view = await open_draft(call)
    paper = paper_of(call, row.draft)
    return await _page(call, view, item_of(call, row.draft), paper, shown_paper(paper))


async def keep(call: Call) -> Response:
    """Keep it; as `draft_pages.keep_head`."""
    row, view = await open_draft(call)
    item, paper = item_of(call, row.draft), paper_of(call, row.draft)
    entered = read_paper(call)
    if entered.errors:
        return await _page(call, view, item, paper, entered.shown, entered.errors)
    try:
        change = set_paper(item.id, paper.id, rev_of(call), **entered.kept)
        draft = await change_draft(call, change, "draft.paper")
    except Conflict:
        row, view = await open_draft(call)
        item, paper = item_of(call, row.draft), paper_of(call, row.draft)
        now = shown_paper(paper)
        mine = entered.shown | {"rev": now["rev"]}
        theirs = differing(entered.shown, now)
        return await _page(call, view, item, paper, mine, theirs=theirs)
    return call.go(f"{page_of(draft)}?done=saved")


async def _page(
    call: Call,
    view: DraftView,
    item: DraftItem,
    paper: DraftPaper,
    values: Values,
    errors: Any = None,
    theirs: Any = None,
) -> Response:
    council = call.council

    def work() -> tuple[str, ...]:
        with council.database.reading() as connection:
            return read_roster_view(connection, council.id).committees

    known = [one for one in shown_dossier(view, item)["papers"] if one["paper"].id == paper.id]
    return call.page(
        "draft_paper.html",
        409 if theirs is not None else 400 if errors else 200,
        draft=view.draft,
        item=item,
        paper=paper,
        about=known[0],
        values=values,
        errors=errors or {},
        theirs=theirs or [],
        collided=theirs is not None,
        types=PAPER_TYPES,
        committees=await call.think(work),
        own=NO_ITEM,
    )


async def move(call: Call) -> Response:
    """One place up or down among the papers of its item, or before another one."""
    row, _ = await open_draft(call)
    item, paper = item_of(call, row.draft), paper_of(call, row.draft)

    def to(name: str, before: str) -> Change:
        return move_paper(item.id, name, before)

    change = place_change(call, item.papers, paper.id, to)
    draft = await change_quietly(call, change, "draft.paper-move") if change else row.draft
    return call.go(page_of(draft))


async def remove(call: Call) -> Response:
    """A paper goes from the draft, unless it is published."""
    row, view = await open_draft(call)
    item, paper = item_of(call, row.draft), paper_of(call, row.draft)
    if view.state(item, paper) in (State.PUBLISHED, State.CHANGED):
        raise Trouble(409, "draft.published_stays")
    change = remove_paper(item.id, paper.id, rev_of(call))
    draft = await change_quietly(call, change, "draft.paper-remove")
    return call.go(f"{page_of(draft)}?done=saved")


async def fetch(call: Call) -> Response:
    """The paper as delegates will read it: always a file to save, never a page of this site."""
    row, view = await open_draft(call)
    item, paper = item_of(call, row.draft), paper_of(call, row.draft)
    upload = view.uploads.get(paper.upload)
    version = view.published.versions.get(view.document(item, paper))
    if upload is not None:
        sha256, size = upload.pdf.sha256, upload.pdf.size
    elif version is not None:
        sha256, size = str(version["blob"]["sha256"]), int(version["blob"]["size"])
    else:
        raise Trouble(404, "draft.gone")
    try:
        pieces = await call.council.blobs.open(sha256, 0, size)
    except FileNotFoundError:
        raise Trouble(503) from None
    name = quote(f"{paper.id}.pdf")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Length": str(size),
    }
    return StreamingResponse(pieces, headers=headers, media_type="application/pdf")
