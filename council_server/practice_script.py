"""The acts of the practice day, done by chair and office; each leaves its mark in the record or the feed.

What is done is read from there and nowhere else, so that an act is never done twice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from council_server import polls
from council_server.blobs import measure
from council_server.councils import Council
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.offices import Office
from council_server.paper_files import PDF
from council_server.papers import ITEM_STEPS, document_id
from council_server.practice_hall import Hall
from council_server.practice_home import Material
from council_server.practice_plan import Act
from council_server.publishing import newest_versions, publish, published
from council_server.session_files import Item, Paper, SessionFile
from council_server.writer import Batch
from protocol.poll_states import ENDED, PollState, Stage
from protocol.polls import PASSED, WHOLE
from protocol.times import read_time

VOTING, ENACTED = "bieu-quyet", "ban-hanh"
STARTED = frozenset({Stage.OPEN, Stage.CLOSING, Stage.GRACE}) | ENDED


class Script:
    """Does acts for the chair and the office. For one thread."""

    def __init__(
        self, council: Council, chair: Office, secretary: Office, material: Material, hall: Hall
    ) -> None:
        self._council = council
        self._chair = chair
        self._secretary = secretary
        self._roster = material.roster
        self._plan = material.plan
        self._session = material.session
        self._hall = hall

    # ----------------------------------------------------------------------- what is done already

    def done(self) -> list[Act]:
        """The acts that are done, in their order."""
        versions = published(self._council, "version")
        return [act for act in self._plan.act if self._is_done(act, versions)]

    def _is_done(self, act: Act, versions: Mapping[str, Mapping[str, Any]]) -> bool:
        if act.do == "revise":
            name, sha256 = self._document(act), digest(self._file(act))
            return any(
                (body["document"], body["blob"]["sha256"]) == (name, sha256)
                for body in versions.values()
            )
        state = self.state(act.poll)
        if state is None:
            return False
        marks = {"open": STARTED, "close": ENDED, "result": frozenset({Stage.RESULT})}
        return state.stage in marks[act.do]

    def state(self, poll: str) -> PollState | None:
        """The poll in the record, None while it is not there."""
        return self._council.record.replay.polls.get(poll)

    def wanted_blobs(self) -> dict[str, int]:
        """The PDFs that a learner who has every paper of the session holds, with their sizes."""
        newest = newest_versions(published(self._council, "version"))
        return {
            str(body["blob"]["sha256"]): int(body["blob"]["size"])
            for document, body in newest.items()
            if document.startswith(f"{self._session.id}.")
        }

    # --------------------------------------------------------------------------------- the acts

    def begin(self, act: Act) -> None:
        """The act is done; a close only as far as its last call, `close` does the rest.

        Raises CommandError, and nothing was changed then.
        """
        match act.do:
            case "open":
                self._open(act)
            case "close":
                self._call(act)
            case "result":
                self._result(act)
            case "revise":
                publish(self._council, self._secretary, self._session_with(act))

    def _open(self, act: Act) -> None:
        """Roll call, definition and opening, in one transaction."""
        session, poll = self._session.id, self._plan.ballot(act.poll)
        asked = polls.Ballot(
            poll=poll.id,
            item=f"{session}.{poll.item}",
            question=poll.question,
            documents=[document_id(session, poll.item, poll.document)],
            total=self._roster.total,
            scope=poll.scope,
            rule=poll.rule,
            late=poll.late,
            last_call=poll.last_call,
        )

        def write(batch: Batch) -> None:
            if session not in batch.record.replay.attendance:
                self._call_the_roll(batch)
            if poll.id not in batch.record.replay.polls:
                polls.define_poll(batch, self._chair, asked)
            polls.open_poll(batch, self._chair, poll.id)
            if poll.scope == WHOLE:
                move_item(batch, asked.item, VOTING)

        self._council.writer.run(write)

    def _call_the_roll(self, batch: Batch) -> None:
        polls.take_attendance(
            batch,
            self._secretary,
            session=self._session.id,
            sitting=f"{self._session.starts[:10]}.phien-toan-the",
            absent=self._plan.practice.absent,
        )

    def _call(self, act: Act) -> None:
        state = self.state(act.poll)
        if state is not None and state.stage is Stage.CLOSING:
            return
        self._council.writer.run(lambda batch: polls.last_call(batch, self._chair, act.poll))

    def closing(self) -> list[tuple[datetime, PollState]]:
        """Polls after their last call, and when they may be closed."""
        return [
            (
                read_time(state.closing.announced_at) + timedelta(seconds=state.closing.seconds),
                state,
            )
            for state in self._hall.states()
            if state.stage is Stage.CLOSING and state.closing
        ]

    def close(self, state: PollState) -> None:
        """Everybody who votes in time has voted, and the poll is closed."""
        self._hall.take_all(state)
        self._council.writer.run(
            lambda batch: polls.close_poll(batch, self._chair, state.definition.poll)
        )

    def _result(self, act: Act) -> None:
        def write(batch: Batch) -> None:
            polls.announce_result(batch, self._chair, act.poll)
            state = polls.poll_of(batch, act.poll)
            if state.definition.scope == WHOLE and state.result and state.result.outcome == PASSED:
                move_item(batch, state.definition.item, ENACTED)

        self._council.writer.run(write)

    # ------------------------------------------------------------------------------ new versions

    def _session_with(self, playing: Act) -> SessionFile:
        """The session as it is published now, with every revision done so far and this one."""
        done = [act.name for act in self.done()]
        revisions = [
            act
            for act in self._plan.act
            if act.do == "revise" and (act.name in done or act is playing)
        ]
        by_document = {self._document(act): act for act in revisions}
        return dataclasses.replace(
            self._session,
            items=tuple(self._item_now(item, playing) for item in self._session.items),
            papers=tuple(
                self._revised(paper, by_document[paper.document])
                if paper.document in by_document
                else paper
                for paper in self._session.papers
            ),
        )

    def _item_now(self, item: Item, playing: Act) -> Item:
        now = str(published(self._council, "item")[item.id]["step"])
        moved = playing.step and item.id == f"{self._session.id}.{playing.item}"
        return dataclasses.replace(item, step=playing.step if moved else now)

    def _revised(self, paper: Paper, act: Act) -> Paper:
        return dataclasses.replace(
            paper,
            file=self._file(act),
            pdf=None,
            title=act.title or paper.title,
            issued=act.issued.isoformat() if act.issued else paper.issued,
        )

    def _document(self, act: Act) -> str:
        return document_id(self._session.id, act.item, act.document)

    def _file(self, act: Act) -> Path:
        return self._session.path.parent / act.file


def move_item(batch: Batch, item: str, step: str) -> None:
    """The item is at this step, unless it has come further already."""
    body = read_objects(batch.connection, batch.council, PUBLIC, "item").get(item)
    if body is None:
        raise CommandError(f"there is no item {item}")
    if ITEM_STEPS.index(step) > ITEM_STEPS.index(body["step"]):
        batch.feed(PUBLIC).put("item", item, body | {"step": step})


@lru_cache(maxsize=64)
def digest(path: Path) -> str:
    """SHA-256 of a file of the script, which does not change while it is played."""
    return measure(path, mime=PDF, name=path.name).sha256
