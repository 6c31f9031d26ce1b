"""Drafts in the database, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.draft_store import (
    begin_draft,
    discard,
    edit,
    from_published,
    read_draft,
    read_drafts,
    take_up,
)
from council_server.drafts import Conflict, Missing, add_item, set_head
from tests.postgres import PostgresServer, postgres
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import SESSION, write_session

__all__ = ["postgres"]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def council(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningCouncil]:
    url = ""
    if request.param == "PostgreSQL":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.database()
    with running_council(tmp_path / "council", database_url=url) as running:
        yield running


def test_a_draft_begins_empty_is_edited_and_discarded(council: RunningCouncil) -> None:
    draft = council.run(lambda b: begin_draft(b, kind="thuong-le", title="Kỳ họp thứ 4", by="an"))
    assert draft.session == f"{council.clock().year}-ky-hop-thu-4"
    second = council.run(lambda b: begin_draft(b, kind="thuong-le", title="Kỳ họp thứ 4", by="an"))
    assert second.session == f"{draft.session}-2"
    edited = council.run(lambda b: edit(b, draft.session, add_item("Biên chế"), "binh"))
    assert edited.revision == 2
    with council.council.database.reading() as connection:
        row = read_draft(connection, council.council.id, draft.session)
        assert (row.draft, row.edited_by) == (edited, "binh")
        assert len(read_drafts(connection, council.council.id)) == 2
    with pytest.raises(Missing):
        council.run(lambda b: discard(b, draft.session, 1))
    council.run(lambda b: discard(b, draft.session, 2))
    with council.council.database.reading() as connection, pytest.raises(Missing):
        read_draft(connection, council.council.id, draft.session)


def test_a_change_that_collides_writes_nothing(council: RunningCouncil) -> None:
    draft = council.run(lambda b: begin_draft(b, kind="thuong-le", title="Kỳ họp", by="an"))
    council.run(lambda b: edit(b, draft.session, set_head(0, place="Phòng 1"), "an"))
    with pytest.raises(Conflict):
        council.run(lambda b: edit(b, draft.session, set_head(0, place="Phòng 2"), "binh"))
    with council.council.database.reading() as connection:
        row = read_draft(connection, council.council.id, draft.session)
    assert (row.draft.head.place, row.draft.revision, row.edited_by) == ("Phòng 1", 2, "an")


def test_a_published_session_is_taken_up_as_it_stands(
    council: RunningCouncil, tmp_path: Path
) -> None:
    toml = SESSION.replace('step = "thao-luan"', 'step = "thao-luan"\non_paper = true')
    council.publish(write_session(tmp_path / "s1", toml=toml))
    draft = council.run(lambda b: take_up(b, "s1", "an"))
    assert (draft.head.title, draft.head.place) == ("Kỳ họp thử", "Hội trường")
    assert [(item.id, item.on_paper) for item in draft.items] == [("ky-hop", False), ("m1", True)]
    assert [paper.id for paper in draft.item("m1").papers] == ["du-thao"]
    assert council.run(lambda b: take_up(b, "s1", "binh")) == draft
    with council.council.database.reading() as connection, pytest.raises(Missing):
        from_published(connection, council.council.id, "s2")
