"""What the chair and the secretary do in the hall beside opening, closing and announcing."""

from __future__ import annotations

from protocol.attendance import Attendance
from protocol.polls import Closing, Void
from protocol.votes import HandVote
from tests.simulation.council import COUNCIL, SESSION, SimulatedCouncil
from tests.simulation.logs import SimulatedRecord
from tests.simulation.offices import Office


class HallActs:
    """Acts of a simulated council, each one statement in its record."""

    council: SimulatedCouncil

    def take_attendance(self, present: tuple[str, ...], absent: tuple[str, ...]) -> None:
        """The secretary took the roll of the session."""
        council = self.council
        council.log(
            council.secretary,
            Attendance(
                **self._by(council.secretary),
                session=SESSION,
                sitting="phien-sang",
                present=tuple(sorted(present)),
                absent=tuple(sorted(absent)),
                taken_at=council.time,
            ),
        )

    def last_call(self, poll: str, seconds: int) -> None:
        """The chair announces that the poll closes."""
        council = self.council
        statement = Closing(
            **self._by(council.chair),
            poll=poll,
            poll_def=council.record.replay.polls[poll].identity,
            seconds=seconds,
            announced_at=council.time,
        )
        council.log(council.chair, statement)

    def void(self, poll: str, reason: str) -> None:
        """The chair declares a poll void."""
        council = self.council
        statement = Void(
            **self._by(council.chair),
            poll=poll,
            poll_def=council.record.replay.polls[poll].identity,
            reason=reason,
            voided_at=council.time,
        )
        council.log(council.chair, statement)

    def hand_vote(self, poll: str, voter: str, choice: str, reason: str) -> None:
        """The secretary records a raised hand."""
        council = self.council
        statement = HandVote(
            **self._by(council.secretary),
            poll=poll,
            poll_def=council.record.replay.polls[poll].identity,
            voter=voter,
            choice=choice,
            reason=reason,
            recorded_at=council.time,
        )
        council.log(council.secretary, statement)

    def rewrite_record(self) -> None:
        """The council shows another record of the same length: its last entry is another one."""
        council, old = self.council, self.council.record
        record = SimulatedRecord(COUNCIL, old.origin, council.root.fingerprint, council.log_key)
        for kept in old.records[:-1]:
            record.submit(kept.statement, kept.signature, council.now())
        council.record = record
        self.take_attendance(tuple(council.people), ())

    def _by(self, office: Office) -> dict[str, str]:
        record = self.council.record
        return {"council": COUNCIL, "log": record.origin, "cert": office.fingerprint}
