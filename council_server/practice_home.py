"""The practice council's home: founded whole or not at all, furnished with delegates and papers, served at one address.

Founding takes place in a folder of its own inside the home and is moved into place with
`council.toml` last, so that a power cut at any moment leaves nothing but a founding to do again.
"""

from __future__ import annotations

import dataclasses
import shutil
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from council_server.councils import Council, open_council
from council_server.errors import CommandError
from council_server.founding import found_council
from council_server.homes import SETTINGS, Home, open_home
from council_server.keys import SECRETARY
from council_server.offices import open_office
from council_server.practice_hall import DELEGATES, seat
from council_server.practice_plan import Plan, check_plan, read_plan
from council_server.publishing import publish, published
from council_server.rosters import Roster, read_roster
from council_server.serving import listen, port_of
from council_server.session_files import FILE_NAME, SessionFile, read_session_file

HOSTS = ("127.0.0.1", "localhost")
FOUNDING = ".founding"
PARTS = ("keys", "blobs", DELEGATES, "server.db")
OTHERS = ("log", FOUNDING)

SOURCE = Path(__file__).resolve().parents[1] / "resources" / "practice_council"
"""Beside the packages, from source and in the packed application alike."""


@dataclass(frozen=True, slots=True)
class Material:
    """What the practice is made of: people, script, and the sessions with their papers."""

    roster: Roster
    plan: Plan
    sessions: tuple[SessionFile, ...]

    @property
    def session(self) -> SessionFile:
        """The session that is practised."""
        return next(one for one in self.sessions if one.id == self.plan.practice.session)

    def by_hand(self) -> Material:
        """The same without a clock: see `Plan.by_hand`."""
        return dataclasses.replace(self, plan=self.plan.by_hand())


def read_material(folder: Path) -> Material:
    """Read the practice council's folder. Raises CommandError or Problems naming all that is wrong."""
    roster, plan = read_roster(folder / "council.toml"), read_plan(folder / "practice.toml")
    if not roster.learner:
        raise CommandError(f"{folder / 'council.toml'}: learner is missing in [council]")
    files = sorted((folder / "sessions").glob(f"*/{FILE_NAME}"))
    material = Material(roster, plan, tuple(read_session_file(file) for file in files))
    if plan.practice.session not in {session.id for session in material.sessions}:
        raise CommandError(f"practice.toml: there is no session {plan.practice.session}")
    check_plan(plan, roster, material.session)
    return material


def open_practice(path: Path, material: Material, clock: Callable[[], datetime]) -> Home:
    """The practice council's home, made at the first run. Raises CommandError for any other folder."""
    if not (path / SETTINGS).is_file():
        make_practice(path, material, clock)
    home = open_home(path)
    if home.council != material.roster.id:
        raise CommandError(f"{path} holds the council {home.council}: nobody practises in that")
    return home


def make_practice(path: Path, material: Material, clock: Callable[[], datetime]) -> None:
    """Found and furnish the council, then put it in its place."""
    staging = path / FOUNDING
    remove_leftovers(path)
    found = found_council(
        staging, material.roster, hosts=HOSTS, port=0, passphrase=None, clock=clock
    )
    with open_council(found, clock) as council:
        furnish(council, material)
    for part in (*PARTS, SETTINGS):
        (staging / part).rename(path / part)
    shutil.rmtree(staging)


def remove_leftovers(path: Path) -> None:
    """What a founding that was cut off left behind goes; anything else is not ours to touch."""
    staging = path / FOUNDING
    known = {*OTHERS, *(PARTS if staging.exists() else ())}
    strange = (
        sorted(one.name for one in path.iterdir() if one.name not in known)
        if (path.exists())
        else []
    )
    if strange:
        raise CommandError(f"{path} is not empty ({strange[0]}); a council gets its own folder")
    if staging.exists():
        for part in PARTS:
            remove(path / part)
        remove(staging)


def remove(path: Path) -> None:
    """The file or folder is gone."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def furnish(council: Council, material: Material) -> None:
    """Everybody but the learner is enrolled, and every session is published; once, whenever it is run."""
    roster = material.roster
    others: Sequence[str] = [one.id for one in roster.delegates if one.id != roster.learner]
    council.catch_up()
    seat(council, roster, others)
    secretary = open_office(council.home, council.home.keys(), SECRETARY)
    known = published(council, "session")
    for session in material.sessions:
        if session.id not in known:
            publish(council, secretary, session)


def listen_as_before(home: Home) -> tuple[Home, socket.socket]:
    """A socket on the port of the last run, or on a free one when that is taken; the port is remembered."""
    try:
        listening = listen(HOSTS[0], home.port)
    except CommandError:
        listening = listen(HOSTS[0], 0)
    port = port_of(listening)
    if port != home.port:
        home = dataclasses.replace(home, port=port)
        home.save()
    return home, listening
