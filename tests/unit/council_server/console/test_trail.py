"""The trail: everything is in it, nothing can be taken out of it, and a gap shows."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from council_server.console.roles import Role
from council_server.console.tables import acts
from council_server.console.trail import REFUSED, Act, add_act, first_break
from council_server.console.trail_pages import PAGE_ROWS, act_of, plain_cell
from council_server.database import Database
from council_server.databases import CouncilDatabase, open_database
from council_server.postgres import PostgresDatabase
from council_server.writer import Batch
from tests.console import Browser, RunningConsole, running_console
from tests.postgres import PostgresServer, postgres  # noqa: F401
from tests.unit.council_server.console.people import Clock


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    folder = tmp_path_factory.mktemp("trail") / "council"
    with running_console(folder, delegates=1, clock=Clock()) as running:
        yield running


@pytest.fixture(scope="module")
def browser(running: RunningConsole) -> Browser:
    return running.signed_in(Role.SECRETARY)


def add(running: RunningConsole, count: int, **values: str) -> None:
    fields = {"account": "tk", "role": "secretary", "act": "sign_in"} | values

    def work(batch: Batch) -> None:
        for _ in range(count):
            add_act(batch.connection, batch.council, now=batch.now, **fields)

    running.council.run(work)


def rows(connection: Connection) -> list[tuple[Act, str]]:
    found = connection.execute(select(acts).order_by(acts.c.seq))
    return [(act_of(row), row.digest) for row in found]


def test_rows_follow_from_one_another(running: RunningConsole) -> None:
    add(running, 5)
    with running.council.council.database.reading() as connection:
        found = rows(connection)
    assert first_break(found) == 0
    assert found[0][0].previous == ""
    assert all(later.previous == digest for (_, digest), (later, _) in itertools.pairwise(found))


@pytest.mark.parametrize("change", ["taken out", "another name", "two exchanged", "begun anew"])
def test_a_trail_that_was_tampered_with_breaks_there(running: RunningConsole, change: str) -> None:
    add(running, 5)
    with running.council.council.database.reading() as connection:
        found = rows(connection)
    if change == "taken out":
        del found[2]
    elif change == "another name":
        act, digest = found[2]
        values = {name: getattr(act, name) for name in Act.__slots__} | {"account": "ai khac"}
        found[2] = (Act(**values), digest)
    elif change == "two exchanged":
        found[2], found[3] = found[3], found[2]
    else:
        found = found[2:]
    assert first_break(found) == (1 if change == "begun anew" else 3)


def refuses_changes(database: CouncilDatabase) -> None:
    for change in (update(acts).values(account="ai khac"), delete(acts)):
        with pytest.raises(DBAPIError), database.writing() as connection:
            connection.execute(change)
    with database.reading() as connection:
        assert len(rows(connection)) == 1


def first_row(database: CouncilDatabase) -> None:
    database.migrate()
    with database.writing() as connection:
        now = Clock().now
        add_act(connection, "xa", now=now, account="tk", role="secretary", act="sign_in")


def test_sqlite_itself_refuses_to_change_a_row(tmp_path: Path) -> None:
    database = Database(tmp_path / "server.db")
    first_row(database)
    refuses_changes(database)
    database.close()


def test_postgresql_itself_refuses_to_change_a_row(postgres: PostgresServer) -> None:  # noqa: F811
    database = PostgresDatabase(postgres.database(), "xa")
    first_row(database)
    refuses_changes(database)
    with pytest.raises(DBAPIError), database.writing() as connection:
        connection.execute(text("TRUNCATE console_acts"))
    database.close()


def test_the_secretary_narrows_the_trail_down(running: RunningConsole, browser: Browser) -> None:
    add(running, 1, act="password_changed", account="clerk-7", outcome=REFUSED)
    page = browser.get("/console/trail?account=clerk-7&outcome=refused&since=2026-03-05")
    assert page.text.count("<td>clerk-7</td>") == 1
    assert "<td>Đổi mật khẩu</td>" in page.text
    assert "Không có thao tác nào" in browser.get("/console/trail?until=2026-03-04").text
    assert browser.get("/console/trail?since=hom-nay&before=x").status == 200


def test_older_pages_are_reached(running: RunningConsole, browser: Browser) -> None:
    add(running, PAGE_ROWS + 3, account="nhieu")
    first = browser.get("/console/trail?account=nhieu").text
    assert first.count("<td>nhieu</td>") == PAGE_ROWS
    older = first.partition('href="/console/trail?account=nhieu&amp;')[2].partition('"')[0]
    second = browser.get("/console/trail?account=nhieu&" + older.replace("&amp;", "&")).text
    assert second.count("<td>nhieu</td>") == 3


def test_the_chain_is_checked_in_the_browser(browser: Browser) -> None:
    assert "Chuỗi nguyên vẹn" in browser.get("/console/trail/check").text


def test_csv_holds_every_column_and_no_formula(running: RunningConsole, browser: Browser) -> None:
    add(running, 1, target="=HYPERLINK(1)", account="bang-tinh")
    answer = browser.get("/console/trail.csv?account=bang-tinh")
    assert answer.headers["content-disposition"].startswith("attachment")
    head, row = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert head[-1] == "digest"
    assert row[head.index("target")] == "'=HYPERLINK(1)"
    assert [plain_cell(text)[0] for text in "=+-@\t"] == ["'"] * 5


def test_the_trail_outlives_a_restart(running: RunningConsole) -> None:
    add(running, 1)
    running.council.stop()
    running.council.start()
    add(running, 1)
    database = open_database(running.council.home)
    with database.reading() as connection:
        assert first_break(rows(connection)) == 0
    database.close()
