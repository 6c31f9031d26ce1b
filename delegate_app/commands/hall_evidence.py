"""`hall-evidence`: where a hall's word and the vote record disagree, the file that shows it, and checking such a file."""

from __future__ import annotations

from pathlib import Path

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.console import Json, clock_time, iso
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.domain.halls import HallConflict
from delegate_app.domain.votes import Vote
from delegate_app.errors import Code, UserError
from delegate_app.services.hall_words import checked_reading


def define(commands: Commands) -> None:
    """Add the command of this file."""
    summary = "list votes about which a hall and the record disagree; save or check the evidence"
    parser = add_command(commands, "hall-evidence", hall_evidence, summary)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--save",
        nargs=2,
        metavar=("VOTE", "FILE"),
        help="write the evidence about this vote (the beginning of its SHA-256 will do) to a new zip file",
    )
    ways.add_argument(
        "--check",
        metavar="FILE",
        type=Path,
        help="check such a file, or the folder it was unpacked to; no passphrase is asked for",
    )
    parser.add_argument(
        "--root",
        metavar="SHA256",
        default="",
        help="with --check: the council's root certificate as printed",
    )


def hall_evidence(call: Call) -> ExitStatus:
    """Do one of these. Raises HALL_AGREES, EXPORT_EXISTS, EXPORT_FAILED, EVIDENCE_FALSE."""
    options = call.options
    if options.check is not None:
        return _check(call, options.check, options.root)
    call.unlock()
    found = call.vault(call.desk.votes.contradicted)
    saved = ""
    if options.save:
        prefix, saved = options.save
        chosen = [vote for vote in found if vote.identity.startswith(prefix.lower())]
        if len(chosen) != 1:
            raise UserError(Code.HALL_AGREES if not chosen else Code.POLL_UNKNOWN)
        target = Path(saved).absolute()
        call.vault(lambda: call.desk.votes.halls.export(chosen[0].identity, target))
    say = call.console.say
    lines = [line for vote in found for line in _lines(call, vote)]
    none = say(
        "Sổ biểu quyết không trái với biên nhận nào của máy chủ phòng họp",
        "The record contradicts no receipt of a hall's server",
    )
    written = [f"{say('Bằng chứng đã ghi vào', 'Evidence written to')}: {saved}"] if saved else []
    document = {"contradicted": [_described(vote) for vote in found], "evidence": saved}
    call.console.answer(document, [*(lines or [none]), *written])
    return ExitStatus.OK


def _check(call: Call, target: Path, root: str) -> ExitStatus:
    text, conflict = checked_reading(target, root)
    say = call.console.say
    lines = [text, say("ĐẠT: mọi chữ ký đúng.", "Holds: every signature is right.")]
    if not root:
        lines.append(
            say(
                "Hãy so chứng thư gốc với bản in của Hội đồng.",
                "Compare the root certificate with the printed one.",
            )
        )
    call.console.answer({"holds": True, "conflict": conflict, "reading": text}, lines)
    return ExitStatus.OK


_WAYS = {
    HallConflict.LATE: (
        "sổ ghi phiếu sau khi đóng, không được tính",
        "the record has it after the close, not counted",
    ),
    HallConflict.MISSING: ("sổ đã kiểm phiếu mà không có phiếu này", "counted without this vote"),
    HallConflict.OTHER: (
        "sổ ghi một nội dung khác ở chỗ của phiếu",
        "the record holds something else in its place",
    ),
    HallConflict.REFUSED: ("Hội đồng đã từ chối phiếu", "the council refused it"),
}


def _lines(call: Call, vote: Vote) -> list[str]:
    word, say = vote.hall, call.console.say
    if word is None or word.conflict is None:
        return []
    took = say("phòng họp nhận lúc", "taken by the hall at")
    return [
        f"{vote.poll_id}  {vote.identity[:16]}: {say(*_WAYS[word.conflict])}",
        f"  {word.hall}, {took} {clock_time(word.received_at)} ({word.seq})",
    ]


def _described(vote: Vote) -> Json:
    word = vote.hall
    return {
        "poll": vote.poll_id,
        "vote": vote.identity,
        "conflict": word.conflict.value if word and word.conflict else "",
        "hall": word.hall if word else "",
        "number": word.seq if word else 0,
        "received_at": iso(word.received_at if word else None),
    }
