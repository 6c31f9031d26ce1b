"""What people change about their own account, each time with password and code."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from zlib import crc32

import pytest

from council_server.console.second_factors import STEP_SECONDS, code_at, step_of
from council_server.console.throttling import WINDOW_SECONDS
from tests.console import Browser, RunningConsole, running_console
from tests.unit.council_server.console.people import Clock, SomeOne, someone

NEW = "gió đưa cành trúc la đà"
SECRET = re.compile(r'<span class="code">([A-Z2-7 ]+)</span>')
SEALED = re.compile(r'name="sealed" value="([0-9a-f]+)"')


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[RunningConsole]:
    folder = tmp_path_factory.mktemp("account") / "council"
    with running_console(folder, delegates=1, clock=clock) as running:
        yield running


@pytest.fixture
def hoa(request: pytest.FixtureRequest, running: RunningConsole, clock: Clock) -> SomeOne:
    clock.on(seconds=WINDOW_SECONDS)
    return someone(running, clock, f"hoa-{crc32(request.node.name.encode())}")


@pytest.fixture
def browser(running: RunningConsole, hoa: SomeOne) -> Browser:
    browser = running.browser()
    hoa.begin(browser)
    return browser


def test_a_new_password_signs_other_browsers_out(
    running: RunningConsole, hoa: SomeOne, browser: Browser
) -> None:
    other = running.browser()
    hoa.sign_in(other)
    before = dict(browser.cookies)
    fields = {"current": hoa.password, "code": hoa.code(), "password": NEW, "again": NEW}
    assert browser.post("/console/account/password", fields).status == 303
    assert browser.cookies != before
    assert browser.get("/console/account").status == 200
    assert other.get("/console").status == 303
    assert hoa.sign_in(running.browser()).status == 401
    assert hoa.sign_in(running.browser(), password=NEW).status == 303


def test_a_password_is_changed_only_by_who_knows_the_old_one_and_holds_the_telephone(
    hoa: SomeOne, browser: Browser
) -> None:
    path, new = "/console/account/password", {"password": NEW, "again": NEW}
    wrong = browser.post(path, {**new, "current": "một câu sai hẳn rồi", "code": hoa.code()})
    no_code = browser.post(path, {**new, "current": hoa.password, "code": "000000"})
    assert (wrong.status, no_code.status) == (401, 401)
    weak = {"password": "123456789012", "again": "123456789012"}
    answer = browser.post(path, {**weak, "current": hoa.password, "code": hoa.code()})
    assert answer.status == 400
    assert "chữ số" in answer.text


def test_new_recovery_codes_end_the_old_ones(
    running: RunningConsole, hoa: SomeOne, browser: Browser
) -> None:
    old = hoa.recovery[0]
    fields = {"current": hoa.password, "code": hoa.code()}
    answer = browser.post("/console/account/codes", fields)
    assert answer.status == 200
    new = re.findall(r'<li class="code">([A-Z0-9 ]+)</li>', answer.text)
    assert len(new) == 10
    assert hoa.sign_in(running.browser(), code=old).status == 401
    assert hoa.sign_in(running.browser(), code=new[0]).status == 303


def test_a_new_telephone_takes_the_place_of_the_old_one(
    running: RunningConsole, hoa: SomeOne, browser: Browser, clock: Clock
) -> None:
    page = browser.get("/console/account/telephone").text
    shown, sealed = SECRET.search(page), SEALED.search(page)
    assert shown
    assert sealed
    text = shown[1].replace(" ", "")
    secret = base64.b32decode(text + "=" * (-len(text) % 8))
    old = hoa.secret()
    fields = {"current": hoa.password, "code": hoa.code(), "sealed": sealed[1]}
    fields["new_code"] = code_at(secret, step_of(clock()))
    assert browser.post("/console/account/telephone", fields).status == 303
    assert hoa.secret() == secret
    clock.on(seconds=STEP_SECONDS)
    code = code_at(old, step_of(clock()))
    assert hoa.sign_in(running.browser(), code=code).status == 401
    assert hoa.sign_in(running.browser()).status == 303


def test_a_telephone_sealed_for_another_visit_is_not_taken(
    running: RunningConsole, hoa: SomeOne, browser: Browser
) -> None:
    other = running.browser()
    hoa.sign_in(other)
    sealed = SEALED.search(other.get("/console/account/telephone").text)
    assert sealed
    before = hoa.secret()
    fields = {"current": hoa.password, "code": hoa.code(), "sealed": sealed[1], "new_code": "1"}
    answer = browser.post("/console/account/telephone", fields)
    assert answer.location == "/console/account/telephone"
    assert hoa.secret() == before


def test_one_sees_and_ends_ones_own_browsers_and_nobody_elses(
    running: RunningConsole, hoa: SomeOne, browser: Browser, clock: Clock
) -> None:
    other = running.browser()
    hoa.sign_in(other)
    stranger = someone(running, clock, f"{hoa.account}-b")
    strangers = running.browser()
    stranger.begin(strangers)
    page = browser.get("/console/account").text
    ids = re.findall(r'name="visit" value="([0-9a-f]{64})"', page)
    assert len(ids) == 1
    foreign = running.browser()
    stranger.sign_in(foreign)
    theirs = re.findall(
        r'name="visit" value="([0-9a-f]{64})"', strangers.get("/console/account").text
    )
    browser.post("/console/account/end-visit", {"visit": theirs[0]})
    assert foreign.get("/console").status == 200
    browser.post("/console/account/end-visit", {"visit": ids[0]})
    assert other.get("/console").status == 303
    hoa.sign_in(other)
    assert browser.post("/console/account/end-others").status == 303
    assert other.get("/console").status == 303
    assert browser.get("/console").status == 200
