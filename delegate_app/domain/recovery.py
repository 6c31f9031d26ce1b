"""The recovery sheet: what is printed once and put away, so that a forgotten passphrase loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Sentence(NamedTuple):
    """A sentence of the sheet in both languages."""

    vietnamese: str
    english: str


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What stands on the sheet. `council`, `delegate` and `device` are "" before enrolment.

    `instructions` stand in the order in which they are printed.
    """

    council: str
    delegate: str
    device: str
    made_on: date
    groups: tuple[str, ...]
    instructions: tuple[Sentence, ...]
