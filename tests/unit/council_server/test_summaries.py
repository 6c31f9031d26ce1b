"""The readable summary of a record bundle: what it says, that it is sound HTML, and that nobody takes it for evidence."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from council_server.__main__ import main
from council_server.conversion import find_libreoffice
from council_server.enrolments import revoke
from council_server.summaries import RecordSummary
from council_server.summary_words import percent
from protocol.bundles import read_bundle
from protocol.checkpoints import Checkpoint
from protocol.passing import BALLOTS, TWO_THIRDS, Quorum, Rule
from protocol.verify import check_bundle
from protocol.verify import main as verify
from tests.running_council import RunningCouncil, council
from tests.session_folders import write_session
from tests.unit.protocol.sample_council import SampleCouncil
from tests.unit.protocol.test_bundles import a_day

__all__ = ["council"]

VOID_TAGS = {"meta", "br"}


class Soundness(HTMLParser):
    """Counts tags; fails for one that is closed wrongly. Keeps the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data + " "


def page_of(sample: SampleCouncil) -> str:
    replay = sample.replay
    head = Checkpoint(sample.log, replay.size, replay.edge.root(), sample.now)
    return RecordSummary(replay, head).html()


def read(page: str) -> Soundness:
    found = Soundness()
    found.feed(page)
    found.close()
    assert not found.open
    found.text = re.sub(r"\s+", " ", found.text)
    return found


@pytest.fixture(scope="module")
def day() -> SampleCouncil:
    sample = a_day()
    sample.rotate(new_root=True)
    return sample


def test_the_page_needs_nothing_from_outside_and_its_tables_have_heads(day: SampleCouncil) -> None:
    page = page_of(day)
    seen = read(page).seen
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="vi">' in page
    assert not {"script", "img", "link", "iframe"} & set(seen)
    assert page.count("<caption>") == page.count("<thead>") > 3
    assert '<th scope="row"' in page
    assert "http" not in page
    assert page == page_of(day)


@pytest.mark.parametrize(
    "words",
    [
        "HĐND xã Bình Minh",
        "không phải là chứng cứ",
        "Kỳ họp thứ hai",
        "dự thảo nghị quyết",
        "Vắng mặt (1) Đại biểu db-04",
        "tán thành hơn 1/2 tổng số đại biểu, tức ít nhất 3 trên 4",
        "Tổng số đại biểu 4; có mặt 3; đã biểu quyết 3.",
        "Tán thành 2 50,0 %",
        "Kết quả: Không thông qua",
        "Đại biểu db-02 Tán thành giơ tay, thư ký ghi: Mất mạng",
        "Phiếu đến muộn (không được tính) Đại biểu db-04",
        "được tính trong 60 giây gia hạn sau khi đóng",
        "lựa chọn không có",
        "Lý do hủy Thay văn bản",
        "thu hồi thiết bị db-01.may-1 của Đại biểu db-01",
        "Lý do: Máy bị mất",
        "thay chứng thư gốc",
    ],
)
def test_the_page_says_what_the_record_says(day: SampleCouncil, words: str) -> None:
    assert words in read(page_of(day)).text


def test_the_page_names_checkpoint_fingerprint_and_both_commands(day: SampleCouncil) -> None:
    text = read(page_of(day)).text
    assert day.replay.edge.root().hex() in text.replace(" ", "")
    assert f"bash verify-record.sh {day.root_fingerprint}" in text
    assert f"python3 -m protocol.verify . --root {day.root_fingerprint}" in text


def test_an_empty_day_and_other_rules_are_put_in_words() -> None:
    sample = SampleCouncil(delegates=3)
    assert "Chưa có lượt biểu quyết nào." in page_of(sample)
    sample.define("p1", rule=TWO_THIRDS, quorum=Quorum(2, 3), question="<b>Đồng ý</b> & thông qua?")
    sample.define("p2", rule=Rule(BALLOTS, 1, 2, strict=False))
    page = page_of(sample)
    assert "<b>" not in page
    text = read(page).text
    assert "<b>Đồng ý</b> & thông qua?" in text
    assert "ít nhất 2/3 tổng số đại biểu, tức ít nhất 2 trên 3" in text
    assert "ít nhất 1/2 số phiếu đã biểu quyết" in text


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 3, "0,0 %"), (1, 3, "33,3 %"), (2, 3, "66,7 %"), (3, 3, "100,0 %"), (1, 2000, "0,1 %")],
)
def test_a_share_is_rounded_half_up(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


@pytest.fixture
def exported(council: RunningCouncil, tmp_path: Path) -> Path:
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")
    minh = council.delegate("minh")
    council.client(minh).post_entry(*minh.vote("p1", "APPROVE"))
    council.close_poll("p1")
    council.announce_result("p1")
    council.run(lambda batch: revoke(batch, council.secretary, minh.device, "mất máy"))
    assert main(["--home", str(council.home.path), "export-record", str(tmp_path / "ho-so")]) == 0
    return tmp_path / "ho-so"


def test_a_bundle_with_its_summary_passes_both_checks_and_a_changed_summary_convinces_nobody(
    council: RunningCouncil, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (exported / "tom-tat.html").read_text("utf-8")
    assert "Tán thành" in page
    root = council.root_sha256
    replay, _ = check_bundle(read_bundle(exported), root=root)
    assert replay.polls["p1"].tally().approve == 1
    capsys.readouterr()
    for spoil in ("", "tom-tat.html", "ket-qua.txt"):
        if spoil:
            text = (exported / spoil).read_text("utf-8")
            (exported / spoil).write_text(text.replace("Không thông qua", "Thông qua"), "utf-8")
        assert verify([str(exported), "--root", root]) == 0
        said = capsys.readouterr().out
        assert "tom-tat.html: để đọc, không phải chứng cứ" in said
        assert ("ket-qua.txt: KHÁC với hồ sơ" in said) is (spoil == "ket-qua.txt")
        assert "Không thông qua" in said
    bash = shutil.which("bash")
    if bash and all(map(shutil.which, ("openssl", "sha256sum", "jq"))):
        done = subprocess.run(
            [bash, str(exported / "verify-record.sh"), root],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "tom-tat.html: để đọc, không phải chứng cứ" in done.stdout


def test_the_summary_is_in_the_zip_and_as_pdf_where_libreoffice_is(
    council: RunningCouncil, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "ho-so.zip"
    assert main(["--home", str(council.home.path), "export-record", str(target)]) == 0
    said = capsys.readouterr().out
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
    assert "tom-tat.html" in names
    has_office = find_libreoffice() is not None
    assert ("tom-tat.pdf" in names) is has_office
    assert ("LibreOffice is not installed here" in said) is not has_office
    if has_office:
        assert (exported / "tom-tat.pdf").read_bytes().startswith(b"%PDF-")
    assert verify([str(target), "--root", council.root_sha256]) == 0


def test_without_libreoffice_the_page_is_there_and_the_command_says_what_to_do(
    council: RunningCouncil,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    target = tmp_path / "ho-so"
    assert main(["--home", str(council.home.path), "export-record", str(target)]) == 0
    if find_libreoffice() is None:
        assert "print tom-tat.html from a browser" in capsys.readouterr().out
        assert not (target / "tom-tat.pdf").exists()
    assert (target / "tom-tat.html").exists()
