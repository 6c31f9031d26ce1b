"""The arguments of `python3 -m council_server`; what each command does is in docs/running-a-council.md."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from council_server.console.roles import ACCOUNTS
from council_server.halls import HALL_PORT
from council_server.homes import DEFAULT_PORT
from council_server.means import PLACES
from council_server.polls import LAST_CALL_SECONDS
from council_server.public_site import PUBLIC_TYPES
from protocol.enrolments import ROLES
from protocol.passing import BALLOTS, TOTAL
from protocol.polls import LATE_NONE, POINT, WHOLE
from protocol.votes import Choice

EPILOG = """\
exit status: 0 done; 1 it could not be done, the reason is on the error stream; 2 wrong use
"""


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands; `command` names the one chosen, with its part after a space."""
    parser = argparse.ArgumentParser(
        prog="python3 -m council_server",
        description="The council server.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="the council's folder"
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="its first line seals or opens the keys of root, chair and secretary",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_council(commands)
    add_publish(commands)
    add_enrol(commands)
    add_poll(commands)
    add_account(commands)
    add_serve(commands)
    return parser


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_council(commands: Commands) -> None:
    init = commands.add_parser("init", help="found a council: keys, first entries, roster")
    init.add_argument(
        "roster", type=Path, help="council.toml with council, secretary and delegates"
    )
    init.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="postgresql+psycopg://USER@HOST/NAME instead of a file in the home",
    )
    init.add_argument(
        "--store",
        default="",
        metavar="URL",
        help="s3://BUCKET/PREFIX for papers instead of a folder in the home",
    )
    init.add_argument(
        "--host",
        action="append",
        required=True,
        help="a name or address by which clients reach the server; the first is printed on sheets",
    )
    init.add_argument("--port", type=int, default=DEFAULT_PORT)
    roster = commands.add_parser("roster", help="publish a changed council.toml")
    roster.add_argument("roster", type=Path)
    status = commands.add_parser("status", help="what the council holds")
    status.add_argument("--json", action="store_true")
    backup = commands.add_parser(
        "backup", help="copy everything into a new folder, also while serving"
    )
    backup.add_argument("folder", type=Path)
    restored = commands.add_parser(
        "restored", help="after a backup was put back: new epochs, and nothing new in the record"
    )
    restored.add_argument(
        "--entries",
        type=int,
        default=0,
        metavar="N",
        help="how many entries the record had, when a desk or the last minutes say so",
    )
    resume = commands.add_parser(
        "resume", help="every desk has synced and the record is whole: new entries again"
    )
    resume.add_argument(
        "--entries",
        type=int,
        required=True,
        metavar="N",
        help="how many entries the record has now, as read in: status",
    )
    certificate = commands.add_parser("certificate", help="a new TLS certificate for these hosts")
    certificate.add_argument("--host", action="append", required=True)
    certificate.add_argument("--port", type=int)
    rotate = commands.add_parser("rotate", help="other keys for the council")
    parts = rotate.add_subparsers(dest="part", required=True, metavar="PART")
    parts.add_parser("log-key", help="another key signs the log")
    parts.add_parser("root", help="another root certifies devices and the server")


def add_publish(commands: Commands) -> None:
    publish = commands.add_parser("publish", help="publish a folder with a session.toml")
    publish.add_argument("folder", type=Path)
    publish.add_argument("--dry-run", action="store_true", help="judge everything, change nothing")
    publish.add_argument(
        "--no-recognition", action="store_true", help="leave the words of scanned pages for later"
    )
    commands.add_parser(
        "recognise", help="read the words of published scans that have no text layer yet (OCR)"
    )
    roll = commands.add_parser("attendance", help="record the roll of a sitting")
    roll.add_argument("session")
    roll.add_argument("sitting")
    roll.add_argument("--absent", nargs="*", default=[], metavar="PERSON")


