"""Commands that run until they are stopped: serve and practice."""

from __future__ import annotations

import argparse
import dataclasses
from contextlib import ExitStack, closing

from council_server.councils import open_council
from council_server.delivered_files import DeliveryBook
from council_server.hall_announcement import announced
from council_server.hall_service import Hall
from council_server.halls import open_hall_home
from council_server.homes import DEFAULT_PORT, open_home
from council_server.hosting import Homes, Hosting
from council_server.practice import main as practice_council
from council_server.service import Service
from council_server.serving import CouncilServer, consoles, listen, port_of


def serve(options: argparse.Namespace) -> None:
    """Answer clients."""
    if options.hall:
        serve_hall(options)
        return
    if options.all:
        serve_all(options)
        return
    home = open_home(options.home)
    port = home.port if options.port is None else options.port
    with (
        listen(options.host, port) as listening,
        open_council(home) as council,
        ExitStack() as stack,
    ):
        book = stack.enter_context(closing(DeliveryBook(council)))
        service = Service(council, blob_seen=book.seen)
        print(
            f"{home.name}: serving on {options.host} port {listening.getsockname()[1]}", flush=True
        )
        CouncilServer(service, console=not options.no_console).serve_on(listening)


def serve_all(options: argparse.Namespace) -> None:
    """Answer clients of every council whose home lies in the folder, each by its host name."""
    homes = Homes(options.home)
    port = DEFAULT_PORT if options.port is None else options.port
    rooms = consoles() if not options.no_console else None
    hosting = Hosting(homes, places=options.places, with_rooms=rooms)
    with listen(options.host, port) as listening:
        print(f"{len(homes)} councils on {options.host} port {port_of(listening)}", flush=True)
        CouncilServer(hosting).serve_on(listening)


def serve_hall(options: argparse.Namespace) -> None:
    """Answer clients in the hall, and hand on what they sent."""
    home = open_hall_home(options.home)
    if options.upstream:
        home = dataclasses.replace(home, upstream=options.upstream)
    port = home.port if options.port is None else options.port
    with listen(options.host, port) as listening, ExitStack() as stack:
        if options.announce:
            stack.enter_context(announced(home, port_of(listening), options.announce))
        print(f"{home.name}: hall on {options.host} port {port_of(listening)}", flush=True)
        CouncilServer(Hall(home)).serve_on(listening)


def practice(options: argparse.Namespace) -> int:
    """The practice council."""
    return practice_council(options.home, resources=options.resources, manual=options.manual)
