"""`polls`, `vote`, `verify-record`."""

from __future__ import annotations

import argparse
import unicodedata

from delegate_app.commands import shapes
from delegate_app.commands.statuses import Status
from delegate_app.commands.workplace import Workplace
from delegate_app.domain.polls import Poll
from delegate_app.domain.votes import Vote, VoteState
from delegate_app.errors import Code, UserError


def polls(place: Workplace, options: argparse.Namespace) -> Status:
    """All polls, the newest first."""
    place.unlock()
    found = place.do(place.desk.votes.polls)
    if options.json:
        place.show_json([shapes.poll(poll) for poll in found])
        return Status.DONE
    for poll in found:
        mine = poll.my_vote
        place.show(
            f"{poll.id}\t{poll.stage.value}\t{mine.choice if mine else '-'}\t{poll.question}"
        )
    return Status.DONE


def vote(place: Workplace, options: argparse.Namespace) -> Status:
    """Sign a vote, then try once to deliver it unless `--offline`; DONE once it is signed and durable."""
    place.unlock()
    poll = place.do(lambda: place.desk.votes.poll(options.poll))
    choice, passphrase = choice_of(poll, options.choice), place.passphrase.get()
    cast = place.do(lambda: place.desk.votes.cast(poll.id, choice, passphrase, now=place.now()))
    if not options.offline:
        place.connection.run_once()
    settled = place.do(lambda: _find(place.desk.votes.mine(), cast))
    if options.json:
        place.show_json(shapes.vote(settled))
    _say_state(place, settled)
    return Status.NOT_DONE if settled.state is VoteState.REFUSED else Status.DONE


def choice_of(poll: Poll, word: str) -> str:
    """The code for a code or the law's words as the poll prints them. Raises CHOICE_UNKNOWN."""
    wanted = _plain(word)
    for choice in poll.choices:
        if wanted in (_plain(choice.code), _plain(choice.label)):
            return choice.code
    raise UserError(Code.CHOICE_UNKNOWN)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _find(mine: tuple[Vote, ...], cast: Vote) -> Vote:
    return next((one for one in mine if one.identity == cast.identity), cast)


def _say_state(place: Workplace, cast: Vote) -> None:
    receipt = cast.receipt
    place.say(
        f"vote-{cast.state.value}",
        index=receipt.index if receipt else "-",
        time=shapes.time(receipt.received_at) if receipt else "-",
        disposition=cast.disposition.value if cast.disposition else "-",
        refusal=cast.refusal or "-",
    )


def verify_record(place: Workplace, options: argparse.Namespace) -> Status:
    """Check the whole vote record again from its first entry, signatures included."""
    place.unlock()
    check = place.do(place.desk.votes.verify_record)
    standing = place.do(place.desk.votes.alarm)
    if options.json:
        place.show_json(shapes.record_check(check))
    elif check.alarm is None:
        place.say(
            "record-fine", entries=check.entries_checked, polls=check.polls_checked, root=check.root
        )
    alarm = check.alarm or (standing.code if standing else None)
    if alarm is not None:
        place.complain(UserError(alarm, check.detail))
        return Status.ALARM
    return Status.DONE
