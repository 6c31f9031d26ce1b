"""The pages about drafts: everything works by plain forms, and two people at one draft lose nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from council_server.console.roles import Role
from council_server.draft_store import read_draft
from council_server.drafts import Draft
from tests.console import Browser, RunningConsole, running_console
from tests.session_folders import small_pdf
from tests.uploaded_files import docx, pdf_with_script

REV = re.compile(r'name="rev" value="(\d+)"')


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    with running_console(tmp_path_factory.mktemp("drafts") / "council", delegates=1) as running:
        yield running


@pytest.fixture
def clerk(running: RunningConsole) -> Browser:
    return running.signed_in(Role.CLERK)


@pytest.fixture
def path(clerk: Browser) -> str:
    """A fresh draft's page."""
    answer = clerk.post("/console/drafts", {"kind": "thuong-le", "title": "Kỳ họp thứ 5"})
    assert answer.status == 303
    return answer.location.removesuffix("/head")


def draft_of(running: RunningConsole, path: str) -> Draft:
    council = running.council.council
    with council.database.reading() as connection:
        return read_draft(connection, council.id, path.rpartition("/")[2]).draft


def head(title: str, rev: str) -> dict[str, str]:
    return {
        "kind": "thuong-le",
        "title": title,
        "place": "Hội trường",
        "starts": "2026-12-10T08:00",
        "ends": "2026-12-10T11:30",
        "papers_due": "2026-12-03",
        "rev": rev,
    }


def rev_at(browser: Browser, path: str) -> str:
    found = REV.search(browser.get(path).text)
    assert found is not None
    return found[1]


def test_a_draft_is_filled_in_by_plain_forms(
    running: RunningConsole, clerk: Browser, path: str
) -> None:
    answer = clerk.post(f"{path}/head", head("Kỳ họp thứ 5", rev_at(clerk, f"{path}/head")))
    assert answer.location == f"{path}?done=saved"
    for title in ("Biên chế", "Dự toán"):
        assert clerk.post(f"{path}/items", {"title": title}).status == 303
    clerk.post(f"{path}/items/du-toan/move", {"way": "up"})
    draft = draft_of(running, path)
    assert (draft.head.starts, draft.head.papers_due) == ("2026-12-10T08:00:00+07:00", "2026-12-03")
    assert [item.id for item in draft.items] == ["ky-hop", "du-toan", "bien-che"]
    page = clerk.get(path).text
    assert page.index("Dự toán") < page.index("Biên chế")
    assert "08:00, 10/12/2026" in page


def test_a_file_becomes_a_paper_and_what_it_says_of_itself_can_be_corrected(
    running: RunningConsole, clerk: Browser, path: str
) -> None:
    clerk.post(f"{path}/items", {"title": "Biên chế"})
    data = small_pdf("To trinh ve bien che")
    answer = clerk.upload(f"{path}/items/bien-che/files", [("file", "16-TTr-UBND.pdf", data)])
    paper = f"{path}/items/bien-che/papers/to-trinh"
    assert (answer.status, answer.location) == (303, paper)
    rev = rev_at(clerk, paper)
    fields = {"type": "to-trinh", "title": "Tờ trình về biên chế", "number": "16/TTr-UBND"}
    assert clerk.post(paper, {**fields, "rev": rev}).status == 303
    kept = draft_of(running, path).paper("bien-che", "to-trinh")
    assert (kept.title, kept.number) == ("Tờ trình về biên chế", "16/TTr-UBND")
    file = clerk.get(f"{paper}/pdf")
    assert (file.body, file.headers["content-type"]) == (data, "application/pdf")
    assert file.headers["content-disposition"].startswith("attachment;")
    page = clerk.get(path).text
    assert "Tờ trình về biên chế" in page
    assert "mới, chưa phát hành" in page


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"MZ a program", "Không phải PDF, Word, JPEG, PNG hay TIFF"),
        ("a.docx", docx({"word/vbaProject.bin": b"x"}), "có macro"),
        ("a.pdf", pdf_with_script(), "chứa mã lệnh"),
        ("MẬT - ke hoach.pdf", small_pdf("x"), "mang dấu Mật"),
    ],
)
def test_a_refused_file_is_explained_and_changes_nothing(
    running: RunningConsole, clerk: Browser, path: str, name: str, data: bytes, says: str
) -> None:
    before = draft_of(running, path)
    answer = clerk.upload(f"{path}/items/ky-hop/files", [("file", name, data)])
    assert answer.status == 409
    assert says in answer.text
    told = clerk.call(
        "POST",
        f"{path}/items/ky-hop/files/data",
        clerk._multipart([("file", name, data)], {}),
        {"Content-Type": "multipart/form-data; boundary=----nghi-truong-test"},
    )
    assert told.status == 422
    assert says in told.json["text"]
    assert draft_of(running, path) == before


