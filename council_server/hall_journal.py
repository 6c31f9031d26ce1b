"""What the hall took, in the order it came: on the disk before it is answered (protocol.md 13.3).

One line of JSON each: a statement that was taken, or the council's own answer to one. A line that a crash tore
was never answered, and is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from council_server.halls import HallHome
from protocol.canonical import identity
from protocol.enrolments import HALL
from protocol.fields import b64, unb64
from protocol.halls import NO_PREVIOUS, HallReceipt, sign_receipt
from protocol.keys import SoftwareSigner
from protocol.records import Record
from protocol.times import write_time


@dataclass(slots=True)
class Taken:
    """A statement in the hall's order. `answer` is (status, body) of the council's, None while it has not answered."""

    seq: int
    identity: str
    record: Record
    receipt: str
    received_at: str
    answer: tuple[int, Mapping[str, Any]] | None = None


class HallJournal:
    """The hall's own order. Not for two threads at once."""

    def __init__(self, home: HallHome, clock: Callable[[], datetime]) -> None:
        self._home = home
        self._clock = clock
        self._signer = SoftwareSigner(home.keys.signing_key(HALL))
        self._path = home.path / "journal"
        self.taken: dict[str, Taken] = {}
        self._last = NO_PREVIOUS
        self._size = 0
        self._load()

    def add(self, record: Record) -> Taken:
        """The statement is the hall's next, durable when this returns."""
        receipt = HallReceipt(
            council=self._home.council,
            log=self._home.origin,
            hall=self._home.device,
            statement=identity(record.statement),
            seq=len(self.taken) + 1,
            prev=self._last,
            received_at=write_time(self._clock()),
        )
        text = sign_receipt(receipt, self._signer)
        self._append(
            {
                "statement": b64(record.statement),
                "signature": b64(record.signature),
                "receipt": text,
                "received_at": receipt.received_at,
                "next": receipt.identity,
            }
        )
        self._last = receipt.identity
        return self._keep(record, text, receipt.received_at)

    def settle(self, taken: Taken, status: int, body: Mapping[str, Any]) -> None:
        """The council answered for good."""
        self._append({"settled": taken.identity, "status": status, "body": dict(body)})
        taken.answer = (status, body)

    def waiting(self) -> list[Taken]:
        """What the council has not answered, in the hall's order."""
        return [one for one in self.taken.values() if one.answer is None]

    def _keep(self, record: Record, receipt: str, received_at: str) -> Taken:
        name = identity(record.statement)
        taken = Taken(len(self.taken) + 1, name, record, receipt, received_at)
        self.taken[name] = taken
        return taken

    def _append(self, line: Mapping[str, Any]) -> None:
        data = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        with self._path.open("r+b" if self._path.exists() else "w+b") as file:
            file.truncate(self._size)  # what an append that failed may have left
            file.seek(self._size)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._size += len(data)

    def _load(self) -> None:
        if not self._path.exists():
            return
        for line in self._path.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                return
            value = json.loads(line)
            if "settled" in value:
                self.taken[value["settled"]].answer = (value["status"], value["body"])
            else:
                record = Record(unb64(value["statement"]), unb64(value["signature"]))
                self._keep(record, value["receipt"], value["received_at"])
                self._last = value["next"]
            self._size += len(line)
