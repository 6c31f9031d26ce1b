"""How nouns of the field look as rows of a list: papers, notes, polls."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from delegate_app.domain.annotations import IN_INK, Annotation
from delegate_app.domain.documents import Document
from delegate_app.domain.polls import Poll, PollStage
from delegate_app.domain.votes import Disposition, Vote, VoteState
from ui import dates
from ui.context import Context
from ui.paper_titles import is_unnumbered
from ui.rows import Mark, Row
from ui.theme import INKS, MARKERS
from ui.vote_stepper import shown_state

QUOTE_LENGTH = 160


def document(context: Context, paper: Document, *, key: str, late: bool = False) -> Row:
    """A paper: its type, title, number and date; marks for what is new, replaced, arriving, unchecked or sent `late`."""
    newest = paper.newest
    lead = context.words.of(paper.type)
    unnumbered = QCoreApplication.translate("Rows", "no number yet")
    number = unnumbered if is_unnumbered(paper.number) else paper.number
    parts = [number, dates.day(paper.issued) if paper.issued else "", paper.issuer]
    pages = _pages(newest.pages) if newest.pages else ""
    detail = " · ".join(part for part in [*parts, pages] if part)
    marks = document_marks(context, paper)
    if late:
        overdue = QCoreApplication.translate("Rows", "Sent after the deadline")
        marks = (*marks, Mark(overdue, "caution"))
    return Row(key=key, title=paper.title, lead=lead, detail=detail, marks=marks)


def secret_on_paper() -> Row:
    """The line for a state secret in a dossier: that there is one, and where it is (`domain.council_sessions.Dossier`)."""
    text = QCoreApplication.translate("Rows", "Contains secret content - see the paper copy")
    return Row(key="", title=text)


def _pages(count: int) -> str:
    translate = QCoreApplication.translate
    if count == 1:
        return translate("Rows", "1 page")
    return translate("Rows", "%1 pages").replace("%1", str(count))


def document_marks(context: Context, paper: Document) -> tuple[Mark, ...]:
    """The marks of a paper, most urgent first."""
    translate = QCoreApplication.translate
    newest = paper.newest
    marks: list[Mark] = []
    if paper.committee:
        only = translate("Rows", "Only for: %1").replace("%1", paper.committee)
        marks.append(Mark(only))
    if len(paper.versions) > 1:
        replaced = translate("Rows", "Version %1").replace("%1", str(newest.ordinal))
        marks.append(Mark(replaced, "accent" if newest.seen else "caution"))
    if not newest.seen:
        new = (
            translate("Rows", "New version")
            if len(paper.versions) > 1
            else translate("Rows", "New")
        )
        marks.append(Mark(new, "accent"))
    if newest.words:
        marks.append(Mark(translate("Rows", "Scan (OCR)")))
    if not newest.complete:
        done = 100 * newest.received // newest.size if newest.size else 0
        marks.append(Mark(translate("Rows", "Arriving %1 %").replace("%1", str(done)), "caution"))
    elif not newest.checked:
        marks.append(Mark(translate("Rows", "Not checked yet"), "caution"))
    return tuple(marks)


def annotation(context: Context, note: Annotation, *, where: str = "", strokes: int = 1) -> Row:
    """A note or mark, or a drawing of so many `strokes`: its own words first, else the words it marks; page, colour in
    words, tags, and whether it is to be asked and was sent."""
    translate = QCoreApplication.translate
    quote = " ".join(note.anchor.quote.split())
    if len(quote) > QUOTE_LENGTH:
        quote = quote[:QUOTE_LENGTH].rstrip() + "…"
    page = translate("Rows", "Page %1").replace("%1", str(note.anchor.page + 1))
    lead = " · ".join(
        part for part in (context.words.of(note.kind), page, context.words.of(note.colour)) if part
    )
    kind = context.words.of(note.kind)
    if strokes > 1:
        kind = translate("Rows", "%1 pen strokes").replace("%1", str(strokes))
    title = note.text or (f"“{quote}”" if quote else kind)
    detail = f"“{quote}”" if note.text and quote else ""
    tags = " ".join(f"#{tag}" for tag in note.tags)
    detail = " · ".join(part for part in (detail, tags, where) if part)
    marks = [Mark(translate("Rows", "Ask in the sitting"), "accent")] if note.ask else []
    if not note.settled:
        marks.append(Mark(translate("Rows", "Not sent yet")))
    if note.older:
        marks.append(Mark(translate("Rows", "Older text kept"), "caution"))
    return Row(
        key=note.id,
        title=title,
        lead=lead,
        detail=detail,
        marks=tuple(marks),
        swatch=_tone(note),
    )


def _tone(note: Annotation) -> str:
    """The colour as it is on the page."""
    return INKS[note.colour] if note.kind in IN_INK else MARKERS[note.colour]


def poll(context: Context, asked: Poll, *, reachable: bool) -> Row:
    """A poll: its question, the text voted on, its stage and where this delegate's vote stands."""
    lead = asked.documents[0].title if asked.documents else ""
    return Row(
        key=asked.id,
        title=asked.question,
        detail=lead,
        marks=poll_marks(context, asked, reachable=reachable),
    )


def poll_marks(context: Context, asked: Poll, *, reachable: bool) -> tuple[Mark, ...]:
    """Stage first, then the delegate's own vote."""
    translate = QCoreApplication.translate
    tones = {PollStage.OPEN: "accent", PollStage.CLOSING: "caution", PollStage.VOID: "danger"}
    marks = [Mark(context.words.of(asked.stage), tones.get(asked.stage, ""))]
    if asked.stage is PollStage.RESULT and asked.tally is not None:
        passed = asked.tally.passed
        result = (
            translate("Rows", "Result: passed")
            if passed
            else translate("Rows", "Result: not passed")
        )
        marks = [Mark(result, "good" if passed else "")]
    vote = asked.my_vote
    if asked.hindrance is None:
        marks.append(Mark(translate("Rows", "Waits for your vote"), "caution"))
    elif vote is not None:
        marks.append(vote_mark(context, vote, reachable=reachable))
    return tuple(marks)


def vote_mark(context: Context, vote: Vote, *, reachable: bool) -> Mark:
    """Where a vote stands, named as the vote's own state: what the record made of it, else how far it came."""
    yours = QCoreApplication.translate("Rows", "Your vote: %1")
    disposition = vote.disposition
    if disposition is not None and disposition is not Disposition.COUNTED:
        said = context.words.of(disposition)
        tone = "" if disposition is Disposition.REPLACED else "danger"
    else:
        state = shown_state(vote, reachable=reachable)
        tones = {VoteState.PROVEN: "good", VoteState.REFUSED: "danger"}
        said, tone = context.words.of(state), tones.get(state, "")
    return Mark(yours.replace("%1", said), tone)
