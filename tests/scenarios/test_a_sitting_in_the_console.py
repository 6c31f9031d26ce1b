"""A whole sitting from the browser: two real browsers that sign, three real desks that vote, and a bundle that verifies."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from PySide6.QtGui import QImage

from council_server.__main__ import main as council
from council_server.clock import vietnam_now
from council_server.console.second_factors import STEP_SECONDS
from protocol.bundles import read_bundle
from protocol.checkpoints import open_checkpoint
from protocol.poll_states import Stage
from protocol.verify import main as verify
from tests.browsers import (
    PROJECTOR,
    ask_for_key,
    begin_account,
    chromium,
    has_key,
    make_key,
    new_page,
    sign,
    sign_in,
    troubles_of,
)
from tests.console import RunningConsole, running_console
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import write_session
from ui.qr_reading import read_code

VOTERS = {"hoa": "APPROVE", "tuan": "DISAPPROVE", "lan": "APPROVE"}
"""minh is the chair, duc's computer has failed, thao is absent."""
TWO_ITEMS = """\
[session]
id = "s1"
kind = "chuyen-de"
title = "Kỳ họp chuyên đề"
place = "Hội trường"
starts = 2026-11-26T08:00:00+07:00
ends = 2026-11-26T11:30:00+07:00

[[item]]
id = "m1"
title = "Thành lập phòng chuyên môn"
step = "thao-luan"

[[item.paper]]
id = "du-thao"
type = "du-thao-nghi-quyet"
title = "Dự thảo Nghị quyết thành lập phòng"
file = "du-thao.pdf"

[[item]]
id = "m2"
title = "Điều chỉnh dự toán"
step = "thao-luan"

[[item.paper]]
id = "du-thao"
type = "du-thao-nghi-quyet"
title = "Dự thảo Nghị quyết điều chỉnh dự toán"
file = "du-thao.pdf"
"""


class Clock:
    """Real time, and more when told: nobody waits for a last call."""

    def __init__(self) -> None:
        self.more = timedelta()

    def __call__(self) -> datetime:
        return vietnam_now() + self.more


@dataclass
class Hall:
    """Everybody in it."""

    console: RunningConsole
    clock: Clock
    secretary: Page
    chair: Page
    screen: Page
    desks: dict[str, DeskAtWork]

    def stage(self, poll: str) -> Stage:
        return self.console.council.council.record.replay.polls[poll].stage

    def votes(self, poll: str, person: str) -> None:
        """The delegate's desk learns of the poll, signs, sends, and holds the receipt."""
        desk = self.desks[person]
        desk.sync.run_once()
        desk.vote(poll, VOTERS[person])
        desk.sync.run_once()

    def pages_say(self, words: str) -> None:
        """On every page of the hall at once."""
        for page in (self.secretary, self.chair, self.screen):
            expect(page.get_by_text(words).first).to_be_visible()

    def step(self, button: str) -> None:
        """The chair presses, looks, signs."""
        self.chair.get_by_role("button", name=button).click()
        sign(self.chair)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with ExitStack() as stack:
        browser, clock = stack.enter_context(chromium()), Clock()
        console = stack.enter_context(
            running_console(tmp_path / "council", delegates=6, clock=clock)
        )
        console.council.publish(write_session(tmp_path / "s1", toml=TWO_ITEMS))
        desks = {
            person: stack.enter_context(enrolled_desk(tmp_path / person, console.council, person))
            for person in VOTERS
        }
        yield Hall(
            console,
            clock,
            new_page(browser, console),
            new_page(browser, console),
            new_page(browser, console, PROJECTOR),
            desks,
        )


