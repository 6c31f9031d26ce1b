"""Two servers of one council on one PostgreSQL and one bucket behind a balancer; one is killed while votes come."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from delegate_app.domain.votes import VoteState
from sync.driver import Connect
from tests.faults.programs import ServerProgram
from tests.postgres import PostgresServer, postgres
from tests.running_council import RunningCouncil, running_council
from tests.s3_server import S3Server, s3
from tests.scenarios.balancers import Balancer
from tests.scenarios.desks import DeskAtWork, over_tls
from tests.session_folders import write_session

__all__ = ["postgres", "s3"]

PEOPLE = ("minh", "hoa", "tuan")
POLLS = ("p1", "p2", "p3", "p4")
KILLED_AT = "p2"
ACKNOWLEDGED = {VoteState.RECEIVED, VoteState.PROVEN}


@pytest.fixture
def council(postgres: PostgresServer, s3: S3Server, tmp_path: Path) -> Iterator[RunningCouncil]:
    """The office's own process, and the home that the servers share."""
    with running_council(
        tmp_path / "council", database_url=postgres.database(), store_url=s3.url
    ) as running:
        running.publish(write_session(tmp_path / "s1"))
        yield running


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def server(council: RunningCouncil, trouble: Path) -> ServerProgram:
    started = ServerProgram(council.home.path, free_port(), trouble)
    started.start()
    return started


def test_what_was_acknowledged_stands_when_a_server_is_killed_among_votes(
    council: RunningCouncil, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        servers = [server(council, tmp_path / f"trouble-{number}") for number in range(2)]
        for one in servers:
            stack.callback(one.stop)
        balancer = Balancer([one.port for one in servers])
        stack.callback(balancer.close)
        desks = [enrolled(stack, council, person, balancer.port, tmp_path) for person in PEOPLE]
        for desk in desks:
            desk.sync.start()
        for poll in POLLS:
            council.define_poll(poll)
            council.open_poll(poll)
            for desk in desks:
                desk.wait_until(partial(is_open, desk, poll))
            for desk in desks:
                desk.vote(poll)
                desk.sync.wake("a vote")
            if poll == KILLED_AT:  # their votes are on their way
                servers[0].stop(kill=True)
        for desk in desks:
            desk.wait_until(partial(has_all, desk))
            desk.sync.stop()
        council.council.catch_up()
        replay = council.council.record.replay
        for poll in POLLS:
            assert set(replay.polls[poll].standing) == set(PEOPLE)
            assert replay.polls[poll].tally().approve == len(PEOPLE)
        for desk in desks:
            assert desk.do(desk.desk.votes.alarm) is None


def enrolled(
    stack: ExitStack, council: RunningCouncil, person: str, port: int, folder: Path
) -> DeskAtWork:
    """A desk that knows the balancer's address only."""
    connect: Connect = over_tls
    desk = DeskAtWork(folder / person, connect, council.clock)
    stack.callback(desk.close)
    desk.create()
    desk.ask_to_enrol(council, person, f"https://127.0.0.1:{port}")
    desk.sync.enrol_once()
    council.confirm_all()
    assert desk.sync.enrol_once()
    assert desk.sync.run_once().confirmed
    return desk


def is_open(desk: DeskAtWork, poll: str) -> bool:
    return any(found.id == poll for found in desk.do(desk.desk.votes.waiting))


def has_all(desk: DeskAtWork) -> bool:
    """Whether each of its votes was acknowledged."""
    mine = desk.do(desk.desk.votes.mine)
    return {vote.poll_id for vote in mine if vote.state in ACKNOWLEDGED} == set(POLLS)


def test_a_desk_that_waits_at_one_server_is_woken_by_a_commit_of_another(
    council: RunningCouncil, tmp_path: Path
) -> None:
    """And its challenge and its token, given by one, are good at the other."""
    other = server(council, tmp_path / "trouble")
    try:
        minh = council.delegate("minh")
        client = council.client(minh)
        heads = client.call("GET", "/v1/heads")
        here, council.port = council.port, other.port
        client.close()  # the next call goes to the other server, with the same token
        woken: list[int] = []

        def wait() -> None:
            tag = {"If-None-Match": heads.headers["etag"]}
            woken.append(client.call("GET", "/v1/heads?wait=25", headers=tag).status)

        waiting = threading.Thread(target=wait)
        waiting.start()
        council.define_poll("p1")
        waiting.join()
        assert woken == [200]
        client.close()
        council.port = here
    finally:
        other.stop()
