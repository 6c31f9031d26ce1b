"""Every route answers every role as docs/console-roles.md says; a route without a line there fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from council_server.console.app import all_routes
from council_server.console.roles import Role
from council_server.console.tables import CLOSED, accounts, screens, visits
from council_server.console.visits import (
    IDLE_SECONDS,
    LIFE_SECONDS,
    SCREEN_COOKIE,
    VISIT_COOKIE,
    hash_of,
    new_token,
)
from council_server.writer import Batch
from tests.console import Browser, RunningConsole, running_console
from tests.house.sources import ROOT

ROLES = tuple(Role)
LINE = re.compile(r"^\| (GET|POST) \| (\S+) \|(.*)\|$")


def lines() -> dict[tuple[str, str], dict[Role, bool]]:
    """The table of docs/console-roles.md."""
    found: dict[tuple[str, str], dict[Role, bool]] = {}
    for line in (ROOT / "docs" / "console-roles.md").read_text("utf-8").splitlines():
        match = LINE.match(line)
        if match is None:
            continue
        cells = [cell.strip() for cell in match[3].split("|")]
        assert set(cells) <= {"yes", "no"}, line
        assert len(cells) == len(ROLES), line
        assert (match[1], match[2]) not in found, line
        found[match[1], match[2]] = {
            role: cell == "yes" for role, cell in zip(ROLES, cells, strict=True)
        }
    return found


MATRIX = lines()


def routes() -> set[tuple[str, str]]:
    return {(method, route.path) for route in all_routes() for method in route.methods}


def test_the_table_has_a_line_for_every_route_and_no_other() -> None:
    assert routes() - MATRIX.keys() == set()
    assert MATRIX.keys() - routes() == set()


def test_no_route_stands_twice() -> None:
    every = [(method, route.path) for route in all_routes() for method in route.methods]
    assert len(every) == len(set(every))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    with running_console(tmp_path_factory.mktemp("matrix") / "council", delegates=1) as running:
        yield running


def screen_of(running: RunningConsole) -> Browser:
    token = new_token()

    def work(batch: Batch) -> None:
        values = {"council": batch.council, "token": hash_of(token), "name": "Hội trường"}
        batch.connection.execute(
            insert(screens).values(**values, made_by="tk", made=int(batch.now.timestamp()))
        )

    running.council.run(work)
    browser = running.browser()
    browser.cookies[SCREEN_COOKIE] = token
    return browser


def sample(path: str) -> str:
    """The path with something in its parts that exists nowhere."""
    return re.sub(r"\{\w+(:\w+)?\}", "khong-co", path)


def call(browser: Browser, method: str, path: str) -> int:
    answer = browser.get(sample(path)) if method == "GET" else browser.post(sample(path))
    assert answer.status != 500, (method, path)
    if answer.status == 303 and answer.location.startswith("/console/sign-in?next="):
        return 401
    return answer.status


def browser_of(running: RunningConsole, role: Role) -> Browser:
    if role is Role.VISITOR:
        return running.browser()
    return screen_of(running) if role is Role.SCREEN else running.signed_in(role)


def wrong(running: RunningConsole, role: Role, browser: Browser) -> list[tuple[str, str, int]]:
    """The lines of the table that this browser finds untrue."""
    found = []
    for (method, path), cells in MATRIX.items():
        if path in {"/console/sign-out"} and cells[role]:
            continue  # it would end the visit: tried below
        status = call(browser, method, path)
        if cells[role] == (status in {401, 403}):
            found.append((method, path, status))
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_this_role_as_the_table_says(
    running: RunningConsole, role: Role
) -> None:
    assert wrong(running, role, browser_of(running, role)) == []


def test_signing_out_is_for_who_is_signed_in(running: RunningConsole) -> None:
    for role in (Role.SECRETARY, Role.CLERK, Role.CHAIR):
        browser = running.signed_in(role)
        assert browser.post("/console/sign-out").status == 303
        assert VISIT_COOKIE not in browser.cookies


@pytest.mark.parametrize("seconds", [{"seen": IDLE_SECONDS}, {"made": LIFE_SECONDS}])
def test_a_visit_that_is_over_is_a_visitors(
    running: RunningConsole, seconds: dict[str, int]
) -> None:
    browser = running.signed_in(Role.SECRETARY)
    token = hash_of(browser.cookies[VISIT_COOKIE])

    def age(batch: Batch) -> None:
        older = {name: int(batch.now.timestamp()) - value for name, value in seconds.items()}
        batch.connection.execute(update(visits).where(visits.c.token == token).values(**older))

    running.council.run(age)
    assert wrong(running, Role.VISITOR, browser) == []


def test_a_closed_account_is_a_visitors(running: RunningConsole) -> None:
    browser = running.signed_in(Role.SECRETARY, "nghi-viec")

    def close(batch: Batch) -> None:
        mine = accounts.c.account == "nghi-viec"
        batch.connection.execute(update(accounts).where(mine).values(state=CLOSED))

    running.council.run(close)
    assert wrong(running, Role.VISITOR, browser) == []


def test_a_token_that_nobody_was_given_is_a_visitors(running: RunningConsole) -> None:
    browser = running.browser()
    browser.cookies[VISIT_COOKIE] = new_token()
    browser.cookies[SCREEN_COOKIE] = new_token()
    assert wrong(running, Role.VISITOR, browser) == []


def test_every_method_that_is_not_in_the_table_is_refused(running: RunningConsole) -> None:
    browser = running.signed_in(Role.SECRETARY)
    paths = {path for _, path in MATRIX}
    for path in sorted(paths):
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            assert browser.call(method, sample(path)).status == 405, (method, path)
        if ("POST", path) not in MATRIX:
            assert browser.post(sample(path)).status == 405, path


def test_nothing_but_guarded_makes_a_route() -> None:
    folder: Path = ROOT / "council_server" / "console"
    makers = re.compile(r"\b(Route|Mount|WebSocketRoute|add_route)\(")
    found = {p.name for p in folder.glob("*.py") if makers.search(p.read_text("utf-8"))}
    assert found == {"guarding.py"}
