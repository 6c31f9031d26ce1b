"""The whole command line: the window, the practice council, and the support commands."""

from __future__ import annotations

import argparse
from pathlib import Path

from delegate_app.commands import (
    accounts,
    documents,
    feeds,
    hall_evidence,
    halls,
    keys,
    notes,
    parcels,
    records,
    rooms,
    searches,
    sessions,
    synchronisation,
    votes,
)
from delegate_app.commands.arguments import Commands, add_common, add_place

PRACTICE = "practice"

_ABOUT = """\
Nghi Truong: the desk of a People's Council delegate.
Without a command the window opens. Commands and exit statuses: docs/commands.md."""


def command_line() -> argparse.ArgumentParser:
    """The parser. A support command sets `run`; the window and `practice` do not."""
    parser = argparse.ArgumentParser(
        prog="nghi-truong",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_common(parser)
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_practice(commands)
    for noun in (
        accounts,
        keys,
        synchronisation,
        feeds,
        parcels,
        halls,
        hall_evidence,
        sessions,
        documents,
        votes,
        notes,
        searches,
        records,
        rooms,
    ):
        noun.define(commands)
    return parser


def _add_practice(commands: Commands) -> None:
    summary = "open the window on the practice council"
    parser = commands.add_parser(PRACTICE, help=summary, description=summary, allow_abbrev=False)
    add_place(parser)
    parser.add_argument(
        "--tour",
        action="store_true",
        help="walk through a whole session day by itself and check every step",
    )
    parser.add_argument("--shots", metavar="DIR", type=Path, help="folder for the tour's pictures")
    parser.add_argument(
        "--manual", action="store_true", help="the day's acts come only when they are asked for"
    )
