"""A council in memory that published the practice session's papers, and a desk that belongs to it."""

from __future__ import annotations

import hashlib
import threading
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from delegate_app.domain.accounts import AccountState
from delegate_app.errors import Code, OfflineError
from delegate_app.security.derivation import CHEAPEST
from delegate_app.services.desk import Desk, open_desk
from protocol.limits import CHUNK
from protocol.manifests import Paper
from protocol.wire import Challenge, Heads
from sync.scheduler import Scheduler
from tests.house.sources import ROOT
from tests.simulation.council import SESSION, SimulatedCouncil
from tests.simulation.line import CouncilSimulator
from tests.ui.hall_acts import HallActs

HANOI = timezone(timedelta(hours=7))
MORNING = datetime(2026, 11, 26, 8, 30, tzinfo=HANOI)
PASSPHRASE = "bến thuyền mùa thu"
LEARNER = "vu-thi-thanh-ha"
FOLDER = ROOT / "resources" / "practice_council" / "sessions" / "2026-ky-hop-3-chuyen-de"


POLL_SECONDS = 0.05
"""A long poll waits this long for news, so that the listener does not spin."""


class CuttableLine(CouncilSimulator):
    """A connection that is dead while the furnished council is not reachable."""

    def __init__(self, furnished: FurnishedCouncil) -> None:
        super().__init__(furnished.council)
        self._furnished = furnished
        self._ended = threading.Event()

    def cut(self) -> None:
        self._ended.set()

    def _signed_in(self) -> str:
        self._furnished.require_line()
        return super()._signed_in()

    def challenge(self, device: str) -> Challenge:
        self._furnished.require_line()
        return super().challenge(device)

    def heads(self, etag: str = "", wait: int = 0) -> Heads | None:
        heads = super().heads(etag)
        if heads is None and wait:
            self._ended.wait(POLL_SECONDS)
            heads = super().heads(etag)
        return heads


class FurnishedCouncil(HallActs):
    """The practice session in a simulated council, whose line can be cut."""

    def __init__(self) -> None:
        self.clock = MORNING
        self.reachable = True
        self.council = SimulatedCouncil(now=lambda: self.clock, chance=Random(7))
        with (FOLDER / "session.toml").open("rb") as file:
            self._session = tomllib.load(file)
        self.publish_session()

    def publish_session(self) -> None:
        """Session, items, papers and one manifest, as the office published them."""
        told = self._session["session"]
        body = {key: str(told[key]) for key in ("kind", "title", "place")}
        body["papers_due"] = ""
        times = {key: told[key].isoformat() for key in ("starts", "ends")}
        self._row = {"id": SESSION, **body, **times}
        self.council.publish("session", SESSION, self._row)
        for position, paper in enumerate(self._session.get("paper", []), 1):
            self.publish_paper(paper, "", position)
        for number, item in enumerate(self._session["item"], 1):
            self._publish_item(item, number)

    def set_deadline(self, day: str) -> None:
        """Papers were to be sent by that day."""
        self.council.publish("session", SESSION, {**self._row, "papers_due": day})

    def _publish_item(self, item: dict[str, Any], number: int) -> None:
        row = {
            "id": f"{SESSION}.{item['id']}",
            "session": SESSION,
            "position": number,
            "title": item["title"],
            "step": item["step"],
            "presenter": item["presenter"],
        }
        self.council.publish("item", str(row["id"]), row)
        for position, paper in enumerate(item["paper"], 1):
            self.publish_paper(paper, str(row["id"]), position)

    def publish_paper(
        self, paper: dict[str, Any], item: str, position: int, *, ordinal: int = 1, file: str = ""
    ) -> str:
        """A version of a paper; the SHA-256 of its bytes."""
        name = file or paper.get("pdf") or paper["file"]
        document = f"{item or SESSION + '.ky-hop'}.{paper['id']}"
        data = (FOLDER / name).read_bytes()
        sha = hashlib.sha256(data).hexdigest()
        self.council.blobs[sha] = data
        chunks = [
            hashlib.sha256(data[at : at + CHUNK]).hexdigest() for at in range(0, len(data), CHUNK)
        ]
        row = {
            key: str(paper.get(key, "")) for key in ("type", "title", "number", "issued", "issuer")
        }
        row |= {"id": document, "session": SESSION, "item": item}
        self.council.publish("document", document, {**row, "position": position})
        blob = {
            "sha256": sha,
            "size": len(data),
            "mime": "application/pdf",
            "name": name,
            "chunks": chunks,
        }
        version = {
            "document": document,
            "ordinal": ordinal,
            "pages": 2,
            "published_at": self.council.time,
            "note": "",
            "blob": blob,
            "original": {},
        }
        self.council.publish("version", f"{document}@{ordinal}", version)
        self.council.papers[document] = Paper(
            document, item, row["type"], row["title"], sha, len(data)
        )
        self.council._manifest()
        return sha

    def revise(self, item: str, paper: str, file: str) -> str:
        """A new version of a paper, after tiếp thu."""
        found = next(i for i in self._session["item"] if i["id"] == item)
        position, told = next((n, p) for n, p in enumerate(found["paper"], 1) if p["id"] == paper)
        return self.publish_paper(told, f"{SESSION}.{item}", position, ordinal=2, file=file)

    def document(self, item: str, paper: str) -> str:
        """The id of a paper."""
        return f"{SESSION}.{item}.{paper}"

    def line(self) -> CouncilSimulator:
        """A connection, unless the line is cut."""
        self.require_line()
        return CuttableLine(self)

    def require_line(self) -> None:
        """Return while the line holds; raises OfflineError."""
        if not self.reachable:
            raise OfflineError(Code.OFFLINE)


class DeskAtCouncil:
    """A desk in a home folder with a scheduler to a furnished council."""

    def __init__(self, home: Path, furnished: FurnishedCouncil) -> None:
        self.furnished = furnished
        self.desk: Desk = open_desk(home, cost=lambda: CHEAPEST)
        self.scheduler = Scheduler(
            replica=self.desk.replica,
            thread=self.desk.thread,
            connect=lambda _identity: furnished.line(),
            announce=self.desk.changes.announce,
            now=lambda: furnished.clock,
            chance=Random(3),
        )

    def enrol(self, before: Callable[[], None] = lambda: None) -> None:
        """Make the vault, be enrolled and receive everything; `before` is done in the new vault first."""
        desk, code = self.desk, self.furnished.council.invite(LEARNER, "Vũ Thị Thanh Hà")
        submit = desk.thread.submit
        submit(lambda: desk.account.create(PASSPHRASE)).result()
        submit(before).result()
        submit(
            lambda: desk.account.begin_enrolment(
                address="https://council.simulated",
                root_sha256=self.furnished.council.root.fingerprint,
                code=code,
                device_name="laptop",
                now=self.furnished.clock,
            )
        ).result()
        while submit(desk.account.state).result() is not AccountState.ENROLLED:
            self.scheduler.run_once()
        self.scheduler.run_once()

    def close(self) -> None:
        """End everything."""
        self.scheduler.stop()
        self.desk.close()
