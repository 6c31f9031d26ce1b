"""What the chair of a simulated council does: define, open, close and announce polls."""

from __future__ import annotations

from protocol.manifests import Paper
from protocol.passing import MAJORITY, NO_QUORUM
from protocol.polls import (
    LATE_NONE,
    PHASE_VOTE,
    WHOLE,
    Close,
    Open,
    PollChoice,
    PollDefinition,
    PollDocument,
    Result,
)
from protocol.statements import Statement
from protocol.votes import LEGAL_LABELS
from tests.simulation.logs import SimulatedRecord
from tests.simulation.offices import Office

COUNCIL = "hdnd-mo-phong"
SESSION = "ky-hop-17"
"""The session that papers are published for when a test does not care."""


class HoldsPolls:
    """A council with a chair who signs."""

    record: SimulatedRecord
    chair: Office
    papers: dict[str, Paper]
    people: dict[str, str]

    @property
    def time(self) -> str:
        """The council's clock, as statements write it."""
        raise NotImplementedError

    def log(self, office: Office, statement: Statement) -> str:
        """The office signs and the record takes it; the statement's identity."""
        raise NotImplementedError

    def define_poll(self, poll: str, document: str) -> None:
        """A poll of everybody invited on the newest version of a paper."""
        paper = self.papers[document]
        voters = tuple(sorted(self.people))
        self.log(
            self.chair,
            PollDefinition(
                council=COUNCIL,
                log=self.record.origin,
                cert=self.chair.fingerprint,
                session=SESSION,
                item=f"{SESSION}.muc-1",
                poll=poll,
                question="Thông qua dự thảo?",
                scope=WHOLE,
                documents=(PollDocument(document, paper.title, paper.version),),
                choices=tuple(PollChoice(code, label) for code, label in LEGAL_LABELS.items()),
                electorate=voters,
                total=len(voters),
                rule=MAJORITY,
                quorum=NO_QUORUM,
                late=LATE_NONE,
                revote=False,
                last_call=0,
                replaces="",
                defined_at=self.time,
            ),
        )

    def open_poll(self, poll: str) -> None:
        state = self.record.replay.polls[poll]
        envelope = self._by_chair()
        self.log(
            self.chair,
            Open(**envelope, poll=poll, poll_def=state.identity, opened_at=self.time),
        )

    def close_poll(self, poll: str) -> None:
        state = self.record.replay.polls[poll]
        self.log(
            self.chair,
            Close(
                **self._by_chair(),
                poll=poll,
                poll_def=state.identity,
                phase=PHASE_VOTE,
                closed_at=self.time,
            ),
        )

    def announce(self, poll: str) -> None:
        state = self.record.replay.polls[poll]
        tally = state.tally()
        self.log(
            self.chair,
            Result(
                **self._by_chair(),
                poll=poll,
                poll_def=state.identity,
                size=state.counted_size or 0,
                counts=tally.counts,
                total=tally.total,
                present=tally.present,
                outcome=tally.outcome,
                announced_at=self.time,
            ),
        )

    def _by_chair(self) -> dict[str, str]:
        return {"council": COUNCIL, "log": self.record.origin, "cert": self.chair.fingerprint}
