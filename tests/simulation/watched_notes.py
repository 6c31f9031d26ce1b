"""Invariants 14, 15 and 16 of notes: every edit anybody made, and what a vault makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from delegate_app.services.notes import text_of
from tests.simulation.broken import require
from tests.simulation.invariants import Ask, Row, Watched
from tests.simulation.truth import Truth


@dataclass(frozen=True)
class Edit:
    """One edit of a note; `parent` is the clock of the edit that its author had in front of them, "" for the first."""

    note: str
    hlc: str
    device: str
    parent: str
    text: str
    deleted: bool


@dataclass
class Edits:
    """All edits of one delegate's notes, on whichever device, in the order in which they were made."""

    made: list[Edit] = field(default_factory=list)
    followed: set[tuple[str, str]] = field(default_factory=set)
    """(note, clock) of edits that a later edit was made upon."""
    under_way: frozenset[tuple[str, str]] = frozenset()
    """(note, clock) of what an edit replaces that is being made."""

    def add(self, edit: Edit) -> None:
        """15: the clock of an edit is above every earlier one of its device, and above what it was made upon."""
        earlier = [e.hlc for e in self.made if e.device == edit.device]
        require(
            15,
            f"{edit.note} {earlier[-1:]} then {edit.hlc}",
            holds=edit.hlc > max(earlier, default=""),
        )
        require(15, f"{edit.note} upon {edit.parent}", holds=edit.hlc > edit.parent)
        self.made.append(edit)
        self.followed.update({(edit.note, edit.parent)} | self.under_way)
        self.under_way = frozenset()

    def begin(self, note: str, parent: str, shown: Row | None, *, deleted: bool) -> None:
        """An edit of what is shown is being made: of that very edit, of one whose text was put back since, and when the
        note is deleted of the losing texts beside it."""
        text = text_of(shown["body"].encode()) if shown else None
        clocks = {edit.hlc for edit in self.made if edit.note == note and edit.text == text}
        beside = set(shown["older"]) if shown and deleted else set()
        self.under_way = frozenset((note, clock) for clock in {parent} | clocks | beside)

    def abandon(self) -> None:
        """It was not made after all."""
        self.under_way = frozenset()

    def standing(self) -> list[Edit]:
        """The edits that nobody replaced knowingly, deletions left out."""
        return [
            edit
            for edit in self.made
            if not edit.deleted
            and (edit.note, edit.hlc) not in self.followed
            and (edit.note, edit.hlc) not in self.under_way
        ]

    def notes(self) -> list[str]:
        """Every note that was ever made."""
        return list(dict.fromkeys(edit.note for edit in self.made))


class WatchedNotes(Watched):
    """A vault keeps every text that was written on its device and that nobody replaced knowingly."""

    TABLES = frozenset({"annotations", "older_texts", "outbox"})

    def __init__(self, truth: Truth, edits: Edits, device: str) -> None:
        super().__init__(truth)
        self.edits = edits
        self.device = device

    def look(self, ask: Ask) -> None:
        owed = {
            row["note"]: row["hlc"]
            for row in ask("SELECT note, hlc FROM outbox WHERE kind = 'note'")
        }
        held = held_notes(ask)
        for edit in self.edits.standing():
            if edit.device == self.device:
                require(14, f"{edit.text!r} is lost", holds=keeps(held.get(edit.note), edit))
        for row in held.values():
            if row["device"] == self.device and row["settled_hlc"] < row["hlc"]:
                name = row["id"]
                require(16, f"{name} is not owed", holds=owed.get(name, "") == row["hlc"])


def held_notes(ask: Ask) -> dict[str, Row]:
    """The notes of a vault by id, each with its `older` texts by their clocks."""
    held = {row["id"]: {**row, "older": {}} for row in ask("SELECT * FROM annotations")}
    for row in ask("SELECT annotation, hlc, text FROM older_texts"):
        held[row["annotation"]]["older"][row["hlc"]] = row["text"]
    return held


def older_shown(row: Row) -> dict[str, str]:
    """The older texts that a reader sees beside the note, by their clocks."""
    text = text_of(row["body"].encode())
    return {clock: lost for clock, lost in row["older"].items() if lost != text}


def keeps(row: Row | None, edit: Edit) -> bool:
    """True when a vault shows the edit's text as the note or as an older text of it."""
    if row is None:
        return False
    if edit.text in row["older"].values():
        return True
    return not row["deleted"] and text_of(row["body"].encode()) == edit.text