def add_enrol(commands: Commands) -> None:
    enrol = commands.add_parser("enrol", help="devices: sheets, confirmation, revocation")
    parts = enrol.add_subparsers(dest="part", required=True, metavar="PART")
    sheet = parts.add_parser("sheet", help="print an enrolment sheet for one person")
    sheet.add_argument("person")
    sheet.add_argument("--role", choices=ROLES, default=ROLES[0])
    sheet.add_argument("--days", type=int, default=14, help="how long the code is good")
    listing = parts.add_parser("list", help="requests and devices")
    listing.add_argument("--json", action="store_true")
    confirm = parts.add_parser("confirm", help="after comparing the code on both screens")
    confirm.add_argument("enrolment")
    refuse = parts.add_parser("refuse", help="turn a request down")
    refuse.add_argument("enrolment")
    revoke = parts.add_parser("revoke", help="a device's signatures no longer count")
    revoke.add_argument("device")
    revoke.add_argument("--reason", required=True)


def add_account(commands: Commands) -> None:
    account = commands.add_parser("account", help="who may sign in to the console")
    parts = account.add_subparsers(dest="part", required=True, metavar="PART")
    add = parts.add_parser("add", help="make an account and print its one-time link")
    add.add_argument("person", help="its name for signing in, as nguyen-thi-hoa")
    add.add_argument("--role", required=True, choices=sorted(map(str, ACCOUNTS)))
    add.add_argument("--name", default="", help="the person's name, when the roster has none")
    listing = parts.add_parser("list", help="all accounts")
    listing.add_argument("--json", action="store_true")
    reset = parts.add_parser("reset", help="a new link; password and telephone are forgotten")
    reset.add_argument("person")
    close = parts.add_parser("close", help="nobody signs in to it any more")
    close.add_argument("person")


def add_poll(commands: Commands) -> None:
    poll = commands.add_parser("poll", help="the life of polls")
    parts = poll.add_subparsers(dest="part", required=True, metavar="PART")
    define = parts.add_parser("define", help="write a poll down, open to nobody yet")
    opening = parts.add_parser(
        "open", help="open a poll; with the options of define, define it first"
    )
    for part, needed in ((define, True), (opening, False)):
        part.add_argument("poll")
        add_ballot(part, needed=needed)
    last_call = parts.add_parser("last-call", help="announce the close")
    last_call.add_argument("poll")
    last_call.add_argument("--seconds", type=int)
    close = parts.add_parser("close", help="end voting (or the grace period)")
    close.add_argument("poll")
    close.add_argument(
        "--wait", action="store_true", help="wait until the announced seconds are over"
    )
    result = parts.add_parser("result", help="announce what the record counts")
    result.add_argument("poll")
    void = parts.add_parser("void", help="declare a poll void")
    void.add_argument("poll")
    void.add_argument("--reason", required=True)
    hand = parts.add_parser("hand-vote", help="record a raised hand")
    hand.add_argument("poll")
    hand.add_argument("voter")
    hand.add_argument("choice", choices=[choice.value for choice in Choice])
    hand.add_argument("--reason", required=True)
    listing = parts.add_parser("list", help="all polls")
    listing.add_argument("--json", action="store_true")


def add_ballot(part: argparse.ArgumentParser, *, needed: bool) -> None:
    part.add_argument("--item", required=needed, help="SESSION.ITEM as published")
    part.add_argument("--question", required=needed)
    part.add_argument(
        "--document",
        action="append",
        default=[],
        help="a document whose newest version is voted on",
    )
    part.add_argument(
        "--total",
        type=int,
        required=needed,
        metavar="N",
        help="delegates holding the mandate today",
    )
    part.add_argument("--scope", choices=[WHOLE, POINT], default=WHOLE)
    part.add_argument(
        "--pass",
        dest="rule",
        default="more-than:1/2",
        metavar="RULE",
        help="more-than:1/2 (default) or at-least:2/3, with any fraction",
    )
    part.add_argument("--base", choices=[TOTAL, BALLOTS], default=TOTAL)
    part.add_argument("--quorum", default="0/1", metavar="FRACTION")
    part.add_argument("--late", default=LATE_NONE, help="none, or grace:SECONDS")
    part.add_argument("--last-call", type=int, default=LAST_CALL_SECONDS, metavar="SECONDS")
    part.add_argument(
        "--revote", action="store_true", help="a later vote may replace an earlier one"
    )
    part.add_argument("--replaces", default="", metavar="POLL", help="the void poll it follows")
    part.add_argument("--only", nargs="*", default=[], metavar="PERSON", help="the electorate")


