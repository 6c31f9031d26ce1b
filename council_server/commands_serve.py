"""Commands that run until they are stopped: serve and practice."""

from __future__ import annotations

import argparse

from council_server.councils import open_council
from council_server.homes import open_home
from council_server.practice import main as practice_council
from council_server.service import Service
from council_server.serving import CouncilServer, listen


def serve(options: argparse.Namespace) -> None:
    """Answer clients."""
    home = open_home(options.home)
    port = home.port if options.port is None else options.port
    with listen(options.host, port) as listening, open_council(home) as council:
        service = Service(council)
        print(
            f"{home.name}: serving on {options.host} port {listening.getsockname()[1]}", flush=True
        )
        CouncilServer(service).serve_on(listening)


def practice(options: argparse.Namespace) -> int:
    """The practice council."""
    return practice_council(options.home, resources=options.resources, manual=options.manual)
