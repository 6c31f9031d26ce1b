"""`export-bundle`, `import-bundle`: this desk's data by stick, where there is no network (`protocol.md 12`)."""

from __future__ import annotations

from pathlib import Path

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.exit_statuses import ExitStatus, status_of_code
from delegate_app.domain.accounts import AccountState
from delegate_app.domain.parcels import BroughtIn
from delegate_app.errors import Code, UserError


def define(commands: Commands) -> None:
    """Add the commands of this file."""
    summary = "put votes and notes that were not answered on a stick for the office"
    out = add_command(commands, "export-bundle", export_bundle, summary)
    summary = "take the council's record, papers and answers from a stick"
    into = add_command(commands, "import-bundle", import_bundle, summary)
    for parser in (out, into):
        parser.add_argument("stick", metavar="STICK", type=Path, help="the stick, or any folder")


def export_bundle(call: Call) -> ExitStatus:
    """Write the outbox; nothing counts as sent. Raises NOT_ENROLLED, PARCEL_UNWRITABLE."""
    _unlock(call)
    stick: Path = call.options.stick.absolute()
    done = call.carrier().take_out(stick)
    document = {
        "stick": str(stick),
        "votes": done.votes,
        "notes": done.notes,
        "notes_left": done.notes_left,
        "entries_given_back": done.entries_given_back,
    }
    say = call.console.say
    lines = [
        f"{say('Phiếu trên USB', 'Votes on the stick')}: {done.votes}",
        f"{say('Ghi chú trên USB', 'Notes on the stick')}: {done.notes}",
        f"{say('Ghi chú còn lại cho lần sau', 'Notes left for the next time')}: {done.notes_left}",
        say(
            "CHƯA ĐƯỢC GHI NHẬN: hãy giao USB cho Văn phòng HĐND, rồi nhập lại USB để nhận biên nhận.",
            "NOT YET RECORDED: hand the stick to the office, then import it to get the receipts.",
        ),
    ]
    call.console.answer(document, lines)
    return ExitStatus.OK


def import_bundle(call: Call) -> ExitStatus:
    """Take what is new. What stood in the way is said on the error stream; the first of it gives the status."""
    _unlock(call)
    brought = call.carrier().bring_in(call.options.stick.absolute())
    call.console.answer(described(brought), lines_of(call, brought))
    for code in brought.problems:
        call.console.warn(UserError(code))
    worst = [code for code in brought.problems if code is not Code.PARCEL_LACKS]
    return status_of_code(worst[0]) if worst else ExitStatus.OK


def _unlock(call: Call) -> None:
    call.unlock()
    if call.state() is not AccountState.ENROLLED:
        raise UserError(Code.NOT_ENROLLED)


def described(brought: BroughtIn) -> dict[str, object]:
    """An import for a script."""
    return {
        "made_at": brought.made_at,
        "entries": brought.entries,
        "rows": brought.rows,
        "papers": brought.papers,
        "votes_answered": brought.votes_answered,
        "notes_settled": brought.notes_settled,
        "unsent_votes": brought.unsent_votes,
        "unsent_notes": brought.unsent_notes,
        "missing_files": brought.missing_papers,
        "problems": [code.value for code in brought.problems],
    }


def lines_of(call: Call, brought: BroughtIn) -> list[str]:
    """An import for a person."""
    say = call.console.say
    facts = (
        (say("Văn phòng tạo gói lúc", "Made by the office at"), brought.made_at or "-"),
        (say("Mục mới trong sổ biểu quyết", "New entries of the vote record"), brought.entries),
        (say("Tài liệu mới nhận đủ", "Papers that are here now"), brought.papers),
        (say("Phiếu đã có trả lời", "Votes answered"), brought.votes_answered),
        (say("Ghi chú đã có trả lời", "Notes answered"), brought.notes_settled),
        (say("Phiếu chưa được ghi nhận", "Votes not yet recorded"), brought.unsent_votes),
        (say("Tệp còn thiếu", "Missing files"), brought.missing_papers),
    )
    return [f"{name}: {value}" for name, value in facts]
