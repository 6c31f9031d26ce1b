"""The program is killed again and again while a delegate draws and types: at most the gesture under way is lost.

`pytest tests/attacks/test_kills_while_noting.py --kills 100` kills it a hundred times.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from delegate_app.domain.annotations import AnnotationKind
from delegate_app.security.derivation import CHEAPEST
from delegate_app.services.desk import open_desk
from tests.attacks.noting import Kept, draw_and_type, state_of
from tests.ui.furnished_council import PASSPHRASE, DeskAtCouncil, FurnishedCouncil

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of Unix")

SEED = 20261128
PATIENCE = 90.0
LONGEST = 1.6
"""Seconds that a window lives after its first gesture."""


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills", 8))


def told(line: Connection, seconds: float) -> list[Kept]:
    """Everything that is told in that time, or until the end; what was cut by it counts as untold."""
    states, ends = [], time.monotonic() + seconds
    with contextlib.suppress(EOFError, OSError):
        while line.poll(max(0.0, ends - time.monotonic())):
            states.append(line.recv())
    return states


def here(home: Path) -> tuple[Kept, set[str]]:
    """What the vault holds, and the notes that it owes the council."""
    desk = open_desk(home, cost=lambda: CHEAPEST)
    try:
        submit = desk.thread.submit
        submit(lambda: desk.account.unlock(PASSPHRASE)).result()
        notes = submit(desk.annotations.all).result()
        owed = submit(desk.replica.outbox).result()
        assert all(note.kind is not AnnotationKind.NEWER for note in notes), "every note is whole"
        return state_of(notes), {item.payload.note_id for item in owed if item.kind == "note"}  # type: ignore[union-attr]
    finally:
        desk.close()


def lived(home: Path, version: str, seed: int, chance: Random) -> list[Kept]:
    """The states that a window told before it was killed."""
    context = multiprocessing.get_context("spawn")
    line, theirs = context.Pipe(duplex=False)
    window = context.Process(target=draw_and_type, args=(home, version, PASSPHRASE, seed, theirs))
    window.start()
    theirs.close()
    try:
        assert line.poll(PATIENCE), "the window does not open"
        states = [line.recv(), *told(line, chance.uniform(0.0, LONGEST))]
    finally:
        window.kill()
        window.join(PATIENCE)
    assert window.exitcode == -signal.SIGKILL, "the window did not end by itself"
    return [*states, *told(line, 0.0)]


def gestures_between(before: Kept, after: Kept) -> set[str]:
    """Notes that differ."""
    return {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}


def test_a_program_killed_while_one_draws_and_types_loses_at_most_the_gesture_under_way(
    tmp_path: Path, kills: int
) -> None:
    council = FurnishedCouncil()
    made = DeskAtCouncil(tmp_path / "home", council)
    made.enrol()
    document = council.document("thanh-lap-phong", "du-thao-nghi-quyet")
    desk = made.desk
    version = desk.thread.submit(lambda: desk.documents.document(document)).result().newest.sha256
    made.close()
    chance, gestures, cut = Random(SEED), 0, 0
    print(f"seed {SEED}")
    before: Kept = {}
    for number in range(kills):
        states = lived(tmp_path / "home", version, SEED + number, chance)
        assert states[0] == before, "what was there after the last kill is there at the next start"
        after, owed = here(tmp_path / "home")
        changed = gestures_between(states[-1], after)
        together = not changed & after.keys() or not changed & states[-1].keys()
        gestures += len(states) - 1
        cut += bool(changed)
        assert len(changed) <= 1 or together, (
            "one gesture makes or changes one note, or takes away or brings back what was rubbed out"
        )
        assert set(after) <= owed | set(before), "what is kept is owed to the other devices"
        before = after
    print(
        f"{kills} kills, {gestures} gestures told, {cut} kills met a gesture that was kept unsaid"
    )
    assert gestures > kills
