"""Councils and vectors for the tests of the protocol."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.protocol.sample_council import SampleCouncil

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors"


@pytest.fixture
def council() -> SampleCouncil:
    """A fresh council with five delegates and a published draft."""
    return SampleCouncil()


@pytest.fixture(scope="session")
def vectors() -> Any:
    """Loads a file of public test vectors, or skips: they are data, kept beside the project."""

    def load(name: str) -> Any:
        path = VECTORS / name
        if not path.exists():
            pytest.skip(f"test vectors {name} are not on this machine")
        return json.loads(path.read_text(encoding="utf-8"))

    return load


@pytest.fixture
def voting(council: SampleCouncil) -> SampleCouncil:
    """The council while poll p1 is open."""
    council.define()
    council.open()
    return council
