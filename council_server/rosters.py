"""council.toml as the office writes it: the council, its secretary and chair, and the delegates; problems named by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from council_server.errors import Problems
from council_server.toml_lines import Reading, Table, read_toml, tables_of
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


class RosterReader(Reading):
    """One reading of one council.toml."""

    longest = NAME_LENGTH

    def read(self) -> Roster:
        council = self._table("council")
        self.known(council, COUNCIL_KEYS, "in [council]")
        delegates = tuple(self._delegates())
        roster = Roster(
            id=self._identifier(council),
            name=self.text(council, "name"),
            name_en=self.text(council, "name_en", required=False),
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
        self.known(table, PERSON_KEYS, f"in [{table.name}]")
        return Person(
            id=self._identifier(table),
            name=self.text(table, "name"),
            title=self.text(table, "title", required=False),
            group=self.text(table, "group", required=False),
            committee=self.text(table, "committee", required=False),
        )

    def _identifier(self, table: Table) -> str:
        value = self.text(table, "id")
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
        value = self.text(council, key)
        found = next((person for person in delegates if person.id == value), None)
        if value and found is None:
            self.problem(council.line_of(key), f'{key} = "{value}" is no delegate of this file')
        return found

    def _learner(self, council: Table, delegates: tuple[Person, ...]) -> str:
        if "learner" not in council.values:
            return ""
        found = self._among(council, "learner", delegates)
        return found.id if found else ""
