"""council.toml: the practice council's own file is good, and each mistake is named by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from council_server.errors import Problems
from council_server.rosters import read_roster
from tests.real_papers import ROOT

GOOD = """\
[council]
id = "xa-thu"
name = "HĐND xã Thử"
delegates = 2
chair = "an"

[secretary]
id = "thu-ky"
name = "Thư Ký"

[[delegate]]
id = "an"
name = "Nguyễn An"

[[delegate]]
id = "binh"
name = "Trần Bình"
"""


def test_the_practice_council_reads_as_it_is_written() -> None:
    roster = read_roster(ROOT / "resources" / "practice_council" / "council.toml")
    assert roster.total == len(roster.delegates) == 21
    assert roster.delegate(roster.learner) is not None
    assert roster.chair in roster.delegates
    assert roster.secretary not in roster.delegates


@pytest.mark.parametrize(
    ("good", "bad", "line", "words"),
    [
        ('id = "xa-thu"', 'id = "Xã thử"', 2, "is not allowed as id"),
        ("delegates = 2", "delegates = 1", 4, "but 2 delegates are named below"),
        ("delegates = 2", 'delegates = "hai"', 4, "delegates must be N"),
        ('chair = "an"', 'chair = "cuc"', 5, 'chair = "cuc" is no delegate of this file'),
        ('chair = "an"', 'chair = "an"\nchairr = "an"', 6, '"chairr" is not known in [council]'),
        ('id = "binh"', 'id = "an"', 16, 'the delegate "an" stands on line 11 already'),
        ('name = "Trần Bình"', "", 15, "name is missing in [delegate]"),
        ("[secretary]", "[thu-ky]", 1, "the table [secretary] is missing"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, good: str, bad: str, line: int, words: str
) -> None:
    path = tmp_path / "council.toml"
    path.write_text(GOOD.replace(good, bad, 1), "utf-8")
    with pytest.raises(Problems) as caught:
        read_roster(path)
    found = caught.value.problems
    assert any(one.startswith(f"{path}, line {line}: ") and words in one for one in found), found
