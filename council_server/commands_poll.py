"""Commands about polls: define, open, last-call, close, result, void, hand-vote, list."""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from council_server import polls
from council_server.councils import Council, open_council
from council_server.errors import CommandError
from council_server.homes import open_home
from council_server.keys import CHAIR, SECRETARY, read_passphrase
from council_server.offices import KeyOffice, open_office
from council_server.polls import Ballot
from council_server.record import Logged
from council_server.writer import Batch
from protocol.passing import Quorum, Rule
from protocol.poll_states import PollState, Stage, Tally
from protocol.polls import PASSED
from protocol.times import read_time
from protocol.votes import LEGAL_LABELS

FRACTION = re.compile(r"(\d{1,4})/([1-9]\d{0,3})")
RULE = re.compile(r"(more-than|at-least):(\d{1,4}/[1-9]\d{0,3})")


@contextmanager
def at_work(options: argparse.Namespace, name: str) -> Iterator[tuple[Council, KeyOffice]]:
    """The council, and the office that signs."""
    home = open_home(options.home)
    office = open_office(home, home.keys(read_passphrase(options.passphrase_file)), name)
    with open_council(home) as council:
        yield council, office


def speak(
    options: argparse.Namespace, name: str, work: Callable[[Batch, KeyOffice], Logged]
) -> None:
    """One entry by this office."""
    with at_work(options, name) as (council, office):
        logged = council.writer.run(lambda batch: work(batch, office))
    print(f"poll {options.poll}: {logged.statement.KIND} is entry {logged.index}")


def fraction(text: str) -> tuple[int, int]:
    """Numerator and denominator; raises CommandError."""
    found = FRACTION.fullmatch(text)
    if found is None:
        raise CommandError(f'"{text}" is no fraction like 2/3')
    return int(found[1]), int(found[2])


def ballot_of(options: argparse.Namespace) -> Ballot:
    """The poll that the options ask for; raises CommandError naming what is missing or wrong."""
    missing = [name for name in ("item", "question", "total") if getattr(options, name) is None]
    if missing:
        raise CommandError(
            f"the poll {options.poll} is not defined; to define it say "
            f"{', '.join(f'--{name}' for name in missing)} too"
        )
    found = RULE.fullmatch(options.rule)
    if found is None:
        raise CommandError(
            f'--pass is more-than:FRACTION or at-least:FRACTION, not "{options.rule}"'
        )
    num, den = fraction(found[2])
    least, of = fraction(options.quorum)
    return Ballot(
        poll=options.poll,
        item=options.item,
        question=options.question,
        documents=options.document,
        total=options.total,
        scope=options.scope,
        rule=Rule(base=options.base, num=num, den=den, strict=found[1] == "more-than"),
        quorum=Quorum(num=least, den=of),
        late=options.late,
        revote=options.revote,
        last_call=options.last_call,
        replaces=options.replaces,
        electorate=options.only,
    )


def define(options: argparse.Namespace) -> None:
    """Write a poll down."""
    ballot = ballot_of(options)
    speak(options, CHAIR, lambda batch, chair: polls.define_poll(batch, chair, ballot))


def open_poll(options: argparse.Namespace) -> None:
    """Open a poll that is defined, or define it from the options and open it."""

    def work(batch: Batch, chair: KeyOffice) -> Logged:
        if options.poll not in batch.record.replay.polls:
            polls.define_poll(batch, chair, ballot_of(options))
        return polls.open_poll(batch, chair, options.poll)

    speak(options, CHAIR, work)


def last_call(options: argparse.Namespace) -> None:
    """Announce the close."""
    speak(
        options,
        CHAIR,
        lambda batch, chair: polls.last_call(batch, chair, options.poll, options.seconds),
    )


def close(options: argparse.Namespace) -> None:
    """End voting, or the grace period."""
    with at_work(options, CHAIR) as (council, chair):
        council.catch_up()
        state = council.record.replay.polls.get(options.poll)
        if options.wait and state is not None:
            time.sleep(max(seconds_left(state, council), 0))
        logged = council.writer.run(lambda batch: polls.close_poll(batch, chair, options.poll))
    print(f"poll {options.poll}: {logged.statement.KIND} is entry {logged.index}")


def seconds_left(state: PollState, council: Council) -> float:
    """Until the announced seconds are over."""
    if state.stage is Stage.CLOSING and state.closing:
        start, seconds = state.closing.announced_at, state.closing.seconds
    elif state.stage is Stage.GRACE and state.closed:
        start, seconds = state.closed.closed_at, state.definition.grace_seconds
    else:
        return 0.0
    over = read_time(start) + timedelta(seconds=seconds)
    return (over - council.clock()).total_seconds() + 0.05


def result(options: argparse.Namespace) -> None:
    """Announce what the record counts."""
    with at_work(options, CHAIR) as (council, chair):
        logged = council.writer.run(lambda batch: polls.announce_result(batch, chair, options.poll))
        tally = council.record.replay.polls[options.poll].tally()
    print(f"poll {options.poll}: result is entry {logged.index}")
    print(in_words(tally))


def in_words(tally: Tally) -> str:
    """The result as a council reports it."""
    tenths = (2000 * tally.approve + tally.total) // (2 * tally.total)
    share = f"{tenths // 10},{tenths % 10} %"
    counts = "; ".join(
        f"{count.count} {label.lower()}"
        for count in tally.counts
        for code, label in LEGAL_LABELS.items()
        if code == count.code
    )
    present = f"{tally.present}/{tally.total} đại biểu có mặt; " if tally.present >= 0 else ""
    outcome = "Thông qua" if tally.outcome == PASSED else "Không thông qua"
    return f"{present}{counts}; tán thành đạt {share} tổng số đại biểu: {outcome}"


def void(options: argparse.Namespace) -> None:
    """Declare a poll void."""
    speak(
        options,
        CHAIR,
        lambda batch, chair: polls.void_poll(batch, chair, options.poll, options.reason),
    )


def hand_vote(options: argparse.Namespace) -> None:
    """Record a raised hand."""
    speak(
        options,
        SECRETARY,
        lambda batch, secretary: polls.record_hand_vote(
            batch,
            secretary,
            options.poll,
            voter=options.voter,
            choice=options.choice,
            reason=options.reason,
        ),
    )


def listing(options: argparse.Namespace) -> None:
    """All polls with their counts; nobody's count while votes are still taken in a grace period."""
    with open_council(open_home(options.home)) as council:
        council.catch_up()
        found = [describe(state) for state in council.record.replay.polls.values()]
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for poll in found:
        print(f"{poll['poll']}  {poll['stage']}  {poll['counts']}  late {poll['late']}")


def describe(state: PollState) -> dict[str, object]:
    """One poll; the running tally is hidden in a grace period (docs/protocol.md 6.2)."""
    hidden = state.stage is Stage.GRACE
    tally = state.tally()
    counts = {count.code: count.count for count in tally.counts}
    return {
        "poll": state.definition.poll,
        "item": state.definition.item,
        "question": state.definition.question,
        "stage": state.stage,
        "total": state.definition.total,
        "counts": {} if hidden else counts,
        "late": len(state.late),
        "outcome": tally.outcome if state.stage is Stage.RESULT else "",
    }