def add_hall(commands: Commands) -> None:
    hall = commands.add_parser("hall", help="the hall's own server")
    parts = hall.add_subparsers(dest="part", required=True, metavar="PART")
    new = parts.add_parser("new", help="make its folder, at the council's server")
    new.add_argument("folder", type=Path, help="a new folder, to be carried to the hall's machine")
    new.add_argument("--name", default="phong-hop", metavar="ID", help="its name in the record")
    new.add_argument(
        "--host", action="append", required=True, help="a name or address of it in the hall"
    )
    new.add_argument("--port", type=int, default=HALL_PORT)
    new.add_argument("--upstream", default="", help="the council's address, other than its own")
    new.add_argument("--chair", action="store_true", help="the chair's key goes along, sealed")
    card = parts.add_parser("card", help="the QR code for the wall; --home is the hall's folder")
    card.add_argument("target", type=Path, help="a new .svg or .png file")
    parts.add_parser("status", help="what the hall took; --home is the hall's folder")
    last_call = parts.add_parser("last-call", help="announce the close, in the hall")
    last_call.add_argument("poll")
    last_call.add_argument("--seconds", type=int)
    close = parts.add_parser("close", help="end voting (or the grace period), in the hall")
    close.add_argument("poll")


def add_serve(commands: Commands) -> None:
    serve = commands.add_parser("serve", help="answer clients until stopped")
    serve.add_argument("--host", default="0.0.0.0", help="the address to listen on")  # noqa: S104
    serve.add_argument("--port", type=int, help="other than the council's own")
    serve.add_argument(
        "--no-console", action="store_true", help="without the office's pages in the browser"
    )
    serve.add_argument(
        "--all",
        action="store_true",
        help="--home is a folder with the homes of many councils; each is served by its host name",
    )
    serve.add_argument(
        "--places",
        type=int,
        default=PLACES,
        metavar="N",
        help="with --all: how many councils are open at once at most",
    )
    serve.add_argument("--log-json", action="store_true", help="the log as JSON, one object a line")
    serve.add_argument("--hall", action="store_true", help="serve a hall's home: a relay")
    serve.add_argument("--upstream", default="", help="with --hall: another address of the council")
    serve.add_argument(
        "--announce",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="with --hall: announce it by mDNS on the interface with this address",
    )
    add_hall(commands)
    practice = commands.add_parser("practice", help="the practice council, spoken to in JSON lines")
    practice.add_argument("--manual", action="store_true", help="every act waits to be asked for")
    practice.add_argument("--resources", type=Path, metavar="DIR")
    export = commands.add_parser("export-record", help="the vote record, for anyone to check")
    export.add_argument("target", type=Path, help="a new folder, or a new file ending in .zip")
    log = commands.add_parser("export-log", help="the vote record as static files")
    log.add_argument("folder", type=Path, help="a new folder, or one written before")
    site = commands.add_parser("export-site", help="the public pages as static files")
    site.add_argument("folder", type=Path, help="a new folder, or one written before")
    site.add_argument(
        "--types",
        nargs="+",
        default=list(PUBLIC_TYPES),
        metavar="TYPE",
        help=f"types of papers that the public may read (default: {' '.join(PUBLIC_TYPES)})",
    )
    pack = commands.add_parser(
        "export-bundle", help="put papers, record and answers on a stick for delegates"
    )
    pack.add_argument("stick", type=Path, help="the stick, or any folder")
    take = commands.add_parser(
        "import-bundle", help="take votes and notes from a stick and put the answers on it"
    )
    take.add_argument("stick", type=Path, help="the stick, or any folder")
