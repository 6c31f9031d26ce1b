"""Real processes on a faulty line: a delegate votes and writes, the office publishes, and nothing is lost or wrong.

A run is one poll that the chair opens, one note, one vote and one synchronisation or two, each a process of its own over the
same home. What a command acknowledged must be there at the end, at the desk and at the council, once and as it was said.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from council_server.councils import open_council
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.domain.votes import Disposition, VoteState
from protocol.limits import CHUNK
from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import KILLS, OF_A_LINE, OF_AN_EXCHANGE, Kind, Plan
from tests.faults.programs import KILLED, DeskProgram, Ended, ServerProgram
from tests.faults.tls_proxy import TlsProxy
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, over_tls
from tests.session_folders import small_pdf, write_session

LINE, LIAR, KILLER = "line", "liar", "killer"
"""A line that breaks, a liar that holds the council's TLS key, and one who kills either program in mid-exchange."""
RATES = {LINE: 0.8, LIAR: 0.25, KILLER: 0.15}
"""How many connections or exchanges meet a fault; a synchronisation has one of the former and a dozen of the latter."""
CHOICES = ("APPROVE", "DISAPPROVE", "ABSTAIN")
NEW_PAPER_EVERY = 5
CHECKED_EVERY = 20
RUNS_AT_REST = 6
SENT = frozenset({ExitStatus.OK, ExitStatus.OFFLINE, ExitStatus.SERVER, ExitStatus.INTEGRITY})
"""How a synchronisation on a bad line may end. INTEGRITY says that something that is not what was signed was refused."""
ALARMS = frozenset({"SPLIT_VIEW", "LOG_SHRANK", "OWN_MISSING", "TALLY_MISMATCH", "SIGNING_FROZEN"})
"""What only the council's own signatures may cause, never a line."""


