"""The server's holder rewrites a feed under the same epoch and admits nothing: one feed is held, everything else goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from council_server.logs import PUBLIC
from council_server.writer import Batch
from delegate_app.domain.feed_holds import HoldReason
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code
from protocol.versions import SPOKEN
from protocol.wire import PROTOCOL_HEADER
from sync.state import Phase
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import SESSION, write_session


class AdmitsNothing:
    """Stands before the server's application and knows no question about checkpoints."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["path"].endswith("/checkpoint")
            and scope["method"] == "POST"
        ):
            headers = {PROTOCOL_HEADER: str(SPOKEN.most)}
            answer = JSONResponse({"code": "NO_SUCH_CALL"}, 404, headers)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=2) as running:
        running.publish(write_session(tmp_path / "s1"))
        running.define_poll("p1")
        running.open_poll("p1")
        yield running


@pytest.fixture
def minh(council: RunningCouncil, tmp_path: Path) -> Iterator[DeskAtWork]:
    with enrolled_desk(tmp_path / "minh", council, "minh") as desk:
        yield desk


def rewrite(council: RunningCouncil) -> None:
    """Another history of the public feed, longer than the true one, signed by the council's own key."""
    council.lose_rows(PUBLIC, 2)

    def write(batch: Batch) -> None:
        for number in range(5):
            name = f"gia-{number}"
            batch.feed(PUBLIC).put("session", name, {"id": name, "title": f"Kỳ họp giả {number}"})

    council.run(write)
    config = council.server.config
    config.loaded_app = AdmitsNothing(config.loaded_app)


def test_a_rewritten_feed_is_held_with_its_evidence_and_ends_by_the_delegate_s_word(
    council: RunningCouncil, minh: DeskAtWork, tmp_path: Path
) -> None:
    rewrite(council)
    (paper,) = minh.do(minh.desk.documents.all)
    vote = minh.vote("p1")
    minh.write(paper.newest.sha256, "vẫn viết được")
    for _ in range(2):
        state = minh.sync.run_once()
        assert (state.phase, state.trouble) == (Phase.TROUBLE, Code.FEED_FORKED)
        assert state.unsent_votes == 0, "a vote waits for no feed"
    (sent,) = minh.do(minh.desk.votes.mine)
    assert (sent.identity, sent.state) == (vote.identity, VoteState.PROVEN)
    assert [note.settled for note in minh.do(minh.desk.annotations.all)] == [True]
    assert [session.id for session in minh.do(minh.desk.agenda.sessions)] == ["s1"]
    (hold,) = minh.do(minh.desk.feed_holds.all)
    assert (hold.feed, hold.reason, hold.asks) == ("public", HoldReason.FORKED, False)
    minh.do(lambda: minh.desk.feed_holds.export_evidence("public", tmp_path / "chung-cu"))
    assert (tmp_path / "chung-cu" / "la-nhan-duoc.bin").stat().st_size % 32 == 0
    assert minh.do(minh.desk.votes.alarm) is None

    council.run(Batch.begin_epochs)  # the office settled it: `council restored`
    second = SESSION.replace('id = "s1"', 'id = "s2"')
    council.publish(write_session(tmp_path / "s2", "thật", second))
    minh.sync.run_once()
    (hold,) = minh.do(minh.desk.feed_holds.all)
    assert hold.asks
    assert "s2" not in [session.id for session in minh.do(minh.desk.agenda.sessions)]
    minh.do(lambda: minh.desk.feed_holds.accept("public"))
    assert minh.sync.run_once().confirmed
    assert "s2" in [session.id for session in minh.do(minh.desk.agenda.sessions)]
    minh.do(lambda: minh.desk.feed_holds.export_evidence("public", tmp_path / "van-con"))


def test_a_newcomer_is_not_troubled_by_what_it_never_saw(
    council: RunningCouncil, tmp_path: Path
) -> None:
    rewrite(council)
    with enrolled_desk(tmp_path / "hoa", council, "hoa") as hoa:
        assert hoa.do(hoa.desk.feed_holds.all) == ()
