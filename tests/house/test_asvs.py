"""docs/asvs.md answers every requirement, counts them truly, and names only evidence that is there."""

from __future__ import annotations

import re
from collections import Counter

from tests.house.sources import ROOT, code

DOCUMENT = (ROOT / "docs" / "asvs.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (yes|no|n/a) \| ([^|]+) \|$", re.M)
NAMED = re.compile(r"`([^`]+)`")
TOTAL, OF_LEVEL_1 = 253, 70
"""Requirements of levels 1 and 2 in ASVS 5.0.0."""
FOLDERS = ("council_server/", "docs/", "protocol/", "requirements/", "resources/", "tests/")

ROWS = ROW.findall(DOCUMENT)


def test_every_requirement_of_both_levels_is_answered_once() -> None:
    numbers = [number for number, *_ in ROWS]
    assert len(numbers) == len(set(numbers)) == TOTAL
    assert sum(level == "1" for _, level, *_ in ROWS) == OF_LEVEL_1
    lines = [line for line in DOCUMENT.splitlines() if re.match(r"\| \d", line)]
    assert len(lines) == TOTAL


def test_the_sum_at_the_top_is_true() -> None:
    found = Counter(verdict for *_, verdict, _ in ROWS)
    said = f"{TOTAL} requirements: {found['yes']} yes, {found['no']} no, {found['n/a']} not applicable."
    assert said in DOCUMENT


def test_whatever_is_named_as_evidence_is_there() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in code("tests"))
    missing = []
    for number, *_, evidence in ROWS:
        for name in NAMED.findall(evidence):
            if name.startswith("test_") and f"def {name}(" not in tests:
                missing.append((number, name))
            if name.startswith(FOLDERS) and not (ROOT / name).exists():
                missing.append((number, name))
    assert missing == []


def test_every_yes_has_evidence() -> None:
    assert [number for number, *_, verdict, why in ROWS if verdict == "yes" and len(why) < 4] == []
