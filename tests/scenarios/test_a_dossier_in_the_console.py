"""A dossier from the browser: prepared, dropped, previewed, signed and published, and read on a delegate's desk."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from council_server.clock import vietnam_now
from council_server.console.roles import Role
from council_server.console.visits import VISIT_COOKIE
from council_server.delivered_files import DeliveryBook
from delegate_app.domain.council_sessions import Programme, sent_late
from delegate_app.domain.documents import Document
from tests.browsers import chromium, make_key, sign, signed_in_page
from tests.console import RunningConsole, running_console
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import small_pdf

YESTERDAY = vietnam_now() - timedelta(days=1)
SESSION = f"{YESTERDAY.year}-ky-hop-thu-5"
DROP = """([place, files]) => {
    const carried = new DataTransfer();
    for (const [name, data] of files) {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        carried.items.add(new File([bytes], name));
    }
    for (const kind of ["dragenter", "dragover", "drop"]) {
        place.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
    }
}"""
"""What a file manager does when files are let go over a place of the page; everything after it is the page's own."""


class Clock:
    """Yesterday from noon on, and more when told: no midnight falls into the story, and no certificate begins in the future."""

    def __init__(self) -> None:
        self.more = timedelta()
        self._start = vietnam_now()

    def __call__(self) -> datetime:
        return YESTERDAY.replace(hour=12, minute=0) + (vietnam_now() - self._start) + self.more


@dataclass
class Office:
    """The office's browsers and one delegate's desk."""

    console: RunningConsole
    clock: Clock
    clerk: Page
    secretary: Page
    desk: DeskAtWork
    book: DeliveryBook

    def drop(self, place: Locator, files: dict[str, bytes]) -> None:
        """Files are let go over a place, and the page shows them once they are taken."""
        carried = [[name, base64.b64encode(data).decode()] for name, data in files.items()]
        place.wait_for()
        with self.clerk.expect_navigation():
            self.clerk.evaluate(DROP, [place.element_handle(), carried])

    def publish(self) -> None:
        """The secretary looks at the preview, signs and publishes; the desk synchronises."""
        self.secretary.goto(f"/console/drafts/{SESSION}/dry-run")
        self.secretary.get_by_role("button", name="Phát hành").click()
        sign(self.secretary)
        expect(self.secretary.get_by_text("Đã phát hành. Tài liệu đang được gửi")).to_be_visible()
        self.desk.sync.run_once()

    def programme(self) -> Programme:
        return self.desk.do(lambda: self.desk.desk.agenda.programme(SESSION))

    def paper(self, name: str) -> Document:
        return next(d for d in self.programme().documents if d.id.endswith(name))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with ExitStack() as stack:
        browser, clock = stack.enter_context(chromium()), Clock()
        console = stack.enter_context(
            running_console(tmp_path / "council", delegates=3, clock=clock)
        )
        book = stack.enter_context(closing(DeliveryBook(console.council.council)))
        console.council.service.blob_seen = book.seen
        desk = stack.enter_context(enrolled_desk(tmp_path / "hoa", console.council, "hoa"))
        yield Office(
            console,
            clock,
            signed_in_page(browser, console, Role.CLERK, "chuyen-vien"),
            signed_in_page(browser, console, Role.SECRETARY, "thu-ky"),
            desk,
            book,
        )


def test_a_dossier_is_prepared_published_and_goes_on_growing(office: Office) -> None:
    make_key(office.secretary, office.console, "thu-ky", "secretary")
    begin(office)
    put_items_in_order(office)
    drop_papers(office)
    refuse_what_is_no_paper(office)
    look_before_publishing(office)
    office.publish()
    read_on_the_desk(office)
    bring_a_new_version(office)
    bring_a_late_paper(office)
    see_the_delivery(office)


