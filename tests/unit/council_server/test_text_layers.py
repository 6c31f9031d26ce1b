"""Text layers of published scans: after the paper is out, once each, for the feed's readers only."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from council_server import text_layers
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.schema import blobs
from council_server.text_layers import add_all_words, scans_without_words
from protocol.text_layers import RecognisedWord, TextLayer, decode
from tests.running_council import RunningCouncil, council
from tests.session_folders import SESSION, write_session
from tests.unit.council_server.test_recognition import scan_of

__all__ = ["council"]

LAYER = TextLayer("tesseract thử", {0: ((RecognisedWord("Điều", 100, 100, 900, 300),),)})
VERSION = "s1.m1.du-thao@1"


@pytest.fixture
def scanned(
    council: RunningCouncil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunningCouncil:
    """A council that published one scan; a program of known words stands in for Tesseract."""
    folder = write_session(tmp_path / "s1", toml=SESSION)
    scan_of(0, folder / "du-thao.pdf")
    council.publish(folder)
    monkeypatch.setattr(text_layers, "recognise", lambda _path, _name: LAYER)
    return council


def body(running: RunningCouncil) -> dict[str, object]:
    with running.council.database.reading() as connection:
        return read_objects(connection, running.council.id, PUBLIC, "version")[VERSION]


def test_a_scan_is_published_at_once_and_its_words_follow(scanned: RunningCouncil) -> None:
    before = body(scanned)
    assert "words" not in before
    assert [scan.version for scan in scans_without_words(scanned.council)] == [VERSION]
    said: list[str] = []
    assert add_all_words(scanned.council, said.append) == 1
    after = body(scanned)
    words = after.pop("words")
    assert after == before
    assert isinstance(words, dict)
    stored = scanned.council.blobs.read(words["sha256"], 0, words["size"])
    assert decode(stored) == LAYER
    assert said == [f"recognised {VERSION}: 1 pages, 1 words (1 of 1)"]


def test_what_was_read_is_not_read_again(scanned: RunningCouncil) -> None:
    add_all_words(scanned.council, lambda _said: None)
    assert scans_without_words(scanned.council) == []
    assert add_all_words(scanned.council, lambda _said: None) == 0


def test_readers_of_the_feed_may_fetch_the_words(scanned: RunningCouncil) -> None:
    add_all_words(scanned.council, lambda _said: None)
    words = body(scanned)["words"]
    assert isinstance(words, dict)
    with scanned.council.database.reading() as connection:
        feeds = connection.execute(select(blobs.c.feed).where(blobs.c.sha256 == words["sha256"]))
        assert [feed for (feed,) in feeds] == [PUBLIC]


def test_a_page_that_cannot_be_read_changes_nothing(
    scanned: RunningCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_path: Path, name: str) -> TextLayer:
        raise CommandError(f"{name}: page 1 could not be read")

    monkeypatch.setattr(text_layers, "recognise", fail)
    heads = scanned.council.heads()
    with pytest.raises(CommandError):
        add_all_words(scanned.council, lambda _said: None)
    assert scanned.council.heads() == heads


def test_papers_with_words_of_their_own_are_left_alone(
    council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "s1", text="A draft that holds words of its own"))
    assert scans_without_words(council.council) == []
