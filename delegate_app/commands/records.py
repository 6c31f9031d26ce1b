"""`verify-record`: the whole vote record, checked again from its first entry."""

from __future__ import annotations

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.console import clock_time, iso
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.errors import IntegrityError


def define(commands: Commands) -> None:
    """Add the command of this file."""
    summary = "check every signature, rule and result of the vote record again"
    add_command(commands, "verify-record", verify_record, summary)


def verify_record(call: Call) -> ExitStatus:
    """Check the record and say what was found; an alarm raised earlier still stands. Raises NOT_ENROLLED."""
    call.unlock()
    check = call.vault(call.desk.votes.verify_record)
    standing = call.vault(call.desk.votes.alarm)
    alarm = check.alarm or (standing.code if standing else None)
    document = {
        "origin": check.origin,
        "size": check.size,
        "root": check.root,
        "checkpoint_time": iso(check.checkpoint_time),
        "entries_checked": check.entries_checked,
        "polls_checked": check.polls_checked,
        "own_statements": check.own_statements,
        "alarm": alarm.value if alarm else "",
        "detail": check.detail,
    }
    say = call.console.say
    agrees = say("mọi nội dung khớp", "everything agrees")
    verdict = agrees if alarm is None else say("KHÔNG KHỚP", "DOES NOT AGREE")
    lines = [
        f"{say('Sổ biểu quyết', 'Vote record')}: {check.origin}",
        f"{say('Kết luận', 'Verdict')}: {verdict}",
        f"{say('Số mục đã kiểm', 'Entries checked')}: {check.entries_checked}",
        f"{say('Lượt biểu quyết đã kiểm', 'Polls checked')}: {check.polls_checked}",
        f"{say('Phiếu của máy này', 'Votes of this device')}: {check.own_statements}",
        f"{say('Gốc (SHA-256)', 'Root (SHA-256)')}: {check.root}",
        f"{say('HĐND ký lúc', 'Signed by the council')}: {clock_time(check.checkpoint_time) or '-'}",
    ]
    call.console.answer(document, lines)
    if alarm is None:
        return ExitStatus.OK
    call.console.warn(IntegrityError(alarm, check.detail))
    return ExitStatus.INTEGRITY
