"""Chair and secretary against their own record: what they signed binds them too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.domain.votes import Disposition
from protocol.canonical import identity
from protocol.polls import Close, Count, PollDocument, Result
from protocol.times import write_time
from tests.attacks.desk_copies import DeskCopies
from tests.attacks.stage import Stage
from tests.running_council import running_council
from tests.session_folders import write_session


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A council of its own for each story: papers are published anew in them."""
    with running_council(tmp_path / "council", delegates=3) as council:
        council.publish(write_session(tmp_path / "s1"))
        yield Stage(council)


def test_11_the_text_of_an_open_poll_cannot_be_swapped_and_the_delegate_sees_both(
    stage: Stage, poll: str, tmp_path: Path
) -> None:
    minh, definition = stage.delegate("minh"), stage.poll(poll).definition
    copies = DeskCopies(stage.council, tmp_path)
    with copies.desk("tuan") as desk:
        assert desk.do(lambda: desk.desk.votes.poll(poll)).stale_documents == ()
        stage.council.publish(write_session(tmp_path / "s2", "Toan van khac"))
        (document,) = definition.documents
        (newest,) = stage.council.council.record.replay.versions[document.document] - {
            document.version
        }
        swapped = PollDocument(document.document, document.title, newest)
        fields = {
            name: getattr(definition, name)
            for name in definition.__slots__
            if name not in ("council", "log", "cert")
        }
        again = stage.by_office("chair", type(definition), **{**fields, "documents": (swapped,)})
        assert stage.refusal(again, minh) == "POLL_EXISTS"
        now = write_time(stage.council.clock())
        about = {"poll": poll, "poll_def": identity(again[0])}
        close = stage.by_office("chair", Close, **about, phase="vote", closed_at=now)
        assert stage.refusal(close, minh) == "POLL_DEF"
        assert desk.sync.run_once().confirmed
        shown = desk.do(lambda: desk.desk.votes.poll(poll))
        assert [text.version_sha256 for text in shown.documents] == [document.version]
        assert shown.stale_documents == (document.document,)
        papers = {paper.id: paper for paper in desk.do(desk.desk.documents.all)}
        versions = {version.sha256 for version in papers[document.document].versions}
        assert versions == {document.version, newest}, "both texts are there to be read"
        cast = desk.vote(poll)
        assert desk.sync.run_once().confirmed
        (vote,) = desk.do(desk.desk.votes.mine)
        assert (vote.identity, vote.disposition) == (cast.identity, Disposition.COUNTED)
    under_the_other_text = minh.vote(poll, "APPROVE", poll_def=identity(again[0]))
    assert stage.effect(under_the_other_text, minh) == "POLL_DEF"


@pytest.mark.parametrize(
    "lie",
    [
        {"counts": (Count("APPROVE", 3), Count("DISAPPROVE", 0), Count("ABSTAIN", 0))},
        {"outcome": "not-passed"},
        {"total": 2},
        {"present": 3},
        {"size": 3},
    ],
    ids=["counts", "outcome", "total", "present", "size"],
)
def test_23_a_chair_who_announces_another_tally_is_refused(
    stage: Stage, poll: str, lie: dict[str, object]
) -> None:
    minh, hoa = stage.delegate("minh"), stage.delegate("hoa")
    for delegate in (minh, hoa):
        assert stage.effect(delegate.vote(poll, "APPROVE"), delegate) == "COUNTED"
    stage.council.close_poll(poll)
    state = stage.poll(poll)
    tally = state.tally()
    true: dict[str, object] = {
        "poll": poll,
        "poll_def": state.identity,
        "size": state.counted_size,
        "counts": tally.counts,
        "total": tally.total,
        "present": tally.present,
        "outcome": tally.outcome,
        "announced_at": write_time(stage.council.clock()),
    }
    assert stage.refusal(stage.by_office("chair", Result, **{**true, **lie}), minh) == (
        "TALLY_MISMATCH"
    )
    assert stage.effect(stage.by_office("chair", Result, **true), minh) == "ACCEPTED"
