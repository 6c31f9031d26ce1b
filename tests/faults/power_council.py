"""`python -m tests.faults.power_council HOME ROUNDS`: a council that takes votes and publishes; made to be recorded."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from council_server import database
from protocol.canonical import identity
from protocol.limits import CHUNK
from tests.faults.power_desk import CARELESS, READY
from tests.faults.recordings import ACKS
from tests.running_council import running_council
from tests.session_folders import small_pdf, write_session

PAGES = 48
"""The database's log is folded in so often, that cuts fall there too."""


def fold_often(*, careless: bool) -> None:
    """Every connection made from now on folds the log in often; a careless one does not wait for the disk."""
    original = database.engine_on

    def engine_on(path: Path, *, begin: str) -> Engine:
        engine = original(path, begin=begin)

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            connection.execute(f"PRAGMA wal_autocheckpoint={PAGES}").fetchall()
            if careless:
                connection.execute("PRAGMA synchronous=NORMAL").fetchall()

        return engine

    vars(database)["engine_on"] = engine_on


def main(home: Path, rounds: int, *, careless: bool) -> None:
    fold_often(careless=careless)
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as name,
        running_council(home, delegates=3) as council,
        (home / ACKS).open("ab", buffering=0) as acks,
    ):
        folder = write_session(Path(name) / "s1")
        council.publish(folder)
        clients = {person: council.client(held) for person, held in council.delegates.items()}
        acks.write(f"{READY}\n".encode())
        for number in range(1, rounds + 1):
            if number % 3 == 0:
                paper = small_pdf(f"Du thao {number} " + "e" * (CHUNK + 77 * number))
                (folder / "du-thao.pdf").write_bytes(paper)
                council.publish(folder)
                acks.write(f"paper {hashlib.sha256(paper).hexdigest()}\n".encode())
            poll = f"p{number}"
            council.define_poll(poll)
            council.open_poll(poll)
            for person, held in council.delegates.items():
                vote = held.vote(poll, "APPROVE")
                answer = clients[person].post_entry(*vote)
                assert answer.status == 200, answer.body
                acks.write(f"receipt {identity(vote[0])} {answer.json['index']}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), careless=CARELESS in sys.argv[3:])
