"""`polls` and `vote`: what is put to the vote, and this delegate's signed voice in it."""

from __future__ import annotations

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.console import Json, clock_time, iso
from delegate_app.commands.exit_statuses import ExitStatus, status_of
from delegate_app.commands.synchronisation import described, reported
from delegate_app.domain.polls import Poll, Tally
from delegate_app.domain.text_folding import fold
from delegate_app.domain.votes import Disposition, Vote, VoteState
from delegate_app.errors import Code, RefusedError, UserError


def define(commands: Commands) -> None:
    """Add the commands of this file."""
    add_command(commands, "polls", polls, "list the polls with their results")
    parser = add_command(commands, "vote", vote, "sign a vote; it is sent at the next sync")
    parser.add_argument("poll", metavar="POLL", help="as `polls` lists it")
    parser.add_argument(
        "choice",
        metavar="CHOICE",
        help="APPROVE, DISAPPROVE, ABSTAIN, or the law's words, with or without diacritics",
    )
    parser.add_argument("--send", action="store_true", help="synchronise once right after signing")


def polls(call: Call) -> ExitStatus:
    """List all polls, the one defined last first."""
    call.unlock()
    found = call.vault(call.desk.votes.polls)
    lines = call.console.table(
        [
            call.console.say("Mã", "Id"),
            call.console.say("Trạng thái", "Stage"),
            call.console.say("Phiếu của tôi", "My vote"),
            call.console.say("Kết quả", "Result"),
            call.console.say("Nội dung", "Question"),
        ],
        [_row(call, poll) for poll in found],
    )
    call.console.answer({"polls": [_described(poll) for poll in found]}, lines)
    return ExitStatus.OK


def _row(call: Call, poll: Poll) -> list[str]:
    mine = poll.my_vote
    return [
        poll.id,
        call.console.words.of(poll.stage),
        f"{_choice(call, poll, mine.choice)} ({_standing(call, mine)})" if mine else "-",
        _result(call, poll.tally) if poll.tally else "-",
        poll.question,
    ]


def _choice(call: Call, poll: Poll, code: str) -> str:
    label = next((choice.label for choice in poll.choices if choice.code == code), "")
    return call.console.words.choice(code, label)


def _standing(call: Call, mine: Vote) -> str:
    """What became of a vote: what the record made of it, else how far it came."""
    words = call.console.words
    if mine.disposition not in (None, Disposition.COUNTED):
        return words.of(mine.disposition)
    return words.of(mine.state)


def _result(call: Call, tally: Tally) -> str:
    counts = ", ".join(
        f"{call.console.words.choice(choice.code, choice.label)} {count}"
        for choice, count in tally.counts
    )
    passed = call.console.say("Thông qua", "Passed")
    failed = call.console.say("Không thông qua", "Not passed")
    return f"{passed if tally.passed else failed}: {counts} / {tally.total}"


def _described(poll: Poll) -> Json:
    base, num, den, strict = poll.rule
    return {
        "id": poll.id,
        "session": poll.session_id,
        "item": poll.item_id,
        "question": poll.question,
        "scope": poll.scope,
        "stage": poll.stage.value,
        "documents": [
            {"id": text.document_id, "sha256": text.version_sha256, "title": text.title}
            for text in poll.documents
        ],
        "choices": [{"code": choice.code, "label": choice.label} for choice in poll.choices],
        "total": poll.total,
        "rule": {"base": base, "num": num, "den": den, "strict": strict},
        "late": poll.late_policy,
        "revote": poll.revote,
        "definition": poll.definition_identity,
        "opened_at": iso(poll.opened_at),
        "closed_at": iso(poll.closed_at),
        "last_call_ends": iso(poll.last_call_ends),
        "void_reason": poll.void_reason,
        "may_vote": poll.hindrance is None,
        "hindrance": poll.hindrance.value if poll.hindrance else "",
        "my_votes": [_vote(mine) for mine in poll.my_votes],
        "tally": _tally(poll.tally) if poll.tally else None,
        "announced": poll.announced,
        "roll_call": [
            {
                "person": ballot.person_id,
                "name": ballot.name,
                "choice": ballot.choice,
                "by_hand": ballot.by_hand,
                "present": ballot.present,
            }
            for ballot in poll.roll_call
        ],
        "newer_versions_of": list(poll.stale_documents),
    }


