"""A council on PostgreSQL: the same rules, several servers beside each other, several councils in one database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from council_server import postgres as postgres_module
from council_server.councils import Council
from council_server.databases import check_url
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.founding import found_council
from council_server.logs import PUBLIC, RECORD
from council_server.postgres import PostgresDatabase
from council_server.prepared_acts import Gone, PreparedActs, put_together
from council_server.rosters import Person, Roster
from council_server.writer import Batch
from protocol.enrolments import CHAIR
from protocol.poll_states import Stage
from tests.postgres import PostgresServer, postgres
from tests.remote_keys import RemoteSeat
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import write_session

__all__ = ["postgres"]

PATIENCE = 30


@pytest.fixture
def council(postgres: PostgresServer, tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", database_url=postgres.database()) as running:
        yield running


def put(batch: Batch, name: str, value: int) -> None:
    batch.feed(PUBLIC).put("thu", name, {"id": name, "n": value})


def test_commits_of_several_servers_come_one_after_the_other(council: RunningCouncil) -> None:
    other = Council(council.home, council.clock)
    try:
        before = council.council.heads()[PUBLIC].size
        jobs = [
            server.writer.submit(partial(put, name=f"t{s}-{n}", value=n))
            for n in range(60)
            for s, server in enumerate((council.council, other))
        ]
        for job in jobs:
            job.result(PATIENCE)
        with council.council.database.reading() as connection:
            found = read_objects(connection, council.council.id, PUBLIC, "thu")
        assert len(found) == 120
        assert council.council.heads()[PUBLIC].size == before + 120
        assert council.council.heads() == other.heads()
    finally:
        other.close()


def test_votes_at_two_servers_are_one_record(council: RunningCouncil, tmp_path: Path) -> None:
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")
    held = council.delegate("minh")
    council.client(held).post_entry(*held.vote("p1", "APPROVE"))
    other = Council(council.home, council.clock)
    try:
        other.catch_up()
        assert other.record.replay.size == council.council.heads()[RECORD].size
        assert other.record.replay.polls["p1"].tally().counted == 1
    finally:
        other.close()


def test_an_act_prepared_at_one_server_is_finished_at_another(
    council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    chair = RemoteSeat(council, council.enrol("minh", "trinh-duyet", role=CHAIR))
    other = Council(council.home, council.clock)
    try:
        other.catch_up()
        before = other.heads()
        prepared = chair.prepare("open", poll="p1")
        assert other.heads() == before
        acts = PreparedActs(other)
        there = acts.find(prepared.act, chair.session)
        signed = put_together(there, chair.answers(there))
        other.writer.run(lambda batch: acts.finish(batch, there, signed))
        council.council.catch_up()
        assert council.council.record.replay.polls["p1"].stage is Stage.OPEN
        with pytest.raises(Gone):
            chair.finish(prepared)
    finally:
        other.close()


def test_a_watch_hears_of_another_servers_commit(council: RunningCouncil) -> None:
    heard, database = threading.Event(), council.council.database
    watch = database.watch(heard.set)
    watch.start()
    try:
        assert heard.wait(PATIENCE)  # once as the line stands
        heard.clear()
        other = Council(council.home, council.clock)
        other.writer.run(lambda batch: put(batch, "moi", 1))
        assert heard.wait(PATIENCE)
        other.close()
    finally:
        watch.stop()


@pytest.mark.expects_warnings
def test_a_line_that_was_cut_is_made_again(
    council: RunningCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_module, "TRUSTED_SECONDS", 0.0)
    database = council.council.database
    with database.reading() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    council.council.writer.run(lambda batch: put(batch, "sau", 1))
    council.council.writer.run(lambda batch: put(batch, "sau nua", 2))


def test_two_councils_share_one_database_and_see_nothing_of_each_other(
    council: RunningCouncil, tmp_path: Path
) -> None:
    people = (Person("an", "An", "", "", ""),)
    roster = Roster(
        id="xa-khac",
        name="HĐND xã Khác",
        name_en="Another",
        total=1,
        chair=people[0],
        secretary=Person("thu-ky", "Thư Ký", "", "", ""),
        learner="",
        delegates=people,
        about={},
    )
    home = found_council(
        tmp_path / "other",
        roster,
        hosts=["127.0.0.1"],
        port=0,
        passphrase=None,
        clock=council.clock,
        database_url=council.home.database_url,
    )
    other = Council(home, council.clock)
    try:
        assert other.heads()[RECORD].size == 3
        assert council.council.heads()[RECORD].size > 3
        other.writer.run(lambda batch: put(batch, "rieng", 1))
        with council.council.database.reading() as connection:
            assert "rieng" not in read_objects(connection, council.council.id, PUBLIC, "thu")
    finally:
        other.close()


def test_the_same_council_is_not_founded_twice(council: RunningCouncil, tmp_path: Path) -> None:
    home = replace(council.home, path=tmp_path / "again")
    people = tuple(Person(name, name, "", "", "") for name in council.delegates)
    roster = Roster(
        id=home.council,
        name=home.name,
        name_en=home.name_en,
        total=len(people),
        chair=people[0],
        secretary=Person("thu-ky", "Thư Ký", "", "", ""),
        learner="",
        delegates=people,
        about={},
    )
    with pytest.raises(CommandError, match="holds a council named"):
        found_council(
            home.path,
            roster,
            hosts=["127.0.0.1"],
            port=0,
            passphrase=None,
            clock=council.clock,
            database_url=home.database_url,
        )


def test_tables_of_a_newer_program_are_refused(postgres: PostgresServer) -> None:
    database = PostgresDatabase(postgres.database(), "thu")
    database.migrate()
    database.migrate()  # a second start finds everything in place
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    later = PostgresDatabase(str(database.url), "thu")
    with pytest.raises(CommandError, match="newer program"):
        later.migrate()
    later.close()


def test_a_failed_write_leaves_no_trace(postgres: PostgresServer) -> None:
    database = PostgresDatabase(postgres.database(), "thu")
    database.migrate()

    def fail() -> None:
        with database.writing() as connection:
            connection.execute(
                text("INSERT INTO logs VALUES ('thu', 'public', '0123456789abcdef', 0)")
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM logs")).scalar_one() == 0
    database.close()


def test_a_backup_is_put_back_by_pg_restore(council: RunningCouncil, tmp_path: Path) -> None:
    council.council.writer.run(lambda batch: put(batch, "giu", 1))
    target = tmp_path / "server.pgdump"
    council.council.database.copy_to(target)
    assert target.read_bytes().startswith(b"PGDMP")
    assert target.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="exists already"):
        council.council.database.copy_to(target)


@pytest.mark.parametrize("url", ["", "mysql://council@db/council", "no address", "sqlite:///x"])
def test_another_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(CommandError, match=r"postgresql\+psycopg"):
        check_url(url)