def begin(office: Office) -> None:
    page, today = office.clerk, office.clock()
    page.goto("/console/drafts")
    page.get_by_label("Tên kỳ họp").fill("Kỳ họp thứ 5")
    page.get_by_role("button", name="Lập bản nháp").click()
    page.get_by_label("Địa điểm").fill("Hội trường Ủy ban nhân dân")
    starts = today + timedelta(days=5)
    page.get_by_label("Khai mạc").fill(f"{starts:%Y-%m-%d}T08:00")
    page.get_by_label("Bế mạc").fill(f"{starts:%Y-%m-%d}T11:30")
    page.get_by_label("Hạn gửi tài liệu").fill(f"{today:%Y-%m-%d}")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu vào bản nháp")).to_be_visible()


def put_items_in_order(office: Office) -> None:
    page = office.clerk
    for title in ("Dự toán", "Biên chế", "Quốc phòng"):
        page.get_by_label("Nội dung của mục").fill(title)
        page.get_by_role("button", name="Thêm mục").click()
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    handle = page.locator("#bien-che .handle")
    with page.expect_navigation():
        handle.drag_to(page.locator("#du-toan"), target_position={"x": 60, "y": 8})
    expect(page.locator(".dossier-head h2")).to_have_text(
        ["Tài liệu chung của kỳ họp", "1. Biên chế", "2. Dự toán", "3. Quốc phòng"]
    )
    page.get_by_role("button", name="Đưa lên: Quốc phòng").click()
    expect(page.locator(".dossier-head h2").nth(2)).to_have_text("2. Quốc phòng")
    page.locator("#quoc-phong summary").click()
    page.locator("#quoc-phong").get_by_role("button", name="Báo có tài liệu mật").click()
    expect(page.locator("#quoc-phong .secret")).to_be_visible()


def drop_papers(office: Office) -> None:
    page = office.clerk
    files = {
        "16-TTr-UBND To trinh bien che.pdf": small_pdf("To trinh"),
        "Du thao nghi quyet bien che.pdf": small_pdf("Du thao, ban dau"),
    }
    office.drop(page.locator("#bien-che .drop"), files)
    rows = page.locator("#bien-che tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Tờ trình")
    expect(rows.nth(1)).to_contain_text("Dự thảo nghị quyết")
    expect(rows.nth(0)).to_contain_text("mới, chưa phát hành")
    page.locator("#ky-hop input[type=file]").set_input_files(
        {"name": "Chuong trinh.pdf", "mimeType": "application/pdf", "buffer": small_pdf("CT")}
    )
    with page.expect_navigation():
        page.locator("#ky-hop").get_by_role("button", name="Tải lên").click()
    expect(page.locator("#ky-hop tbody tr")).to_contain_text("Chương trình")


def refuse_what_is_no_paper(office: Office) -> None:
    page = office.clerk
    carried = [["virus.pdf", base64.b64encode(b"MZ a program").decode()]]
    place = page.locator("#du-toan .drop")
    page.evaluate(DROP, [place.element_handle(), carried])
    expect(place.locator(".refused")).to_contain_text("Không phải PDF, Word, JPEG, PNG hay TIFF")
    expect(page.locator("#du-toan tbody")).to_have_count(0)


def look_before_publishing(office: Office) -> None:
    page = office.clerk
    page.goto(f"/console/drafts/{SESSION}")
    page.get_by_role("link", name="Xem thử và phát hành").click()
    expect(page.get_by_text("Biên chế: Báo cáo thẩm tra")).to_be_visible()
    expect(page.get_by_text("Dự toán: chưa có tài liệu nào")).to_be_visible()
    row = page.locator("tbody tr", has_text="Du thao nghi quyet")
    expect(row.locator(".sees")).to_have_text(["Không", "Thấy"])
    row = page.locator("tbody tr", has_text="Chuong trinh")
    expect(row.locator(".sees")).to_have_text(["Thấy", "Thấy"])
    expect(page.get_by_text("Chỉ thư ký ký và phát hành")).to_be_visible()
    assert office.console.council.council.record.replay.manifests == {}
    office.desk.sync.run_once()
    assert office.desk.do(office.desk.desk.agenda.sessions) == ()


