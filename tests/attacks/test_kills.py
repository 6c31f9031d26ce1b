"""Attack 32: the server and the delegate's program are killed, again and again, at every step of a vote.

`python3 dev.py faults --kills 200` kills each of them 200 times.
"""

from __future__ import annotations

import http.client
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import pytest

from delegate_app.domain.votes import VoteState
from protocol.canonical import identity
from tests.attacks.desk_copies import DeskCopies
from tests.attacks.killing import NEVER, fork_context, serve, start, told, vote_on_everything
from tests.attacks.stage import Signed, Stage
from tests.running_council import HeldDelegate, RunningCouncil, running_council
from tests.scenarios.desks import PASSPHRASE, DeskAtWork, over_tls
from tests.session_folders import write_session
from tests.wire_client import WireClient

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="kill -9 and fork are of Unix; the rules are the same"
)

SEED = 20261122
KILLS = 8
"""With the other tests; `python3 dev.py faults --kills 50` is the long form."""
PATIENCE = 60.0
KILLED = -signal.SIGKILL if sys.platform != "win32" else 0
GONE = (http.client.HTTPException, OSError)


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills", KILLS))


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=3) as running:
        running.publish(write_session(tmp_path / "s1"))
        yield running


def ended(process: BaseProcess) -> bool:
    """Whether it was killed; a process that still runs is waited for."""
    process.join(PATIENCE)
    assert process.exitcode is not None, "the program hangs"
    assert process.exitcode in (0, KILLED)
    return process.exitcode == KILLED


# ------------------------------------------------------------------------------------- the server


@dataclass
class Voter:
    """A device that votes on one poll after the other, and keeps every answer that it got."""

    delegate: HeldDelegate
    client: WireClient
    seq: int
    prev: str
    owed: list[Signed] = field(default_factory=list)
    answers: dict[str, tuple[Signed, bytes]] = field(default_factory=dict)

    def sign(self, poll: str) -> None:
        """One more vote that is owed."""
        self.seq += 1
        vote = self.delegate.vote(poll, "APPROVE", seq=self.seq, prev=self.prev)
        self.prev = identity(vote[0])
        self.owed.append(vote)

    def send(self, chance: Random) -> None:
        """Offer what is owed, and something that was answered before: the answer is the same. Raises GONE."""
        while self.owed:
            answer = self.client.post_entry(*self.owed[0])
            assert answer.status == 200, answer.body
            vote = self.owed.pop(0)
            self.answers[identity(vote[0])] = (vote, answer.body)
        vote, first = chance.choice(list(self.answers.values()))
        assert self.client.post_entry(*vote).body == first


def voters_of(council: RunningCouncil) -> list[Voter]:
    found = []
    for delegate in council.delegates.values():
        chain = council.council.record.replay.devices[delegate.device]
        found.append(Voter(delegate, council.client(delegate), chain.seq, chain.last))
    return found


def test_32_a_server_killed_at_any_step_of_an_entry_loses_no_answer_and_counts_nothing_twice(
    council: RunningCouncil, kills: int
) -> None:
    polls = [f"p{number}" for number in range(kills)]
    for poll in polls:
        council.define_poll(poll)
        council.open_poll(poll)
    stage, voters = Stage(council), voters_of(council)
    council.stop()
    chance, context, killed = Random(SEED), fork_context(), 0
    unvoted = [(poll, voter) for poll in polls for voter in voters]
    while killed < kills:
        n = chance.randrange(1, 45)
        process, line = start(context, serve, council.home.path, council.port, n)
        if is_ready(line):
            try:
                keep_voting(unvoted, voters, chance)
            except GONE:
                hang_up(voters)
        killed += ended(process)
        told(line)
    council.start()
    for voter in voters:
        if voter.owed or voter.answers:
            voter.send(chance)
    check_the_record(stage, voters)


def is_ready(line: Connection) -> bool:
    """False when it was killed before it served."""
    assert line.poll(PATIENCE), "the server does not start"
    try:
        return bool(line.recv() == "ready")
    except EOFError:
        return False


