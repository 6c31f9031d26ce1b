"""Attacks on the page where chair and secretary sign: the browser's own script signs what is shown, or nothing (ADR 19)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from council_server.console.roles import Role
from protocol.poll_states import Stage
from tests.browsers import COMPARISON, chromium, make_key, sign, signed_in_page
from tests.console import RunningConsole, running_console
from tests.session_folders import write_session

CLEARED = """() => new Promise((done) => {
    indexedDB.deleteDatabase("nghi-truong").onsuccess = () => done(null);
})"""


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RunningConsole, Page]]:
    """A chair at a browser with a key, and a poll that waits to be opened."""
    folder: Path = tmp_path_factory.mktemp("signing")
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        console = stack.enter_context(running_console(folder / "council", delegates=1))
        console.council.publish(write_session(folder / "s1"))
        console.council.define_poll("p1")
        page = signed_in_page(browser, console, Role.CHAIR, "minh")
        make_key(page, console, "minh", "chair")
        yield console, page


def to_sign(page: Page) -> None:
    page.goto("/console/polls/p1")
    page.get_by_role("button", name="Mở biểu quyết").click()
    expect(page.locator("body")).to_have_attribute("data-signing", "ready")


def state(console: RunningConsole) -> Stage:
    return console.council.council.record.replay.polls["p1"].stage


def test_no_script_can_read_the_key(stage: tuple[RunningConsole, Page]) -> None:
    _, page = stage
    page.goto("/console/key")
    expect(page.locator("#key-page")).to_have_attribute("data-now", "ready")
    told = page.evaluate(
        """async () => {
            const [key] = await officeKeys.all();
            const tries = ["pkcs8", "jwk", "raw"].map((form) =>
                crypto.subtle.exportKey(form, key.privateKey).then(() => "read", () => "refused"));
            return [key.privateKey.extractable, ...(await Promise.all(tries))];
        }"""
    )
    assert told == [False, "refused", "refused", "refused"]


@pytest.mark.parametrize(
    "change",
    [
        # the words on the page are others than the ones to be signed
        "p => { const pre = p.querySelector('pre'); pre.textContent = pre.textContent.replace('p1', 'p2'); }",
        # the attributes are for another statement
        "p => { const b = atob(p.dataset.attributes); p.dataset.attributes = btoa(b.slice(0, 90) + '\\x00' + b.slice(91)); }",
        # something hangs on behind
        "p => { p.dataset.attributes = btoa(atob(p.dataset.attributes) + '\\x00'); }",
        # another certificate is named
        "p => { const b = atob(p.dataset.attributes); p.dataset.attributes = btoa(b.slice(0, -1) + '\\x00'); }",
        "p => { p.dataset.attributes = ''; }",
    ],
)
def test_what_is_not_exactly_what_is_shown_is_not_signed(
    stage: tuple[RunningConsole, Page], change: str
) -> None:
    console, page = stage
    to_sign(page)
    page.locator(".statement").first.evaluate(change)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_role("button", name="Ký và thực hiện").click()
    expect(page.locator("body")).to_have_attribute("data-signing", "differs")
    expect(page.get_by_role("alert")).to_contain_text("Chưa có gì được ký")
    assert "POST" not in sent
    assert state(console) is Stage.DEFINED


def test_a_computer_that_lost_its_key_says_so_and_can_enrol_another(
    stage: tuple[RunningConsole, Page],
) -> None:
    console, page = stage
    page.goto("/console/polls/p1")
    page.evaluate(CLEARED)
    page.get_by_role("button", name="Mở biểu quyết").click()
    expect(page.locator("body")).to_have_attribute("data-signing", "nokey")
    expect(page.get_by_role("alert")).to_contain_text("không còn giữ khóa ký")
    expect(page.get_by_role("button", name="Ký và thực hiện")).to_be_disabled()
    make_key(page, console, "minh", "chair")
    to_sign(page)
    sign(page)
    assert state(console) is Stage.OPEN


def test_a_page_that_was_closed_while_it_waited_goes_on_with_the_same_key(
    stage: tuple[RunningConsole, Page],
) -> None:
    console, page = stage
    page.goto("/console/key")
    expect(page.locator("#key-page")).to_have_attribute("data-now", "ready")
    page.evaluate(CLEARED)
    page.reload()
    page.get_by_label("Mã trên giấy ghi danh").fill(console.council.sheet("minh", "Minh", "chair"))
    page.get_by_role("button", name="Tạo khóa và ghi danh").click()
    expect(page.locator("#comparison")).to_have_text(COMPARISON)
    code = page.locator("#comparison").inner_text()
    page.goto("/console")
    page.goto("/console/key")
    expect(page.locator("#comparison")).to_have_text(code)
    console.council.confirm_all()
    expect(page.locator("#key-page")).to_have_attribute("data-now", "ready")


def test_a_wrong_code_is_told_and_leaves_no_key(stage: tuple[RunningConsole, Page]) -> None:
    _, page = stage
    page.goto("/console/key")
    expect(page.locator("#key-page")).to_have_attribute("data-now", "ready")
    page.evaluate(CLEARED)
    page.reload()
    page.get_by_label("Mã trên giấy ghi danh").fill("0000-0000-0000-0000")
    page.get_by_role("button", name="Tạo khóa và ghi danh").click()
    expect(page.get_by_role("alert")).to_contain_text("Mã không đúng")
    assert page.evaluate("officeKeys.all().then((found) => found.length)") == 0
