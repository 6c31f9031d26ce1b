"""What a stick brought, and what was put on one (`protocol.md 12`)."""

from __future__ import annotations

from dataclasses import dataclass

from delegate_app.errors import Code


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What an import changed. A vote counts as answered once its receipt or refusal was verified."""

    made_at: str
    """When the office made what lies there, as it says; "" when that cannot be read."""
    entries: int
    """Entries of the vote record that are new here."""
    rows: int
    """Rows of the council's feeds that are new here."""
    papers: int
    votes_answered: int
    notes_settled: int
    unsent_votes: int
    unsent_notes: int
    missing_papers: int
    problems: tuple[Code, ...]
    """What stood in the way, each once, the first first."""

    @property
    def brought_nothing(self) -> bool:
        """True when everything there was known."""
        moved = self.entries, self.rows, self.papers, self.votes_answered, self.notes_settled
        return not any(moved)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What lies on the stick for the office. Nothing of it counts as sent."""

    votes: int
    notes: int
    notes_left: int
    """Notes that did not fit and wait for the next time."""
    entries_given_back: int
