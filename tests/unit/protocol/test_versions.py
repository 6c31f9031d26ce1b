"""Which version two programs speak."""

from __future__ import annotations

import pytest

from protocol.versions import Versions, read_version


@pytest.mark.parametrize(
    ("mine", "theirs", "common"),
    [
        (Versions(1, 1), Versions(1, 1), 1),
        (Versions(1, 3), Versions(2, 5), 3),
        (Versions(2, 5), Versions(1, 3), 3),
        (Versions(1, 1), Versions(2, 3), None),
        (Versions(4, 5), Versions(2, 3), None),
    ],
)
def test_the_newest_version_that_both_speak_is_taken(
    mine: Versions, theirs: Versions, common: int | None
) -> None:
    assert mine.common(theirs) == common
    assert theirs.common(mine) == common


@pytest.mark.parametrize("text", [None, "", "one", "-1", "1.0", "٣", " 1", "1" * 30])
def test_what_is_no_version_is_none(text: str | None) -> None:
    assert read_version(text) is None
    assert read_version("12") == 12
