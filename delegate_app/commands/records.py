"""`verify-record`: the whole vote record, checked again from its first entry."""

from __future__ import annotations

from pathlib import Path

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.console import clock_time, iso
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.errors import IntegrityError


def define(commands: Commands) -> None:
    """Add the command of this file."""
    summary = "check every signature, rule and result of the vote record again"
    parser = add_command(commands, "verify-record", verify_record, summary)
    parser.add_argument(
        "--evidence",
        metavar="FOLDER",
        type=Path,
        help="write the evidence of a standing alarm into this new folder (or FILE.zip)",
    )


def verify_record(call: Call) -> ExitStatus:
    """Check the record and say what was found; an alarm raised earlier still stands.

    With `--evidence` what belongs to that alarm is written first. Raises NOT_ENROLLED, NO_ALARM, EXPORT_EXISTS,
    EXPORT_FAILED.
    """
    call.unlock()
    target: Path | None = call.options.evidence
    if target is not None:
        call.vault(lambda: call.desk.votes.export_alarm_evidence(target.absolute()))
    check = call.vault(call.desk.votes.verify_record)
    standing = call.vault(call.desk.votes.alarm)
    alarm = check.alarm or (standing.code if standing else None)
    document = {
        "origin": check.origin,
        "size": check.size,
        "root": check.root,
        "code": check.code,
        "checkpoint_time": iso(check.checkpoint_time),
        "entries_checked": check.entries_checked,
        "polls_checked": check.polls_checked,
        "own_statements": check.own_statements,
        "alarm": alarm.value if alarm else "",
        "detail": check.detail,
        "evidence": str(target) if target else "",
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
        f"{say('Mã hồ sơ', 'Code of the record')}: {check.code}",
        f"{say('HĐND ký lúc', 'Signed by the council')}: {clock_time(check.checkpoint_time) or '-'}",
    ]
    if target is not None:
        lines.append(f"{say('Chứng cứ đã ghi vào', 'Evidence written to')}: {target}")
    call.console.answer(document, lines)
    if alarm is None:
        return ExitStatus.OK
    call.console.warn(IntegrityError(alarm, check.detail))
    return ExitStatus.INTEGRITY