def _tally(tally: Tally) -> Json:
    return {
        "counts": [{"code": choice.code, "count": count} for choice, count in tally.counts],
        "total": tally.total,
        "present": tally.present,
        "not_voted": tally.not_voted,
        "late": [
            {"person": late.person_id, "name": late.name, "choice": late.choice}
            for late in tally.late
        ],
        "passed": tally.passed,
        "approving_tenths_of_percent": tally.percent_tenths,
    }


def _vote(mine: Vote) -> Json:
    receipt = mine.receipt
    return {
        "poll": mine.poll_id,
        "choice": mine.choice,
        "identity": mine.identity,
        "seq": mine.seq,
        "cast_at": iso(mine.cast_at),
        "state": mine.state.value,
        "steps": [{"state": step.state.value, "at": iso(step.at)} for step in mine.steps],
        "receipt": {
            "index": receipt.index,
            "size": receipt.size,
            "received_at": iso(receipt.received_at),
            "text": receipt.text,
        }
        if receipt
        else None,
        "disposition": mine.disposition.value if mine.disposition else "",
        "refusal": mine.refusal,
    }


# ------------------------------------------------------------------------------------- voting


def vote(call: Call) -> ExitStatus:
    """Sign and queue a vote, and with --send try to deliver it. Raises what `Votes.cast` raises."""
    passphrase = call.unlock()
    options, votes = call.options, call.desk.votes
    poll = call.vault(lambda: votes.poll(options.poll))
    code = chosen_code(call, poll, options.choice)
    cast = call.vault(lambda: votes.cast(poll.id, code, passphrase, now=call.now()))
    if not options.send:
        call.console.answer(_vote(cast), _vote_lines(call, poll, cast))
        return ExitStatus.OK
    result = call.courier().run_once()
    call.require_keys()
    now = call.vault(lambda: _again(call, cast))
    call.console.answer(
        {**_vote(now), "sync": described(call, result)}, _vote_lines(call, poll, now)
    )
    if now.state is VoteState.REFUSED:
        refused = RefusedError(Code.VOTE_REFUSED, now.refusal)
        call.console.warn(refused)
        return status_of(refused)
    if now.state in (VoteState.SIGNED, VoteState.SENT, VoteState.HELD):
        status = reported(call, result)
        return ExitStatus.SERVER if status is ExitStatus.OK else status
    counts = now.disposition in (None, Disposition.COUNTED)
    return ExitStatus.OK if counts else ExitStatus.REFUSED


def _again(call: Call, cast: Vote) -> Vote:
    """The same vote as it stands now."""
    mine = call.desk.votes.mine()
    return next((vote for vote in mine if vote.identity == cast.identity), cast)


def chosen_code(call: Call, poll: Poll, text: str) -> str:
    """The code of the choice that `text` names, by code or label. Raises CHOICE_UNKNOWN."""
    wanted = fold(text).text.strip()
    for choice in poll.choices:
        names = (choice.code, choice.label, call.console.words.choice(choice.code, choice.label))
        if wanted in {fold(name).text.strip() for name in names}:
            return choice.code
    raise UserError(Code.CHOICE_UNKNOWN)


def _vote_lines(call: Call, poll: Poll, mine: Vote) -> list[str]:
    say = call.console.say
    lines = [
        f"{say('Lượt biểu quyết', 'Poll')}: {poll.id} - {poll.question}",
        f"{say('Lựa chọn', 'Choice')}: {_choice(call, poll, mine.choice)}",
        f"{say('Trạng thái', 'State')}: {_standing(call, mine)}",
        f"{say('Mã phiếu (SHA-256)', 'Vote (SHA-256)')}: {mine.identity}",
    ]
    if mine.receipt is not None:
        at = clock_time(mine.receipt.received_at)
        place = say("Biên nhận: mục", "Receipt: entry")
        lines.append(f"{place} {mine.receipt.index}, {at}")
    return lines
