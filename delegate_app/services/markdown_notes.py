"""Notes as Markdown, in agenda order: to read, to mail to oneself, to put into a speech. Not read back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from delegate_app.domain.annotation_groups import grouped
from delegate_app.domain.annotations import Annotation, AnnotationKind, Colour
from delegate_app.domain.documents import PaperType
from delegate_app.services.speaking_notes import ItemNotes, PaperNotes

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_AT_LINE_START = re.compile(r"^(\s*\d*)([-+=.)])", re.MULTILINE)


@dataclass(frozen=True)
class Wording:
    """The words of the file, which the core has not. `page` and `version` hold `{}` for their number."""

    title: str
    own_papers: str
    ask: str
    page: str
    version: str
    kinds: Mapping[AnnotationKind, str]
    colours: Mapping[Colour, str]
    papers: Mapping[PaperType, str]


def write(items: Sequence[ItemNotes], wording: Wording) -> str:
    """The file's text."""
    lines = [f"# {plain(wording.title)}", ""]
    session = ""
    for each in items:
        if each.session.id != session:
            session = each.session.id
            lines += [f"## {plain(each.session.title)}", ""]
        heading = f"{each.item.position}. {each.item.title}" if each.item else wording.own_papers
        lines += [f"### {plain(heading)}", ""]
        for paper in each.papers:
            lines += _paper(paper, wording)
    return "\n".join(lines).rstrip("\n") + "\n"


def _paper(paper: PaperNotes, wording: Wording) -> list[str]:
    document = paper.document
    named = f"{wording.papers[document.type]} {document.number}".strip()
    heading = f"{named}: {document.title}"
    if len(document.versions) > 1:
        heading += f" ({wording.version.format(paper.version.ordinal)})"
    lines = [f"#### {plain(heading)}", ""]
    for group in grouped(paper.notes):
        lines += _note(group[0], wording)
    return lines


def _note(note: Annotation, wording: Wording) -> list[str]:
    where = wording.page.format(note.anchor.page + 1)
    lead = f"**{plain(where)} · {plain(wording.kinds[note.kind])} · {plain(wording.colours[note.colour])}**"
    if note.ask:
        lead += f" **[{plain(wording.ask)}]**"
    lines = [f"- {lead}"]
    if note.anchor.quote:
        lines += ["", *(f"  > {plain(line)}" for line in note.anchor.quote.splitlines())]
    if note.text:
        lines += ["", *(f"  {plain(line)}".rstrip() for line in note.text.splitlines())]
    if note.tags:
        lines += ["", "  " + " ".join("\\#" + plain(tag).replace(" ", "-") for tag in note.tags)]
    return [*lines, ""]


def plain(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    return _AT_LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text))
