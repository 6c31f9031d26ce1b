"""The forms of a draft: session, item, paper. Each reads what was sent, and says beside which field something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from council_server import marking
from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.drafts import DraftItem, DraftPaper, Head
from council_server.papers import ITEM_STEPS, PAPER_TYPES, SESSION_KINDS
from protocol.times import VIETNAM, read_time, write_time

TITLE = 500
SHORT = 200
REV = Field("rev", 9)
HEAD_FIELDS = (
    Field("kind", 30),
    Field("title", TITLE),
    Field("place", TITLE),
    Field("starts", 20),
    Field("ends", 20),
    Field("papers_due", 10),
    REV,
)
ITEM_FIELDS = (
    Field("title", TITLE),
    Field("step", 30),
    Field("presenter", SHORT),
    Field("on_paper", 3),
    REV,
)
PAPER_FIELDS = (
    Field("type", 40),
    Field("title", TITLE),
    Field("number", SHORT),
    Field("issued", 10),
    Field("issuer", SHORT),
    Field("committee", SHORT),
    Field("note", TITLE),
    REV,
)

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody entered, as the draft keeps it and as the form shows it, and what is wrong with it by field."""

    kept: dict[str, object]
    shown: Values
    errors: Mapping[str, str]


def one_line(text: str) -> str:
    """Without line ends and doubled spaces."""
    return " ".join(text.split())


def read_head(call: Call) -> Entered:
    """The session's own data."""
    shown = {f.name: one_line(call.form.text(f.name)) for f in HEAD_FIELDS}
    errors: dict[str, str] = {}
    if shown["kind"] not in SESSION_KINDS:
        errors["kind"] = call.say("draft.error_choice")
    if not shown["title"]:
        errors["title"] = call.say("draft.error_missing")
    kept: dict[str, object] = {name: shown[name] for name in ("kind", "title", "place")}
    for name in ("starts", "ends"):
        time = time_of(shown[name])
        kept[name] = time or ""
        if time is None:
            errors[name] = call.say("draft.error_time")
    if kept["starts"] and kept["ends"] and str(kept["starts"]) >= str(kept["ends"]):
        errors["ends"] = call.say("draft.error_ends")
    kept["papers_due"] = shown["papers_due"]
    if not is_day(shown["papers_due"]):
        errors["papers_due"] = call.say("draft.error_day")
    return Entered(kept, shown, errors)


def read_item(call: Call) -> Entered:
    """An item's own data."""
    shown = {f.name: one_line(call.form.text(f.name)) for f in ITEM_FIELDS}
    errors: dict[str, str] = {}
    if not shown["title"]:
        errors["title"] = call.say("draft.error_missing")
    elif marking.level_in_title(shown["title"]):
        errors["title"] = call.say("draft.error_secret")
    if shown["step"] not in ITEM_STEPS:
        errors["step"] = call.say("draft.error_choice")
    kept: dict[str, object] = {name: shown[name] for name in ("title", "step", "presenter")}
    return Entered(kept | {"on_paper": shown["on_paper"] == "yes"}, shown, errors)


def read_paper(call: Call) -> Entered:
    """What is said of a paper."""
    shown = {f.name: one_line(call.form.text(f.name)) for f in PAPER_FIELDS}
    errors: dict[str, str] = {}
    if shown["type"] not in PAPER_TYPES:
        errors["type"] = call.say("draft.error_choice")
    if not shown["title"]:
        errors["title"] = call.say("draft.error_missing")
    elif marking.level_in_title(shown["title"]):
        errors["title"] = call.say("draft.error_secret")
    if not is_day(shown["issued"]):
        errors["issued"] = call.say("draft.error_day")
    kept: dict[str, object] = {name: value for name, value in shown.items() if name != "rev"}
    return Entered(kept, shown, errors)


def shown_head(head: Head) -> Values:
    """As the form shows it."""
    return {
        "kind": head.kind,
        "title": head.title,
        "place": head.place,
        "starts": local(head.starts),
        "ends": local(head.ends),
        "papers_due": head.papers_due,
        "rev": str(head.rev),
    }


def shown_item(item: DraftItem) -> Values:
    """As the form shows it."""
    return {
        "title": item.title,
        "step": item.step,
        "presenter": item.presenter,
        "on_paper": "yes" if item.on_paper else "",
        "rev": str(item.rev),
    }


def shown_paper(paper: DraftPaper) -> Values:
    """As the form shows it."""
    return {
        "type": paper.type,
        "title": paper.title,
        "number": paper.number,
        "issued": paper.issued,
        "issuer": paper.issuer,
        "committee": paper.committee,
        "note": paper.note,
        "rev": str(paper.rev),
    }


def differing(mine: Values, theirs: Values) -> list[tuple[str, str]]:
    """(field, what it says now) wherever somebody else entered another thing."""
    return [
        (name, text) for name, text in theirs.items() if name != "rev" and mine.get(name) != text
    ]


def time_of(text: str) -> str | None:
    """A `datetime-local` as RFC 3339 at Vietnam's clock; "" for none, None for no time."""
    if not text:
        return ""
    try:
        return write_time(datetime.fromisoformat(text).replace(tzinfo=VIETNAM, microsecond=0))
    except ValueError:
        return None


def local(time: str) -> str:
    """A time for a `datetime-local`."""
    return f"{read_time(time).astimezone(VIETNAM):%Y-%m-%dT%H:%M}" if time else ""


def is_day(text: str) -> bool:
    """Whether it is a date, or nothing."""
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