def test_of_two_people_at_one_part_the_second_is_told_and_keeps_what_they_entered(
    running: RunningConsole, clerk: Browser, path: str
) -> None:
    other = running.signed_in(Role.SECRETARY)
    rev = rev_at(clerk, f"{path}/head")
    assert other.post(f"{path}/head", head("Tên của thư ký", rev)).status == 303
    answer = clerk.post(f"{path}/head", head("Tên của chuyên viên", rev))
    assert answer.status == 409
    assert "người khác đã sửa" in answer.text
    assert "Tên của thư ký" in answer.text
    assert 'value="Tên của chuyên viên"' in answer.text
    assert draft_of(running, path).head.title == "Tên của thư ký"
    again = REV.search(answer.text)
    assert again is not None
    assert clerk.post(f"{path}/head", head("Tên của chuyên viên", again[1])).status == 303
    assert draft_of(running, path).head.title == "Tên của chuyên viên"


def test_what_is_wrong_is_said_beside_its_field(clerk: Browser, path: str) -> None:
    wrong = head("", rev_at(clerk, f"{path}/head")) | {"ends": "2026-12-10T07:00"}
    answer = clerk.post(f"{path}/head", wrong)
    assert answer.status == 400
    assert 'id="title-error"' in answer.text
    assert "Giờ bế mạc phải sau giờ khai mạc" in answer.text


def test_a_secret_paper_is_told_by_one_line_and_its_title_is_refused(
    running: RunningConsole, clerk: Browser, path: str
) -> None:
    clerk.post(f"{path}/items", {"title": "Quốc phòng"})
    item = f"{path}/items/quoc-phong"
    fields = {"title": "(TỐI MẬT) Quốc phòng", "step": "trinh", "rev": rev_at(clerk, item)}
    assert "dấu chỉ độ mật" in clerk.post(item, fields).text
    answer = clerk.post(f"{item}/secret", {"rev": rev_at(clerk, item), "on_paper": "yes"})
    assert answer.status == 303
    assert draft_of(running, path).item("quoc-phong").on_paper
    assert '<p class="secret">Nội dung có tài liệu mật - xem bản giấy</p>' in clerk.get(path).text


def test_a_clerk_sees_the_dry_run_and_publishes_nothing(
    running: RunningConsole, clerk: Browser, path: str
) -> None:
    page = clerk.get(f"{path}/dry-run")
    assert page.status == 409
    assert "chưa nhập thời gian khai mạc" in page.text
    clerk.post(f"{path}/head", head("Kỳ họp thứ 5", rev_at(clerk, f"{path}/head")))
    clerk.upload(f"{path}/items/ky-hop/files", [("file", "Giay moi.pdf", small_pdf("Giay moi"))])
    page = clerk.get(f"{path}/dry-run?who=minh")
    assert page.status == 200
    assert "sẽ thấy 1 tài liệu" in page.text
    assert "Chỉ thư ký ký và phát hành" in page.text
    assert clerk.post(f"{path}/publish", {"rev": "2"}).status == 403
    assert running.council.council.record.replay.manifests == {}


def test_a_draft_is_discarded_only_as_it_was_seen(clerk: Browser, path: str) -> None:
    assert clerk.post(f"{path}/discard", {"rev": "99"}).status == 409
    assert clerk.get(path).status == 200
    assert clerk.post(f"{path}/discard", {"rev": "1"}).location == "/console/drafts"
    assert clerk.get(path).status == 404
