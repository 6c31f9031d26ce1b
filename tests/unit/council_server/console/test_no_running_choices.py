"""Before counting ended no page, fragment or header tells anything about the choices: two polls alike but for them look alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server import polls
from council_server.console.roles import Role
from council_server.console.screens import make_screen
from council_server.console.visits import SCREEN_COOKIE
from council_server.sittings import Sitting, show_sitting
from protocol.enrolments import CHAIR, SECRETARY
from tests.console import Browser, PageAnswer, RunningConsole, running_console
from tests.remote_keys import RemoteSeat
from tests.session_folders import write_session

VARIES = re.compile(
    r"[0-9a-f]{64}|phieu-[ab]|<strong data-ends=\"\d+\">\d+|\d\d:\d\d:\d\d|data-ends=\"\d+\"|value=\"[\w-]{43}\""
    r"|/sign/[0-9a-f]{32}|[A-Za-z0-9+/=]{120,}|tb-[0-9a-f]+|data-device=\"[^\"]*\"|\d\d:\d\d:\d\d[^<]*"
)
CODE = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")
SIDES = {"phieu-a": ("APPROVE",) * 4, "phieu-b": ("DISAPPROVE", "ABSTAIN", "DISAPPROVE", "ABSTAIN")}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    folder: Path = tmp_path_factory.mktemp("choices")
    with running_console(folder / "council", delegates=5) as console:
        console.council.publish(write_session(folder / "s1"))
        yield console


class Onlookers:
    """Everybody who may look: secretary, chair, and the projector."""

    def __init__(self, console: RunningConsole) -> None:
        self.console = console
        self.secretary = console.signed_in(Role.SECRETARY, "thu-ky")
        self.chair = console.signed_in(Role.CHAIR, "minh")
        self.screen = console.browser()
        link = console.council.run(
            lambda batch: make_screen(
                batch.connection, batch.council, name="x", made_by="thu-ky", now=batch.now
            )
        )
        self.screen.get(link)
        assert SCREEN_COOKIE in self.screen.cookies

    def look(self, poll: str) -> list[str]:
        """All that they see, without what differs between any two polls."""
        both: list[tuple[Browser, str]] = [
            (browser, path)
            for browser in (self.secretary, self.chair)
            for path in (
                f"/console/polls/{poll}",
                f"/console/polls/{poll}/live",
                "/console/sittings/s1/sang",
                "/console",
                "/console/record",
                "/hall",
                "/hall/now",
            )
        ]
        both += [(self.screen, "/hall"), (self.screen, "/hall/now")]
        return [self._without(browser.get(path)) for browser, path in both]

    @staticmethod
    def _without(answer: PageAnswer) -> str:
        assert answer.status == 200, answer.text
        headers = sorted(
            (name, value)
            for name, value in answer.headers.items()
            if name not in {"date", "x-time", "content-length", "set-cookie"}
        )
        return VARIES.sub("*", CODE.sub("#", f"{headers}\n{answer.text}"))


def run_poll(console: RunningConsole, onlookers: Onlookers, poll: str) -> list[list[str]]:
    """What is seen after each step of a poll until it is void, so that the next one begins alike."""
    council = console.council
    council.define_poll(poll, late="grace:600", electorate=["minh", "hoa", "tuan", "lan", "duc"])
    council.open_poll(poll)
    seen = [onlookers.look(poll)]
    for person, choice in zip(("minh", "hoa", "tuan"), SIDES[poll], strict=False):
        delegate = council.delegate(person)
        assert council.client(delegate).post_entry(*delegate.vote(poll, choice)).status == 200
        seen.append(onlookers.look(poll))
    council.run(
        lambda batch: polls.record_hand_vote(
            batch, council.secretary, poll, voter="lan", choice=SIDES[poll][3], reason="hỏng máy"
        )
    )
    seen.append(onlookers.look(poll))
    council.close_poll(poll)  # the grace period begins
    seen.append(onlookers.look(poll))
    council.run(lambda batch: polls.void_poll(batch, council.chair, poll, "thử lại"))
    return seen


def test_what_is_shown_while_votes_are_counted_does_not_hang_on_the_choices(
    running: RunningConsole,
) -> None:
    council = running.council
    council.run(lambda batch: show_sitting(batch, Sitting("s1", "sang", "s1.m1")))
    first = Onlookers(running)
    seen_a = run_poll(running, first, "phieu-a")
    # the page of the sitting lists polls, so the second begins on an item that looks like the first
    seen_b = run_poll(running, first, "phieu-b")
    for step, (a, b) in enumerate(zip(seen_a, seen_b, strict=True)):
        for page, (one, other) in enumerate(zip(a, b, strict=True)):
            assert without_first(one) == without_first(other), (step, page)


def without_first(text: str) -> str:
    """Without the lines about earlier polls of the item, and the size of the record."""
    lines = [
        line.strip()
        for line in text.splitlines()
        if "stage-void" not in line and "poll-line" not in line
    ]
    return re.sub(r"\b\d{1,3}\b(?=</dd>| *, so với| *, to compare)", "n", "\n".join(lines))


def test_a_signing_page_shows_no_count_before_the_end(running: RunningConsole) -> None:
    council = running.council
    council.define_poll("phieu-c")
    council.open_poll("phieu-c")
    chair = RemoteSeat(council, council.enrol("minh", "trinh-duyet-1", role=CHAIR))
    secretary = RemoteSeat(council, council.enrol("thu-ky", "trinh-duyet-2", role=SECRETARY))
    minh = council.delegate("minh")
    before = [
        chair.prepare("close", poll="phieu-c").statements,
        secretary.prepare("attendance", session="s1", sitting="sang", absent=[]).statements,
    ]
    assert council.client(minh).post_entry(*minh.vote("phieu-c", "DISAPPROVE")).status == 200
    after = [
        chair.prepare("close", poll="phieu-c").statements,
        secretary.prepare("attendance", session="s1", sitting="sang", absent=[]).statements,
    ]
    assert [VARIES.sub("*", str(s)) for s in before] == [VARIES.sub("*", str(s)) for s in after]
