"""Drafts: a session's programme and dossiers while the office prepares them; nothing here is published.

Every part (the session's own data, an item, a paper) remembers in `rev` the draft's revision that changed it last. A form
carries the `rev` it was made from: when somebody else changed that part meanwhile, Conflict says so and nothing is
overwritten; changes of other parts never collide. Moves are told as "before which one", so they never collide either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import msgspec

from council_server.committees import committee_id
from council_server.errors import CommandError
from council_server.papers import NO_ITEM, document_id

ITEMS = 200
PAPERS_OF_AN_ITEM = 200
SESSION_PART, ITEM_PART, PAPER_PART = 30, 24, 24
"""Characters of new ids: the three together make a document's id of at most 80."""


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """A paper. `upload` is the SHA-256 of the uploaded file, "" for the version that is published already, or for none yet."""

    id: str
    type: str
    title: str
    number: str = ""
    issued: str = ""
    issuer: str = ""
    committee: str = ""
    note: str = ""
    upload: str = ""
    rev: int = 0


@dataclass(frozen=True, slots=True)
class DraftItem:
    """An item with its papers; the first of a draft, NO_ITEM, stands for the session itself.

    `on_paper` says that it has a state secret, of which only that is told (protocol.md 8.15).
    """

    id: str
    title: str = ""
    step: str = "trinh"
    presenter: str = ""
    on_paper: bool = False
    papers: tuple[DraftPaper, ...] = ()
    rev: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The session's own data; times are RFC 3339 with offset, the date `YYYY-MM-DD`, absent values ""."""

    kind: str
    title: str
    place: str = ""
    starts: str = ""
    ends: str = ""
    papers_due: str = ""
    rev: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A session as it is being prepared; `revision` counts the changes."""

    session: str
    head: Head
    items: tuple[DraftItem, ...] = field(default=(DraftItem(NO_ITEM),))
    revision: int = 0

    def item(self, item: str) -> DraftItem:
        """Raises Missing."""
        return _one(self.items, item)

    def paper(self, item: str, paper: str) -> DraftPaper:
        """Raises Missing."""
        return _one(self.item(item).papers, paper)

    def papers(self) -> Iterable[tuple[DraftItem, DraftPaper]]:
        """Every paper with its item, in programme order."""
        return ((item, paper) for item in self.items for paper in item.papers)

    def document(self, item: str, paper: str) -> str:
        """The id that the paper has, or will have, in the feed."""
        return document_id(self.session, "" if item == NO_ITEM else item, paper)

    def feed_id(self, item: str) -> str:
        """The id that the item has in the feed."""
        return f"{self.session}.{item}"


class Missing(CommandError):
    """There is no such draft, item or paper (any more)."""


class Conflict(CommandError):
    """Somebody else changed this part after the form was made; `theirs` is what it says now."""

    def __init__(self, theirs: Head | DraftItem | DraftPaper) -> None:
        super().__init__("changed meanwhile")
        self.theirs = theirs


class Full(CommandError):
    """A draft takes no more items, or an item no more papers."""


Change = Callable[[Draft], Draft]
"""What one act does to a draft; raises Missing, Conflict or Full and then nothing was done."""

Named = TypeVar("Named", DraftItem, DraftPaper)


def encode(draft: Draft) -> str:
    """As JSON for the table."""
    return msgspec.json.encode(draft).decode()


def decode(text: str) -> Draft:
    """Read it back; unknown fields of a newer program are left out."""
    return msgspec.json.decode(text, type=Draft)


def new_draft(session: str, *, kind: str, title: str) -> Draft:
    """An empty draft."""
    return Draft(session, Head(kind, title))


# --------------------------------------------------------------------------------------- changes


def set_head(rev: int, **values: Any) -> Change:
    """The session's own data."""

    def change(draft: Draft) -> Draft:
        _same(draft.head, rev)
        return replace(draft, head=replace(draft.head, **values, rev=draft.revision + 1))

    return change


def add_item(title: str, *, step: str = "trinh", presenter: str = "") -> Change:
    """A further item, the last one."""

    def change(draft: Draft) -> Draft:
        if len(draft.items) >= ITEMS:
            raise Full
        name = free_id(title, (item.id for item in draft.items), ITEM_PART, "muc")
        item = DraftItem(name, title, step, presenter, rev=draft.revision + 1)
        return replace(draft, items=(*draft.items, item))

    return change


def set_item(item: str, rev: int, **values: Any) -> Change:
    """What an item says; its papers stay."""

    def change(draft: Draft) -> Draft:
        found = draft.item(item)
        _same(found, rev)
        return _with_item(draft, replace(found, **values, rev=draft.revision + 1))

    return change


