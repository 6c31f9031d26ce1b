"""`hall`: which hall's own server this desk calls first (`protocol.md 13.8`)."""

from __future__ import annotations

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.domain.accounts import AccountState
from delegate_app.domain.halls import HallPlace
from delegate_app.errors import Code, UserError


def define(commands: Commands) -> None:
    """Add the command of this file."""
    summary = "say, choose, find or forget the hall's own server"
    parser = add_command(commands, "hall", hall, summary)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--choose",
        metavar="LINK",
        help='text of its QR code, or "https://address:port fingerprint"',
    )
    ways.add_argument("--find", action="store_true", help="list those that are announced here")
    ways.add_argument("--forget", action="store_true", help="call the council's server only")


def hall(call: Call) -> ExitStatus:
    """Do one of these. Raises NOT_ENROLLED, HALL_MALFORMED, HALL_FOREIGN, HALL_NOT_FOUND."""
    call.unlock()
    if call.state() is not AccountState.ENROLLED:
        raise UserError(Code.NOT_ENROLLED)
    halls, found = call.desk.halls, tuple[str, ...]()
    if call.options.choose:
        call.vault(lambda: halls.choose(call.options.choose))
    elif call.options.forget:
        call.vault(halls.forget)
    elif call.options.find:
        found = call.nearby()
        if not found:
            raise UserError(Code.HALL_NOT_FOUND)
    place = call.vault(halls.chosen)
    document = {"address": place.address if place else "", "found": list(found)}
    call.console.answer(document, [*found, _line(call, place)])
    return ExitStatus.OK


def _line(call: Call, place: HallPlace | None) -> str:
    say = call.console.say
    title = say("Máy chủ phòng họp", "The hall's server")
    return f"{title}: {place.address if place else say('chưa chọn', 'none chosen')}"
