"""`status` and `enrol`: whose desk this is."""

from __future__ import annotations

import platform

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.console import Json, clock_time, iso
from delegate_app.commands.exit_statuses import ExitStatus, WrongUse
from delegate_app.commands.keys import pepper_words
from delegate_app.domain.accounts import AccountState
from delegate_app.domain.outbox import OutboxItem
from delegate_app.errors import Code, OfflineError, UserError
from delegate_app.services.account import checked_address, checked_fingerprint
from protocol import enrolments
from protocol.errors import ProtocolError

CLERK_SECONDS = 3.0
"""Between two questions whether the clerk confirmed this device."""


def define(commands: Commands) -> None:
    """Add the commands of this file."""
    parser = add_command(commands, "status", status, "whose desk this is and what it still owes")
    parser.add_argument(
        "--unlock", action="store_true", help="ask for the passphrase when none is given by file"
    )
    parser = add_command(commands, "enrol", enrol, "make this machine a delegate's device")
    parser.add_argument("--server", metavar="URL", help="address on the printed sheet")
    parser.add_argument("--root", metavar="SHA256", help="fingerprint on the printed sheet")
    parser.add_argument("--code", metavar="CODE", help="one-time code on the printed sheet")
    parser.add_argument("--device-name", metavar="NAME", help="default: the machine's name")
    parser.add_argument(
        "--wait",
        metavar="SECONDS",
        type=float,
        default=120.0,
        help="how long to wait for the clerk (default: 120)",
    )


def status(call: Call) -> ExitStatus:
    """Say where the desk stands; everything behind the lock only when the passphrase is at hand."""
    if call.state() is AccountState.LOCKED and (call.passphrases.given or call.options.unlock):
        call.unlock()
    state = call.state()
    document: dict[str, object] = {"home": str(call.desk.home), "state": state.value}
    if state is AccountState.ERASED:
        document |= {"erased": _erased(call)}
    elif state not in (AccountState.NEW, AccountState.LOCKED):
        document |= call.vault(lambda: _unlocked(call))
    call.console.answer(document, _status_lines(call, state, document))
    return ExitStatus.OK


def _erased(call: Call) -> Json | None:
    erasure = call.vault(call.desk.account.erasure)
    if erasure is None:
        return None
    return {
        "device": erasure.device_id,
        "revoked_at": iso(erasure.revoked_at),
        "erased_at": iso(erasure.erased_at),
    }


def _unlocked(call: Call) -> Json:
    desk = call.desk
    enrolment, alarm = desk.account.enrolment(), desk.votes.alarm()
    outbox: tuple[OutboxItem, ...] = desk.replica.outbox()
    arrivals = [desk.documents.arrival(session.id) for session in desk.agenda.sessions()]
    return {
        "council": {"id": enrolment.council_id, "name": enrolment.council_name}
        if enrolment
        else None,
        "person": {"id": enrolment.person_id, "name": enrolment.name, "role": enrolment.role}
        if enrolment
        else None,
        "device": {"id": enrolment.device_id, "name": enrolment.device_name} if enrolment else None,
        "server": enrolment.address if enrolment else "",
        "root_sha256": enrolment.root_sha256 if enrolment else "",
        "comparison": desk.account.comparison_code() if enrolment else "",
        "pepper": desk.account.pepper_kind().value,
        "recovery_code": desk.account.has_recovery_code(),
        "enrolled_at": iso(enrolment.enrolled_at) if enrolment else "",
        "last_contact": iso(desk.replica.last_contact()),
        "files": {
            "here": sum(arrival.complete_files for arrival in arrivals),
            "total": sum(arrival.total_files for arrival in arrivals),
            "bytes_here": sum(arrival.complete_bytes for arrival in arrivals),
            "bytes_total": sum(arrival.total_bytes for arrival in arrivals),
        },
        "unsent_votes": sum(item.kind == "entry" for item in outbox),
        "unsent_notes": sum(item.kind == "note" for item in outbox),
        "polls_waiting": len(desk.votes.waiting()),
        "alarm": {"code": alarm.code.value, "raised_at": iso(alarm.raised_at)} if alarm else None,
    }


_STATES = {
    AccountState.NEW: ("chưa có kho dữ liệu", "no vault yet"),
    AccountState.LOCKED: ("đang khóa", "locked"),
    AccountState.UNENROLLED: ("chưa ghi danh", "not enrolled"),
    AccountState.PENDING: ("chờ Văn phòng xác nhận", "waiting for the office"),
    AccountState.ENROLLED: ("đã ghi danh", "enrolled"),
    AccountState.ERASED: ("đã hủy khóa sau khi thu hồi", "keys destroyed after the revocation"),
}


def _status_lines(call: Call, state: AccountState, document: Json) -> list[str]:
    say = call.console.say
    lines = [
        f"{say('Thư mục', 'Home')}: {document['home']}",
        f"{say('Trạng thái', 'State')}: {say(*_STATES[state])}",
    ]
    if state is AccountState.ERASED:
        return [*lines, call.console.message(UserError(Code.DEVICE_ERASED))]
    if state in (AccountState.NEW, AccountState.LOCKED):
        return lines
    return lines + call.vault(lambda: _unlocked_lines(call, document))