def keep_voting(unvoted: list[tuple[str, Voter]], voters: list[Voter], chance: Random) -> None:
    """Send what is owed and ever new votes. Ends by one of GONE."""
    for voter in voters:
        if voter.owed:
            voter.send(chance)
    while True:
        if unvoted:
            poll, voter = unvoted.pop(0)
            voter.sign(poll)
        else:
            voter = chance.choice(voters)
        voter.send(chance)


def hang_up(voters: list[Voter]) -> None:
    for voter in voters:
        voter.client.close()


def check_the_record(stage: Stage, voters: list[Voter]) -> None:
    """Every answer that was given holds in the record that there is, and no vote stands in it twice."""
    record = stage.council.council.record.replay
    counted = sum(state.tally().counted for state in record.polls.values())
    assert counted == sum(len(voter.answers) for voter in voters)
    for voter in voters:
        assert record.devices[voter.delegate.device].seq == voter.seq
        for vote, answer in voter.answers.values():
            again = voter.client.post_entry(*vote)
            assert again.body == answer, "the first receipt again, byte for byte"
            assert stage.check(again.json["receipt"], vote).index == again.json["index"]


# ------------------------------------------------------------------------------------- the client


def test_32_a_program_killed_at_any_step_of_a_vote_keeps_what_it_showed_as_signed(
    council: RunningCouncil, tmp_path: Path, kills: int
) -> None:
    """Two delegates at once, half of the kills each; every round opens a poll."""
    copies = DeskCopies(council, tmp_path)
    homes = {person: copies.image(person) for person in ("minh", "hoa")}
    context = fork_context()
    with ThreadPoolExecutor(len(homes)) as crowd:
        running = {
            person: crowd.submit(kill, context, council, home, (kills + 1) // 2)
            for person, home in homes.items()
        }
    for person, home in homes.items():
        check_the_desk(council, home, running[person].result())


def kill(context: ForkServerContext, council: RunningCouncil, home: Path, kills: int) -> list[str]:
    """What the program acknowledged while it was killed so often."""
    chance, killed, longest = Random(f"{SEED} {home.name}"), 0, NEVER
    words: list[str] = []
    for round_ in range(4 * kills):
        if killed == kills:
            return words
        council.define_poll(f"{home.name}-{round_}")
        council.open_poll(f"{home.name}-{round_}")
        n = chance.randrange(1, longest) if longest else NEVER
        process, line = start(context, vote_on_everything, home, PASSPHRASE, n)
        heard = told(line)
        killed += ended(process)
        words += heard
        longest = longest or int(heard[-1].removeprefix("done "))
    raise AssertionError(f"only {killed} kills in {4 * kills} rounds")


def check_the_desk(council: RunningCouncil, home: Path, words: list[str]) -> None:
    """What was shown as signed is there and counts once; the record holds what the desk holds, and nothing more."""
    desk = DeskAtWork(home, over_tls, council.clock)
    try:
        desk.unlock()
        desk.sync.run_once()
        for poll in desk.do(desk.desk.votes.waiting):
            desk.vote(poll.id)
        assert desk.sync.run_once().confirmed
        mine = {vote.identity: vote for vote in desk.do(desk.desk.votes.mine)}
        assert {vote.state for vote in mine.values()} == {VoteState.PROVEN}
        device = desk.do(desk.desk.replica.identity)
    finally:
        desk.close()
    record = council.council.record.replay
    signed = {word.split()[1] for word in words if word.startswith("signed ")}
    assert signed <= mine.keys()
    for _, name, index in (word.split() for word in words if word.startswith("received ")):
        assert record.entries[name] == int(index)
    assert device is not None
    assert record.devices[device.device_id].seq == len(mine) == len(record.polls)
    for state in record.polls.values():
        (own,) = [name for name, vote in mine.items() if vote.poll_id == state.definition.poll]
        assert state.standing[home.name].identity == own
