"""What a command says: lines for people, or one JSON document for scripts."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol, TextIO

from delegate_app.commands.exit_statuses import WrongUse
from delegate_app.errors import DeskError
from protocol.times import VIETNAM

Json = Mapping[str, object]


class Words(Protocol):
    """The field's words in one language (`ui.words.Words`)."""

    @property
    def language(self) -> str:
        """ "vi" or "en"."""
        ...

    def of(self, noun: Enum) -> str:
        """The word for a member of an enum."""
        ...

    def choice(self, code: str, label: str = "") -> str:
        """A choice in the law's words."""
        ...

    def either(self, vietnamese: str, english: str) -> str:
        """The one of a pair that is in this language."""
        ...


@dataclass(frozen=True)
class Console:
    """Where a command writes. With `as_json` exactly one JSON document goes to `out`, for errors too.

    `explain` gives the sentence for an error in the chosen language.
    """

    words: Words
    explain: Callable[[Exception], str]
    out: TextIO
    err: TextIO
    as_json: bool

    def answer(self, document: Json, lines: Sequence[str]) -> None:
        """The command's result: the document for a script, else the lines for a person."""
        text = json.dumps(document, ensure_ascii=False, indent=1) if self.as_json else None
        print("\n".join(lines) if text is None else text, file=self.out, flush=True)

    def remark(self, vietnamese: str, english: str) -> None:
        """Something to know while the command goes on; never mixed into a JSON document."""
        text = self.words.either(vietnamese, english)
        print(text, file=self.err if self.as_json else self.out, flush=True)

    def warn(self, error: Exception) -> None:
        """The sentence and the code, on the error stream."""
        print(f"{self.message(error)} [{code_of(error)}]", file=self.err, flush=True)

    def fail(self, error: Exception) -> None:
        """`warn`, and the JSON document of an error when a script asked for JSON."""
        self.warn(error)
        if self.as_json:
            fault = {"code": code_of(error), "message": self.message(error)}
            self.answer({"error": fault}, ())

    def message(self, error: Exception) -> str:
        """What to tell the person about `error`."""
        if isinstance(error, WrongUse):
            return self.say(error.vietnamese, error.english)
        return self.explain(error)

    # ------------------------------------------------------------------ how things are written

    def say(self, vietnamese: str, english: str) -> str:
        """The text of the chosen language."""
        return self.words.either(vietnamese, english)

    def yes(self, holds: bool) -> str:  # noqa: FBT001 - the word for a boolean
        """Có or không."""
        return self.say("có", "yes") if holds else self.say("không", "no")

    def size(self, count: int) -> str:
        """Bytes in groups of three digits."""
        return f"{count:,}".replace(",", self.say(".", ",")) + " B"

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        """Lines with straight columns; a sentence when there is nothing to list."""
        if not rows:
            return [self.say("(không có)", "(none)")]
        widths = [max(map(_width, column)) for column in zip(heads, *rows, strict=True)]
        return [
            "  ".join(
                cell + " " * (width - _width(cell))
                for cell, width in zip(line, widths, strict=True)
            ).rstrip()
            for line in (heads, *rows)
        ]


def code_of(error: Exception) -> str:
    """The code in brackets."""
    if isinstance(error, WrongUse):
        return "WRONG_USE"
    return error.code.value if isinstance(error, DeskError) else "BUG"


def iso(moment: datetime | None) -> str:
    """ISO 8601 in Vietnam's offset, "" for none."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds") if moment else ""


def clock_time(moment: datetime | None) -> str:
    """22/11/2026 09:30, "" for none."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if moment else ""


def _width(text: str) -> int:
    """Columns on a terminal: marks that combine take none."""
    return sum(not unicodedata.combining(character) for character in text)
