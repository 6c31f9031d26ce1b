"""Where a sitting stands, in the public feed (protocol.md 8.17)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.errors import CommandError
from council_server.sittings import OVER, PAUSED, Sitting, current_sitting, show_sitting
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import write_session


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCouncil]:
    folder: Path = tmp_path_factory.mktemp("sittings")
    with running_council(folder / "council", delegates=1) as running:
        running.publish(write_session(folder / "s1"))
        yield running


def show(council: RunningCouncil, sitting: Sitting) -> bool:
    return council.run(lambda batch: show_sitting(batch, sitting))


def current(council: RunningCouncil) -> Sitting | None:
    with council.council.database.reading() as connection:
        return current_sitting(connection, council.council.id)


def test_one_sitting_goes_on_and_desks_get_it_as_a_row_of_the_public_feed(
    council: RunningCouncil,
) -> None:
    assert show(council, Sitting("s1", "sang", "s1.m1"))
    assert not show(council, Sitting("s1", "sang", "s1.m1"))
    minh = council.client(council.delegate("minh"))
    heads = minh.call("GET", "/v1/heads?wait=0").json["heads"]
    epoch = heads["public"][0]
    page = minh.call("GET", f"/v1/feeds/public/changes?epoch={epoch}&after=0&limit=2000").json
    assert any(row[2] == "sitting" and row[1] == "s1.sang" for row in page["rows"])
    assert show(council, Sitting("s1", "chieu", title="Phiên chiều"))
    assert current(council) == Sitting("s1", "chieu", title="Phiên chiều")
    show(council, Sitting("s1", "chieu", "s1.m1", PAUSED, "Phiên chiều"))
    assert current(council) == Sitting("s1", "chieu", "s1.m1", PAUSED, "Phiên chiều")
    show(council, Sitting("s1", "chieu", "", OVER))
    assert current(council) is None


@pytest.mark.parametrize(
    "sitting",
    [
        Sitting("s9", "sang"),
        Sitting("s1", "Sáng"),
        Sitting("s1", "sang", "s1.m9"),
        Sitting("s1", "sang", "", "nowhere"),
    ],
)
def test_what_is_not_published_is_refused(council: RunningCouncil, sitting: Sitting) -> None:
    with pytest.raises(CommandError):
        show(council, sitting)
