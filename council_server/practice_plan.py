"""practice.toml: what secretary, chair and the other delegates do in the practice council, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from council_server.errors import CommandError, Problems
from council_server.papers import ITEM_STEPS, document_id
from council_server.rosters import Roster
from council_server.session_files import SessionFile
from protocol.passing import Rule
from protocol.votes import Choice

Seconds = Annotated[int, msgspec.Meta(ge=0, le=86_400)]
Timed = tuple[Choice, Seconds]
"""Choice, and seconds after the opening (or after the close, for a late vote)."""


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`auto`: acts follow each other by their own clocks; else each waits to be asked for."""

    session: str
    auto: bool = True
    absent: tuple[str, ...] = ()


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One act. `after` starts its clock in auto mode, `wait` and `at_latest` are seconds on it."""

    name: str
    do: Literal["open", "close", "result", "revise"]
    title_vi: str
    title_en: str
    after: Literal["sync", "vote", "act"]
    wait: Seconds
    at_latest: Seconds = 0
    poll: str = ""
    item: str = ""
    document: str = ""
    file: str = ""
    title: str = ""
    issued: date | None = None
    step: str = ""


class Ballot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One poll and who votes how; the learner and the absent stand nowhere in it."""

    id: str
    item: str
    document: str
    title: str
    question: str
    scope: Literal["whole", "point"]
    rule: Rule
    late: str
    last_call: Seconds
    silent: tuple[str, ...] = ()
    votes: dict[str, Timed] = {}
    hand_votes: dict[str, Timed] = {}
    late_votes: dict[str, Timed] = {}


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole morning."""

    practice: Setting
    act: tuple[Act, ...]
    poll: tuple[Ballot, ...]

    def named(self, name: str) -> Act:
        """The act of this name; raises CommandError."""
        found = next((act for act in self.act if act.name == name), None)
        if found is None:
            raise CommandError(f"practice.toml has no act {name}")
        return found

    def ballot(self, name: str) -> Ballot:
        """The poll of this id; raises CommandError."""
        found = next((ballot for ballot in self.poll if ballot.id == name), None)
        if found is None:
            raise CommandError(f"practice.toml has no poll {name}")
        return found

    def by_hand(self) -> Plan:
        """The same morning without a clock: acts wait to be asked for, and nobody takes any time."""
        return msgspec.structs.replace(
            self,
            practice=msgspec.structs.replace(self.practice, auto=False),
            poll=tuple(_at_once(ballot) for ballot in self.poll),
        )


def _at_once(ballot: Ballot) -> Ballot:
    return msgspec.structs.replace(
        ballot,
        last_call=0,
        votes=_without_delay(ballot.votes),
        hand_votes=_without_delay(ballot.hand_votes),
        late_votes=_without_delay(ballot.late_votes),
    )


def _without_delay(timed: Mapping[str, Timed]) -> dict[str, Timed]:
    return {person: (choice, 0) for person, (choice, _) in timed.items()}


def read_plan(path: Path) -> Plan:
    """Raises CommandError naming the file and the key that is wrong."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Plan)
    except OSError:
        raise CommandError(f"{path} cannot be read") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from None


def check_plan(plan: Plan, roster: Roster, session: SessionFile) -> None:
    """The morning can be played by these people in this session. Raises Problems with all that is wrong."""
    problems = [
        *_act_problems(plan, session),
        *(
            f"poll {ballot.id}: {problem}"
            for ballot in plan.poll
            for problem in _ballot_problems(plan, ballot, roster, session)
        ),
    ]
    if problems:
        raise Problems([f"practice.toml, {problem}" for problem in problems])


def _act_problems(plan: Plan, session: SessionFile) -> Iterator[str]:
    for name, count in Counter(act.name for act in plan.act).items():
        if count > 1:
            yield f"act {name}: the name stands {count} times"
    polls = {ballot.id for ballot in plan.poll}
    for act in plan.act:
        if act.do != "revise" and act.poll not in polls:
            yield f'act {act.name}: there is no poll "{act.poll}"'
        if act.do == "revise":
            yield from _revise_problems(act, session)


def _revise_problems(act: Act, session: SessionFile) -> Iterator[str]:
    document = document_id(session.id, act.item, act.document)
    if document not in {paper.document for paper in session.papers}:
        yield f"act {act.name}: the session has no paper {document}"
    if act.step and act.step not in ITEM_STEPS:
        yield f'act {act.name}: "{act.step}" is no step; there are {", ".join(ITEM_STEPS)}'
    if not (session.path.parent / act.file).is_file():
        yield f'act {act.name}: the file "{act.file}" is not there'


def _ballot_problems(
    plan: Plan, ballot: Ballot, roster: Roster, session: SessionFile
) -> Iterator[str]:
    document = document_id(session.id, ballot.item, ballot.document)
    if document not in {paper.document for paper in session.papers}:
        yield f"the session has no paper {document}"
    named = Counter(
        [
            *ballot.votes,
            *ballot.hand_votes,
            *ballot.late_votes,
            *ballot.silent,
            *plan.practice.absent,
            roster.learner,
        ]
    )
    delegates = {person.id for person in roster.delegates}
    for person, count in named.items():
        if person not in delegates:
            yield f'"{person}" is no delegate'
        if count > 1:
            yield f"{person} stands {count} times (the learner and the absent stand nowhere)"
    missing = sorted(delegates - set(named))
    if missing:
        yield f"nothing is said about {', '.join(missing)}"
