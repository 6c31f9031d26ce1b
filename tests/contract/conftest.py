"""Every council that the contract holds for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.contract.real_stage import RealStage
from tests.contract.simulated_stage import SimulatedStage
from tests.contract.stages import Device, Stage, enrolled_device
from tests.postgres import PostgresServer, postgres
from tests.running_council import running_council

__all__ = ["postgres"]


@pytest.fixture(params=["in memory", "over TLS", "over TLS, on PostgreSQL"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    if request.param == "in memory":
        yield SimulatedStage()
        return
    url = ""
    if request.param.endswith("PostgreSQL"):
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.database()
    with (
        running_council(tmp_path / "council", delegates=3, database_url=url) as council,
        closing(RealStage(council, tmp_path / "s1")) as real,
    ):
        yield real


@pytest.fixture
def device(stage: Stage) -> Device:
    return enrolled_device(stage, "hoa", "tb-a1")
