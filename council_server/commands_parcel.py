"""Commands for a stick: export-bundle and import-bundle (protocol.md 12)."""

from __future__ import annotations

import argparse
from pathlib import Path

from council_server.councils import open_council
from council_server.errors import CommandError
from council_server.homes import open_home
from council_server.parcel_intake import take
from council_server.parcels import Packed, pack


def export_bundle(options: argparse.Namespace) -> None:
    """Papers, record and answers go on the stick, sealed for the enrolled devices."""
    _require_folder(options.stick)
    with open_council(open_home(options.home)) as council:
        say_packed(pack(council, options.stick), options.stick)


def import_bundle(options: argparse.Namespace) -> None:
    """Votes and notes are taken from the stick; the answers go back on it with everything new."""
    _require_folder(options.stick)
    with open_council(open_home(options.home)) as council:
        taken, strangers = take(council, options.stick)
        for one in taken:
            print(
                f"{one.device}: {one.recorded} recorded, {one.refused} refused, "
                f"{one.waiting} wait for earlier entries, {one.notes} notes"
            )
        if strangers:
            print(f"{strangers} files that no device of this council made: passed over")
        answers = {one.device: one.answers for one in taken}
        say_packed(pack(council, options.stick, answers), options.stick)


def say_packed(packed: Packed, stick: Path) -> None:
    """What lies on the stick now."""
    print(
        f"{stick}: {packed.papers} papers for {packed.devices} devices, {packed.new_pieces} new files"
    )
    for sha256 in packed.missing:
        print(f"missing in the store: {sha256}")


def _require_folder(stick: Path) -> None:
    if not stick.is_dir():
        raise CommandError(f"{stick} is no folder: put the stick in, and name where it is mounted")
