"""Commands about devices: enrol sheet, list, confirm, refuse, revoke."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from typing import Any

from council_server import enrolments
from council_server.councils import open_council
from council_server.devices import list_devices
from council_server.enrolments import Sheet, list_enrolments, new_sheet
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.forks import list_forks
from council_server.homes import open_home
from council_server.keys import ROOT, SECRETARY, read_passphrase
from council_server.logs import PUBLIC
from council_server.offices import open_office
from council_server.sheets import print_sheet
from council_server.writer import Batch
from protocol.enrolments import DELEGATE


def sheet(options: argparse.Namespace) -> None:
    """Print a sheet with a fresh code; an unused one of the same person is burnt."""
    home = open_home(options.home)
    if options.days < 1:
        raise CommandError("--days must be 1 or more")

    def write(batch: Batch) -> Sheet:
        name = name_of(batch, options.person, options.role)
        life = timedelta(days=options.days)
        return new_sheet(batch, person=options.person, name=name, role=options.role, life=life)

    with open_council(home) as council:
        print(print_sheet(home, council.writer.run(write)))


def name_of(batch: Batch, person: str, role: str) -> str:
    """The person's name by the roster, or by the record for the secretary's staff; CommandError for a stranger."""
    roster = read_objects(batch.connection, batch.council, PUBLIC, "delegate")
    if person in roster:
        return str(roster[person]["name"])
    known = [c for c in batch.record.replay.certificates.values() if c.person == person]
    if known and role != DELEGATE:
        return known[0].name
    raise CommandError(f'"{person}" is not in the roster; there are {", ".join(sorted(roster))}')


def listing(options: argparse.Namespace) -> None:
    """Requests with their comparison codes, then devices."""
    home = open_home(options.home)
    with open_council(home) as council:
        council.catch_up()
        with council.database.reading() as connection:
            asked = [
                {
                    "enrolment": row.enrolment,
                    "state": row.state,
                    "person": row.person,
                    "name": row.name,
                    "role": row.role,
                    "device": row.device,
                    "device_name": row.device_name,
                    "comparison": row.comparison,
                    "asked": row.asked,
                }
                for row in list_enrolments(connection, council.id)
            ]
            forks = list_forks(connection, council.id)
        devices = list_devices(council.record.replay, forks)
    if options.json:
        print(json.dumps({"enrolments": asked, "devices": devices}, ensure_ascii=False, indent=2))
        return
    for one in asked:
        print("{enrolment}  {state:8}  {comparison}  {name}  {device_name}".format_map(one))
    for device in devices:
        print(line_of(device))


def line_of(device: dict[str, Any]) -> str:
    """One device for the office; below it what shows that its disk may have been copied."""
    line = "{device}  {role}  {person}".format_map(device)
    if device["number"] > 1:
        line += f"  device {device['number']} of this person"
    if device["revoked"]:
        line += "  revoked"
    if device["cloned"]:
        line += "  cloned?"
    lines = [line]
    for fork in device["cloned"]:
        lines.append("    refused {refused}  {seen}\n    logged  {logged}".format_map(fork))
    return "\n".join(lines)


def confirm(options: argparse.Namespace) -> None:
    """The clerk compared the codes: certificate and entry."""
    home = open_home(options.home)
    keys = home.keys(read_passphrase(options.passphrase_file))
    root, secretary = open_office(home, keys, ROOT), open_office(home, keys, SECRETARY)
    with open_council(home) as council:
        done = council.writer.run(
            lambda batch: enrolments.confirm(batch, options.enrolment, root, secretary)
        )
    print(f"{done.name} ({done.person}) is enrolled as {done.role}: entry {done.index}")


def refuse(options: argparse.Namespace) -> None:
    """Turn a request down."""
    with open_council(open_home(options.home)) as council:
        council.writer.run(lambda batch: enrolments.refuse(batch, options.enrolment))
    print(f"{options.enrolment} is refused")


def revoke(options: argparse.Namespace) -> None:
    """A device's signatures no longer count from here on."""
    home = open_home(options.home)
    secretary = open_office(home, home.keys(read_passphrase(options.passphrase_file)), SECRETARY)
    with open_council(home) as council:
        logged = council.writer.run(
            lambda batch: enrolments.revoke(batch, secretary, options.device, options.reason)
        )
    print(f"{options.device} is revoked: entry {logged.index}")
