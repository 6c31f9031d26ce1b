"""`free-space`: removes downloaded files of sessions that are over."""

from __future__ import annotations

from datetime import datetime

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.exit_statuses import ExitStatus


def define(commands: Commands) -> None:
    """Add the command of this file."""
    summary = "remove downloaded files of sessions that are over; they come again when asked for"
    add_command(commands, "free-space", free_space, summary)


def free_space(call: Call) -> ExitStatus:
    """Remove them one by one, each in a transaction of its own; votes, notes and what is owed stay."""
    call.unlock()
    now = datetime.now().astimezone()
    files, freed = 0, 0
    while size := call.vault(lambda: call.desk.exchanges.free_next(now)):
        files, freed = files + 1, freed + size
    say = call.console.say
    line = f"{say('Đã dọn', 'Removed')}: {files} ({call.console.size(freed)})"
    call.console.answer({"files": files, "bytes": freed}, [line])
    return ExitStatus.OK
