"""Signing in with password and one-time code, and everything that is tried instead."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

import pytest

from council_server.console.accounts import close_account
from council_server.console.roles import Role
from council_server.console.throttling import (
    ACCOUNT_TRIES,
    ADDRESS_TRIES,
    KNOWN_COOKIE,
    WINDOW_SECONDS,
    Bucket,
    take_try,
)
from council_server.console.visits import DOOR_COOKIE, IDLE_SECONDS, LIFE_SECONDS, VISIT_COOKIE
from council_server.writer import Batch
from tests.console import RunningConsole, running_console
from tests.running_council import HOST
from tests.unit.council_server.console.people import Clock, SomeOne, someone

SIGN_IN = "/console/sign-in"


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[RunningConsole]:
    folder = tmp_path_factory.mktemp("sign-in") / "council"
    with running_console(folder, delegates=1, clock=clock) as running:
        yield running


@pytest.fixture
def hoa(request: pytest.FixtureRequest, running: RunningConsole, clock: Clock) -> SomeOne:
    """Somebody whose account was begun in another browser; every test has its own quarter of an hour."""
    clock.on(seconds=WINDOW_SECONDS)
    hoa = someone(running, clock, f"hoa-{crc32(request.node.name.encode())}")
    assert hoa.begin(running.browser()).status == 200
    return hoa


def test_a_link_begins_an_account_once(running: RunningConsole, clock: Clock) -> None:
    minh = someone(running, clock, "minh")
    browser = running.browser()
    page = browser.get(minh.link)
    assert "data:image/svg+xml" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert minh.begin(browser).status == 200
    assert len(minh.recovery) == 10
    assert browser.get("/console").status == 200
    assert running.browser().get(minh.link).status == 404


def test_a_link_is_good_for_three_days(running: RunningConsole, clock: Clock) -> None:
    late = someone(running, clock, "tre-hen")
    clock.on(days=3)
    answer = running.browser().get(late.link)
    assert answer.status == 404
    assert "đường dẫn mới" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "ngắn quá", "again": "ngắn quá"}, "ít nhất 12 ký tự"),
        ({"password": "Matkhau@12345", "again": "Matkhau@12345"}, "nhiều người dùng"),
        ({"password": "một câu rất dài của tôi", "again": "một câu khác"}, "không giống nhau"),
        ({"code": "000000"}, "Mã không đúng"),
    ],
)
def test_the_link_says_beside_the_field_what_is_wrong(
    running: RunningConsole, clock: Clock, typed: dict[str, str], said: str
) -> None:
    guest = someone(running, clock, f"khach-{crc32(said.encode())}")
    browser = running.browser()
    browser.get(guest.link)
    fields = {"password": guest.password, "again": guest.password, "code": guest.code()}
    answer = browser.post(guest.link, fields | typed)
    assert answer.status == 400
    assert said in answer.text
    assert guest.password not in answer.text


def test_password_and_code_together_open_the_console(running: RunningConsole, hoa: SomeOne) -> None:
    browser = running.browser()
    answer = hoa.sign_in(browser, next="/console/account?done=password")
    assert (answer.status, answer.location) == (303, "/console/account?done=password")
    cookie = next(line for line in answer.set_cookies if line.startswith(VISIT_COOKIE))
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word in cookie
    assert "Max-Age" not in cookie
    assert "Domain" not in cookie
    assert browser.get("/console").status == 200


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/console/../x", "/v1/root"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(
    running: RunningConsole, hoa: SomeOne, wanted: str
) -> None:
    answer = hoa.sign_in(running.browser(), next=wanted)
    assert answer.status == 303
    assert answer.location in {"/console", "/console/../x"}


def test_every_failure_says_the_same(running: RunningConsole, hoa: SomeOne) -> None:
    browser = running.browser()
    answers = [
        hoa.sign_in(browser, password="một câu sai hẳn rồi"),
        hoa.sign_in(browser, code="000000"),
        hoa.sign_in(browser, account="khong-co-ai"),
        hoa.sign_in(browser, code="ABCD EFGH JKMN PQRS TUVW XYZ2"),
    ]
    assert {answer.status for answer in answers} == {401}
    texts = {answer.text.replace(hoa.account, "").replace("khong-co-ai", "") for answer in answers}
    assert len(texts) == 1
    assert VISIT_COOKIE not in browser.cookies


def test_a_code_opens_once(running: RunningConsole, hoa: SomeOne) -> None:
    code = hoa.code()
    assert hoa.sign_in(running.browser(), code=code).status == 303
    assert hoa.sign_in(running.browser(), code=code).status == 401


def test_a_recovery_code_opens_once_and_however_it_is_written(
    running: RunningConsole, hoa: SomeOne
) -> None:
    code = hoa.recovery[3].lower().replace(" ", "-")
    assert hoa.sign_in(running.browser(), code=code).status == 303
    assert hoa.sign_in(running.browser(), code=code).status == 401
    assert hoa.sign_in(running.browser(), code=hoa.recovery[4]).status == 303


def test_a_telephone_may_be_half_a_minute_off_and_no_more(
    running: RunningConsole, hoa: SomeOne
) -> None:
    assert hoa.sign_in(running.browser(), code=hoa.code(ahead=-3)).status == 401
    assert hoa.sign_in(running.browser(), code=hoa.code(ahead=3)).status == 401
    assert hoa.sign_in(running.browser(), code=hoa.code(ahead=1)).status == 303


def test_a_visit_that_was_there_before_is_over_after_signing_in(
    running: RunningConsole, hoa: SomeOne
) -> None:
    """Session fixation: what a browser brought along never becomes a visit, and the old one ends."""
    planted = "A" * 43
    browser = running.browser()
    browser.cookies[VISIT_COOKIE] = planted
    assert hoa.sign_in(browser).status == 303
    first = browser.cookies[VISIT_COOKIE]
    assert first != planted
    browser.cookies[DOOR_COOKIE] = "B" * 43
    again = running.browser()
    again.cookies[VISIT_COOKIE] = first
    page = again.post(
        SIGN_IN, {"account": hoa.account, "password": hoa.password, "code": hoa.code()}
    )
    assert page.status == 303
    assert again.cookies[VISIT_COOKIE] != first
    old = running.browser()
    old.cookies[VISIT_COOKIE] = first
    assert old.get("/console").status == 303


def test_signing_out_ends_the_visit_at_the_server(running: RunningConsole, hoa: SomeOne) -> None:
    browser = running.browser()
    hoa.sign_in(browser)
    token = browser.cookies[VISIT_COOKIE]
    assert browser.post("/console/sign-out").headers["clear-site-data"] == '"cache"'
    browser.cookies[VISIT_COOKIE] = token
    assert browser.get("/console").status == 303


def test_a_visit_ends_after_half_an_hour_without_use(
    running: RunningConsole, hoa: SomeOne, clock: Clock
) -> None:
    browser = running.browser()
    hoa.sign_in(browser)
    for _ in range(3):
        clock.on(seconds=IDLE_SECONDS - 1)
        assert browser.get("/console").status == 200
    clock.on(seconds=IDLE_SECONDS)
    assert browser.get("/console").status == 303


def test_a_visit_ends_after_twelve_hours_whatever_is_done(
    running: RunningConsole, hoa: SomeOne, clock: Clock
) -> None:
    browser = running.browser()
    hoa.sign_in(browser)
    for _ in range(LIFE_SECONDS // 1200 - 1):
        clock.on(seconds=1200)
        assert browser.get("/console").status == 200
    clock.on(seconds=1200)
    assert browser.get("/console").status == 303


def test_strangers_are_slowed_down_and_the_owners_browser_is_not(
    running: RunningConsole, hoa: SomeOne, clock: Clock
) -> None:
    known, stranger = running.browser(), running.browser()
    assert hoa.sign_in(known).status == 303
    assert KNOWN_COOKIE in known.cookies
    known.post("/console/sign-out")
    for _ in range(ACCOUNT_TRIES):
        assert hoa.sign_in(stranger, password="một câu sai hẳn rồi").status == 401
    answer = hoa.sign_in(stranger)
    assert answer.status == 429
    assert "phút" in answer.text
    assert hoa.sign_in(known).status == 303
    clock.on(seconds=WINDOW_SECONDS)
    assert hoa.sign_in(stranger).status == 303


def test_a_known_browser_is_slowed_down_too(running: RunningConsole, hoa: SomeOne) -> None:
    known = running.browser()
    hoa.sign_in(known)
    known.post("/console/sign-out")
    for _ in range(ACCOUNT_TRIES):
        assert hoa.sign_in(known, code="000000").status == 401
    assert hoa.sign_in(known).status == 429


def test_a_made_up_mark_makes_no_browser_known(running: RunningConsole, hoa: SomeOne) -> None:
    stranger = running.browser()
    for number in range(ACCOUNT_TRIES):
        stranger.cookies[KNOWN_COOKIE] = f"{number:032x}.{'0' * 64}"
        assert hoa.sign_in(stranger, code="000000").status == 401
    assert hoa.sign_in(stranger).status == 429


def test_an_address_that_tries_many_accounts_is_slowed_down(
    running: RunningConsole, hoa: SomeOne, clock: Clock
) -> None:
    clock.on(seconds=WINDOW_SECONDS)
    browser = running.browser()
    browser.get(SIGN_IN)

    def many(batch: Batch) -> None:
        for _ in range(ADDRESS_TRIES - 2):
            bucket = Bucket(f"address:{HOST}", ADDRESS_TRIES)
            assert take_try(batch.connection, batch.council, [bucket], batch.now) == 0

    running.council.run(many)
    statuses = [
        browser.post(
            SIGN_IN, {"account": f"ai-do-{number}", "password": "x" * 12, "code": "000000"}
        ).status
        for number in range(3)
    ]
    assert statuses == [401, 401, 429]


def test_what_is_missing_is_said_beside_its_field(running: RunningConsole) -> None:
    browser = running.browser()
    browser.get(SIGN_IN)
    answer = browser.post(SIGN_IN, {"account": "minh"})
    assert answer.status == 400
    assert answer.text.count("Hãy điền mục này.") == 2
    assert 'aria-invalid="true"' in answer.text


def test_a_closed_account_opens_to_nobody(
    running: RunningConsole, hoa: SomeOne, clock: Clock
) -> None:
    browser = running.browser()
    hoa.sign_in(browser)
    code = hoa.code()
    running.council.run(lambda b: close_account(b.connection, b.council, hoa.account))
    assert browser.get("/console").status == 303
    assert hoa.sign_in(running.browser(), code=code).status == 401


def test_roles_come_from_the_account(running: RunningConsole, clock: Clock) -> None:
    clerk = someone(running, clock, "chuyen-vien", Role.CLERK)
    clock.on(seconds=WINDOW_SECONDS)
    browser = running.browser()
    clerk.begin(browser)
    assert browser.get("/console").status == 200
    assert browser.get("/console/trail").status == 403
