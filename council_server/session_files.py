"""session.toml: a session's programme and papers as the office writes them down, read with every problem named.

Each problem is one sentence with the file, the line and what is allowed; all of them are found in
one reading, so that the office mends the file once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from council_server import marking
from council_server.errors import Problems
from council_server.papers import (
    IDENTIFIER_LENGTH,
    ITEM_STEPS,
    MIME_TYPES,
    NO_ITEM,
    PAPER_TYPES,
    PART,
    SESSION_KINDS,
    document_id,
)
from council_server.toml_lines import Reading, Table, read_toml, tables_of

FILE_NAME = "session.toml"
TEXT_LENGTH = 1000
PAPER_KEYS = (
    *("id", "type", "number", "title", "file", "pdf"),
    *("issued", "issuer", "note", "secrecy", "committee"),
)
NOT_SECRET = ("", "thuong")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `pdf` is the office's own PDF of a .docx, .doc or image, where it brings one; `line` is its table's.

    `committee` names the only ones who may read it, "" for everybody.
    """

    document: str
    item: str
    position: int
    type: str
    title: str
    number: str
    issued: str
    issuer: str
    note: str
    committee: str
    file: Path
    pdf: Path | None
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the programme; `id` is `<session>.<item>` as in the feed."""

    id: str
    position: int
    title: str
    step: str
    presenter: str


@dataclass(frozen=True, slots=True)
class SessionFile:
    """Everything session.toml says; times are RFC 3339 with offset, dates `YYYY-MM-DD`, absent values ""."""

    path: Path
    id: str
    kind: str
    title: str
    place: str
    starts: str
    ends: str
    papers_due: str
    items: tuple[Item, ...]
    papers: tuple[Paper, ...]
    on_paper: tuple[str, ...] = ()
    """Ids of items (`<session>.ky-hop` for the session itself) with a state secret, which is on paper only (protocol.md 8.15)."""


def read_session_file(path: Path) -> SessionFile:
    """Read session.toml (or the one in this folder). Raises Problems with all that is wrong."""
    if path.is_dir():
        path = path / FILE_NAME
    values, text = read_toml(path)
    return SessionReader(path, values, tables_of(text)).read()


class SessionReader(Reading):
    """One reading of one session.toml."""

    longest = TEXT_LENGTH
    session = ""
    """The session's id, once it was read."""

    def read(self) -> SessionFile:
        self.known(
            Table("", 1, self.tables[0].lines, self.values), ("session", "paper", "item"), "here"
        )
        session = self._named("session")
        if "session" not in self.values:
            self.problem(1, "the table [session] is missing")
        self.known(
            session,
            ("id", "kind", "title", "place", "starts", "ends", "papers_due", "on_paper"),
            "in [session]",
        )
        self.session = self._part(session, "id")
        starts, ends = self._time(session, "starts"), self._time(session, "ends")
        if starts and ends and session.values["starts"] >= session.values["ends"]:
            self.problem(session.line_of("ends"), "ends must be later than starts")
        found = SessionFile(
            path=self.path,
            id=self.session,
            kind=self._choice(session, "kind", SESSION_KINDS),
            title=self.text(session, "title"),
            place=self.text(session, "place"),
            starts=starts,
            ends=ends,
            papers_due=self._date(session, "papers_due"),
            items=(items := tuple(self._items())),
            papers=tuple(self._papers()),
            on_paper=tuple(self._on_paper(session)),
        )
        self._unique((item.id for item in items), "item")
        if self.problems:
            raise Problems(sorted(self.problems, key=self._place))
        return found

    @staticmethod
    def _place(problem: str) -> int:
        return int(problem.partition(", line ")[2].partition(":")[0])

    # ---------------------------------------------------------------------------------- tables

    def _named(self, name: str) -> Table:
        """The single table of this name, as far as it is there."""
        table = next((t for t in self.tables if t.name == name), Table(name, 1))
        values = self.values.get(name, {})
        if not isinstance(values, dict):
            self.problem(table.line, f"{name} must be a table: [{name}]")
            values = {}
        return Table(name, table.line, table.lines, values)

    def _array(self, name: str, values: object, tables: list[Table]) -> list[Table]:
        """The tables `[[name]]` with their values, in order."""
        if not isinstance(values, list) or not all(isinstance(v, dict) for v in values):
            self.problem(tables[0].line if tables else 1, f"write each as a table: [[{name}]]")
            return []
        places = [*tables, *(Table(name, 1) for _ in values)]
        return [
            Table(name, place.line, place.lines, v)
            for place, v in zip(places, values, strict=False)
        ]

    def _item_tables(self) -> list[Table]:
        return self._array(
            "item", self.values.get("item", []), [t for t in self.tables if t.name == "item"]
        )

    def _items(self) -> Iterable[Item]:
        for position, table in enumerate(self._item_tables(), 1):
            self.known(
                table, ("id", "title", "step", "presenter", "on_paper", "paper"), "in [[item]]"
            )
            item = self._part(table, "id")
            if item == NO_ITEM:
                self.problem(table.line_of("id"), f'the id "{NO_ITEM}" is kept for the session')
            yield Item(
                id=f"{self.session}.{item}",
                position=position,
                title=self.text(table, "title"),
                step=self._choice(table, "step", ITEM_STEPS),
                presenter=self.text(table, "presenter", required=False),
            )

    def _on_paper(self, session: Table) -> Iterable[str]:
        for table in (session, *self._item_tables()):
            value = table.values.get("on_paper", False)
            if not isinstance(value, bool):
                self.problem(table.line_of("on_paper"), "on_paper must be true or false")
            elif value:
                item = NO_ITEM if table is session else str(table.values.get("id", ""))
                yield f"{self.session}.{item}"

    def _papers(self) -> Iterable[Paper]:
        own = [t for t in self.tables if t.name == "paper"]
        found = list(self._papers_of("", self._array("paper", self.values.get("paper", []), own)))
        rest = [t for t in self.tables if t.name == "item.paper"]
        for table in self._item_tables():
            values = table.values.get("paper", [])
            count = len(values) if isinstance(values, list) else 0
            papers = self._array("item.paper", values, rest[:count])
            rest = rest[count:]
            found += self._papers_of(str(table.values.get("id", "")), papers)
        self._unique((paper.document for paper in found), "paper", [p.line for p in found])
        if not found:
            self.problem(1, "there is no paper: write each as [[paper]] or [[item.paper]]")
        return found

    def _papers_of(self, item: str, tables: list[Table]) -> Iterable[Paper]:
        for position, table in enumerate(tables, 1):
            self.known(table, PAPER_KEYS, f"in [[{table.name}]]")
            document = document_id(self.session, item, self._part(table, "id"))
            if len(document) > IDENTIFIER_LENGTH:
                self.problem(
                    table.line_of("id"),
                    f'"{document}" is longer than {IDENTIFIER_LENGTH} characters: '
                    "shorten the id of the session, the item or the paper",
                )
            self._no_secret(table)
            file = self._file(table, "file", tuple(MIME_TYPES))
            yield Paper(
                document=document,
                item=f"{self.session}.{item}" if item else "",
                position=position,
                type=self._choice(table, "type", PAPER_TYPES),
                title=self.text(table, "title"),
                number=self.text(table, "number", required=False),
                issued=self._date(table, "issued"),
                issuer=self.text(table, "issuer", required=False),
                note=self.text(table, "note", required=False),
                committee=self.text(table, "committee", required=False),
                file=file,
                pdf=self._office_pdf(table, file),
                line=table.line,
            )

    def _no_secret(self, table: Table) -> None:
        """State secrets never enter the system: not their text, and not their title either."""
        secrecy = self.text(table, "secrecy", required=False)
        if secrecy not in NOT_SECRET:
            self.problem(
                table.line_of("secrecy"),
                f'a paper with secrecy = "{secrecy}" is not published here: state secrets stay on '
                'paper; allowed is "thuong", or no such line',
            )
        level = marking.level_in_title(str(table.values.get("title", "")))
        if level:
            self.problem(
                table.line_of("title"),
                f"the title is marked {level}: state secrets stay on paper and are not published",
            )

    def _office_pdf(self, table: Table, file: Path) -> Path | None:
        if "pdf" not in table.values:
            return None
        if file.suffix.lower() == ".pdf":
            self.problem(table.line_of("pdf"), "pdf stands only beside a file that is not a PDF")
        return self._file(table, "pdf", (".pdf",))

    # ---------------------------------------------------------------------------------- values

    def _part(self, table: Table, key: str) -> str:
        value = self.text(table, key)
        if value and not PART.fullmatch(value):
            self.problem(
                table.line_of(key),
                f'"{value}" is not allowed as {key}: at most 60 of a-z, 0-9, "-" and "_", '
                "starting with a letter or a digit",
            )
        return value

    def _choice(self, table: Table, key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(table, key)
        if value and value not in allowed:
            self.problem(
                table.line_of(key),
                f'"{value}" is not allowed as {key}; allowed are {", ".join(allowed)}',
            )
        return value

    def _time(self, table: Table, key: str) -> str:
        value = table.values.get(key)
        if not isinstance(value, datetime) or value.tzinfo is None or value.microsecond:
            self.problem(
                table.line_of(key),
                f"{key} must be a time with its zone, like 2026-11-26T08:00:00+07:00",
            )
            return ""
        return value.isoformat(timespec="seconds").replace("Z", "+00:00")

    def _date(self, table: Table, key: str) -> str:
        value = table.values.get(key, "")
        if value == "":
            return ""
        if not isinstance(value, date) or isinstance(value, datetime):
            self.problem(table.line_of(key), f"{key} must be a date, like 2026-11-17")
            return ""
        return value.isoformat()

    def _file(self, table: Table, key: str, suffixes: tuple[str, ...]) -> Path:
        name = self.text(table, key)
        path = self.path.parent / name
        if not name:
            return path
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or "\\" in name:
            self.problem(
                table.line_of(key),
                f'"{name}" is not allowed as {key}: the file must lie in the folder of '
                f'{self.path.name} or below it, its parts divided by "/"',
            )
        elif path.suffix.lower() not in suffixes:
            self.problem(
                table.line_of(key),
                f'"{name}" is not allowed as {key}; allowed are files ending in '
                f"{', '.join(suffixes)}",
            )
        elif not path.is_file():
            self.problem(table.line_of(key), f'the file "{name}" is not there')
        return path

    def _unique(self, names: Iterable[str], what: str, lines: list[int] | None = None) -> None:
        places = lines or [t.line_of("id") for t in self.tables if t.name == what]
        first: dict[str, int] = {}
        for name, line in zip(names, [*places, *[1] * 10_000], strict=False):
            if name in first:
                self.problem(line, f'the {what} "{name}" stands on line {first[name]} already')
            first.setdefault(name, line)
