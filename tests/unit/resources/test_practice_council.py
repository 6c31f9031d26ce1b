"""The practice council's files agree with each other, and its papers are papers."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

COUNCIL = Path(__file__).resolve().parents[3] / "resources" / "practice_council"
SESSIONS = sorted(COUNCIL.glob("sessions/*/session.toml"))
PAPERS = sorted(COUNCIL.glob("sessions/**/*.pdf"))
SESSION_3 = COUNCIL / "sessions" / "2026-ky-hop-3-chuyen-de"
MAX_BYTES = 6_000_000
KINDS = {"thuong-le", "chuyen-de", "phat-sinh-dot-xuat"}
STEPS = [
    "trinh",
    "tham-tra",
    "thao-luan-to",
    "thao-luan",
    "giai-trinh",
    "tiep-thu",
    "bieu-quyet",
    "ban-hanh",
]
TYPES = {
    "to-trinh",
    "du-thao-nghi-quyet",
    "bao-cao-tham-tra",
    "giai-trinh-tiep-thu",
    "phu-luc",
    "giay-moi",
    "chuong-trinh",
    "bao-cao",
    "de-an",
    "tong-hop-kien-nghi",
    "ket-qua-giai-quyet-kien-nghi",
    "phieu-chat-van",
    "tra-loi-chat-van",
    "bien-ban",
    "thong-bao-ket-luan",
    "nghi-quyet",
}


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def papers_of(session: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from session.get("paper", ())
    for item in session["item"]:
        yield from item["paper"]


@cache
def pages(path: Path) -> tuple[str, ...]:
    """The text of each page, its line ends and spaces evened out."""
    document = pypdfium2.PdfDocument(path)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range().replace("\r\n", "\n"))
        text_page.close()
        page.close()
    document.close()
    return tuple(texts)


def words(text: str) -> str:
    return " ".join(text.split())


def delegates() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = toml(COUNCIL / "council.toml")["delegate"]
    return found


def test_the_council_has_21_different_delegates() -> None:
    assert len({one["id"] for one in delegates()}) == 21
    assert len({one["name"] for one in delegates()}) == 21
    assert toml(COUNCIL / "council.toml")["council"]["delegates"] == 21


def test_each_delegate_has_a_slug_an_nfc_name_a_title_and_a_known_group() -> None:
    council = toml(COUNCIL / "council.toml")["council"]
    for one in delegates():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", one["id"])
        assert unicodedata.is_normalized("NFC", one["name"])
        assert one["title"]
        assert one["group"] in council["groups"]
        assert one.get("committee", council["committees"][0]) in council["committees"]


def test_an_id_is_the_name_without_diacritics() -> None:
    for one in delegates():
        plain = unicodedata.normalize("NFD", one["name"].lower().replace("đ", "d"))
        folded = "".join(letter for letter in plain if not unicodedata.combining(letter))
        assert one["id"] == folded.replace(" ", "-")


def test_chair_and_learner_are_delegates_and_the_secretary_is_not() -> None:
    council = toml(COUNCIL / "council.toml")
    ids = {one["id"] for one in delegates()}
    assert {council["council"]["chair"], council["council"]["learner"]} <= ids
    assert council["secretary"]["id"] not in ids


def test_each_committee_has_a_head() -> None:
    titles = {one["title"] for one in delegates()}
    for committee in toml(COUNCIL / "council.toml")["council"]["committees"]:
        assert f"Trưởng {committee} HĐND phường" in titles


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.parent.name)
def test_a_session_uses_only_known_kinds_steps_and_types(path: Path) -> None:
    session = toml(path)
    assert session["session"]["kind"] in KINDS
    assert session["session"]["starts"] < session["session"]["ends"]
    assert {item["step"] for item in session["item"]} <= set(STEPS)
    assert {paper["type"] for paper in papers_of(session)} <= TYPES


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.parent.name)
def test_ids_are_unique_where_they_must_be(path: Path) -> None:
    session = toml(path)
    for group in ([session], [{"paper": session["item"]}], session["item"]):
        for holder in group:
            ids = [paper["id"] for paper in holder.get("paper", ())]
            assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.parent.name)
def test_every_file_a_session_names_is_there_and_no_paper_is_left_out(path: Path) -> None:
    named = [
        paper[key] for paper in papers_of(toml(path)) for key in ("file", "pdf") if key in paper
    ]
    assert all((path.parent / name).is_file() for name in named)
    there = {file.name for file in path.parent.iterdir() if file.suffix in (".pdf", ".docx")}
    assert set(named) == there


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.parent.name)
def test_a_word_paper_has_a_pdf_beside_it_so_that_no_converter_is_needed(path: Path) -> None:
    for paper in papers_of(toml(path)):
        assert paper["file"].endswith(".pdf") or paper["pdf"].endswith(".pdf")


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.parent.name)
def test_a_paper_shows_the_number_and_the_day_that_the_session_states(path: Path) -> None:
    for paper in papers_of(toml(path)):
        text = words(" ".join(pages(path.parent / paper.get("pdf", paper["file"]))))
        assert paper.get("number", "") in text
        day = paper["issued"]
        month = f"{day.month:02d}" if day.month < 3 else str(day.month)
        if paper["type"] != "du-thao-nghi-quyet":
            assert f"ngày {day:%d} tháng {month} năm {day.year}" in text


def test_a_draft_resolution_has_no_number_yet() -> None:
    drafts = [path for path in PAPERS if "du-thao-nghi-quyet" in path.name]
    assert len(drafts) == 4
    for draft in drafts:
        assert re.search(r"Số:\s+/NQ-HĐND", pages(draft)[0])
        assert "DỰ THẢO" in pages(draft)[0]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_a_paper_has_nfc_text_and_a_title_and_says_that_it_is_practice_material(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    title, author = (document.get_metadata_value(key) for key in ("Title", "Author"))
    document.close()
    assert title
    assert author.endswith("phường Bình An")
    for text in pages(path):
        assert len(text) > 100
        assert unicodedata.is_normalized("NFC", text)
        assert "Tài liệu thực hành" in text
    assert "MẬT" not in " ".join(pages(path)).split()


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_a_paper_names_its_subject_on_the_first_page(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    title = document.get_metadata_value("Title")
    document.close()
    subject = title.split(" về việc ")[-1].removesuffix(" (đã tiếp thu ý kiến đại biểu)")
    for prefix in (
        "Đề án ",
        "Nghị quyết về ",
        "Phụ lục: ",
        "Giấy mời dự ",
        "Chương trình ",
        "Báo cáo ",
    ):
        subject = subject.removeprefix(prefix)
    # The title block may add a word inside ("quốc phòng, an ninh"); the first five words stand unbroken.
    opening = " ".join(subject.split()[:5]).casefold()
    assert opening in words(pages(path)[0]).casefold()


def test_one_paper_is_long_and_one_is_landscape() -> None:
    assert len(pages(SESSION_3 / "01-de-an-thanh-lap-phong.pdf")) >= 10
    document = pypdfium2.PdfDocument(SESSION_3 / "03-phu-luc-du-toan.pdf")
    width, height = document.get_page_size(0)
    document.close()
    assert width > height


def test_all_papers_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in COUNCIL.rglob("*") if path.is_file()) < MAX_BYTES


def rows(path: Path, columns: int) -> list[tuple[str, list[int]]]:
    """(label, numbers) of each printed table row that ends in `columns` numbers; money in tenths."""
    number = re.compile(r"[+-]?\d[\d.]*(,\d)?")
    found = []
    for line in "\n".join(pages(path)).splitlines():
        cells = line.split()
        first = len(cells)
        while first and number.fullmatch(cells[first - 1]):
            first -= 1
        if 0 < first == len(cells) - columns:
            numbers = [int(re.sub("[.,]", "", cell)) for cell in cells[first:]]
            found.append((" ".join(cells[:first]), numbers))
    return found


def test_the_staff_appendix_adds_up_in_both_directions() -> None:
    *units, total = rows(SESSION_3 / "02-phu-luc-bien-che.pdf", 9)
    assert len(units) == 11
    assert total[0] == "Tổng cộng"
    for _, cells in [*units, total]:
        assert sum(cells[:4]) == cells[4]
        assert cells[4] + cells[5] == cells[6]
        assert cells[7] + cells[8] == cells[6]
    assert [sum(column) for column in zip(*(cells for _, cells in units), strict=True)] == total[1]


def test_the_budget_appendix_adds_up_and_keeps_the_total() -> None:
    path = SESSION_3 / "03-phu-luc-du-toan.pdf"
    cut = [cells for label, cells in rows(path, 3) if label[0].isdigit()]
    given = [cells for label, cells in rows(path, 6) if label[0].isdigit()]
    (heads,) = [cells for label, cells in rows(path, 3) if label.startswith("I Đơn vị")]
    (reserve,) = [cells for label, cells in rows(path, 3) if label.startswith("II ")]
    (grants,) = [cells for label, cells in rows(path, 6) if label.startswith("III ")]
    (total,) = [cells for label, cells in rows(path, 7) if label.startswith("Tổng cộng")]
    assert (len(cut), len(given)) == (4, 9)
    assert all(before - less == after for before, less, after in [*cut, heads, reserve])
    assert [sum(column) for column in zip(*cut, strict=True)] == heads
    assert all(more == pay + run + buy == after for _, more, pay, run, buy, after in given)
    assert [sum(column) for column in zip(*given, strict=True)] == grants
    assert total == [heads[0] + reserve[0], heads[1] + reserve[1], *grants[1:5], total[0]]
    assert total[1] == total[2]


def test_the_papers_repeat_the_sums_of_the_appendices() -> None:
    staff = rows(SESSION_3 / "02-phu-luc-bien-che.pdf", 9)[-1][1]
    (money,) = [
        cells for label, cells in rows(SESSION_3 / "03-phu-luc-du-toan.pdf", 7) if "Tổng" in label
    ]
    for path in SESSION_3.glob("**/02-[dbt]*.pdf"):
        text = words(" ".join(pages(path)))
        assert str(staff[4]) in text
        assert f"{staff[6]} biên chế" in text or f"là {staff[6]}," in text
    printed = [f"{cell // 10:,}".replace(",", ".") + f",{cell % 10}" for cell in money]
    for path in SESSION_3.glob("03-[dbt]*.pdf"):
        text = words(" ".join(pages(path)))
        assert f"{printed[0]} triệu đồng" in text
        assert f"{printed[2]} triệu đồng" in text


def test_the_departments_are_the_same_ten_in_every_paper() -> None:
    names = {
        label.split(maxsplit=1)[1]
        for label, _ in rows(SESSION_3 / "03-phu-luc-du-toan.pdf", 6)
        if label[0].isdigit()
    }
    assert len(names) == 9
    for name in ("01-to-trinh", "01-du-thao", "01-de-an", "02-to-trinh", "02-du-thao"):
        (path,) = SESSION_3.glob(f"{name}*.pdf")
        text = words(" ".join(pages(path)))
        assert all(department in text for department in names)


def test_the_second_version_of_the_draft_differs_from_the_first_and_keeps_article_1() -> None:
    (first,) = SESSION_3.glob("02-du-thao-*.pdf")
    (second,) = SESSION_3.glob("updates/02-du-thao-*.pdf")
    old, new = (words(" ".join(pages(path))) for path in (first, second))
    assert old != new
    article = re.compile(r"Điều 1\..*?Điều 2\.")
    assert article.search(old)[0] == article.search(new)[0]  # type: ignore[index]


def test_the_script_gives_every_delegate_exactly_one_part_in_every_poll() -> None:
    council, script = toml(COUNCIL / "council.toml"), toml(COUNCIL / "practice.toml")
    everyone = Counter(one["id"] for one in council["delegate"])
    for poll in script["poll"]:
        parts = [*poll["votes"], *poll.get("hand_votes", ()), *poll.get("late_votes", ())]
        parts += [*poll["silent"], *script["practice"]["absent"], council["council"]["learner"]]
        assert Counter(parts) == everyone


def test_the_script_shows_a_late_a_hand_a_silent_and_an_absent_delegate() -> None:
    script = toml(COUNCIL / "practice.toml")
    for part in ("hand_votes", "late_votes", "silent"):
        assert sum(len(poll.get(part, ())) for poll in script["poll"]) == 1
    assert len(script["practice"]["absent"]) == 1


def test_a_poll_passes_whatever_the_learner_does() -> None:
    for poll in toml(COUNCIL / "practice.toml")["poll"]:
        votes = [*poll["votes"].values(), *poll.get("hand_votes", {}).values()]
        rule, approve = poll["rule"], sum(choice == "APPROVE" for choice, _ in votes)
        assert rule["den"] * approve > rule["num"] * 21


def test_the_acts_name_polls_items_and_files_that_exist() -> None:
    script = toml(COUNCIL / "practice.toml")
    polls = {poll["id"] for poll in script["poll"]}
    session = toml(SESSION_3 / "session.toml")
    documents = {(item["id"], paper["id"]) for item in session["item"] for paper in item["paper"]}
    assert script["practice"]["session"] == session["session"]["id"]
    assert documents >= {(poll["item"], poll["document"]) for poll in script["poll"]}
    for act in script["act"]:
        assert act["title_vi"]
        assert act["title_en"]
        assert act["wait"] >= 0
        if act["do"] == "revise":
            assert (SESSION_3 / act["file"]).is_file()
            assert (act["item"], act["document"]) in documents
        else:
            assert act["poll"] in polls


def test_each_poll_is_opened_closed_and_its_result_announced_in_that_order() -> None:
    script = toml(COUNCIL / "practice.toml")
    for poll in script["poll"]:
        deeds = [act["do"] for act in script["act"] if act.get("poll") == poll["id"]]
        assert deeds == ["open", "close", "result"]
