"""What a run found: kept while it runs, read by the scheduler when it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from delegate_app.domain.blobs import Hold
from delegate_app.errors import Code, DeskError, IntegrityError, OfflineError
from sync.effects import Progress
from sync.failures import Busy, ends_the_run

FREEZING = frozenset(
    {
        Code.SPLIT_VIEW,
        Code.LOG_SHRANK,
        Code.ROOT_MISMATCH,
        Code.TALLY_MISMATCH,
        Code.RECORD_FORGED,
        Code.OWN_MISSING,
    }
)
"""Alarms about the vote record: no new vote is signed until they are settled."""


@dataclass(slots=True)
class Report:
    """One run. It went well when `errors` is empty; `progress` says what is left."""

    idle: bool = False
    """There is nothing to do: the vault is locked, or this device asked for no council."""
    waiting: bool = False
    """The clerk has not confirmed this device yet."""
    held: Hold = Hold.NONE
    """What papers wait for, when they may not come now."""
    first_waits: bool = False
    """What a feed begins with here waits for a line that is not metered, or for the delegate's word."""
    through_hall: bool = False
    """The run went to a hall's server: it confirms nothing, and is no contact with the council."""
    contact: datetime | None = None
    """When the council answered in this run."""
    errors: list[DeskError] = field(default_factory=list)
    progress: Progress = field(default_factory=lambda: Progress(0, 0, 0, 0))

    def note(self, error: DeskError) -> None:
        """Keep an error; the run goes on or ends as its place decides."""
        self.errors.append(error)

    @property
    def offline(self) -> OfflineError | None:
        """The error by which the run ended without the network."""
        return next((e for e in self.errors if isinstance(e, OfflineError)), None)

    @property
    def alarm(self) -> IntegrityError | None:
        """The alarm about the vote record, when there is one."""
        found = (e for e in self.errors if isinstance(e, IntegrityError) and e.code in FREEZING)
        return next(found, None)

    @property
    def ended_early(self) -> bool:
        """True when something stood in the way of every call."""
        return any(ends_the_run(error) for error in self.errors)

    @property
    def retry_after(self) -> float:
        """Seconds that the council asked to wait; 0 when it did not."""
        return max((e.retry_after or 0 for e in self.errors if isinstance(e, Busy)), default=0)