def test_a_sitting_is_led_voted_in_and_proven(
    hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    troubles = [troubles_of(page) for page in (hall.secretary, hall.chair, hall.screen)]
    take_office(hall, capsys)
    make_key(hall.secretary, hall.console, "thu-ky", "secretary")
    give_the_chair_a_key(hall)
    begin_the_sitting(hall)
    put_up_the_screen(hall)
    define(hall)
    vote_and_close(hall)
    announce(hall)
    void_one_on_the_next_item(hall)
    check_the_bundle(hall, tmp_path)
    assert troubles == [[], [], []]


def take_office(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    """Both were given a link at the server's command line; the secretary comes back another time."""
    home = str(hall.console.council.home.path)
    for page, person, role in (
        (hall.secretary, "thu-ky", "secretary"),
        (hall.chair, "minh", "chair"),
    ):
        assert council(["--home", home, "account", "add", person, "--role", role]) == 0
        link = re.search(r"/console/\S+", capsys.readouterr().out)
        assert link
        secret = begin_account(page, link[0], hall.clock)
        if person == "thu-ky":
            page.goto("/console")
            page.get_by_role("button", name="Đăng xuất").click()
            hall.clock.more += timedelta(seconds=STEP_SECONDS)
            sign_in(page, person, secret, hall.clock)


def give_the_chair_a_key(hall: Hall) -> None:
    """The secretary compares the code on both screens, and signs the enrolment with the key of her own browser."""
    code = ask_for_key(hall.chair, hall.console, "minh", "chair")
    page = hall.secretary
    page.goto("/console/devices")
    page.get_by_role("link", name="So mã").click()
    expect(page.locator(".comparison")).to_have_text(code)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Xác nhận thiết bị").click()
    sign(page)
    has_key(hall.chair)


def begin_the_sitting(hall: Hall) -> None:
    page = hall.secretary
    page.goto("/console/sittings")
    page.get_by_label("Tên phiên họp").fill("Phiên sáng 26-11")
    page.get_by_role("button", name="Mở phiên họp mới").click()
    page.get_by_role("link", name="Điểm danh").click()
    page.get_by_label("Thao").uncheck()
    expect(page.locator("#roll-count")).to_have_text("Có mặt: 5/6")
    page.get_by_role("button", name="Xem lại và ký").click()
    expect(page.locator(".statement")).to_contain_text("Thao")
    sign(page)
    expect(page.get_by_text("Có mặt 5/6 đại biểu")).to_be_visible()
    page.get_by_role("button", name="Chuyển đến mục này Thành lập phòng chuyên môn").click()
    expect(page.locator(".item.current")).to_contain_text("Thành lập phòng chuyên môn")


def put_up_the_screen(hall: Hall) -> None:
    page = hall.secretary
    page.goto("/console/screens")
    page.get_by_role("button", name="Tạo đường dẫn").click()
    hall.screen.goto(page.locator("code.link").inner_text())
    expect(hall.screen).to_have_url(re.compile("/hall$"))
    expect(hall.screen.get_by_text("Thành lập phòng chuyên môn")).to_be_visible()


def define(hall: Hall) -> None:
    page = hall.secretary
    page.goto("/console/sittings/s1/phien-sang-26-11")
    page.get_by_role("link", name="Lập lượt biểu quyết Thành lập phòng chuyên môn").click()
    page.get_by_label("Báo trước khi đóng").select_option("30")
    page.get_by_role("button", name="Xem lại và ký").click()
    shown = page.locator(".statement")
    expect(shown).to_contain_text("tức ít nhất 4 trên 6")
    version = hall.console.council.council.record.replay.versions["s1.m1.du-thao"]
    expect(shown).to_contain_text(next(iter(version)))
    sign(page)
    hall.chair.goto("/console/polls/m1-1")
    hall.step("Mở biểu quyết")
    hall.pages_say("phiếu đã nhận")


def vote_and_close(hall: Hall) -> None:
    for count, person in enumerate(VOTERS, 1):
        hall.votes("m1-1", person)
        for page in (hall.secretary, hall.chair, hall.screen):
            expect(page.locator(".receipts strong")).to_have_text(str(count))
    page = hall.secretary
    expect(page.get_by_text("Có mặt, chưa có phiếu: 2")).to_be_visible()
    page.get_by_text("Ghi biểu quyết giơ tay").click()
    page.get_by_label("Đại biểu", exact=True).select_option(label="Duc")
    page.get_by_label("Ý kiến").select_option("APPROVE")
    page.get_by_role("button", name="Xem lại và ký").click()
    sign(page)
    expect(hall.screen.locator(".receipts strong")).to_have_text("4")
    hall.step("Báo sắp đóng (30 giây)")
    expect(hall.screen.locator("[data-ends]")).to_have_text(re.compile(r"^0:2\d$|^0:30$"))
    close = hall.chair.get_by_role("button", name="Đóng biểu quyết")
    expect(close).to_be_disabled()
    hall.clock.more += timedelta(seconds=30)
    expect(close).to_be_enabled()
    hall.step("Đóng biểu quyết")
    assert hall.stage("m1-1") is Stage.CLOSED
    hall.screen.get_by_text("chờ công bố kết quả").wait_for()


def announce(hall: Hall) -> None:
    hall.step("Công bố kết quả")
    line = (
        "5/6 đại biểu có mặt; 3 tán thành; 1 không tán thành; 0 không biểu quyết; "
        "tán thành đạt 50,0 % tổng số đại biểu: Không thông qua"
    )
    hall.pages_say(line)
    assert hall.stage("m1-1") is Stage.RESULT
    code = hall.screen.locator("footer .code").inner_text()
    hall.chair.goto("/console/record")
    expect(hall.chair.locator("dd .code")).to_have_text(code)
    desk = hall.desks["hoa"]
    desk.sync.run_once()
    assert desk.do(desk.desk.votes.verify_record).code == code
    read_the_code_off_the_wall(hall)


def read_the_code_off_the_wall(hall: Hall) -> None:
    """The QR code on the screen is the council's signed checkpoint of the record as it stands."""
    council = hall.console.council.council
    text = read_code(QImage.fromData(hall.screen.screenshot()))
    checkpoint = open_checkpoint(text, council.record.replay.log_keys, council.home.origin)
    edge = council.record.replay.edge
    assert (checkpoint.size, checkpoint.root) == (edge.size, edge.root())


def void_one_on_the_next_item(hall: Hall) -> None:
    hall.secretary.get_by_role("button", name="Sang mục tiếp theo").click()
    expect(hall.screen.get_by_text("Điều chỉnh dự toán")).to_be_visible()
    desk = hall.desks["lan"]
    desk.sync.run_once()
    assert desk.do(lambda: desk.desk.agenda.programme("s1")).current_item == "s1.m2"
    page = hall.chair
    page.goto("/console/polls/new/s1.m2")
    page.get_by_role("button", name="Xem lại và ký").click()
    sign(page)
    hall.step("Mở biểu quyết")
    hall.votes("m2-1", "hoa")
    page.get_by_text("Hủy lượt biểu quyết này").click()
    page.get_by_label("Lý do hủy").fill("Dự thảo được tiếp thu, có bản mới")
    page.get_by_role("button", name="Xem lại và ký việc hủy").click()
    sign(page)
    expect(page.get_by_text("Lượt biểu quyết đã hủy: Dự thảo")).to_be_visible()
    assert hall.stage("m2-1") is Stage.VOID
    expect(hall.screen.get_by_text("đã hủy: Dự thảo")).to_be_visible()


def check_the_bundle(hall: Hall, tmp_path: Path) -> None:
    page = hall.secretary
    page.goto("/console/record")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Tải gói hồ sơ (.zip)").click()
    path = tmp_path / "record.zip"
    caught.value.save_as(path)
    root = hall.console.council.root_sha256
    assert len(read_bundle(path).records) == hall.console.council.council.record.replay.size
    assert verify([str(path), "--root", root]) == 0
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(path) as bundle:
        bundle.extractall(folder)
    if shutil.which("jq") is None or shutil.which("openssl") is None:
        pytest.skip("the shell check needs openssl and jq")
    script = next(folder.rglob("verify-record.sh"))
    done = subprocess.run(
        ["bash", script.name, root], cwd=script.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
