"""The public pages: what everyone may see is there and can be checked, and nothing else is."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from council_server.errors import CommandError
from council_server.public_files import publish_site
from council_server.public_site import MARKER, PUBLIC_TYPES
from protocol.verify import main as verify
from tests.running_council import RunningCouncil, council
from tests.session_folders import SESSION, small_pdf, write_session

__all__ = ["council"]

RESOLUTION = """
[[item.paper]]
id = "nghi-quyet"
type = "nghi-quyet"
number = "12/NQ-HĐND"
title = "Nghị quyết về các phòng chuyên môn"
file = "nghi-quyet.pdf"
issued = 2026-11-26
"""


@pytest.fixture
def held(council: RunningCouncil, tmp_path: Path) -> RunningCouncil:
    """A council that published a draft and a resolution, and held one poll; another is open."""
    folder = write_session(tmp_path / "s1", toml=SESSION + RESOLUTION)
    (folder / "nghi-quyet.pdf").write_bytes(small_pdf("Resolution"))
    council.publish(folder)
    for poll in ("p1", "p2"):
        council.define_poll(poll, documents=["s1.m1.du-thao"])
        council.open_poll(poll)
    for person in ("minh", "hoa", "tuan"):
        held = council.delegate(person)
        council.client(held).post_entry(*held.vote("p1", "APPROVE"))
    council.close_poll("p1")
    council.announce_result("p1")
    return council


def site(running: RunningCouncil, folder: Path) -> dict[str, str]:
    running.council.catch_up()
    publish_site(running.council, folder, types=PUBLIC_TYPES)
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*.html")
    }


def test_the_first_page_lists_resolutions_sessions_and_results(
    held: RunningCouncil, tmp_path: Path
) -> None:
    home = site(held, tmp_path / "site")["index.html"]
    for shown in ("12/NQ-HĐND", "Nghị quyết về các phòng chuyên môn", "Kỳ họp thử", "Thông qua"):
        assert shown in home


def test_a_roll_call_names_every_delegate_and_choice(held: RunningCouncil, tmp_path: Path) -> None:
    page = site(held, tmp_path / "site")["bieu-quyet/p1.html"]
    assert page.count("Tán thành</td>") >= 3
    assert "phiếu có chữ ký số" in page


def test_a_poll_that_is_still_open_and_a_draft_are_not_shown(
    held: RunningCouncil, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    pages = site(held, folder)
    assert "bieu-quyet/p2.html" not in pages
    papers = sorted(path.name for path in (folder / "tai-lieu").iterdir())
    assert papers == ["s1.m1.nghi-quyet.v1.pdf"]


def test_the_bundle_of_the_site_verifies(held: RunningCouncil, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    page = site(held, folder)["ho-so/index.html"]
    root = held.council.record.replay.root_fingerprint
    assert root in page
    with ZipFile(folder / "ho-so" / "ho-so-bieu-quyet.zip") as archive:
        archive.extractall(tmp_path / "bundle")
    assert verify([str(tmp_path / "bundle"), "--root", root]) == 0


class Links(HTMLParser):
    """Collects links and ids, and holds each page to the order of its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.add(str(found["id"]))
        if tag in ("a", "link") and found.get("href"):
            self.links.append(str(found["href"]))
        if re.fullmatch(r"h\d", tag):
            self.levels.append(int(tag[1]))


def test_every_link_leads_somewhere_and_headings_go_step_by_step(
    held: RunningCouncil, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    for path, html in site(held, folder).items():
        page = Links()
        page.feed(html)
        assert page.levels[0] == 1
        assert page.levels.count(1) == 1
        assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False)), path
        for link in page.links:
            target, _, anchor = link.partition("#")
            file = (folder / path).parent / target if target else folder / path
            assert file.is_file(), (path, link)
            if anchor:
                there = Links()
                there.feed(file.read_text("utf-8"))
                assert anchor in there.ids, (path, link)


def test_done_again_only_what_changed_is_written_and_what_is_stale_removed(
    held: RunningCouncil, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    site(held, folder)
    (folder / "bieu-quyet" / "cu.html").write_text("cũ", "utf-8")
    written, removed = publish_site(held.council, folder, types=PUBLIC_TYPES)
    assert removed == 1
    assert written <= 8  # pages carry the time; papers and style sheet stay
    assert (folder / MARKER).is_file()


def test_a_folder_with_other_files_is_left_alone(held: RunningCouncil, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "mine.txt").write_text("của tôi", "utf-8")
    with pytest.raises(CommandError, match="holds other files"):
        publish_site(held.council, folder, types=PUBLIC_TYPES)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_an_unknown_type_of_paper_is_refused(held: RunningCouncil, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no paper is of type tuyet-mat"):
        publish_site(held.council, tmp_path / "site", types=["tuyet-mat"])
