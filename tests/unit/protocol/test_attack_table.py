"""The table of attacks in docs/vote-record.md is true: its codes exist, its rows have tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from protocol.dispositions import Disposition
from protocol.errors import Code

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent
ROWS = re.findall(
    r"^\| (\d+) \| (.+) \| (.+) \|$",
    (ROOT / "docs" / "vote-record.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
STORIES = ROOT / "tests" / "attacks"
# 30-32 and 35 are stories about programs, not about the protocol; 33 and 34 have files of their own
OF_PROGRAMS = {30, 31, 32, 35}


def test_the_table_numbers_every_attack_once() -> None:
    assert [int(number) for number, _, _ in ROWS] == list(range(1, 36))


@pytest.mark.parametrize(("number", "attack", "answer"), ROWS, ids=lambda text: text[:30])
def test_a_row_of_the_table_names_codes_and_places_that_exist(
    number: str, attack: str, answer: str
) -> None:
    codes = set(re.findall(r"`([A-Z_]+)`", answer))
    assert codes <= {*Code, *Disposition}, attack
    for place in re.findall(r"`(tests/[a-z_/]+|test_\w+\.py)`", answer):
        assert (ROOT / place).exists() or (HERE / place).exists(), place
    assert is_told(number, STORIES)
    assert int(number) in OF_PROGRAMS or is_told(number, HERE)


def is_told(number: str, folder: Path) -> bool:
    """Whether a test in this folder tells the attack."""
    tests = "".join(path.read_text(encoding="utf-8") for path in folder.glob("test_*.py"))
    return f"def test_{number}_" in tests
