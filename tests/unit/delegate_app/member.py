"""A delegate with a real desk in a simulated council: everything signed and checked, no network."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour, Rect
from delegate_app.security.derivation import CHEAPEST
from delegate_app.services.desk import Desk, open_desk
from sync.effects import (
    Announce,
    Begin,
    Effect,
    Followed,
    Http,
    Now,
    Progress,
    Reconnect,
    Settle,
    Step,
    Tx,
    Used,
    Woken,
)
from sync.engine import run
from sync.report import Report
from tests.simulation.council import SESSION, SimulatedCouncil
from tests.simulation.line import HOST, CouncilSimulator

PASSPHRASE = "mật khẩu của đại biểu"
PERSON = "db-01"
NAME = "Nguyễn Thị Thử Nghiệm"
START = datetime.fromisoformat("2026-11-22T09:00:00+07:00")


@dataclass
class Clock:
    """A clock that moves only when told."""

    time: datetime = START

    def __call__(self) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def new_council(clock: Clock, seed: int = 1) -> SimulatedCouncil:
    """A council that confirms every request at once."""
    return SimulatedCouncil(now=clock, chance=Random(seed))


@dataclass
class Member:
    """One delegate. `sync` runs the real engine against the simulated council until it ends."""

    home: Path
    council: SimulatedCouncil
    clock: Clock
    reports: list[Report] = field(default_factory=list)
    used: int = 0
    """Bytes that the network is said to have carried."""
    wakes: list[bool] = field(default_factory=list)
    """What the run hears when it asks whether it was woken; False when this is used up."""
    _begun: deque[Future[Any]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.desk: Desk = open_desk(self.home, cost=lambda: CHEAPEST)
        self.line = CouncilSimulator(self.council)

    def enrol(self, person: str = PERSON, name: str = NAME) -> None:
        """A vault, a request, the clerk's confirmation, and everything the council has."""
        self.desk.account.create(PASSPHRASE)
        self.ask(self.council.invite(person, name))
        self.sync()

    def ask(self, code: str) -> None:
        """A request with a printed code, not delivered yet."""
        self.desk.account.begin_enrolment(
            address=f"https://{HOST}",
            root_sha256=self.council.root.fingerprint,
            code=code,
            device_name="Máy thử",
            now=self.clock(),
        )

    def sync(self) -> Report:
        """One run without trouble on the way."""
        report = self.attempt()
        assert report.errors == []
        return report

    def attempt(self) -> Report:
        """One run; what stood in the way is in the report."""
        step: Step[Report] = run()
        try:
            effect = next(step)
            while True:
                effect = self._advance(step, effect)
        except StopIteration as end:
            self.reports.append(end.value)
            return self.reports[-1]

    def _advance(self, step: Step[Report], effect: Effect) -> Effect:
        try:
            answer = self._answer(effect)
        except Exception as error:
            return step.throw(error)
        return step.send(answer)

    def _answer(self, effect: Effect) -> Any:
        match effect:
            case Http():
                return effect.call(self.line)
            case Tx(do=do):
                return do(self.desk.replica)
            case Begin(do=do):
                self._begun.append(self.desk.thread.submit(lambda: do(self.desk.replica)))
                return None
            case Settle():
                return self._begun.popleft().result()
            case Now():
                return self.clock()
            case Woken():
                return self.wakes.pop(0) if self.wakes else False
            case Used():
                used, self.used = self.used, 0
                return used
            case Announce() | Progress() | Followed() | Reconnect():
                return None

    def again(self) -> None:
        """The program ends and is started again; the vault is unlocked."""
        self.desk.close()
        self.desk = open_desk(self.home, cost=lambda: CHEAPEST)
        self.desk.account.unlock(PASSPHRASE)

    # ---------------------------------------------------------------------------------- shortcuts

    def write(self, version: str, text: str) -> Annotation:
        """A note at a quote."""
        anchor = Anchor(
            0, "đoạn trích", "trước ", " sau", 6, 16, (Rect(72.0, 90.25, 210.5, 104.0),)
        )
        return self.desk.annotations.add(
            version_sha256=version,
            kind=AnnotationKind.NOTE,
            colour=Colour.YELLOW,
            anchor=anchor,
            text=text,
            now=self.clock(),
        )

    def open_poll(self, poll: str = "bq-1", paper: str = "nghi-quyet-1") -> str:
        """A session with one paper and an open poll on it; the paper's hash. Synchronised."""
        self.council.publish_session()
        version = self.council.publish_paper(paper, b"%PDF-1.7 " + paper.encode() * 100)
        self.council.define_poll(poll, f"{SESSION}.ky-hop.{paper}")
        self.council.open_poll(poll)
        self.sync()
        return version

    def cast(self, poll: str = "bq-1", choice: str = "APPROVE") -> str:
        """A signed vote; its identity."""
        return self.desk.votes.cast(poll, choice, PASSPHRASE, now=self.clock()).identity
