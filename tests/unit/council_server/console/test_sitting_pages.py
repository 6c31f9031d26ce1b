"""The pages of a sitting over HTTP, without a window: what they refuse, where they lead, and what the trail keeps."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from council_server.console.key_pages import KEYS_COOKIE
from council_server.console.roles import Role
from council_server.console.tables import acts
from council_server.sittings import Sitting, show_sitting
from protocol.enrolments import CHAIR, SECRETARY
from protocol.poll_states import Stage
from tests.console import Browser, PageAnswer, RunningConsole, running_console
from tests.remote_keys import plain_signature
from tests.running_council import HeldDelegate
from tests.session_folders import write_session

QUESTION = {
    "question": "Tán thành?",
    "document": "s1.m1.du-thao",
    "voter": ["minh", "hoa", "tuan"],
    "last_call": "0",
}
ATTRIBUTES = re.compile(r'data-attributes="([^"]+)"')


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    folder: Path = tmp_path_factory.mktemp("sitting")
    with running_console(folder / "council", delegates=3) as console:
        console.council.publish(write_session(folder / "s1"))
        console.council.run(lambda batch: show_sitting(batch, Sitting("s1", "sang", "s1.m1")))
        yield console


class Seat:
    """A signed-in office whose browser holds a key."""

    def __init__(self, console: RunningConsole, person: str, role: str, device: str) -> None:
        self.held: HeldDelegate = console.council.enrol(person, device, role=role)
        self.browser: Browser = console.signed_in(Role(role), person)
        answer = self.browser.post_json("/console/key", {"device": device})
        assert answer.json["certificate"]
        assert self.browser.cookies[KEYS_COOKIE] == device

    def values(self, page: PageAnswer) -> list[str]:
        """What this browser's key says to a confirm page."""
        found = [base64.b64decode(unescape(text)) for text in ATTRIBUTES.findall(page.text)]
        return [base64.b64encode(plain_signature(self.held.key, data)).decode() for data in found]

    def sign(self, answer: PageAnswer) -> PageAnswer:
        """From the answer of a page's form to the answer of the confirm page's."""
        assert answer.status == 303, answer.text
        assert answer.location.startswith("/console/sign/"), answer.location
        page = self.browser.get(answer.location)
        return self.browser.post(answer.location, {"value": self.values(page)})


@pytest.fixture(scope="module")
def chair(running: RunningConsole) -> Seat:
    return Seat(running, "minh", CHAIR, "tb-chu-toa")


@pytest.fixture(scope="module")
def secretary(running: RunningConsole) -> Seat:
    return Seat(running, "thu-ky", SECRETARY, "tb-thu-ky")


def stage(running: RunningConsole, poll: str) -> Stage:
    return running.council.council.record.replay.polls[poll].stage


def test_who_has_no_key_is_sent_to_make_one(running: RunningConsole) -> None:
    stranger = running.signed_in(Role.CHAIR, "hoa")
    running.council.define_poll("cho-khoa")
    answer = stranger.post("/console/polls/cho-khoa/step", {"step": "open"})
    assert (answer.status, answer.location) == (303, "/console/key")
    assert stranger.post_json("/console/key", {"device": "minh-may-1"}).status == 404
    stranger.cookies[KEYS_COOKIE] = "minh-may-1~..~tb-chu-toa"
    answer = stranger.post("/console/polls/cho-khoa/step", {"step": "open"})
    assert (answer.status, answer.location) == (303, "/console/key")


def test_a_poll_goes_its_way_by_forms_alone(
    running: RunningConsole, secretary: Seat, chair: Seat
) -> None:
    answer = secretary.sign(secretary.browser.post("/console/polls/new/s1.m1", QUESTION))
    assert answer.location == "/console/polls/m1-1"
    for step, after in (("open", Stage.OPEN), ("close", Stage.CLOSED), ("result", Stage.RESULT)):
        answer = chair.sign(chair.browser.post("/console/polls/m1-1/step", {"step": step}))
        assert answer.location == "/console/polls/m1-1"
        assert stage(running, "m1-1") is after
    assert "Không thông qua" in chair.browser.get("/console/polls/m1-1").text


def test_what_enters_the_record_is_suggested_in_vietnamese_on_an_english_page(
    running: RunningConsole,
) -> None:
    secretary = running.signed_in(Role.SECRETARY, "thu-ky")
    secretary.post("/console/look", {"language": "en", "back": "/console"})
    page = unescape(secretary.get("/console/polls/new/s1.m1").text)
    assert "Texts voted on" in page
    assert "Đại biểu có tán thành thông qua" in page
    running.council.define_poll("tieng-viet")
    running.council.open_poll("tieng-viet")
    page = unescape(secretary.get("/console/polls/tieng-viet").text)
    assert "Record a raised hand" in page
    assert "Máy của đại biểu gặp sự cố" in page


def test_a_form_that_is_not_whole_comes_back_with_its_words(
    secretary: Seat,
) -> None:
    answer = secretary.browser.post("/console/polls/new/s1.m1", {"question": "Câu hỏi của tôi"})
    assert answer.status == 400
    assert "Hãy chọn ít nhất một văn bản." in answer.text
    assert "Hãy chọn ít nhất một đại biểu." in answer.text
    assert "Câu hỏi của tôi" not in secretary.browser.get("/console/polls/new/s1.m1").text
    wrong = {"document": "s1.m9.la", "voter": "khong-ai"}
    assert secretary.browser.post("/console/polls/new/s1.m1", wrong).status == 400
    assert secretary.browser.post("/console/polls/new/s1.m9", QUESTION).status == 404
    answer = secretary.browser.post("/console/sittings", {"session": "s1", "name": "!!!"})
    assert "Hãy nhập tên phiên họp" in answer.text


