"""Group commit: many jobs share a transaction, one that fails harms nobody, nothing acknowledged is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from council_server.councils import Council
from council_server.errors import Busy, CommandError
from council_server.homes import open_home
from council_server.logs import Head
from council_server.record import Logged
from council_server.writer import Batch
from protocol.errors import Refused
from tests.real_papers import ROOT
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import write_session

VOTERS = 130


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCouncil]:
    """A province's hall with an open poll."""
    folder = tmp_path_factory.mktemp("hall")
    with running_council(folder / "council", delegates=VOTERS) as running:
        running.publish(write_session(folder / "s1"))
        yield running


def cast(vote: tuple[bytes, bytes]) -> Callable[[Batch], Logged]:
    """The job that hands in one vote."""
    return lambda batch: batch.record.submit(*vote)


def open_poll(hall: RunningCouncil, poll: str) -> None:
    hall.define_poll(poll)
    hall.open_poll(poll)


def test_130_votes_at_once_are_one_commit_and_130_receipts_of_one_checkpoint(
    hall: RunningCouncil,
) -> None:
    open_poll(hall, "together")
    votes = [delegate.vote("together", "APPROVE") for delegate in hall.delegates.values()]
    commits: list[dict[str, Head]] = []
    hall.council.writer.listeners.append(commits.append)
    held = hall.council.writer.submit(lambda batch: [None for _ in votes])
    jobs = [hall.council.writer.submit(cast(vote), hall.council.receipt) for vote in votes]
    receipts = [job.result() for job in jobs]
    held.result()
    hall.council.writer.listeners.remove(commits.append)
    assert len(commits) < 5
    heads = {receipt.rpartition("\n\n")[0].rpartition("\n\n")[2] for receipt in receipts}
    assert len(heads) < 5
    assert hall.council.record.replay.polls["together"].tally().approve == VOTERS


def test_a_refused_vote_leaves_its_neighbours_alone(hall: RunningCouncil) -> None:
    open_poll(hall, "mixed")
    people = list(hall.delegates.values())
    good = people[0].vote("mixed", "APPROVE")
    data, signature = people[1].vote("mixed", "DISAPPROVE")
    forged = (data.replace(b"DISAPPROVE", b"APPROVE"), signature)
    jobs = [hall.council.writer.submit(cast(vote)) for vote in (good, forged)]
    assert jobs[0].result().disposition == "COUNTED"
    with pytest.raises(Refused):
        jobs[1].result()


def test_a_job_that_fails_half_way_is_rolled_back_and_its_neighbours_are_done(
    hall: RunningCouncil,
) -> None:
    """The spoilt transaction takes back what the job had appended, and only that."""
    open_poll(hall, "spoilt")
    people = list(hall.delegates.values())
    votes = [person.vote("spoilt", "APPROVE") for person in people[:3]]

    def spoil(batch: Batch) -> None:
        batch.feed("public").put("delegate", "nobody", {"id": "nobody"})
        batch.record.submit(*votes[2])
        raise CommandError("half way")

    before = hall.council.heads()
    jobs = [
        hall.council.writer.submit(lambda batch: batch.record.submit(*votes[0])),
        hall.council.writer.submit(spoil),
        hall.council.writer.submit(lambda batch: batch.record.submit(*votes[1])),
    ]
    assert jobs[0].result().disposition == jobs[2].result().disposition == "COUNTED"
    with pytest.raises(CommandError, match="half way"):
        jobs[1].result()
    after = hall.council.heads()
    assert after["public"] == before["public"]
    assert after["record"].size == before["record"].size + 2
    replay = hall.council.record.replay
    assert replay.size == after["record"].size
    with hall.council.nodes("record") as nodes:
        assert hall.council.checkpoint(
            nodes, hall.home.origin, replay.size, hall.clock()
        ).splitlines()[2] == to_base64(replay.edge.root())
    assert hall.run(lambda batch: batch.record.submit(*votes[2])).disposition == "COUNTED"


def to_base64(root: bytes) -> str:

    return b64encode(root).decode()


def test_an_answer_that_nobody_waits_for_stops_nothing(hall: RunningCouncil) -> None:
    held = hall.council.writer.submit(lambda batch: threading.Event().wait(0.05))
    given_up = hall.council.writer.submit(lambda batch: batch.council)
    given_up.cancel()
    assert hall.run(lambda batch: batch.council) == hall.home.council
    assert held.done()


@pytest.mark.expects_warnings
def test_a_listener_that_fails_takes_no_answer_away(
    hall: RunningCouncil, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(heads: object) -> None:
        raise RuntimeError

    hall.council.writer.listeners.append(fail)
    assert hall.run(lambda batch: batch.council) == hall.home.council
    assert hall.run(lambda batch: batch.council) == hall.home.council
    hall.council.writer.listeners.remove(fail)
    assert "a listener failed" in caplog.text


def test_an_error_of_the_database_fails_the_job_and_the_writer_goes_on(
    hall: RunningCouncil,
) -> None:
    with pytest.raises(DBAPIError, match="no such table"):
        hall.run(lambda batch: batch.connection.execute(text("select * from no_such_table")))
    assert hall.run(lambda batch: batch.council) == hall.home.council


def test_two_processes_write_the_same_record_without_a_gap(hall: RunningCouncil) -> None:
    """A second council object on the same home stands for the command line."""
    office = Council(open_home(hall.home.path), hall.clock)
    people = list(hall.delegates.values())
    open_poll(hall, "both")
    for turn, person in enumerate(people[:10]):
        council = office if turn % 2 else hall.council
        vote = person.vote("both", "ABSTAIN", **seen(council))
        logged = council.writer.run(cast(vote))
        assert logged.disposition == "COUNTED"
    hall.council.catch_up()
    office.catch_up()
    assert office.record.replay.edge == hall.council.record.replay.edge
    office.close()


def seen(council: Council) -> dict[str, Any]:
    council.catch_up()
    replay = council.record.replay
    return {"seen_size": replay.size, "seen_root": replay.edge.root().hex()}


def test_a_closed_writer_does_what_was_queued_and_then_nothing(hall: RunningCouncil) -> None:
    council = Council(open_home(hall.home.path), hall.clock)
    jobs = [council.writer.submit(lambda batch: batch.council) for _ in range(20)]
    council.close()
    assert {job.result() for job in jobs} == {hall.home.council}
    with pytest.raises(Busy):
        council.writer.submit(lambda batch: None)


WRITE_AND_SAY = """
import sys
from pathlib import Path
from council_server.councils import Council
from council_server.homes import open_home

council = Council(open_home(Path(sys.argv[1])))
number = 0
while True:
    number += 1
    row = {"number": number}
    council.writer.run(lambda batch: batch.feed("public").put("x", f"n{row['number']}", row))
    print(number, flush=True)
"""


def test_what_was_acknowledged_is_there_after_kill_9(hall: RunningCouncil) -> None:
    """A writer in another process is killed in the middle of its work, several times."""
    for _ in range(3):
        before = hall.council.heads()["public"].size
        command = [sys.executable, "-c", WRITE_AND_SAY, str(hall.home.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip() == "25":
                    process.kill()
                    break
            said = 25 + len(process.stdout.read().split())
        after = hall.council.heads()["public"].size
        names = {f"n{number}" for number in range(1, said + 1)}
        with hall.council.database.reading() as connection:
            found = connection.execute(text("select distinct id from rows where kind = 'x'"))
            assert names <= {row.id for row in found}
        assert after >= before
        hall.run(lambda batch: batch.feed("public").remove("x", "n1"))
