"""Commands about the council itself: init, roster, status, certificate, attendance, exports."""

from __future__ import annotations

import argparse
import dataclasses
import json

from council_server.clock import vietnam_now
from council_server.committees import members_of
from council_server.councils import open_council
from council_server.enrolments import list_enrolments
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.forks import list_forks
from council_server.founding import found_council, issue_server_certificate, write_roster
from council_server.holds import read_hold
from council_server.homes import open_home
from council_server.keys import SECRETARY, read_passphrase
from council_server.log_files import write_log
from council_server.logs import PUBLIC
from council_server.offices import open_office
from council_server.polls import take_attendance
from council_server.public_files import publish_site
from council_server.record_files import write_record
from council_server.rosters import read_roster
from protocol.bundles import PAGE_FILE, PDF_FILE
from protocol.wire import PENDING


def init(options: argparse.Namespace) -> None:
    """Found a council."""
    roster = read_roster(options.roster)
    home = found_council(
        options.home,
        roster,
        hosts=options.host,
        port=options.port,
        passphrase=read_passphrase(options.passphrase_file),
        clock=vietnam_now,
        database_url=options.database,
        store_url=options.store,
    )
    print(f"{home.name}: {len(roster.delegates)} delegates of {roster.total}")
    print(f"address {home.address}")
    print(f"root {home.root_sha256}")


def change_roster(options: argparse.Namespace) -> None:
    """Publish a changed council.toml."""
    roster = read_roster(options.roster)
    home = open_home(options.home)
    if roster.id != home.council:
        raise CommandError(f"{options.roster} is about {roster.id}; this home about {home.council}")
    with open_council(home) as council:
        changed = council.writer.run(lambda batch: write_roster(batch, roster))
    print(f"{changed} rows changed")


def status(options: argparse.Namespace) -> None:
    """What the council holds."""
    home = open_home(options.home)
    with open_council(home) as council:
        council.catch_up()
        heads, replay = council.heads(), council.record.replay
        with council.database.reading() as connection:
            waiting = [
                row.enrolment
                for row in list_enrolments(connection, council.id)
                if row.state == PENDING
            ]
            sessions = list(read_objects(connection, council.id, PUBLIC, "session"))
            cloned = sorted({fork.device for fork in list_forks(connection, council.id)})
            committees = members_of(connection, council.id)
            hold = read_hold(connection, council.id)
            documents = len(read_objects(connection, council.id, PUBLIC, "document"))
        held = {"held_since": hold.since, "awaited": hold.awaited} if hold else {}
        found = {
            "council": council.id,
            "name": home.name,
            "address": home.address,
            "root_sha256": home.root_sha256,
            "record": {"log": home.origin, "size": replay.size} | held,
            "public": {"epoch": heads[PUBLIC].epoch, "size": heads[PUBLIC].size},
            "sessions": sessions,
            "documents": documents,
            "committees": committees,
            "polls": {name: state.stage for name, state in replay.polls.items()},
            "devices": sum(c.revoked_at is None for c in replay.certificates.values()) - 1,
            "waiting_enrolments": waiting,
            "cloned_devices": cloned,
        }
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name, value in found.items():
        print(f"{name}: {value}")


def certificate(options: argparse.Namespace) -> None:
    """A new TLS certificate, and the names and port that sheets print."""
    home = open_home(options.home)
    changed = dataclasses.replace(home, hosts=tuple(options.host), port=options.port or home.port)
    keys = home.keys(read_passphrase(options.passphrase_file))
    issue_server_certificate(changed, keys, vietnam_now().replace(microsecond=0))
    changed.save()
    print(f"certificate for {', '.join(changed.hosts)}; start the server again")


def export_record(options: argparse.Namespace) -> None:
    """The whole vote record in files that need none of our programs to be checked."""
    target = options.target
    if target.exists():
        raise CommandError(f"{target} exists already")
    with open_council(open_home(options.home)) as council:
        council.catch_up()
        written = write_record(council, target)
    print(written.words)
    if not written.has_pdf:
        print(f"no {PDF_FILE}: LibreOffice is not installed here; print {PAGE_FILE} from a browser")


def export_site(options: argparse.Namespace) -> None:
    """The public pages, into a folder that any web server can hand on; done again, it brings them up to date."""
    with open_council(open_home(options.home)) as council:
        council.catch_up()
        written, removed = publish_site(council, options.folder, types=options.types)
    print(f"{options.folder}: {written} files written, {removed} removed")


def export_log(options: argparse.Namespace) -> None:
    """The record's static files, for any web server to hand on; done again, it adds what is new."""
    with open_council(open_home(options.home)) as council:
        new = write_log(council, options.folder)
        print(f"{options.folder}: {council.record.replay.size} entries, {new} new files")


def attendance(options: argparse.Namespace) -> None:
    """The roll of a sitting."""
    home = open_home(options.home)
    secretary = open_office(home, home.keys(read_passphrase(options.passphrase_file)), SECRETARY)
    with open_council(home) as council:
        logged = council.writer.run(
            lambda batch: take_attendance(
                batch,
                secretary,
                session=options.session,
                sitting=options.sitting,
                absent=options.absent,
            )
        )
    print(f"entry {logged.index}")
