"""A council and a delegate for every test that asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.council import SimulatedCouncil
from tests.unit.delegate_app.member import Clock, Member, new_council


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def council(clock: Clock) -> SimulatedCouncil:
    return new_council(clock)


@pytest.fixture
def newcomer(tmp_path: Path, council: SimulatedCouncil, clock: Clock) -> Iterator[Member]:
    """A desk without a vault."""
    member = Member(tmp_path / "home", council, clock)
    yield member
    member.desk.close()


@pytest.fixture
def member(newcomer: Member) -> Member:
    """An enrolled delegate, synchronised."""
    newcomer.enrol()
    return newcomer
