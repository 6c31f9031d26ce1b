"""Desks for many stories: enrolled once, then copied for each, as an image of a disk is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.driver import Connect
from tests.running_council import RunningCouncil
from tests.scenarios.desks import DeskAtWork, over_tls


class DeskCopies:
    """Images of desks, by person; `folder` holds them and their copies."""

    def __init__(self, council: RunningCouncil, folder: Path) -> None:
        self._council = council
        self._folder = folder
        self._copies = 0

    def image(self, person: str) -> Path:
        """The home of this person's desk as it was when the clerk had confirmed it: nothing synchronised yet."""
        home = self._folder / person
        if not home.exists():
            desk = DeskAtWork(home, over_tls, self._council.clock)
            try:
                desk.create()
                desk.ask_to_enrol(self._council, person)
                assert not desk.sync.enrol_once()
                self._council.confirm_all()
                assert desk.sync.enrol_once()
            finally:
                desk.close()
        return home

    @contextmanager
    def newcomer(self, person: str, connect: Connect = over_tls) -> Iterator[DeskAtWork]:
        """A copy of the image, unlocked."""
        self._copies += 1
        home = self._folder / f"{person}-{self._copies}"
        shutil.copytree(self.image(person), home)
        desk = DeskAtWork(home, connect, self._council.clock)
        try:
            desk.unlock()
            yield desk
        finally:
            desk.close()

    @contextmanager
    def desk(self, person: str, connect: Connect = over_tls) -> Iterator[DeskAtWork]:
        """A copy of the image, unlocked and synchronised."""
        with self.newcomer(person, connect) as desk:
            state = desk.sync.run_once()
            assert state.confirmed, state
            yield desk
