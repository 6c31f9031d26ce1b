"""On which line of a TOML file a key or table stands: tomllib does not say, and a person wants to know."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from council_server.errors import Problems

HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\")\s*(?:\.\s*[A-Za-z0-9_-]+\s*)*=")
LONG_STRING = re.compile(r"\"\"\"|'''")


@dataclass
class Table:
    """A table of the file: its header's line, the lines of its keys, and the values it holds."""

    name: str
    line: int
    lines: dict[str, int] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """Where the key stands; the table's header when the key is missing."""
        return self.lines.get(key, self.line)


class Reading:
    """One reading of one file: collects its problems while it goes, each with the file and the line."""

    longest = 0
    """Characters of a text, at most."""

    def __init__(self, path: Path, values: dict[str, Any], tables: list[Table]) -> None:
        self.path = path
        self.values = values
        self.tables = tables
        self.problems: list[str] = []

    def problem(self, line: int, sentence: str) -> None:
        self.problems.append(f"{self.path}, line {line}: {sentence}")

    def known(self, table: Table, keys: tuple[str, ...], where: str) -> None:
        """Nothing else stands in the table."""
        for key in table.values:
            if key not in keys:
                self.problem(
                    table.line_of(key),
                    f'"{key}" is not known {where}; allowed are {", ".join(keys)}',
                )

    def text(self, table: Table, key: str, *, required: bool = True) -> str:
        """One line of text in NFC, without space around it."""
        value = table.values.get(key, "")
        if not isinstance(value, str):
            self.problem(table.line_of(key), f'{key} must be text in quotes: {key} = "..."')
            return ""
        if required and not value.strip():
            self.problem(table.line_of(key), f"{key} is missing in [{table.name}]")
        if len(value) > self.longest or "\n" in value:
            self.problem(
                table.line_of(key), f"{key} must be one line of at most {self.longest} characters"
            )
        return unicodedata.normalize("NFC", value.strip())


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The file's values and its text. Raises Problems naming the file and, for bad TOML, the line."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise Problems([f"{path}: there is no such file"]) from None
    except IsADirectoryError:
        raise Problems([f"{path}: this is a folder; a file is needed"]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Problems([f"{path}, line {line}: the file must be saved as UTF-8"]) from None
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise Problems([syntax_problem(path, str(error), text)]) from None


def syntax_problem(path: Path, message: str, text: str) -> str:
    """One sentence with the line first: `(at line 3, column 7)` or `(at end of document)` stands last in tomllib's."""
    place = re.search(r" \(at line (\d+), column \d+\)| \(at end of document\)", message)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    reason = message[: place.start()] if place else message
    return f"{path}, line {line}: this is not TOML: {reason}"


def tables_of(text: str) -> list[Table]:
    """All tables in the order of the file, with the lines of their keys; the first is the file's own, named ""."""
    found = [Table("", 1)]
    quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        header = HEADER.match(line)
        key = KEY.match(line)
        if header:
            found.append(Table(header[2], number))
        elif key:
            found[-1].lines.setdefault(key[1].strip('"'), number)
        marks = LONG_STRING.findall(line)
        if len(marks) % 2:
            quote = marks[-1]
    return found
