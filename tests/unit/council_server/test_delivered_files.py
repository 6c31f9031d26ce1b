"""Delivery: how far devices fetched each paper, on both databases; never that somebody read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.delivered_files import DeliveryBook, read_report, write_deliveries
from tests.postgres import PostgresServer, postgres
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import small_pdf, write_session

__all__ = ["postgres"]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def council(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningCouncil]:
    url = ""
    if request.param == "PostgreSQL":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.database()
    with running_council(tmp_path / "council", database_url=url) as running:
        yield running


def test_a_paper_counts_as_delivered_once_the_last_byte_went_out(
    council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "s1"))
    size = len(small_pdf("Dự thảo"))

    def report() -> tuple[dict[str, str], dict[str, int], tuple[str, ...]]:
        with council.council.database.reading() as connection:
            found = read_report(connection, council.council.id, "s1")
        return dict(found.papers[0].complete), dict(found.papers[0].partial), found.without_any

    book = DeliveryBook(council.council)
    council.service.blob_seen = book.seen
    client = council.client(council.delegate("minh"))
    with council.council.database.reading() as connection:
        paper = read_report(connection, council.council.id, "s1").papers[0]
    assert (paper.readers, paper.missing) == (("hoa", "minh", "tuan"), ("hoa", "minh", "tuan"))
    digest = _digest(council)
    client.call("GET", f"/v1/blobs/{digest}", headers={"Range": f"bytes=0-{size // 2}"})
    book.close()
    complete, partial, nothing = report()
    assert complete == {}
    assert 40 <= partial["minh"] <= 60
    assert nothing == ("hoa", "minh", "tuan")
    book = DeliveryBook(council.council)
    council.service.blob_seen = book.seen
    client.call("GET", f"/v1/blobs/{digest}", headers={"Range": f"bytes={size // 2}-"})
    book.close()
    complete, partial, nothing = report()
    assert (list(complete), partial, nothing) == (["minh"], {}, ("hoa", "tuan"))


def _digest(council: RunningCouncil) -> str:
    manifest = council.council.record.replay.manifests["s1"]
    return manifest.papers[0].version


def test_going_on_from_the_start_takes_nothing_back(
    council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "s1"))
    key = ("minh", _digest(council))
    size = len(small_pdf("Dự thảo"))
    assert council.run(lambda b: write_deliveries(b, {key: size})) == 1
    assert council.run(lambda b: write_deliveries(b, {key: 10})) == 0
    with council.council.database.reading() as connection:
        found = read_report(connection, council.council.id, "s1")
    assert list(found.papers[0].complete) == ["minh"]
    assert found.count("minh") == (1, 1)
    assert found.count("hoa") == (0, 1)


def test_the_session_of_a_council_without_papers_has_an_empty_report(
    council: RunningCouncil,
) -> None:
    with council.council.database.reading() as connection:
        found = read_report(connection, council.council.id, "s1")
    assert found.papers == ()
    assert found.without_any == ()
