"""Commands that put other keys in the place of the council's: rotate log-key, rotate root."""

from __future__ import annotations

import argparse

from council_server.councils import open_council
from council_server.homes import open_home
from council_server.keys import read_passphrase
from council_server.rotation import rotate_log_key, rotate_root


def log_key(options: argparse.Namespace) -> None:
    """Another key signs the log from here on."""
    home = open_home(options.home)
    with open_council(home) as council:
        logged = rotate_log_key(council, home.keys(read_passphrase(options.passphrase_file)))
    print(f"entry {logged.index}: another log key signs every later checkpoint")
    print("make a backup now: an older one cannot sign the record any more")


def root(options: argparse.Namespace) -> None:
    """Another root certifies from here on."""
    home = open_home(options.home)
    keys = home.keys(read_passphrase(options.passphrase_file))
    with open_council(home) as council:
        logged = rotate_root(council, keys)
    if logged is None:
        print("the rotation that was cut off before is finished")
    else:
        print(f"entry {logged.index}: another root certifies from here on")
    print(f"sheets go on naming the first root: {home.root_sha256}")
    print("start the server again for its new TLS certificate, and make a backup now")
