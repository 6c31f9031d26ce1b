"""The arguments that every command takes, before its name or after it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from delegate_app.commands.call import Call
from delegate_app.commands.exit_statuses import ExitStatus

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[Call], ExitStatus]


def add_command(commands: Commands, name: str, run: Run, summary: str) -> argparse.ArgumentParser:
    """A support command with the common arguments; its own are added to the result."""
    parser = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
    add_common(parser)
    parser.set_defaults(run=run)
    return parser


def add_common(parser: argparse.ArgumentParser) -> None:
    """Arguments of every support command. Nothing is set when they are absent, so that either place works."""
    add_place(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="write one JSON document instead of lines",
    )
    passphrase = parser.add_mutually_exclusive_group()
    passphrase.add_argument(
        "--passphrase-file",
        metavar="FILE",
        type=Path,
        default=argparse.SUPPRESS,
        help="read the passphrase from the first line of FILE instead of asking",
    )
    passphrase.add_argument(
        "--passphrase-fd",
        metavar="N",
        type=descriptor,
        default=argparse.SUPPRESS,
        help="read it from the first line of file descriptor N",
    )


def add_place(parser: argparse.ArgumentParser) -> None:
    """Home folder and language, for the window too."""
    parser.add_argument(
        "--home",
        metavar="DIR",
        type=Path,
        default=argparse.SUPPRESS,
        help="folder of this desk (default: the platform's folder for application data)",
    )
    parser.add_argument(
        "--lang",
        choices=("vi", "en"),
        default=argparse.SUPPRESS,
        help="language of what is said (default: the setting, else Vietnamese)",
    )


def descriptor(text: str) -> int:
    """The number of a file descriptor."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def page_number(text: str) -> int:
    """A page as people count: from 1."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
