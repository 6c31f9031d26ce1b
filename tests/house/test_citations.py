"""The code cites the step of docs/protocol.md that it does; a cited step exists."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT, code, place

PROTOCOL = ROOT / "docs" / "protocol.md"
# `protocol.md 4.2`, also `protocol.md 4.2, 4.3 and 5.1` or `protocol.md 7.4-7.6`; a section is
# `protocol.md 4`.
CITATION = re.compile(r"protocol\.md`? (\d+(?:\.\d+)?(?:(?:, | and |-)\d+\.\d+)*)")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def steps() -> list[str]:
    """The numbers in docs/protocol.md: bold before each step, and one for each section."""
    text = PROTOCOL.read_text("utf-8")
    return re.findall(r"\*\*(\d+\.\d+)\*\*", text) + re.findall(r"(?m)^## (\d+)\. ", text)


def test_every_step_has_a_number_of_its_own() -> None:
    numbers = steps()
    assert numbers
    assert sorted(numbers) == sorted(set(numbers))


def test_every_cited_step_exists() -> None:
    known = set(steps())
    unknown = [
        f"{place(path, number)} cites {cited}"
        for path in code()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for citation in CITATION.findall(line)
        for cited in NUMBER.findall(citation)
        if cited not in known
    ]
    assert unknown == []


@pytest.mark.parametrize("package", ["protocol", "sync"])
def test_the_packages_that_follow_the_protocol_cite_it(package: str) -> None:
    assert any(CITATION.search(path.read_text("utf-8")) for path in code(package))
