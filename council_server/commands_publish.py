"""Commands of publishing: publish a folder, and read the words of scans."""

from __future__ import annotations

import argparse

from council_server.councils import Council, open_council
from council_server.errors import CommandError
from council_server.homes import open_home
from council_server.keys import SECRETARY, read_passphrase
from council_server.offices import open_office
from council_server.publishing import Publication, publish
from council_server.recognition import find_recogniser
from council_server.session_files import read_session_file
from council_server.text_layers import add_all_words, scans_without_words


def publish_folder(options: argparse.Namespace) -> None:
    """Publish a session, or say what would be published."""
    home = open_home(options.home)
    session = read_session_file(options.folder)
    secretary = open_office(home, home.keys(read_passphrase(options.passphrase_file)), SECRETARY)
    with open_council(home) as council:
        done = publish(council, secretary, session, dry_run=options.dry_run)
        say_publication(done, dry_run=options.dry_run)
        if not (options.dry_run or options.no_recognition):
            read_scans(council, required=False)


def say_publication(done: Publication, *, dry_run: bool) -> None:
    """One line for each paper that moved, then the sums."""
    for name in done.new:
        print(f"new        {name}")
    for name in done.changed:
        print(f"changed    {name}")
    for name in done.removed:
        print(f"kept       {name} (no longer in session.toml; what is published stays)")
    print(
        f"{len(done.new)} new, {len(done.changed)} changed, {len(done.unchanged)} unchanged, "
        f"{len(done.removed)} kept"
    )
    if dry_run:
        print("dry run: nothing was published")
    elif done.revision:
        print(f"manifest revision {done.revision} signed")
    else:
        print("the manifest in force already says this")


def recognise_scans(options: argparse.Namespace) -> None:
    """Read every published scan that has no text layer yet."""
    with open_council(open_home(options.home)) as council:
        read_scans(council, required=True)


def read_scans(council: Council, *, required: bool) -> None:
    """Add text layers as far as there are scans; without a recogniser say so, or raise CommandError where it is `required`."""
    scans = scans_without_words(council)
    if not scans:
        return
    if find_recogniser():
        add_all_words(council, print)
        return
    said = (
        f"{len(scans)} scanned papers cannot be searched: install tesseract-ocr and tesseract-ocr-vie, "
        "then run recognise"
    )
    if required:
        raise CommandError(said)
    print(said)
