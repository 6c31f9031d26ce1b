"""Every council that the contract holds for."""

from __future__ import annotations

import pytest

from tests.contract.simulated_stage import SimulatedStage
from tests.contract.stages import Stage


@pytest.fixture(params=["in memory"])
def stage(request: pytest.FixtureRequest) -> Stage:
    return SimulatedStage()
