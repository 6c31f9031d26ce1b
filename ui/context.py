"""What every view receives: the desk, the way to its thread, and how things are said and look just now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from delegate_app.services.desk import Desk
from ui import messages
from ui.ports import CarrierPort, HallFinder
from ui.tasks import Tasks
from ui.theme import Theme
from ui.words import Words


@dataclass(frozen=True)
class Context:
    """Handed to each view when it is made; a new language or theme makes new views with a new context."""

    desk: Desk
    tasks: Tasks
    theme: Theme
    words: Words
    clock: Callable[[], datetime]
    carrier: CarrierPort | None = None
    """Sticks, where the program offers them."""
    halls: HallFinder | None = None
    """Finds the hall's server, where the program offers it."""
    is_practice: bool = False
    """The desk sits in the practice council, whose papers carry the dates of one invented day."""

    @property
    def language(self) -> str:
        """ "vi" or "en"."""
        return self.words.language

    def sentence(self, error: Exception) -> str:
        """What to tell the person about `error`."""
        return messages.for_error(error, self.language)
