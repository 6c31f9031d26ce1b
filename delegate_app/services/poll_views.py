"""A replayed poll as the delegate sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from delegate_app.domain.polls import (
    CastBallot,
    LateVote,
    Poll,
    PollChoice,
    PollDocument,
    PollStage,
    Tally,
)
from delegate_app.domain.votes import Disposition, Hindrance, Vote, VoteState
from protocol.names import name_key
from protocol.poll_states import PollState
from protocol.polls import NO_ATTENDANCE, PASSED
from protocol.times import read_time

_HINDERED = {
    PollStage.DEFINED: Hindrance.NOT_OPEN,
    PollStage.CLOSED: Hindrance.CLOSED,
    PollStage.RESULT: Hindrance.CLOSED,
    PollStage.VOID: Hindrance.VOID,
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the delegate, whether this device may sign, and what the window needs beside the record.

    `names` are the delegates' names by person; `newest` the hash in force of each document.
    """

    person_id: str
    certified: bool
    frozen: bool
    names: Mapping[str, str] = field(default_factory=dict)
    newest: Mapping[str, str] = field(default_factory=dict)


def poll_view(state: PollState, mine: tuple[Vote, ...], viewer: Viewer) -> Poll:
    """The poll; tally and roll call are filled only once counting has ended."""
    definition = state.definition
    choices = tuple(PollChoice(choice.code, choice.label) for choice in definition.choices)
    counted = state.counted_size is not None
    return Poll(
        id=definition.poll,
        session_id=definition.session,
        item_id=definition.item,
        question=definition.question,
        scope=definition.scope,
        documents=tuple(PollDocument(d.document, d.version, d.title) for d in definition.documents),
        choices=choices,
        total=definition.total,
        rule=(
            definition.rule.base,
            definition.rule.num,
            definition.rule.den,
            definition.rule.strict,
        ),
        late_policy=definition.late,
        revote=definition.revote,
        stage=PollStage(state.stage.value),
        definition_identity=state.identity,
        opened_at=read_time(state.opened.opened_at) if state.opened else None,
        closed_at=read_time(state.closed.closed_at) if state.closed else None,
        last_call_ends=_last_call_ends(state),
        void_reason=state.void.reason if state.void else "",
        my_votes=mine,
        hindrance=hindrance(state, mine, viewer),
        tally=_tally(state, choices, viewer.names) if counted else None,
        roll_call=_roll_call(state, viewer.names) if counted else (),
        announced=state.result is not None,
        stale_documents=tuple(
            d.document
            for d in definition.documents
            if viewer.newest.get(d.document, d.version) != d.version
        ),
    )


def hindrance(state: PollState, mine: tuple[Vote, ...], viewer: Viewer) -> Hindrance | None:
    """Why the delegate may not vote just now, None when they may."""
    if viewer.frozen:
        return Hindrance.FROZEN
    if not viewer.certified:
        return Hindrance.NOT_ENROLLED
    stage = PollStage(state.stage.value)
    if stage in _HINDERED:
        return _HINDERED[stage]
    if viewer.person_id not in state.definition.electorate:
        return Hindrance.NOT_ELIGIBLE
    standing = state.standing.get(viewer.person_id)
    if standing is not None and standing.hand:
        return Hindrance.HAND_VOTED
    voted = standing is not None or any(is_alive(vote) for vote in mine)
    return Hindrance.ALREADY_VOTED if voted and not state.definition.revote else None


def is_alive(vote: Vote) -> bool:
    """True for a vote that counts or may still come to count."""
    return vote.state is not VoteState.REFUSED and vote.disposition in (None, Disposition.COUNTED)


def superseded(state: PollState, mine: tuple[Vote, ...], person_id: str) -> str:
    """The identity that a further vote takes the place of (`protocol.md 6.5`), "" for a first one."""
    waiting = [vote for vote in mine if is_alive(vote) and vote.disposition is None]
    if waiting:
        return waiting[-1].identity
    standing = state.standing.get(person_id)
    return standing.identity if standing else ""


def _last_call_ends(state: PollState) -> datetime | None:
    if state.closing is None:
        return None
    return read_time(state.closing.announced_at) + timedelta(seconds=state.closing.seconds)


def _tally(state: PollState, choices: tuple[PollChoice, ...], names: Mapping[str, str]) -> Tally:
    tally = state.tally()
    counts = {count.code: count.count for count in tally.counts}
    return Tally(
        counts=tuple((choice, counts[choice.code]) for choice in choices),
        total=tally.total,
        present=None if tally.present == NO_ATTENDANCE else tally.present,
        not_voted=len(tally.not_voted),
        late=tuple(
            LateVote(late.voter, names.get(late.voter, late.voter), late.choice, late.index)
            for late in state.late
        ),
        passed=tally.outcome == PASSED,
        percent_tenths=(2000 * tally.approve + tally.total) // (2 * tally.total),
    )


def _roll_call(state: PollState, names: Mapping[str, str]) -> tuple[CastBallot, ...]:
    ballots = []
    for person in state.definition.electorate:
        standing = state.standing.get(person)
        ballots.append(
            CastBallot(
                person_id=person,
                name=names.get(person, person),
                choice=standing.choice if standing else "",
                by_hand=bool(standing and standing.hand),
                present=None if state.attended is None else person in state.attended,
            )
        )
    return tuple(sorted(ballots, key=lambda ballot: (name_key(ballot.name), ballot.person_id)))
