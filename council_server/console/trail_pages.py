"""The trail for the secretary: narrowed down, checked, and as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select
from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.forms import Field, Form
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import SECRETARY
from council_server.console.tables import acts
from council_server.console.trail import Act, first_break

TRAIL = "/console/trail"
PAGE_ROWS = 50
CSV_ROWS = 100_000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FILTERS = (
    Field("account", 80),
    Field("act", 60),
    Field("outcome", 20),
    Field("since", 10),
    Field("until", 10),
)
COLUMNS = (
    "seq",
    "time",
    "account",
    "role",
    "act",
    "target",
    "address",
    "outcome",
    "previous",
    "digest",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate a cell instead of showing it."""


def routes() -> list[Guarded]:
    query = [*FILTERS, Field("before", 12)]
    return [
        guarded(TRAIL, show, roles=SECRETARY, query=query),
        guarded(f"{TRAIL}.csv", as_csv, roles=SECRETARY, query=FILTERS),
        guarded(f"{TRAIL}/check", check, roles=SECRETARY),
    ]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the trail, the newest first; `older` is where the next page begins, 0 at the end."""

    rows: list[Any]
    older: int
    accounts: list[str]
    acts: list[str]
    size: int


def narrowed(query: Select[Any], council: str, asked: Form) -> Select[Any]:
    """The query for what was asked for; a day that is none narrows nothing."""
    query = query.where(acts.c.council == council)
    for name in ("account", "act", "outcome"):
        if asked.text(name):
            query = query.where(acts.c[name] == asked.text(name))
    since, until = asked.text("since"), asked.text("until")
    if DAY.fullmatch(since):
        query = query.where(acts.c.time >= since)
    if DAY.fullmatch(until):
        query = query.where(acts.c.time <= f"{until}T99")
    return query


def read_leaf(connection: Connection, council: str, asked: Form, before: int) -> Leaf:
    query = narrowed(select(acts), council, asked).order_by(acts.c.seq.desc())
    if before:
        query = query.where(acts.c.seq < before)
    rows = list(connection.execute(query.limit(PAGE_ROWS + 1)))
    mine = acts.c.council == council

    def distinct(column: Any) -> list[str]:
        found = connection.execute(select(column).where(mine).distinct().order_by(column))
        return [row[0] for row in found if row[0]]

    size = connection.execute(select(func.count()).where(mine)).scalar_one()
    older = rows[PAGE_ROWS - 1].seq if len(rows) > PAGE_ROWS else 0
    return Leaf(rows[:PAGE_ROWS], older, distinct(acts.c.account), distinct(acts.c.act), size)


def number_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0


async def show(call: Call) -> Response:
    """One page of the trail."""
    council, before = call.council, number_of(call.query.text("before"))

    def look_up() -> Leaf:
        with council.database.reading() as connection:
            return read_leaf(connection, council.id, call.query, before)

    leaf = await call.think(look_up)
    asked = {one.name: call.query.text(one.name) for one in FILTERS}
    return call.page("trail.html", leaf=leaf, asked=asked, act_name=act_names(call), broken=None)


def act_names(call: Call) -> Any:
    """What an act is called in the reader's language; its own name where words have none."""

    def name(act: str) -> str:
        key = f"act.{act.replace('.', '_').replace('-', '_')}"
        texts = call.console.pages.words.texts[call.look.language]
        return texts.get(key, act)

    return name


async def check(call: Call) -> Response:
    """Whether every row follows from the ones before it, over the whole trail."""
    council = call.council

    def look() -> tuple[int, int]:
        with council.database.reading() as connection:
            rows = connection.execute(
                select(acts).where(acts.c.council == council.id).order_by(acts.c.seq)
            )
            count = 0

            def read() -> Iterator[tuple[Act, str]]:
                nonlocal count
                for row in rows:
                    count += 1
                    yield act_of(row), row.digest

            return first_break(read()), count

    broken, count = await call.think(look)
    return call.page("trail_check.html", broken=broken, count=count)


def act_of(row: Any) -> Act:
    values = {name: getattr(row, name) for name in COLUMNS if name != "digest"}
    return Act(**values)


def plain_cell(value: object) -> str:
    """The cell as a spreadsheet shows it, and never calculates it."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


async def as_csv(call: Call) -> Response:
    """What the filter finds, the oldest first, with the hashes; UTF-8 with a mark, as spreadsheets want it."""
    council = call.council

    def write() -> str:
        text = io.StringIO()
        table = csv.writer(text)
        table.writerow(COLUMNS)
        with council.database.reading() as connection:
            query = narrowed(select(acts), council.id, call.query).order_by(acts.c.seq)
            for row in connection.execute(query.limit(CSV_ROWS)):
                values = asdict(act_of(row)) | {"digest": row.digest}
                table.writerow([plain_cell(values[name]) for name in COLUMNS])
        return text.getvalue()

    data = "\ufeff" + await call.think(write)
    headers = {"Content-Disposition": 'attachment; filename="nhat-ky.csv"'}
    return Response(data, headers=headers, media_type="text/csv")
