"""What the chair does stands on every delegate's screen without anybody pressing anything: real programs over TLS."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.house.sources import ROOT
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import PASSPHRASE, enrolled_desk
from tests.session_folders import write_session

PEOPLE = ("minh", "hoa")


class Program:
    """A delegate's program in its own process, its window on the home page."""

    def __init__(self, process: subprocess.Popen[str], said: IO[str]) -> None:
        self._process = process
        self._said = said

    def next_line(self) -> list[str]:
        """What it says next; waits for it."""
        line = self._said.readline()
        assert line, f"the program ended with {self._process.wait()}"
        return line.split()


@contextmanager
def program(home: Path) -> Iterator[Program]:
    """The window over an enrolled desk, unlocked, until the block ends."""
    environ = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-m", "benchmarks.live_window", str(home)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, text=True, env=environ, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(PASSPHRASE + "\n")
            process.stdin.flush()
            yield Program(process, process.stdout)
        finally:
            process.stdin.close()
            assert process.wait() == 0


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=2) as running:
        running.publish(write_session(tmp_path / "s1"))
        yield running


def test_a_poll_that_the_chair_opens_comes_onto_every_screen(
    council: RunningCouncil, tmp_path: Path
) -> None:
    for person in PEOPLE:
        with enrolled_desk(tmp_path / person, council, person):
            pass
    with ExitStack() as stack:
        programs = [stack.enter_context(program(tmp_path / person)) for person in PEOPLE]
        for one in programs:
            assert one.next_line() == ["listening"]
        for number in (1, 2):
            council.define_poll(f"p{number}")
            council.open_poll(f"p{number}")
            for one in programs:
                word, polls, _moment = one.next_line()
                assert (word, polls) == ("shown", str(number))