def remove_item(item: str, rev: int) -> Change:
    """An item goes, with its papers; the session's own place never does."""

    def change(draft: Draft) -> Draft:
        found = draft.item(item)
        if item == NO_ITEM:
            raise Missing
        _same(found, rev)
        newer = [paper for paper in found.papers if paper.rev > rev]
        if newer:
            raise Conflict(newer[0])
        return replace(draft, items=tuple(one for one in draft.items if one.id != item))

    return change


def move_item(item: str, before: str) -> Change:
    """The item stands before another one, or last for ""."""

    def change(draft: Draft) -> Draft:
        if NO_ITEM in (item, before):
            raise Missing
        return replace(draft, items=moved(draft.items, item, before))

    return change


def add_paper(item: str, paper: DraftPaper) -> Change:
    """A further paper of the item; its id is made here."""

    def change(draft: Draft) -> Draft:
        found = draft.item(item)
        if len(found.papers) >= PAPERS_OF_AN_ITEM:
            raise Full
        name = free_id(paper.type, (one.id for one in found.papers), PAPER_PART, "tai-lieu")
        added = replace(paper, id=name, rev=draft.revision + 1)
        return _with_item(draft, replace(found, papers=(*found.papers, added)))

    return change


def set_paper(item: str, paper: str, rev: int, **values: Any) -> Change:
    """What is said of a paper, or its file."""

    def change(draft: Draft) -> Draft:
        found = draft.paper(item, paper)
        _same(found, rev)
        return _with_paper(draft, item, replace(found, **values, rev=draft.revision + 1))

    return change


def put_file(item: str, paper: str, upload: str) -> Change:
    """A new file for a paper: what it says of itself stays, the note of the version before does not."""

    def change(draft: Draft) -> Draft:
        found = draft.paper(item, paper)
        note = found.note if found.upload == upload else ""
        newer = replace(found, upload=upload, note=note, rev=draft.revision + 1)
        return _with_paper(draft, item, newer)

    return change


def remove_paper(item: str, paper: str, rev: int) -> Change:
    """A paper goes from the draft."""

    def change(draft: Draft) -> Draft:
        found = draft.paper(item, paper)
        _same(found, rev)
        rest = tuple(one for one in draft.item(item).papers if one.id != paper)
        return _with_item(draft, replace(draft.item(item), papers=rest))

    return change


def move_paper(item: str, paper: str, before: str) -> Change:
    """The paper stands before another one of its item, or last for ""."""

    def change(draft: Draft) -> Draft:
        found = draft.item(item)
        return _with_item(draft, replace(found, papers=moved(found.papers, paper, before)))

    return change


# ---------------------------------------------------------------------------------------- parts


def moved(parts: tuple[Named, ...], name: str, before: str) -> tuple[Named, ...]:
    """The same parts with one in another place. Raises Missing."""
    part = _one(parts, name)
    if name == before:
        return parts
    last = _one(parts, before) if before else None
    found: list[Named] = []
    for one in parts:
        if one is last:
            found.append(part)
        if one is not part:
            found.append(one)
    if last is None:
        found.append(part)
    return tuple(found)


def neighbour(parts: Sequence[DraftItem | DraftPaper], name: str, *, up: bool) -> str | None:
    """Before which part this one comes when it goes one place up or down ("" for last); None where it cannot."""
    names = [part.id for part in parts if part.id != NO_ITEM]
    at = names.index(name)
    if up:
        return names[at - 1] if at else None
    if at + 1 >= len(names):
        return None
    return names[at + 2] if at + 2 < len(names) else ""


def free_id(title: str, taken: Iterable[str], length: int, otherwise: str) -> str:
    """An id made of a title that none of `taken` is; at most `length` characters."""
    used = set(taken)
    stem = committee_id(title)[:length].strip("-") or otherwise
    if stem not in used:
        return stem
    number = 2
    while (name := f"{stem[: length - len(str(number)) - 1].strip('-')}-{number}") in used:
        number += 1
    return name


def _one(parts: tuple[Named, ...], name: str) -> Named:
    found = next((part for part in parts if part.id == name), None)
    if found is None:
        raise Missing
    return found


def _same(part: Head | DraftItem | DraftPaper, rev: int) -> None:
    if part.rev != rev:
        raise Conflict(part)


def _with_item(draft: Draft, item: DraftItem) -> Draft:
    return replace(draft, items=tuple(item if one.id == item.id else one for one in draft.items))


def _with_paper(draft: Draft, item: str, paper: DraftPaper) -> Draft:
    found = draft.item(item)
    papers = tuple(paper if one.id == paper.id else one for one in found.papers)
    return _with_item(draft, replace(found, papers=papers))
