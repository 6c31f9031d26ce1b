"""council.toml as the office writes it: the council, its secretary and chair, and the delegates; problems named by line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from council_server.errors import Problems
from council_server.toml_lines import Table, read_toml, tables_of
from protocol.origins import IDENTIFIER

NAME_LENGTH = 200
COUNCIL_KEYS = (
    *("id", "name", "name_en", "full_name", "term", "delegates", "chair"),
    *("learner", "committees", "groups"),
)
PERSON_KEYS = ("id", "name", "title", "group", "committee")


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the council or of its office."""

    id: str
    name: str
    title: str
    group: str
    committee: str
    until: str = ""
    """The day on which the mandate ended (`YYYY-MM-DD`), "" while it is held."""


@dataclass(frozen=True, slots=True)
class Roster:
    """`total` is N; `chair` the delegate who leads; `learner` the seat of whoever practises, "" in a real council."""

    id: str
    name: str
    name_en: str
    total: int
    chair: Person
    secretary: Person
    learner: str
    delegates: tuple[Person, ...]
    about: Mapping[str, object]

    def delegate(self, person: str) -> Person | None:
        return next((one for one in self.delegates if one.id == person), None)


def read_roster(path: Path) -> Roster:
    """Read council.toml. Raises Problems with everything that is wrong."""
    values, text = read_toml(path)
    return RosterReader(path, values, tables_of(text)).read()


class RosterReader:
    """One reading of one file: collects the problems while it goes."""

    def __init__(self, path: Path, values: dict[str, Any], tables: list[Table]) -> None:
        self.path = path
        self.values = values
        self.tables = tables
        self.problems: list[str] = []

    def problem(self, line: int, sentence: str) -> None:
        self.problems.append(f"{self.path}, line {line}: {sentence}")

    def read(self) -> Roster:
        council = self._table("council")
        self._known(council, COUNCIL_KEYS)
        delegates = tuple(self._delegates())
        roster = Roster(
            id=self._identifier(council),
            name=self._text(council, "name"),
            name_en=self._text(council, "name_en", required=False),
            total=self._total(council, len(delegates)),
            chair=self._among(council, "chair", delegates) or Person("", "", "", "", ""),
            secretary=self._person(self._table("secretary")),
            learner=self._learner(council, delegates),
            delegates=delegates,
            about={
                key: council.values[key]
                for key in ("full_name", "term", "committees", "groups")
                if key in council.values
            },
        )
        if self.problems:
            raise Problems(self.problems)
        return roster

    def _delegates(self) -> Iterable[Person]:
        places = [t for t in self.tables if t.name == "delegate"]
        values = self.values.get("delegate", [])
        if not isinstance(values, list) or not values:
            self.problem(1, "there is no delegate: write each as [[delegate]]")
            return
        seen: dict[str, int] = {}
        for place, table in zip(places, values, strict=False):
            person = self._person(Table("delegate", place.line, place.lines, table))
            if person.id in seen:
                self.problem(
                    place.line_of("id"),
                    f'the delegate "{person.id}" stands on line {seen[person.id]} already',
                )
            seen.setdefault(person.id, place.line)
            yield person

    def _table(self, name: str) -> Table:
        place = next((t for t in self.tables if t.name == name), Table(name, 1))
        values = self.values.get(name)
        if not isinstance(values, dict):
            self.problem(place.line, f"the table [{name}] is missing")
            values = {}
        return Table(name, place.line, place.lines, values)

    def _person(self, table: Table) -> Person:
        self._known(table, PERSON_KEYS)
        return Person(
            id=self._identifier(table),
            name=self._text(table, "name"),
            title=self._text(table, "title", required=False),
            group=self._text(table, "group", required=False),
            committee=self._text(table, "committee", required=False),
        )

    def _known(self, table: Table, keys: tuple[str, ...]) -> None:
        for key in table.values:
            if key not in keys:
                self.problem(
                    table.line_of(key),
                    f'"{key}" is not known in [{table.name}]; allowed are {", ".join(keys)}',
                )

    def _text(self, table: Table, key: str, *, required: bool = True) -> str:
        value = table.values.get(key, "")
        if not isinstance(value, str):
            self.problem(table.line_of(key), f'{key} must be text in quotes: {key} = "..."')
            return ""
        if required and not value.strip():
            self.problem(table.line_of(key), f"{key} is missing in [{table.name}]")
        if len(value) > NAME_LENGTH or "\n" in value:
            self.problem(
                table.line_of(key), f"{key} must be one line of at most {NAME_LENGTH} characters"
            )
        return unicodedata.normalize("NFC", value.strip())

    def _identifier(self, table: Table) -> str:
        value = self._text(table, "id")
        if value and not IDENTIFIER.fullmatch(value):
            self.problem(
                table.line_of("id"),
                f'"{value}" is not allowed as id: at most 80 of a-z, 0-9, ".", "-" and "_", '
                "starting with a letter or a digit",
            )
        return value

    def _total(self, council: Table, named: int) -> int:
        value = council.values.get("delegates")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.problem(
                council.line_of("delegates"),
                "delegates must be N, the number of mandates held, like 21",
            )
            return 0
        if named > value:
            self.problem(
                council.line_of("delegates"),
                f"delegates = {value}, but {named} delegates are named below",
            )
        return value

    def _among(self, council: Table, key: str, delegates: tuple[Person, ...]) -> Person | None:
        value = self._text(council, key)
        found = next((person for person in delegates if person.id == value), None)
        if value and found is None:
            self.problem(council.line_of(key), f'{key} = "{value}" is no delegate of this file')
        return found

    def _learner(self, council: Table, delegates: tuple[Person, ...]) -> str:
        if "learner" not in council.values:
            return ""
        found = self._among(council, "learner", delegates)
        return found.id if found else ""
