"""The markup of the practice council's papers: read a source file into a `Paper`.

A source is a TOML head between two `+++` lines, then one paragraph a line. What a paragraph is, its first
characters say (`resources/practice_council/README.md` lists them); `{{name}}` is replaced by a figure.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path


class Kind(Enum):
    """What a paragraph is, by the mark it starts with."""

    CHAPTER = "# "
    SECTION = "## "
    PART = "### "
    BASIS = "~ "
    UNIT = "> "
    ROW = "| "
    CENTRED = "= "
    TABLE = "!table "
    PAGE_BREAK = "!break"
    BODY = ""


@dataclass(frozen=True)
class Block:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Paper:
    """One paper as written: the head's fields and the paragraphs in order."""

    issuer: str
    kind: str
    abstract: str
    title: str
    issued: date
    number: str
    draft: bool
    undated: bool
    session_line: str
    addressee: str
    page: str
    signer: tuple[str, ...]
    signer_name: str
    recipients: tuple[str, ...]
    outputs: tuple[str, ...]
    columns: tuple[int, ...]
    blocks: tuple[Block, ...]


class MarkupError(ValueError):
    """The source cannot be read; the message names the file."""


_FIGURE = re.compile(r"\{\{([\w.\-]+)\}\}")
_MARKED = (
    Kind.PART,
    Kind.SECTION,
    Kind.CHAPTER,
    Kind.BASIS,
    Kind.UNIT,
    Kind.ROW,
    Kind.CENTRED,
    Kind.TABLE,
    Kind.PAGE_BREAK,
)


def read_paper(path: Path, figures: dict[str, str]) -> Paper:
    """Read one source file. Raises `MarkupError` for a missing head, field or figure."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    parts = text.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise MarkupError(f"{path.name}: the TOML head must stand between two +++ lines")
    head = tomllib.loads(_filled(parts[1], figures, path))
    lines = _filled(parts[2], figures, path).splitlines()
    try:
        return Paper(
            issuer=head["issuer"],
            kind=head.get("kind", ""),
            abstract=head.get("abstract", ""),
            title=head["title"],
            issued=head["issued"],
            number=head.get("number", ""),
            draft=head.get("draft", False),
            undated=head.get("undated", False),
            session_line=head.get("session_line", ""),
            addressee=head.get("addressee", ""),
            page=head.get("page", "a4"),
            signer=tuple(head.get("signer", ())),
            signer_name=head.get("signer_name", ""),
            recipients=tuple(head.get("recipients", ())),
            outputs=tuple(head.get("outputs", ("pdf",))),
            columns=tuple(head.get("columns", ())),
            blocks=tuple(_block(line.strip()) for line in lines if line.strip()),
        )
    except KeyError as error:
        raise MarkupError(f"{path.name}: the head lacks {error}") from error


def _block(line: str) -> Block:
    for kind in _MARKED:
        if line.startswith(kind.value):
            return Block(kind, line[len(kind.value) :].strip())
    return Block(Kind.BODY, line)


def _filled(text: str, figures: dict[str, str], path: Path) -> str:
    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in figures:
            raise MarkupError(f"{path.name}: no figure is called {name}")
        return figures[name]

    return _FIGURE.sub(value, text)


_RUN = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*")


def runs(text: str) -> list[tuple[str, bool, bool]]:
    """Cut a paragraph into (text, bold, italic) at `**bold**` and `*italic*`."""
    found: list[tuple[str, bool, bool]] = []
    end = 0
    for match in _RUN.finditer(text):
        if match.start() > end:
            found.append((text[end : match.start()], False, False))
        bold = match.group(1) is not None
        found.append((match.group(1) if bold else match.group(2), bold, not bold))
        end = match.end()
    if end < len(text):
        found.append((text[end:], False, False))
    return found
