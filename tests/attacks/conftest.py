"""One council for the stories of a file; each story has a poll of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from tests.attacks.stage import Stage
from tests.running_council import running_council
from tests.session_folders import write_session

NUMBERS = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--kills", type=int, default=8, help="how often the server and the client are killed"
    )


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A served council with five delegates and one published paper."""
    folder = tmp_path_factory.mktemp("stage")
    with running_council(folder / "council", delegates=5) as council:
        council.publish(write_session(folder / "s1"))
        yield Stage(council)


@pytest.fixture
def poll(stage: Stage) -> str:
    """A poll of this story, open."""
    name = defined_poll(stage)
    stage.council.open_poll(name)
    return name


def defined_poll(stage: Stage) -> str:
    name = f"p{next(NUMBERS)}"
    stage.council.define_poll(name)
    return name