@dataclass
class Told:
    """What the programs acknowledged."""

    votes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Poll and choice of each vote, by its identity."""
    received: dict[str, int] = field(default_factory=dict)
    """The place in the record of each vote that was shown with a receipt."""
    notes: dict[str, str] = field(default_factory=dict)
    """The text of each note, by its id."""
    papers: dict[str, bytes] = field(default_factory=dict)
    """What the office published, by SHA-256."""
    ended: Counter[str] = field(default_factory=Counter)


class FaultyRuns:
    """One council, one delegate, one bad line; made by `faulty_runs`."""

    def __init__(
        self, folder: Path, council: RunningCouncil, proxy: FaultProxy | TlsProxy, chance: Random
    ) -> None:
        self.told = Told()
        self.plan = proxy.plan
        self._folder = folder
        self._council = council
        self._chance = chance
        self._server = ServerProgram(council.home.path, council.port, folder / "server.log")
        self._desk = DeskProgram(folder / "desk")
        self._unvoted: list[str] = []
        if isinstance(proxy, TlsProxy):
            proxy.killers = {Kind.KILL_DESK: self._desk.kill, Kind.KILL_COUNCIL: self._kill_council}
        self._enrol(proxy.address)

    def _enrol(self, address: str) -> None:
        """The desk knows the council by the proxy's address."""
        self._publish(0)
        desk = DeskAtWork(self._desk.home, over_tls, self._council.clock)
        try:
            desk.create()
            desk.ask_to_enrol(self._council, "minh", address)
            desk.sync.enrol_once()
            self._council.confirm_all()
            assert desk.sync.enrol_once()
            assert desk.sync.run_once().confirmed
        finally:
            desk.close()

    # ------------------------------------------------------------------------------------ a run

    def play(self, runs: int, rate: float, said: Callable[[str], None] = lambda _: None) -> None:
        """So many runs; now and then, and at the end, a good line and a look at everything. Raises AssertionError."""
        self._server.start()
        try:
            for number in range(1, runs + 1):
                self._run(number, rate)
                if number % CHECKED_EVERY == 0 or number == runs:
                    self._rest()
                    self.check()
                    said(f"{number} runs, 0 lost, 0 wrong: {self.counts()}")
        finally:
            self.plan.rate = 0.0
            self._server.stop()

    def _rest(self) -> None:
        """A good line until everything is through."""
        self.plan.rate = 0.0
        states = (self._ended(self._desk.run("sync")) for _ in range(RUNS_AT_REST))
        assert any(state.answer.get("confirmed") for state in states), "never confirmed"

    def _run(self, number: int, rate: float) -> None:
        poll = f"p{number}"
        with self._at_the_office():
            if number % NEW_PAPER_EVERY == 0:
                self._publish(number)
            self._council.define_poll(poll)
            self._council.open_poll(poll)
        self._unvoted.append(poll)
        self.plan.rate = rate
        if self._chance.random() < 0.5:
            self._ended(self._desk.run("sync"))
        if self._chance.random() < 0.5:
            self._write(f"ghi chú {number}")
        self._vote()

    def _kill_council(self) -> None:
        self._server.stop(kill=True)
        self._server.start()

    def _vote(self) -> None:
        """Vote on the oldest open poll, once this desk knows of it."""
        poll, choice = self._unvoted[0], self._chance.choice(CHOICES)
        ended = self._desk.run("vote", poll, choice, "--send")
        if ended.status == KILLED:
            self._learn_what_was_signed()
            return
        if "identity" not in ended.answer:
            assert ended.answer["error"]["code"] == "POLL_UNKNOWN", ended
            self._ended(self._desk.run("sync"))
            return
        self._unvoted.pop(0)
        vote = ended.answer
        self.told.votes[vote["identity"]] = (poll, choice)
        if vote["receipt"]:
            self.told.received[vote["identity"]] = vote["receipt"]["index"]
        self._ended(Ended(ended.status, vote["sync"], ended.trouble))

    def _learn_what_was_signed(self) -> None:
        """After a kill nobody was told; what the desk shows from now on is told."""
        self.told.ended["killed"] += 1
        for poll in self._desk.run("polls").answer["polls"]:
            for vote in poll["my_votes"]:
                self.told.votes[vote["identity"]] = (poll["id"], vote["choice"])
                if poll["id"] in self._unvoted:
                    self._unvoted.remove(poll["id"])

    def _write(self, text: str) -> None:
        ended = self._desk.run("add-note", "s1.m1.du-thao", text, "--page", "1")
        assert ended.status == ExitStatus.OK, ended
        self.told.notes[ended.answer["id"]] = text

    def _ended(self, ended: Ended) -> Ended:
        """A synchronisation may fail, and it may not lie about it."""
        state = ended.answer
        if ended.status == KILLED:
            self.told.ended["killed"] += 1
            return ended
        self.told.ended[state.get("trouble") or state.get("phase", "")] += 1
        assert ended.status in SENT, ended
        assert state["phase"] != "frozen", ended
        assert state["trouble"] not in ALARMS, ended
        if state["confirmed"]:
            left = (state["unsent_votes"], state["unsent_notes"], state["missing_files"])
            assert left == (0, 0, 0), ended
        return ended

    def counts(self) -> str:
        """What happened, for people."""
        told = self.told
        faults = ", ".join(f"{kind} {count}" for kind, count in sorted(self.plan.happened.items()))
        ends = ", ".join(f"{end} {count}" for end, count in sorted(told.ended.items()))
        return (
            f"{len(told.votes)} votes, {len(told.notes)} notes, {len(told.papers)} papers; "
            f"faults: {faults}; synchronisations: {ends}"
        )

    # -------------------------------------------------------------------------------- the office

    @contextmanager
    def _at_the_office(self) -> Iterator[None]:
        """The office's own process over the same home, while the server runs."""
        with open_council(self._council.home, self._council.clock) as opened:
            self._council.council = opened
            yield

    def _publish(self, number: int) -> None:
        """A version of the draft that takes a few chunks."""
        folder = write_session(self._folder / "s1")
        paper = small_pdf(f"Du thao {number} " + "a" * (CHUNK + self._chance.randrange(CHUNK)))
        (folder / "du-thao.pdf").write_bytes(paper)
        self.told.papers[hashlib.sha256(paper).hexdigest()] = paper
        self._council.publish(folder)

    # ------------------------------------------------------------------------------- at the end

    def check(self) -> None:
        """Everything acknowledged is at the desk and at the council, once and as it was said."""
        desk = DeskAtWork(self._desk.home, over_tls, self._council.clock)
        try:
            desk.unlock()
            self._check_desk(desk)
        finally:
            desk.close()
        with self._at_the_office():
            self._check_record()
        log = self._server.trouble.read_text("utf-8")
        _, found, after = log.partition("Traceback")
        assert not found, f"the council's log: {log[: -len(after)][-800:]}{after[:3000]}"

    def _check_desk(self, desk: DeskAtWork) -> None:
        mine = {vote.identity: vote for vote in desk.do(desk.desk.votes.mine)}
        assert mine.keys() == self.told.votes.keys()
        for vote in mine.values():
            assert (vote.state, vote.disposition) == (VoteState.PROVEN, Disposition.COUNTED)
        notes = {note.id: note for note in desk.do(desk.desk.annotations.all)}
        assert {name: note.text for name, note in notes.items()} == self.told.notes
        assert all(note.settled for note in notes.values())
        (document,) = desk.do(desk.desk.documents.all)
        assert {version.sha256 for version in document.versions} == self.told.papers.keys()
        for sha256, paper in self.told.papers.items():
            assert desk.bytes_of(sha256) == paper
        assert desk.do(desk.desk.votes.verify_record).alarm is None

    def _check_record(self) -> None:
        self._council.council.catch_up()
        record = self._council.council.record.replay
        counted = sum(state.tally().counted for state in record.polls.values())
        assert counted == len(self.told.votes)
        for name, (poll, choice) in self.told.votes.items():
            (standing,) = record.polls[poll].standing.values()
            assert (standing.identity, standing.choice) == (name, choice)
        for name, index in self.told.received.items():
            assert record.entries[name] == index


@contextmanager
def faulty_runs(folder: Path, seed: int, kind: str) -> Iterator[FaultyRuns]:
    """A council with an enrolled delegate behind a proxy of this kind; the line is good until `play`."""
    chance = Random(f"{seed} {kind}")
    kinds = {LINE: OF_A_LINE, LIAR: OF_AN_EXCHANGE, KILLER: KILLS}[kind]
    plan = Plan(Random(f"{seed} {kind} faults"), kinds, rate=0.0)
    with running_council(folder / "council", delegates=1) as council:
        port = council.port
        proxy = FaultProxy(port, plan) if kind == LINE else TlsProxy(council.home, port, plan)
        with proxy.door.opened():
            runs = FaultyRuns(folder, council, proxy, chance)
            council.stop()
            try:
                yield runs
            finally:
                council.start()