def _unlocked_lines(call: Call, document: Json) -> list[str]:
    say, size, desk = call.console.say, call.console.size, call.desk
    enrolment, alarm = desk.account.enrolment(), desk.votes.alarm()
    lines = []
    if enrolment is not None:
        lines = [
            f"{say('Hội đồng', 'Council')}: {enrolment.council_name or '-'} ({enrolment.address})",
            f"{say('Đại biểu', 'Delegate')}: {enrolment.name or '-'}",
            f"{say('Thiết bị', 'Device')}: {enrolment.device_name} ({enrolment.device_id})",
            f"{say('Mã đối chiếu', 'Comparison code')}: {document['comparison']}",
        ]
    files = document["files"]
    if isinstance(files, dict):
        here = f"{files['here']}/{files['total']}"
        received = f"{size(files['bytes_here'])} / {size(files['bytes_total'])}"
        lines.append(f"{say('Tệp đã tải về', 'Files here')}: {here} ({received})")
    contact = clock_time(desk.replica.last_contact()) or say("chưa lần nào", "never")
    lines += [
        f"{say('Phiếu chưa gửi', 'Unsent votes')}: {document['unsent_votes']}",
        f"{say('Ghi chú chưa gửi', 'Unsent notes')}: {document['unsent_notes']}",
        f"{say('Lượt biểu quyết đang chờ', 'Polls waiting')}: {document['polls_waiting']}",
        f"{say('Liên lạc lần cuối', 'Last contact')}: {contact}",
    ]
    made = desk.account.has_recovery_code()
    unmade = say("chưa có; hãy dùng lệnh recovery-code", "none yet; run recovery-code")
    lines += [
        f"{say('Mã khôi phục', 'Recovery code')}: {say('đã có', 'made') if made else unmade}",
        pepper_words(call, desk.account.pepper_kind()),
    ]
    if alarm is not None:
        sentence = call.console.message(UserError(alarm.code))
        lines.append(f"{say('CẢNH BÁO', 'ALARM')}: {sentence} [{alarm.code.value}]")
    return lines


# ---------------------------------------------------------------------------------- enrolment


def enrol(call: Call) -> ExitStatus:
    """Make the vault on a new home, the request, and wait for the clerk; called again it goes on.

    Raises ALREADY_ENROLLED, what is wrong with the sheet's three lines, OFFLINE, CODE_REFUSED,
    ROOT_DIFFERS, ENROLMENT_REFUSED, and ENROLMENT_PENDING when the time is over.
    """
    _open(call)
    state = call.state()
    if state is AccountState.ENROLLED:
        raise UserError(Code.ALREADY_ENROLLED)
    if state is AccountState.UNENROLLED or _is_another_sheet(call):
        _begin(call)
    comparison = call.vault(call.desk.account.comparison_code)
    call.console.remark(f"Mã đối chiếu: {comparison}", f"Comparison code: {comparison}")
    _wait_for_clerk(call)
    enrolment = call.vault(call.desk.account.enrolment)
    if enrolment is None:
        raise UserError(Code.ENROLMENT_REFUSED)
    document = {
        "state": AccountState.ENROLLED.value,
        "comparison": comparison,
        "council": {"id": enrolment.council_id, "name": enrolment.council_name},
        "person": {"id": enrolment.person_id, "name": enrolment.name, "role": enrolment.role},
        "device": {"id": enrolment.device_id, "name": enrolment.device_name},
    }
    done = call.console.say("Đã ghi danh", "Enrolled")
    call.console.answer(document, [f"{done}: {enrolment.name}, {enrolment.council_name}"])
    return ExitStatus.OK


def _open(call: Call) -> None:
    """Afterwards the vault is open; made when there was none, once the sheet's lines are well formed."""
    if call.state() is not AccountState.NEW:
        call.unlock()
        return
    address, root, code = _sheet(call)
    checked_address(address)
    checked_fingerprint(root)
    _secret(code)
    passphrase = call.passphrases.new()
    call.vault(lambda: call.desk.account.create(passphrase))


def _sheet(call: Call) -> tuple[str, str, str]:
    """The three lines of the printed sheet. Raises WrongUse."""
    options = call.options
    if not (options.server and options.root and options.code):
        raise WrongUse(
            "Lệnh enrol cần --server URL, --root SHA256 và --code CODE như trên phiếu.",
            "enrol needs --server URL, --root SHA256 and --code CODE from the sheet.",
        )
    return options.server, options.root, options.code


def _secret(code: str) -> bytes:
    try:
        return enrolments.read_code(code)
    except ProtocolError as error:
        raise UserError(Code.CODE_MALFORMED) from error


def _is_another_sheet(call: Call) -> bool:
    """True when the arguments name another sheet than the request that waits was made from."""
    options = call.options
    if not (options.server or options.root or options.code):
        return False
    address, root, code = _sheet(call)
    wanted = (checked_address(address), checked_fingerprint(root))
    request = call.vault(call.desk.replica.enrolment_request)
    if request is None:
        return True
    kept = (request.address, request.root_sha256)
    return wanted != kept or enrolments.code_id(_secret(code)) != request.code_id


def _begin(call: Call) -> None:
    address, root, code = _sheet(call)
    device = call.options.device_name or platform.node()
    call.vault(
        lambda: call.desk.account.begin_enrolment(
            address=address, root_sha256=root, code=code, device_name=device, now=call.now()
        )
    )


def _wait_for_clerk(call: Call) -> None:
    """Return once the clerk confirmed; raises ENROLMENT_PENDING when the time is over.

    Losing the network while waiting is no end: the request was delivered.
    """
    courier, left = call.courier(), call.options.wait
    delivered = False
    while True:
        try:
            if courier.enrol_once():
                return
            delivered = True
        except OfflineError:
            if not delivered or left <= 0:
                raise
        if left <= 0:
            raise UserError(Code.ENROLMENT_PENDING)
        call.rest(min(CLERK_SECONDS, left))
        left -= CLERK_SECONDS
