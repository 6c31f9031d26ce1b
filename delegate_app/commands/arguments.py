"""The command line of the program: `nghi-truong [--home DIR] [--lang vi|en] [COMMAND ...]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from delegate_app.commands import enrolling, noting, papers, voting
from delegate_app.commands.messages import LANGUAGES
from delegate_app.commands.statuses import Status
from delegate_app.commands.workplace import Workplace

Command = Callable[[Workplace, argparse.Namespace], Status]
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

NEWEST = "newest"


def default_home() -> Path:
    """Where this person's desk lies unless `--home` says else."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "NghiTruong" if base else Path.home() / "AppData/Local/NghiTruong"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "NghiTruong"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "nghi-truong"


def read(argv: Sequence[str]) -> argparse.Namespace:
    """The options; `command` is "" for the window, `practice`, or a support command with its `run`.

    Ends the program with status 2 and a sentence when the line makes no sense.
    """
    return parser().parse_args(argv)


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="nghi-truong",
        description="The desk of a People's Council delegate. Without a command it opens the window.",
        allow_abbrev=False,
    )
    top.add_argument("--home", type=Path, default=None, help="folder of the vault")
    top.add_argument("--lang", choices=LANGUAGES, default=None, help="language of the messages")
    top.set_defaults(command="", run=None, passphrase_file=None, passphrase_fd=None)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    _add_practice(commands)
    _add_account(commands)
    _add_papers(commands)
    _add_votes(commands)
    _add_notes(commands)
    return top


def _add_practice(commands: Subparsers) -> None:
    practice = commands.add_parser("practice", help="open the practice council")
    practice.add_argument("--home", type=Path, default=argparse.SUPPRESS, help="folder of both")
    practice.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS)
    practice.add_argument("--tour", action="store_true", help="walk the session day by itself")
    practice.add_argument("--shots", type=Path, default=None, help="folder for the screenshots")
    practice.set_defaults(command="practice")


def _add_account(commands: Subparsers) -> None:
    _command(commands, "init", enrolling.init, "make an empty vault")
    enrol = _command(commands, "enrol", enrolling.enrol, "ask the council to enrol this device")
    enrol.add_argument("--server", required=True, metavar="URL", help="https address on the sheet")
    enrol.add_argument("--root", required=True, metavar="SHA256", help="fingerprint on the sheet")
    enrol.add_argument("--code", required=True, help="one-time code on the sheet")
    enrol.add_argument("--device-name", default="", metavar="NAME", help="how the clerk sees it")
    enrol.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="for the clerk")
    _command(commands, "sync", enrolling.sync, "send and fetch, once")
    _json(_command(commands, "status", enrolling.status, "how this desk stands"))


def _add_papers(commands: Subparsers) -> None:
    _json(_command(commands, "sessions", papers.sessions, "the council's sessions"))
    documents = _json(_command(commands, "documents", papers.documents, "papers and versions"))
    documents.add_argument("--session", default="", metavar="ID", help="only of this session")
    export = _command(commands, "export-document", papers.export_document, "write a paper's file")
    export.add_argument("document", metavar="ID")
    export.add_argument("version", metavar="VERSION", help="SHA-256, number, or newest")
    export.add_argument("-o", "--output", required=True, metavar="FILE")
    export.add_argument("--pdf", action="store_true", help="the PDF that is read and voted on")
    export.add_argument("--force", action="store_true", help="overwrite FILE")


def _add_votes(commands: Subparsers) -> None:
    _json(_command(commands, "polls", voting.polls, "polls, own votes and results"))
    vote = _json(_command(commands, "vote", voting.vote, "sign a vote and send it"))
    vote.add_argument("poll", metavar="POLL")
    vote.add_argument("choice", metavar="CHOICE", help="APPROVE, DISAPPROVE, ABSTAIN or the words")
    vote.add_argument("--offline", action="store_true", help="sign only; a later sync sends it")
    _json(_command(commands, "verify-record", voting.verify_record, "check the whole vote record"))


def _add_notes(commands: Subparsers) -> None:
    _json(_command(commands, "notes", noting.notes, "annotations"))
    note = _json(_command(commands, "add-note", noting.add_note, "write a note on a paper"))
    note.add_argument("document", metavar="DOCUMENT")
    note.add_argument("--page", type=int, required=True, metavar="N", help="counted from 1")
    note.add_argument("--quote", default="", metavar="TEXT", help="words on that page")
    note.add_argument("--version", dest="document_version", default=NEWEST, metavar="VERSION")
    note.add_argument("text", metavar="TEXT")


def _command(
    commands: Subparsers, name: str, run: Command, help_text: str
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=help_text, allow_abbrev=False)
    added.add_argument("--home", type=Path, default=argparse.SUPPRESS, help="folder of the vault")
    added.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS)
    source = added.add_mutually_exclusive_group()
    source.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its first line")
    source.add_argument("--passphrase-fd", type=int, metavar="N", help="an open file descriptor")
    added.set_defaults(command=name, run=run)
    return added


def _json(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--json", action="store_true", help="for scripts (docs/commands.md)")
    return command
