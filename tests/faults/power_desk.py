"""`python -m tests.faults.power_desk HOME ROUNDS`: a day at a desk that tells what it acknowledges; made to be recorded."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from protocol.limits import CHUNK
from tests.faults.recordings import ACKS
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, over_tls
from tests.session_folders import small_pdf, write_session

READY = "ready"
CARELESS = "careless"
PAGES = 48
"""The vault's log is folded in so often, that cuts fall there too."""


class Day:
    """One desk in `home`; everything that it acknowledges goes into the file of acknowledgements."""

    def __init__(self, home: Path, council: RunningCouncil, folder: Path) -> None:
        self._council = council
        self._folder = folder
        self._desk = DeskAtWork(home, over_tls, council.clock)
        self._desk.create()
        self._acks = (home / ACKS).open("ab", buffering=0)
        self._received: set[str] = set()

    def enrol(self, *, careless: bool) -> None:
        desk = self._desk
        desk.ask_to_enrol(self._council, "minh")
        desk.sync.enrol_once()
        self._council.confirm_all()
        assert desk.sync.enrol_once()
        vault = desk.desk.replica._vault
        desk.do(lambda: vault.rows(f"PRAGMA wal_autocheckpoint={PAGES}"))
        if careless:
            desk.do(lambda: vault.rows("PRAGMA synchronous=NORMAL"))
        self._say(READY)

    def _say(self, line: str) -> None:
        self._acks.write(f"{line}\n".encode())

    def round(self, number: int, *, papers: bool) -> None:
        """A new poll, a vote, a note; now and then a new paper."""
        if papers and number % 3 == 0:
            paper = small_pdf(f"Du thao {number} " + "c" * (2 * CHUNK + 77 * number))
            (self._folder / "du-thao.pdf").write_bytes(paper)
            self._council.publish(self._folder)
        poll = f"p{number}"
        self._council.define_poll(poll)
        self._council.open_poll(poll)
        self._sync()
        self._say(f"vote {self._desk.vote(poll).identity}")
        (document,) = self._desk.do(self._desk.desk.documents.all)
        text = f"ghi chú {number} " + "d" * 100 * number
        self._say(f"note {self._desk.write(document.newest.sha256, text)} {len(text)}")
        self._sync()

    def _sync(self) -> None:
        desk = self._desk
        assert desk.sync.run_once().confirmed
        for vote in desk.do(desk.desk.votes.mine):
            if vote.receipt and vote.identity not in self._received:
                self._received.add(vote.identity)
                self._say(f"received {vote.identity} {vote.receipt.index}")
        for document in desk.do(desk.desk.documents.all):
            self._say(f"paper {document.newest.sha256}")

    def end(self) -> None:
        self._desk.close()
        self._acks.close()


def main(home: Path, rounds: int, *, careless: bool) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as name,
        running_council(Path(name) / "council", delegates=1) as council,
    ):
        council.publish(write_session(Path(name) / "s1"))
        day = Day(home, council, Path(name) / "s1")
        try:
            day.enrol(careless=careless)
            for number in range(1, rounds + 1):
                day.round(number, papers=not careless)
        finally:
            day.end()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), careless=CARELESS in sys.argv[3:])
