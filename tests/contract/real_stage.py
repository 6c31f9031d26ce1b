"""The contract's stage on the real server over TLS, reached through the real client."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from council_server.logs import PUBLIC
from council_server.writer import Batch
from protocol.council_api import CouncilApi
from protocol.fields import unb64
from protocol.limits import CHUNK
from sync.http_council import HttpCouncil
from tests.contract.stages import PublishedPaper
from tests.running_council import RunningCouncil
from tests.session_folders import write_session


class RealStage:
    """A served council that published one session."""

    def __init__(self, council: RunningCouncil, folder: Path) -> None:
        self.council = council
        written = write_session(folder, "Du thao " + "a" * (CHUNK + 1234))
        council.publish(written)
        data = (written / "du-thao.pdf").read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        self._papers = [PublishedPaper("s1.m1.du-thao", sha256, data)]
        self._invited: list[str] = []
        self._lines: list[HttpCouncil] = []
        with closing(HttpCouncil(council.address, None)) as line:
            self._root = unb64(line.root().root_cert)

    @property
    def root_sha256(self) -> str:
        return self.council.root_sha256

    def now(self) -> datetime:
        return self.council.clock()

    def line(self) -> CouncilApi:
        line = HttpCouncil(self.council.address, self._root)
        self._lines.append(line)
        return line

    def close(self) -> None:
        for line in self._lines:
            line.close()

    def invite(self, person: str) -> str:
        self._invited.append(person)
        return self.council.sheet(person)

    def confirm_all(self) -> None:
        self.council.confirm_all()

    def papers(self) -> Sequence[PublishedPaper]:
        return self._papers

    def open_poll(self, poll: str, document: str) -> None:
        self.council.define_poll(poll, electorate=tuple(sorted(self._invited)))
        self.council.open_poll(poll)

    def close_poll(self, poll: str) -> None:
        self.council.close_poll(poll)

    def lengthen(self, count: int) -> None:
        def write(batch: Batch) -> None:
            feed = batch.feed(PUBLIC)
            for number in range(count):
                feed.put("thu", f"t{number % 7}", {"id": f"t{number % 7}", "n": number})

        self.council.run(write)

    def lose_rows(self, feed: str, count: int) -> None:
        self.council.lose_rows(feed, count)
