"""Before publishing: who will see what; and publishing itself, which a secretary signs."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.draft_fields import REV
from council_server.console.draft_reading import DRAFTS, open_draft, page_of, rev_of
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import OFFICE, SECRETARY, Role
from council_server.console.signing_pages import start_act
from council_server.console.troubles import Trouble
from council_server.draft_publishing import DraftView
from council_server.dry_runs import (
    Audience,
    DryRun,
    Fate,
    SeenPaper,
    publish_unsigned,
    rehearse,
)
from council_server.errors import CommandError
from council_server.papers import NO_ITEM
from council_server.writer import Batch


def routes() -> list[Guarded]:
    one = f"{DRAFTS}/{{session}}"
    return [
        guarded(f"{one}/dry-run", show, roles=OFFICE, query=[Field("who", 80)]),
        guarded(f"{one}/publish", publish, roles=SECRETARY, methods=["POST"], form=[REV]),
    ]


async def show(call: Call) -> Response:
    """What each role will see; with `who`, one delegate's list."""
    row, view = await open_draft(call)
    problems = view.problems()
    run = None if problems else await _rehearse(call)
    who = call.query.text("who")
    chosen = (
        next((a for a in run.audiences if a.kind == "delegate" and a.id == who), None)
        if run
        else None
    )
    return call.page(
        "dry_run.html",
        409 if problems else 200,
        draft=row.draft,
        problems=problems,
        run=run,
        papers=all_papers(run) if run else [],
        columns=columns(run) if run else [],
        delegates=[a for a in run.audiences if a.kind == "delegate"] if run else [],
        chosen=chosen,
        titles=titles(view),
        sums=sums(run) if run else {},
        may_publish=call.who.role is Role.SECRETARY,
        own=NO_ITEM,
    )


async def _rehearse(call: Call) -> DryRun:
    session = call.part("session")
    try:
        return await call.write(lambda batch: rehearse(call.council, batch, session))
    except CommandError:
        raise Trouble(409, "draft.changed") from None


def all_papers(run: DryRun) -> list[SeenPaper]:
    """Every paper that anybody sees, once, in the order of the programme."""
    found: dict[str, SeenPaper] = {}
    for audience in run.audiences:
        found |= {paper.document: paper for paper in audience.papers if paper.document not in found}
    return sorted(found.values(), key=lambda paper: paper.place)


def columns(run: DryRun) -> list[tuple[Audience, frozenset[str]]]:
    """The audiences of the table, each with what it sees: public site, hall and all delegates, each committee."""
    return [
        (a, frozenset(paper.document for paper in a.papers))
        for a in run.audiences
        if a.kind != "delegate"
    ]


def sums(run: DryRun) -> dict[str, int]:
    """How many papers of each fate, and how many late ones."""
    papers = all_papers(run)
    found = {fate.value: sum(paper.fate is fate for paper in papers) for fate in Fate}
    return found | {"late": sum(p.late for p in papers if p.fate is Fate.NEW)}


def titles(view: DraftView) -> dict[str, str]:
    """The titles of the draft's items by their ids, in the draft and in the feed."""
    draft = view.draft
    found = {item.id: item.title for item in draft.items}
    return found | {draft.feed_id(item.id): item.title for item in draft.items}


async def publish(call: Call) -> Response:
    """To the page where the manifests are signed; where none changes, the rows are written at once."""
    row, view = await open_draft(call)
    if view.problems():
        return call.go(f"{page_of(row.draft)}/dry-run")
    revision = rev_of(call)
    if revision != row.draft.revision:
        raise Trouble(409, "draft.changed")
    run = await _rehearse(call)
    session, back = row.draft.session, f"{page_of(row.draft)}?done=published"
    if run.statements:
        arguments: dict[str, Any] = {"session": session, "revision": revision}
        return await start_act(call, "publish", arguments, back=back)

    def work(batch: Batch) -> None:
        publish_unsigned(call.council, batch, session, revision)
        call.note(batch, "publish", session)

    await call.write(work)
    return call.go(back)
