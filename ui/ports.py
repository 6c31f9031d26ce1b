"""What the window asks of those who are wired in `delegate_app.__main__`: the practice council, and sticks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from delegate_app.domain.parcels import BroughtIn, TakenOut


class Invitation(Protocol):
    """What the clerk's printed sheet says; `code` is "" once this machine is enrolled."""

    @property
    def address(self) -> str:
        """https address of the council's server."""

    @property
    def root_sha256(self) -> str:
        """SHA-256 of the council's root certificate, 64 hex digits."""

    @property
    def code(self) -> str:
        """The one-time code."""


class Act(Protocol):
    """One act of the practice council's day, as its script tells it."""

    @property
    def name(self) -> str:
        """Its name in the script."""

    @property
    def title_vi(self) -> str:
        """What happens, in Vietnamese."""

    @property
    def title_en(self) -> str:
        """What happens, in English."""

    @property
    def done(self) -> bool:
        """True once it happened."""


class PracticePort(Protocol):
    """The embedded practice council. Methods may wait for its process: never call them on the GUI thread."""

    @property
    def ready(self) -> Invitation | None:
        """The learner's sheet; None before the council's process said that it serves."""

    @property
    def running(self) -> bool:
        """True while the council's process lives."""

    def acts(self) -> Sequence[Act]:
        """The day's acts in order."""

    def next(self) -> str:
        """Play the first act that is not done; its name once it is over, "" when the day is."""

    def act(self, name: str) -> str:
        """Play this act; its name once it is over."""

    def stop_server(self) -> object:
        """End the council's process: the network is gone, as far as this machine can tell."""

    def kill_server(self) -> object:
        """End it as a power cut would."""

    def start_server(self) -> object:
        """Start it again on the same home and, where possible, the same address."""


class HallFinder(Protocol):
    """Looks for the hall's server on the local network. Waits for the network: never call it on the GUI thread."""

    def find(self) -> Sequence[str]:
        """Links of halls of this council that were announced; hints, each to be chosen by a person."""


class CarrierPort(Protocol):
    """This desk's data by stick. Methods wait for the disk and the vault: never call them on the GUI thread."""

    def bring_in(self, stick: Path) -> BroughtIn:
        """Take what is new here from a stick."""

    def take_out(self, stick: Path) -> TakenOut:
        """Put on a stick what the office is owed."""
