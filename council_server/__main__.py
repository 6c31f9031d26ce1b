"""`python3 -m council_server --home DIR COMMAND`: everything that office, chair and administrator do.

Exit status: 0 done; 1 it could not be done, the reason is on the error stream; 2 wrong use.
"""

from __future__ import annotations

import argparse
import errno
import logging
import sys
from collections.abc import Callable, Sequence

from council_server import (
    commands_account,
    commands_council,
    commands_enrol,
    commands_hall,
    commands_parcel,
    commands_poll,
    commands_publish,
    commands_restore,
    commands_rotate,
    commands_serve,
)
from council_server.command_line import make_parser
from council_server.errors import CommandError
from council_server.log_lines import JsonLines

COMMANDS: dict[str, Callable[[argparse.Namespace], int | None]] = {
    "init": commands_council.init,
    "roster": commands_council.change_roster,
    "status": commands_council.status,
    "backup": commands_restore.backup,
    "restored": commands_restore.restored,
    "resume": commands_restore.resume,
    "certificate": commands_council.certificate,
    "export-record": commands_council.export_record,
    "export-site": commands_council.export_site,
    "export-log": commands_council.export_log,
    "export-bundle": commands_parcel.export_bundle,
    "import-bundle": commands_parcel.import_bundle,
    "publish": commands_publish.publish_folder,
    "recognise": commands_publish.recognise_scans,
    "attendance": commands_council.attendance,
    "enrol sheet": commands_enrol.sheet,
    "enrol list": commands_enrol.listing,
    "enrol confirm": commands_enrol.confirm,
    "enrol refuse": commands_enrol.refuse,
    "enrol revoke": commands_enrol.revoke,
    "account add": commands_account.add,
    "account list": commands_account.listing,
    "account reset": commands_account.reset,
    "account close": commands_account.close,
    "poll define": commands_poll.define,
    "poll open": commands_poll.open_poll,
    "poll last-call": commands_poll.last_call,
    "poll close": commands_poll.close,
    "poll result": commands_poll.result,
    "poll void": commands_poll.void,
    "poll hand-vote": commands_poll.hand_vote,
    "poll list": commands_poll.listing,
    "rotate log-key": commands_rotate.log_key,
    "rotate root": commands_rotate.root,
    "hall new": commands_hall.new,
    "hall card": commands_hall.card,
    "hall status": commands_hall.status,
    "hall last-call": commands_hall.last_call,
    "hall close": commands_hall.close,
    "serve": commands_serve.serve,
    "practice": commands_serve.practice,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = make_parser().parse_args(argv)
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if options.command == "serve" else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    if getattr(options, "log_json", False):
        logging.getLogger().handlers[0].setFormatter(JsonLines())
    name = f"{options.command} {options.part}" if "part" in options else options.command
    try:
        return COMMANDS[name](options) or 0
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(_system_said(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _system_said(error: OSError) -> str:
    """What the system refused, and where."""
    said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{said}; the user that runs this has to own that folder, or to be allowed there"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"{said}; make room on that disk, then give the command again"
    return said


if __name__ == "__main__":
    sys.exit(main())