def read_on_the_desk(office: Office) -> None:
    programme = office.programme()
    shown = [
        (d.item.title if d.item else "", len(d.documents), d.on_paper) for d in programme.dossiers
    ]
    assert shown == [
        ("", 1, False),
        ("Biên chế", 2, False),
        ("Quốc phòng", 0, True),
        ("Dự toán", 0, False),
    ]
    draft = office.paper("du-thao-nghi-quyet").newest
    assert (draft.complete, draft.checked) == (True, True)
    assert office.desk.do(lambda: office.desk.bytes_of(draft.sha256)) == small_pdf(
        "Du thao, ban dau"
    )
    assert not any(sent_late(programme.session, d) for d in programme.documents)


def bring_a_new_version(office: Office) -> None:
    page = office.clerk
    page.goto(f"/console/drafts/{SESSION}")
    row = page.locator("#bien-che tbody tr", has_text="Du thao nghi quyet")
    expect(row).to_contain_text("đã phát hành")
    office.drop(row, {"Du thao sau tiep thu.pdf": small_pdf("Du thao, sau tiep thu")})
    expect(row).to_contain_text("bản mới, chưa phát hành")
    row.get_by_role("link").click()
    page.get_by_label("Nội dung thay đổi ở bản mới").fill("Tiếp thu ý kiến về Điều 3")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu vào bản nháp")).to_be_visible()
    office.publish()
    versions = office.paper("du-thao-nghi-quyet").versions
    assert [v.ordinal for v in versions] == [1, 2]
    assert (versions[1].note, versions[1].checked) == ("Tiếp thu ý kiến về Điều 3", True)
    newest = versions[1].sha256
    assert office.desk.do(lambda: office.desk.bytes_of(newest)) == small_pdf(
        "Du thao, sau tiep thu"
    )


def bring_a_late_paper(office: Office) -> None:
    office.clock.more += timedelta(days=1)
    sign_in_again(office, office.clerk, Role.CLERK, "chuyen-vien")
    sign_in_again(office, office.secretary, Role.SECRETARY, "thu-ky")
    page = office.clerk
    page.goto(f"/console/drafts/{SESSION}")
    files = {"Bao cao tham tra.pdf": small_pdf("Bao cao tham tra")}
    office.drop(page.locator("#bien-che .drop"), files)
    row = page.locator("#bien-che tbody tr", has_text="Bao cao tham tra")
    expect(row).to_contain_text("gửi muộn")
    office.publish()
    programme = office.programme()
    late = [d.id for d in programme.documents if sent_late(programme.session, d)]
    assert late == [f"{SESSION}.bien-che.bao-cao-tham-tra"]


def sign_in_again(office: Office, page: Page, role: Role, account: str) -> None:
    """The same browser, which still holds its key: a visit does not live for a day."""
    fresh = office.console.signed_in(role, account).cookies[VISIT_COOKIE]
    cookie = next(c for c in page.context.cookies() if c["name"] == VISIT_COOKIE)
    page.context.add_cookies(
        [
            {
                "name": VISIT_COOKIE,
                "value": fresh,
                "domain": cookie["domain"],
                "path": "/",
                "secure": True,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )


def see_the_delivery(office: Office) -> None:
    office.book.close()
    page = office.clerk
    page.goto(f"/console/deliveries/{SESSION}")
    expect(page.get_by_text("Đây là việc giao tài liệu, không phải việc đọc")).to_be_visible()
    fetched = page.locator("table").first.locator("tbody td:nth-child(3)")
    expect(fetched).to_have_text(["1/3"] * 4)
    expect(page.get_by_text("2 đại biểu chưa nhận được tài liệu nào: Minh, Tuan.")).to_be_visible()
