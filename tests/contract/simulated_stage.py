"""The contract's stage on the council in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from random import Random

from protocol.council_api import CouncilApi
from protocol.limits import CHUNK
from protocol.wire import PENDING
from tests.contract.stages import PublishedPaper
from tests.simulation.council import SESSION, SimulatedCouncil
from tests.simulation.line import CouncilSimulator

START = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=7)))


class SimulatedStage:
    """A council in memory with one paper; its clock stands still."""

    def __init__(self) -> None:
        self.council = SimulatedCouncil(now=self.now, chance=Random(1), clerk_confirms=False)
        self.council.publish_session()
        data = Random(2).randbytes(CHUNK + 1234)
        sha256 = self.council.publish_paper("du-thao-1", data)
        self._papers = [PublishedPaper(f"{SESSION}.ky-hop.du-thao-1", sha256, data)]

    @property
    def root_sha256(self) -> str:
        return self.council.root.fingerprint

    def now(self) -> datetime:
        return START

    def line(self) -> CouncilApi:
        return CouncilSimulator(self.council)

    def invite(self, person: str) -> str:
        return self.council.invite(person)

    def confirm_all(self) -> None:
        for request in self.council.requests.values():
            if request.answer.state == PENDING:
                self.council.confirm(request)

    def papers(self) -> Sequence[PublishedPaper]:
        return self._papers

    def open_poll(self, poll: str, document: str) -> None:
        self.council.define_poll(poll, document)
        self.council.open_poll(poll)

    def close_poll(self, poll: str) -> None:
        self.council.close_poll(poll)

    def lengthen(self, count: int) -> None:
        for number in range(count):
            self.council.publish("thu", f"t{number % 7}", {"id": f"t{number % 7}", "n": number})

    def lose_rows(self, feed: str, count: int) -> None:
        held = self.council.feed(feed)
        held.forget(len(held.rows) - count)
