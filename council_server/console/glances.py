"""A look at the council as it stands now, taken inside the writer's thread: consistent, and without anybody's choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from council_server.console.calls import Call
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.mandates import mandated
from council_server.poll_progress import Progress, progress_of, tally_of
from council_server.sittings import Sitting, current_sitting, list_sittings
from council_server.writer import Batch
from protocol.attendance import Attendance
from protocol.poll_states import PollState, Stage, Tally
from protocol.polls import PollDefinition

Bodies = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PollGlance:
    """A poll: its definition and how far it is. `tally` is None until counting ended (`poll_progress`)."""

    definition: PollDefinition
    identity: str
    index: int
    progress: Progress
    tally: Tally | None
    void_reason: str

    @property
    def poll(self) -> str:
        return self.definition.poll

    @property
    def stage(self) -> Stage:
        return self.progress.stage


@dataclass(frozen=True, slots=True)
class Glance:
    """What was seen at `now`: polls in the order of their definition, and the head of the record."""

    now: datetime
    polls: tuple[PollGlance, ...]
    attendance: Mapping[str, Attendance]
    size: int
    root: bytes

    def poll(self, name: str) -> PollGlance | None:
        return next((one for one in self.polls if one.poll == name), None)

    def polls_of(self, item: str) -> list[PollGlance]:
        return [one for one in self.polls if one.definition.item == item]


def glance_at(state: PollState) -> PollGlance:
    """One poll as it may be shown."""
    return PollGlance(
        definition=state.definition,
        identity=state.identity,
        index=state.index,
        progress=progress_of(state),
        tally=tally_of(state),
        void_reason=state.void.reason if state.void else "",
    )


async def take_glance(call: Call, wanted: Callable[[PollState], bool] = lambda _: True) -> Glance:
    """The polls that are wanted, as of now."""

    def work(batch: Batch) -> Glance:
        replay = batch.record.replay
        return Glance(
            now=call.council.clock(),
            polls=tuple(glance_at(state) for state in replay.polls.values() if wanted(state)),
            attendance=dict(replay.attendance),
            size=replay.size,
            root=replay.edge.root(),
        )

    return await call.write(work)


@dataclass(frozen=True, slots=True)
class Programme:
    """What is published in the public feed: bodies by id, items in the order of the programme."""

    council: Mapping[str, Any]
    sessions: Bodies
    items: Bodies
    documents: Bodies
    versions: Bodies
    delegates: Bodies
    sittings: tuple[Sitting, ...]
    current: Sitting | None

    def items_of(self, session: str) -> list[Mapping[str, Any]]:
        found = [body for body in self.items.values() if body["session"] == session]
        return sorted(found, key=lambda body: body["position"])

    def papers_of(self, item: str) -> list[Mapping[str, Any]]:
        """The papers of an item, each with the digest and ordinal of its newest version."""
        newest = {body["document"]: body for body in self.versions.values()}
        papers = [
            {**body, "ordinal": newest[name]["ordinal"], "sha256": newest[name]["blob"]["sha256"]}
            for name, body in self.documents.items()
            if body["item"] == item and name in newest
        ]
        return sorted(papers, key=lambda body: body["position"])

    def sitting(self, session: str, name: str) -> Sitting | None:
        mine = (one for one in self.sittings if (one.session, one.sitting) == (session, name))
        return next(mine, None)


async def read_programme(call: Call) -> Programme:
    """The programme as it is published now."""

    def work() -> Programme:
        council = call.council
        with council.database.reading() as connection:

            def bodies(kind: str) -> Bodies:
                return read_objects(connection, council.id, PUBLIC, kind)

            return Programme(
                council=bodies("council")[council.id],
                sessions=bodies("session"),
                items=bodies("item"),
                documents=bodies("document"),
                versions=bodies("version"),
                delegates=mandated(connection, council.id),
                sittings=tuple(list_sittings(connection, council.id)),
                current=current_sitting(connection, council.id),
            )

    return await call.think(work)
