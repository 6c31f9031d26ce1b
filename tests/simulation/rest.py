"""Invariants that hold once the faults stopped and every device ran until nothing was left to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from delegate_app.domain.feed_holds import is_private
from tests.simulation.broken import require
from tests.simulation.process import SimulatedProcess
from tests.simulation.truth import Truth
from tests.simulation.watch import Watch
from tests.simulation.watched_notes import Edits, held_notes, keeps, older_shown

FINAL = ("received", "proven", "refused")


def check_rest(watches: Sequence[Watch], edits: dict[str, Edits], truth: Truth) -> None:
    """Raises Broken for the first of 11, 14, 17, 18 and 22 that does not hold."""
    for watch in watches:
        watch.look_whole()
        with watch.device.disk.unwatched():
            _votes_answered(watch, truth)
            _heads_reached(watch, truth)
    of_person: dict[str, list[Watch]] = defaultdict(list)
    for watch in watches:
        of_person[watch.device.person].append(watch)
    for person, own in of_person.items():
        _devices_agree(own)
        _nothing_lost_to_oneself(own)
        _texts_kept(own, edits[person])
        for watch in own:
            _notes_at_the_council(watch, truth)


def check_metered(watches: Sequence[Watch], truth: Truth) -> None:
    """On a line whose budget is spent: 11, 18 and 22 hold for votes, notes, the record and every feed that shows something.

    Only papers and what a feed begins with may wait there.
    """
    for watch in watches:
        with watch.device.disk.unwatched():
            _votes_answered(watch, truth)
            process = watch.device.processes[0]
            owed = [f"{item.kind} {item.last_error}" for item in process.replica.outbox()]
            require(
                18, f"owed on a metered line: {owed}", holds=not any(process.replica.unsettled())
            )
            behind = behind_on_a_metered_line(process, watch, truth)
            require(18, f"behind on a metered line: {behind}", holds=not behind)


def behind_on_a_metered_line(process: SimulatedProcess, watch: Watch, truth: Truth) -> list[str]:
    """What is not at its head and may not wait: all but a feed with papers of which nothing is here."""
    cursors, behind = process.replica.cursors(), []
    for name, head in truth.council.heads_of(watch.device.person).items():
        at = cursors.get(name)
        is_empty = at is not None and at.active and not at.seq
        may_wait = name != "record" and not is_private(name) and is_empty
        if (at.seq if at else 0) != head.seq and not may_wait:
            behind.append(name)
    return behind


def _votes_answered(watch: Watch, truth: Truth) -> None:
    """11 and 22."""
    steps = (
        "SELECT identity, (SELECT state FROM vote_steps WHERE vote = votes.identity "
        "ORDER BY rowid DESC LIMIT 1) AS state FROM votes"
    )
    entries = truth.council.record.replay.entries
    for vote in watch.ask(steps):
        name, state = vote["identity"][:8], vote["state"]
        require(11, f"vote {name} is {state}", holds=state in FINAL)
        there = state == "refused" or vote["identity"] in entries
        require(22, f"vote {name} is not at the council", holds=there)


def _heads_reached(watch: Watch, truth: Truth) -> None:
    """18."""
    process, council = watch.device.processes[0], truth.council
    owed = [f"{item.kind} {item.last_error}" for item in process.replica.outbox()]
    require(18, f"still owed: {owed}", holds=not any(process.replica.unsettled()))
    wanted = process.replica.wanted_blobs()
    require(18, "papers are missing", holds=not wanted)
    cursors = process.replica.cursors()
    for name, head in council.heads_of(watch.device.person).items():
        if name == "record":
            require(18, "the record is behind", holds=cursors["record"].seq == head.seq)
        elif head.seq or name in cursors:
            at = cursors.get(name)
            held = (at.epoch, at.seq, at.active) if at else ()
            require(
                18, f"{name} is behind: {held} {head}", holds=held == (head.epoch, head.seq, True)
            )


def _devices_agree(watches: Sequence[Watch]) -> None:
    """17: the same notes with the same texts and the same older texts beside them."""
    first, *others = (_shown(watch) for watch in watches)
    for other in others:
        differing = [
            note for note in first.keys() | other.keys() if first.get(note) != other.get(note)
        ]
        what = [(first.get(note), other.get(note)) for note in differing]
        require(17, f"the devices differ in {what}", holds=not differing)


def _shown(watch: Watch) -> dict[str, Any]:
    with watch.device.disk.unwatched():
        return {
            name: (
                (row["hlc"], row["body"], older_shown(row)) if not row["deleted"] else row["hlc"]
            )
            for name, row in held_notes(watch.ask).items()
        }


def _nothing_lost_to_oneself(watches: Sequence[Watch]) -> None:
    """14: whoever writes on one device replaces everything knowingly: no text of theirs is kept as a losing one."""
    if len(watches) > 1:
        return
    with watches[0].device.disk.unwatched():
        held = held_notes(watches[0].ask)
    beside = {name: row["older"] for name, row in held.items() if row["older"]}
    require(14, f"texts are kept that nobody lost: {beside}", holds=not beside)


def _texts_kept(watches: Sequence[Watch], edits: Edits) -> None:
    """14: a text that nobody replaced knowingly is on every device; beside a deleted note on the one that wrote it, for
    nothing is given back there (`protocol.md 9.17`)."""
    for watch in watches:
        with watch.device.disk.unwatched():
            held = held_notes(watch.ask)
        for edit in edits.standing():
            row = held.get(edit.note)
            unsaid = row is not None and row["deleted"] and edit.device != watch.device.device
            kept = unsaid or keeps(row, edit)
            require(14, f"{edit.text!r} is not on {watch.device.device}", holds=kept)


def _notes_at_the_council(watch: Watch, truth: Truth) -> None:
    """22: the newest edit of each note is what the council has, and each older text that is shown here lies there once.

    So a device that is enrolled later gets them all.
    """
    person, council = watch.device.person, truth.council
    with watch.device.disk.unwatched():
        held = held_notes(watch.ask)
    rows = Counter(
        row.id for row in council.feed(f"delegate.{person}").rows if row.kind == "note-older"
    )
    require(22, f"an older text lies there twice: {rows}", holds=all(n == 1 for n in rows.values()))
    for name, row in held.items():
        there = council.notes.get((person, name))
        same = there is not None and there.request.hlc == row["hlc"]
        require(22, f"note {name} is not at the council", holds=same)
        lacking = [clock for clock in row["older"] if f"{name}~{clock}" not in rows]
        require(
            22,
            f"older texts of {name} are not at the council: {lacking}",
            holds=row["deleted"] or not lacking,
        )