def test_what_the_record_refuses_is_said_in_words_and_kept_in_the_trail(
    running: RunningConsole, chair: Seat
) -> None:
    running.council.define_poll("buoc-sai")
    answer = chair.browser.post("/console/polls/buoc-sai/step", {"step": "close"})
    assert answer.status == 409
    assert "không ở bước cho phép" in answer.text
    assert chair.browser.post("/console/polls/buoc-sai/step", {"step": "nhay"}).status == 400
    assert chair.browser.post("/console/polls/buoc-sai/void", {"reason": " "}).status == 400
    running.council.open_poll("buoc-sai")
    later = chair.browser.post("/console/polls/buoc-sai/step", {"step": "close"})
    running.council.close_poll("buoc-sai")
    assert chair.sign(later).status == 409
    with running.council.council.database.reading() as connection:
        found = connection.execute(acts.select().order_by(acts.c.seq)).all()
    assert [(row.act, row.outcome) for row in found if "buoc-sai" in row.target] == [
        ("sign.close", "refused"),
        ("sign.close", "refused"),
    ]


def test_another_persons_prepared_act_is_not_there(
    running: RunningConsole, chair: Seat, secretary: Seat
) -> None:
    running.council.define_poll("cua-toi")
    mine = chair.browser.post("/console/polls/cua-toi/step", {"step": "open"}).location
    page = chair.browser.get(mine)
    other = running.signed_in(Role.CHAIR, "minh")  # the same person in another browser
    for browser in (secretary.browser, other):
        assert browser.get(mine).status == 409
        assert browser.post(mine, {"value": chair.values(page)}).status == 409
    assert stage(running, "cua-toi") is Stage.DEFINED
    assert chair.browser.post(f"{mine}/cancel").location == "/console/polls/cua-toi"
    assert chair.browser.post(mine, {"value": chair.values(page)}).status == 409
    assert stage(running, "cua-toi") is Stage.DEFINED


def test_a_signature_that_is_none_changes_nothing_and_can_be_given_again(
    running: RunningConsole, chair: Seat
) -> None:
    running.council.define_poll("chu-ky")
    at = chair.browser.post("/console/polls/chu-ky/step", {"step": "open"}).location
    good = chair.values(chair.browser.get(at))
    for values in ([], ["!"], ["AAAA"], [good[0][:-4] + "AAA="], good * 2):
        answer = chair.browser.post(at, {"value": values})
        assert answer.status == 409, values
        assert stage(running, "chu-ky") is Stage.DEFINED
    assert chair.browser.post(at, {"value": good}).status == 303
    assert stage(running, "chu-ky") is Stage.OPEN


def test_a_hand_vote_says_whose_hand_what_and_why(running: RunningConsole, secretary: Seat) -> None:
    running.council.define_poll("gio-tay")
    running.council.open_poll("gio-tay")
    whole = {"voter": "hoa", "choice": "APPROVE", "reason": "hỏng máy"}
    path = "/console/polls/gio-tay/hand-vote"
    for missing in whole:
        assert secretary.browser.post(path, whole | {missing: ""}).status == 400
    assert secretary.browser.post(path, whole | {"voter": "nguoi-la"}).status == 409
    assert secretary.browser.post(path, whole | {"choice": "KHAC"}).status == 409
    assert secretary.sign(secretary.browser.post(path, whole)).status == 303
    standing = running.council.council.record.replay.polls["gio-tay"].standing
    assert [(vote.voter, vote.hand) for vote in standing.values()] == [("hoa", True)]


def test_a_grace_period_is_not_ended_before_its_seconds_are_over(
    running: RunningConsole, chair: Seat
) -> None:
    running.council.define_poll("gia-han", late="grace:600")
    running.council.open_poll("gia-han")
    close = {"step": "close"}
    assert chair.sign(chair.browser.post("/console/polls/gia-han/step", close)).status == 303
    assert stage(running, "gia-han") is Stage.GRACE
    page = chair.browser.get("/console/polls/gia-han").text
    assert "data-ends=" in page
    assert re.search(r"data-when-over disabled", page)
    answer = chair.browser.post("/console/polls/gia-han/step", close)
    assert answer.status == 409
    assert "Thời gian đã báo chưa hết" in answer.text


def test_a_poll_in_place_of_a_void_one_names_it(
    running: RunningConsole, secretary: Seat, chair: Seat
) -> None:
    running.council.define_poll("ban-cu")
    reason = {"reason": "có bản mới"}
    assert chair.sign(chair.browser.post("/console/polls/ban-cu/void", reason)).status == 303
    form = secretary.browser.get("/console/polls/new/s1.m1").text
    assert re.search(r'<option value="ban-cu" selected>ban-cu: có bản mới', form)
    answer = secretary.sign(
        secretary.browser.post("/console/polls/new/s1.m1", QUESTION | {"replaces": "ban-cu"})
    )
    name = answer.location.rpartition("/")[2]
    defined = running.council.council.record.replay.polls[name].definition
    assert (defined.replaces, defined.last_call, defined.electorate) == (
        "ban-cu",
        0,
        ("hoa", "minh", "tuan"),
    )
