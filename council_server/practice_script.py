"""The practice day: acts in their order, each played once, by request or by its own clock."""

from __future__ import annotations

import dataclasses
import threading
from datetime import datetime, timedelta
from pathlib import Path

from council_server import polls
from council_server.blobs import measure
from council_server.councils import Council
from council_server.errors import Busy, CommandError
from council_server.offices import Office
from council_server.paper_files import PDF
from council_server.papers import document_id
from council_server.practice_hall import Hall, voted
from council_server.practice_plan import Act, Plan
from council_server.publishing import newest_versions, publish, published
from council_server.rosters import Roster
from council_server.session_files import SessionFile
from council_server.writer import Batch
from protocol.poll_states import Stage
from protocol.times import read_time

SITTING = "phien-toan-the"


class Script:
    """Plays acts for the chair and the office. One thread at a time; `stop` ends a waiting act."""

    def __init__(
        self,
        council: Council,
        *,
        chair: Office,
        secretary: Office,
        roster: Roster,
        plan: Plan,
        session: SessionFile,
        hall: Hall,
    ) -> None:
        self._council = council
        self._chair = chair
        self._secretary = secretary
        self._roster = roster
        self._plan = plan
        self._session = session
        self._hall = hall
        self._stopping = threading.Event()
        self._began = council.clock()
        self._learner_voted: dict[str, datetime] = {}
        self._synced_at: datetime | None = None
        self._digests: dict[str, str] = {}

    def stop(self) -> None:
        """No act goes on waiting."""
        self._stopping.set()

    @property
    def acts(self) -> tuple[Act, ...]:
        return self._plan.act

    def act(self, name: str) -> Act:
        """The act of this name; raises CommandError."""
        found = next((act for act in self.acts if act.name == name), None)
        if found is None:
            raise CommandError(f"there is no act {name}")
        return found

    def next_act(self) -> Act | None:
        """The first act that is not done."""
        return next((act for act in self.acts if not self.done(act)), None)

    # ----------------------------------------------------------------------- what is done already

    def done(self, act: Act) -> bool:
        """Whether the record or the feed shows the act's effect."""
        return self.done_at(act) is not None

    def done_at(self, act: Act) -> datetime | None:
        """When the act was done, None when it was not."""
        if act.do == "revise":
            return self._revised_at(act)
        state = self._council.record.replay.polls.get(act.poll)
        times = {
            "open": state.opened.opened_at if state and state.opened else None,
            "close": state.closed.closed_at if state and state.closed else None,
            "result": state.result.announced_at if state and state.result else None,
        }
        time = times[act.do]
        return read_time(time) if time else None

    def _revised_at(self, act: Act) -> datetime | None:
        name = document_id(self._session.id, act.item, act.document)
        if act.file not in self._digests:
            self._digests[act.file] = measure(self._file(act), mime=PDF, name=act.file).sha256
        blob = self._digests[act.file]
        for body in published(self._council, "version").values():
            if body["document"] == name and body["blob"]["sha256"] == blob:
                return read_time(str(body["published_at"]))
        return None

    def _file(self, act: Act) -> Path:
        return self._session.path.parent / act.file

    # --------------------------------------------------------------------------------- the clock

    def due(self, now: datetime, *, learner_synced: bool) -> float | None:
        """Seconds until the next act is due by itself; None while nothing starts its clock."""
        act = self.next_act()
        if act is None:
            return None
        if act.after == "sync":
            if not learner_synced:
                return None
            self._synced_at = self._synced_at or now
            return (self._synced_at + timedelta(seconds=act.wait) - now).total_seconds()
        before = self._before(act)
        if act.after == "act":
            return (before + timedelta(seconds=act.wait) - now).total_seconds()
        latest = (before + timedelta(seconds=act.at_latest) - now).total_seconds()
        voted_at = self._learner_voted_at(act)
        if voted_at is None:
            return latest
        return min(latest, (voted_at + timedelta(seconds=act.wait) - now).total_seconds())

    def _before(self, act: Act) -> datetime:
        """When the act before was done; after a restart not before the restart."""
        index = self.acts.index(act)
        times = [self.done_at(other) for other in self.acts[:index]]
        return max([self._began, *(time for time in times if time)])

    def _learner_voted_at(self, act: Act) -> datetime | None:
        state = self._council.record.replay.polls.get(act.poll)
        if state is None or self._roster.learner not in voted(state):
            return None
        return self._learner_voted.setdefault(act.poll, self._council.clock())

    # --------------------------------------------------------------------------------- the acts

    def play(self, act: Act) -> None:
        """Afterwards the act is done; nothing happens when it was. Raises CommandError."""
        if self.done(act):
            return
        {
            "open": self._open,
            "close": self._close,
            "result": self._result,
            "revise": self._revise,
        }[act.do](act)

    def _open(self, act: Act) -> None:
        ballot = self._plan.ballot(act.poll)
        session = self._plan.practice.session
        asked = polls.Ballot(
            poll=ballot.id,
            item=f"{session}.{ballot.item}",
            question=ballot.question,
            documents=[document_id(session, ballot.item, ballot.document)],
            total=self._roster.total,
            scope=ballot.scope,
            rule=ballot.rule,
            late=ballot.late,
            last_call=ballot.last_call,
        )

        def write(batch: Batch) -> None:
            if session not in batch.record.replay.attendance:
                polls.take_attendance(
                    batch,
                    self._secretary,
                    session=session,
                    sitting=SITTING,
                    absent=self._plan.practice.absent,
                )

        self._council.writer.run(write)
        if ballot.id not in self._council.record.replay.polls:
            self._council.writer.run(lambda batch: polls.define_poll(batch, self._chair, asked))
        self._council.writer.run(lambda batch: polls.open_poll(batch, self._chair, ballot.id))

    def _close(self, act: Act) -> None:
        poll = act.poll
        self._hall.vote_all(poll)
        state = self._council.record.replay.polls.get(poll)
        if state is not None and state.stage is Stage.OPEN and state.definition.last_call:
            self._council.writer.run(lambda batch: polls.last_call(batch, self._chair, poll))
            state = self._council.record.replay.polls[poll]
        if state is not None and state.closing is not None:
            called = read_time(state.closing.announced_at)
            self._wait_until(called + timedelta(seconds=state.closing.seconds))
        self._council.writer.run(lambda batch: polls.close_poll(batch, self._chair, poll))
        self._wait_for_late(poll)

    def _wait_for_late(self, poll: str) -> None:
        late = self._plan.ballot(poll).late_votes.values()
        closed = self._council.record.replay.polls[poll].closed
        if late and closed:
            seconds = max(seconds for _, seconds in late)
            self._wait_until(read_time(closed.closed_at) + timedelta(seconds=seconds))
            self._hall.vote_late(self._council.clock())

    def _wait_until(self, moment: datetime) -> None:
        seconds = (moment - self._council.clock()).total_seconds()
        # Times in the record are whole seconds: a fraction more, so that they have passed there too.
        if self._stopping.wait(max(seconds, 0) + 0.05):
            raise Busy

    def _result(self, act: Act) -> None:
        self._council.writer.run(lambda batch: polls.announce_result(batch, self._chair, act.poll))

    def _revise(self, act: Act) -> None:
        publish(self._council, self._secretary, self._session_with(act))

    def _session_with(self, playing: Act) -> SessionFile:
        """The session as published, with every revision played so far and this one."""
        papers = {paper.document: paper for paper in self._session.papers}
        items = {item.id: item for item in self._session.items}
        for act in self.acts:
            if act.do != "revise" or not (act is playing or self.done(act)):
                continue
            document = document_id(self._session.id, act.item, act.document)
            if document not in papers:
                raise CommandError(f"practice.toml: {act.name} names no paper of the session")
            papers[document] = dataclasses.replace(
                papers[document],
                file=self._file(act),
                pdf=None,
                title=act.title or papers[document].title,
                issued=act.issued.isoformat() if act.issued else papers[document].issued,
                note=act.title_vi,
            )
            item = f"{self._session.id}.{act.item}"
            items[item] = dataclasses.replace(items[item], step=act.step or items[item].step)
        return dataclasses.replace(
            self._session, papers=tuple(papers.values()), items=tuple(items.values())
        )

    def wanted_blobs(self) -> set[str]:
        """The PDFs that a learner who has every paper of the session holds."""
        newest = newest_versions(published(self._council, "version"))
        start = f"{self._session.id}."
        return {
            str(body["blob"]["sha256"]) for name, body in newest.items() if name.startswith(start)
        }
