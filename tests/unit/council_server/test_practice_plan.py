"""The script of the practice council: the one that is delivered, and scripts with mistakes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from council_server.errors import CommandError, Problems
from council_server.practice_home import SOURCE, Material, read_material
from council_server.practice_plan import Act, Ballot, Plan, check_plan, read_plan


@pytest.fixture(scope="module")
def material() -> Material:
    return read_material(SOURCE)


def problems_of(material: Material, plan: Plan) -> str:
    with pytest.raises(Problems) as caught:
        check_plan(plan, material.roster, material.session)
    return "\n".join(caught.value.problems)


def with_ballot(plan: Plan, **other: object) -> Plan:
    first: Ballot = msgspec.structs.replace(plan.poll[0], **other)
    return msgspec.structs.replace(plan, poll=(first, *plan.poll[1:]))


def with_act(plan: Plan, which: str, /, **other: object) -> Plan:
    acts: list[Act] = [
        msgspec.structs.replace(act, **other) if act.name == which else act for act in plan.act
    ]
    return msgspec.structs.replace(plan, act=tuple(acts))


def test_the_delivered_script_can_be_played(material: Material) -> None:
    check_plan(material.plan, material.roster, material.session)
    assert material.plan.practice.auto


def test_by_hand_nobody_takes_any_time(material: Material) -> None:
    plan = material.plan.by_hand()
    assert not plan.practice.auto
    for before, after in zip(material.plan.poll, plan.poll, strict=True):
        assert after.last_call == 0
        for name in ("votes", "hand_votes", "late_votes"):
            old, new = getattr(before, name), getattr(after, name)
            assert {person: choice for person, (choice, _) in old.items()} == {
                person: choice for person, (choice, seconds) in new.items() if seconds == 0
            }


def test_everybody_stands_once_in_every_poll(material: Material) -> None:
    plan, ballot = material.plan, material.plan.poll[0]
    votes = dict(ballot.votes)
    gone = votes.pop("le-quang-thinh")
    assert "nothing is said about le-quang-thinh" in problems_of(
        material, with_ballot(plan, votes=votes)
    )
    for person, problem in {
        "vu-thi-thanh-ha": "vu-thi-thanh-ha stands 2 times",
        "luong-ba-nghia": "luong-ba-nghia stands 2 times",
        "nobody": '"nobody" is no delegate',
    }.items():
        assert problem in problems_of(
            material, with_ballot(plan, votes={**ballot.votes, person: gone})
        )


def test_acts_name_polls_papers_steps_and_files_that_are_there(material: Material) -> None:
    plan = material.plan
    for name, other, problem in (
        ("open-1", {"poll": "p9"}, 'no poll "p9"'),
        ("open-1", {"name": "open-2"}, "stands 2 times"),
        ("revise-2", {"document": "d9"}, "has no paper"),
        ("revise-2", {"step": "s9"}, '"s9" is no step'),
        ("revise-2", {"file": "f9.pdf"}, '"f9.pdf" is not there'),
    ):
        assert problem in problems_of(material, with_act(plan, name, **other))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"APPROVE", 4]', '"PERHAPS", 4]'),
        ('"APPROVE", 4]', '"APPROVE", -4]'),
        ('do = "open"', 'do = "dance"'),
        ("auto = true", "automatic = true"),
        ("[practice]", "[practice"),
    ],
)
def test_a_value_that_nobody_knows_is_named_with_its_file(
    tmp_path: Path, old: str, new: str
) -> None:
    path = tmp_path / "practice.toml"
    text = (SOURCE / "practice.toml").read_text("utf-8")
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CommandError, match=r"practice\.toml"):
        read_plan(path)


def test_an_act_or_poll_that_is_not_there_is_an_error(material: Material) -> None:
    with pytest.raises(CommandError, match="dance"):
        material.plan.named("dance")
    with pytest.raises(CommandError, match="p9"):
        material.plan.ballot("p9")
