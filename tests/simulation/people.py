"""What people do in a schedule: the office publishes and holds polls, delegates vote and write on papers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from delegate_app.errors import Code, DeskError
from protocol.poll_states import Stage
from tests.simulation.broken import require
from tests.simulation.council import SESSION, SimulatedCouncil
from tests.simulation.laboratory import CHUNK
from tests.simulation.process import SimulatedProcess
from tests.simulation.truth import Truth
from tests.simulation.watch import Watch
from tests.simulation.watched_notes import Edit, Edits, held_notes

ACTS = (
    "poll",
    "vote",
    "vote",
    "vote",
    "vote",
    "write",
    "write",
    "edit",
    "edit",
    "edit",
    "remove",
    "paper",
)
FEW = 2
STAYS_OPEN = 0.6
SIZES = (10, CHUNK // 2, CHUNK, CHUNK + 300, 3 * CHUNK)
DISK = (Code.DISK_FULL, Code.DISK_READ_ONLY, Code.VAULT_IN_USE)
"""What a desk may answer while the disk is full or another process writes: loudly, and nothing is kept."""


@dataclass
class Intent:
    """An edit that is being made; what a death left of it is found by its text."""

    note: str
    parent: str
    text: str
    deleted: bool = False


@dataclass
class People:
    """`edits` hold every edit that each delegate made."""

    council: SimulatedCouncil
    truth: Truth
    chance: Random
    versions: list[str]
    edits: dict[str, Edits]
    happened: Counter[str] = field(default_factory=Counter)
    polls: int = 0
    texts: int = 0
    published: int = 1
    intent: Intent | None = None
    quarrel: bool = False
    """Nobody begins a third note while two stand: they are written again and again, on every device."""

    def act(self, watch: Watch, process: SimulatedProcess) -> None:
        """One act drawn by chance. Raises Died when the process did not survive it."""
        act = self._agreed(str(self.drawn(ACTS)), watch)
        if act == "poll":
            done = self.next_poll_step()
        elif act == "paper":
            done = self.publish()
        elif act == "vote":
            done = self._vote(watch, process)
        elif act == "write":
            done = self._write(watch, process)
        else:
            done = self._change(watch, process, deleted=act == "remove")
        self.happened[act] += done

    def _agreed(self, act: str, watch: Watch) -> str:
        """In a quarrel there are few notes, and few of them are deleted."""
        if not self.quarrel:
            return act
        standing = {edit.note for edit in self.edits[watch.device.person].standing()}
        enough = act == "write" and len(standing) >= FEW
        return "edit" if enough or (act == "remove" and self.chance.random() < 0.8) else act

    def drawn(self, choices: tuple[str, ...] | list[str] | tuple[int, ...]) -> str | int:
        """One of them, by one draw."""
        return choices[int(self.chance.random() * len(choices))]

    # ------------------------------------------------------------------ the office

    def publish(self) -> bool:
        """A new version of the paper; the office waits while a restored record is not whole again."""
        if self.council.is_incomplete:
            return False
        self.published += 1
        size = int(self.drawn(SIZES))
        data = self.chance.randbytes(16) + bytes(size)
        version = self.council.publish_paper("du-thao-1", data, self.published)
        self.truth.papers[version] = data
        self.versions.append(version)
        return True

    def next_poll_step(self) -> bool:
        """Close what is open and announce it, or open the next poll."""
        if self.council.is_incomplete:
            return False
        name = f"lan-{self.polls}"
        state = self.council.record.replay.polls.get(name)
        if state is None or state.stage is Stage.RESULT:
            self.polls += 1
            name = f"lan-{self.polls}"
            self.council.define_poll(name, f"{SESSION}.ky-hop.du-thao-1")
            self.council.open_poll(name)
        elif state.stage is Stage.OPEN:
            if self.chance.random() < STAYS_OPEN:
                return False
            self.council.close_poll(name)
        elif state.stage is Stage.CLOSED:
            self.council.announce(name)
        else:
            self.council.open_poll(name)
        return True

    # ------------------------------------------------------------------ delegates

    def _vote(self, watch: Watch, process: SimulatedProcess) -> bool:
        if f"lan-{self.polls}" not in self.council.record.replay.polls:
            return False
        choice = str(self.drawn(("APPROVE", "ABSTAIN")))
        before = len(watch.votes.cast)
        try:
            name = process.vote(f"lan-{self.polls}", choice)
        except DeskError as error:
            self._read_all(watch, process, error)
            same = error.code not in DISK or len(watch.votes.cast) == before
            require(19, f"{error.code} and a vote was kept", holds=same)
            return False
        watch.votes.promised.add(name)
        with watch.device.disk.unwatched():
            watch.votes.look(watch.ask)
        return True

    def _read_all(self, watch: Watch, process: SimulatedProcess, error: DeskError) -> None:
        """19: whatever is wrong with the disk, what is here can be read."""
        if error.code in DISK:
            process.votes.mine()
            process.annotations.all()
            watch.nothing_hangs()

    def _write(self, watch: Watch, process: SimulatedProcess) -> bool:
        self.texts += 1
        text = f"ghi chú thứ {self.texts} của đại biểu"
        known = self.versions[:1] if self.chance.random() < 0.5 else self.versions
        version = str(self.drawn(known))
        return self._edited(watch, process, Intent("", "", text), version)

    def _change(self, watch: Watch, process: SimulatedProcess, *, deleted: bool) -> bool:
        edits = self.edits[watch.device.person]
        notes = edits.notes()
        if not notes:
            return False
        note = str(self.drawn(notes))
        with watch.device.disk.unwatched():
            rows = watch.ask("SELECT hlc, deleted FROM annotations WHERE id = ?", (note,))
        if not rows or rows[0]["deleted"]:
            return False
        self.texts += 1
        text = "" if deleted else f"sửa lần thứ {self.texts} của đại biểu"
        return self._edited(watch, process, Intent(note, rows[0]["hlc"], text, deleted), "")

    def _edited(
        self, watch: Watch, process: SimulatedProcess, intent: Intent, version: str
    ) -> bool:
        """Make the edit; afterwards it is kept, or the desk said that it is not."""
        edits = self.edits[watch.device.person]
        if intent.text:
            watch.device.canaries.add_text(intent.text)
        with watch.device.disk.unwatched():
            shown = held_notes(watch.ask).get(intent.note)
        edits.begin(intent.note, intent.parent, shown, deleted=intent.deleted)
        self.intent = intent
        try:
            made = self._carried_out(process, intent, version)
        except DeskError as error:
            require(19, f"an edit ended with {error.code}", holds=error.code in DISK)
            self._read_all(watch, process, error)
            made = ("", "")
        self.intent = None
        if not made[1]:
            edits.abandon()
            return False
        self._keep(watch, intent, made)
        with watch.device.disk.unwatched():
            watch.notes.look(watch.ask)
        return True

    def _carried_out(
        self, process: SimulatedProcess, intent: Intent, version: str
    ) -> tuple[str, str]:
        """(note, clock) of the edit; empty when the desk does not know the paper yet."""
        if version:
            written = process.write(version, intent.text)
            return (written.id, written.hlc) if written else ("", "")
        if intent.deleted:
            process.remove(intent.note)
            row = process.annotations._table.annotation(intent.note)
            return intent.note, row.hlc if row else ""
        return intent.note, process.edit(intent.note, intent.text).hlc

    def _keep(self, watch: Watch, intent: Intent, made: tuple[str, str]) -> None:
        note, hlc = made
        edit = Edit(note, hlc, watch.device.device, intent.parent, intent.text, intent.deleted)
        self.edits[watch.device.person].add(edit)

    def after_death(self, watch: Watch) -> None:
        """The process died in the middle of an edit: it was kept whole, or not at all."""
        intent, self.intent = self.intent, None
        if intent is None:
            return
        edits = self.edits[watch.device.person]
        with watch.device.disk.unwatched():
            rows = watch.ask("SELECT id, hlc, body, deleted FROM annotations")
        for row in rows:
            same = row["id"] == intent.note and row["hlc"] > intent.parent and row["deleted"]
            written = bool(intent.text) and intent.text in row["body"]
            if written or (intent.deleted and same):
                self._keep(watch, intent, (row["id"], row["hlc"]))
                return
        edits.abandon()
