"""`sync`: one full exchange with the council."""

from __future__ import annotations

from datetime import datetime

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call, SyncResult
from delegate_app.commands.console import Json, clock_time, iso
from delegate_app.commands.exit_statuses import ExitStatus, status_of_code
from delegate_app.domain.accounts import AccountState
from delegate_app.errors import Code, UserError


def define(commands: Commands) -> None:
    """Add the command of this file."""
    add_command(commands, "sync", sync, "exchange everything with the council once")


def sync(call: Call) -> ExitStatus:
    """Run once and say what is left. Raises NOT_ENROLLED when no council was asked, DEVICE_ERASED when the run found
    this device revoked and destroyed its keys."""
    call.unlock()
    if call.state() is AccountState.UNENROLLED:
        raise UserError(Code.NOT_ENROLLED)
    result = call.courier().run_once()
    call.require_keys()
    call.console.answer(described(call, result), lines_of(call, result))
    return reported(call, result)


def reported(call: Call, result: SyncResult) -> ExitStatus:
    """The status of a run; what stood in its way is said on the error stream."""
    code = obstacle(result)
    if code is None:
        return ExitStatus.OK
    call.console.warn(UserError(code))
    return ExitStatus.INTEGRITY if result.phase == "frozen" else status_of_code(code)


def obstacle(result: SyncResult) -> Code | None:
    """What stood in the way, None when the run went through."""
    if result.trouble is not None:
        return result.trouble
    return {"connecting": Code.ENROLMENT_PENDING, "stopped": Code.NOT_ENROLLED}.get(result.phase)


def described(call: Call, result: SyncResult) -> Json:
    """A run for a script."""
    return {
        "phase": str(result.phase),
        "confirmed": result.confirmed,
        "trouble": result.trouble.value if result.trouble else "",
        "last_contact": iso(_last_contact(call)),
        "unsent_votes": result.unsent_votes,
        "unsent_notes": result.unsent_notes,
        "missing_files": result.missing_blobs,
        "missing_bytes": result.missing_bytes,
    }


def _last_contact(call: Call) -> datetime | None:
    """When the council answered last, in this run or an earlier one."""
    return call.vault(call.desk.replica.last_contact)


_PHASES = {
    "up-to-date": ("đã đồng bộ", "up to date"),
    "connecting": ("chờ Văn phòng xác nhận thiết bị", "waiting for the office"),
    "offline": ("chưa kết nối được", "offline"),
    "trouble": ("gặp sự cố", "trouble"),
    "frozen": ("CẢNH BÁO: việc ký phiếu tạm dừng", "ALARM: signing is frozen"),
}


def lines_of(call: Call, result: SyncResult) -> list[str]:
    """A run for a person."""
    say, size = call.console.say, call.console.size
    missing = f"{result.missing_blobs} ({size(result.missing_bytes)})"
    never = say("chưa lần nào", "never")
    phase = say(*_PHASES.get(str(result.phase), (str(result.phase),) * 2))
    confirmed = call.console.yes(result.confirmed)
    return [
        f"{say('Đồng bộ', 'Synchronisation')}: {phase}",
        f"{say('Máy chủ đã xác nhận đủ', 'Confirmed by the council')}: {confirmed}",
        f"{say('Phiếu chưa gửi', 'Unsent votes')}: {result.unsent_votes}",
        f"{say('Ghi chú chưa gửi', 'Unsent notes')}: {result.unsent_notes}",
        f"{say('Tệp còn thiếu', 'Missing files')}: {missing}",
        f"{say('Liên lạc lần cuối', 'Last contact')}: {clock_time(_last_contact(call)) or never}",
    ]
