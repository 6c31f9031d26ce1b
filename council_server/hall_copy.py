"""What a hall's server copied from the council's: record, public feed, papers (protocol.md 13.2).

Everything is checked before it is kept, as a client does it (4.9, 8.5, 8.3). A copy that would contradict what
is held is not taken: the copy stays as it is, and the reason is in the log.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from council_server.halls import HallHome
from council_server.log_files import put_file
from protocol import wire
from protocol.checkpoints import Checkpoint, claimed_size, open_checkpoint
from protocol.errors import Alarm, Code, Invalid, ProtocolError
from protocol.feeds import Cursor, Page, check_page
from protocol.fields import b64, unb64
from protocol.limits import CHUNK, PAGE_JSON, TILE_WIDTH
from protocol.merkle import Edge
from protocol.records import Record, record_hash
from protocol.replay import Replay
from protocol.statements import decode_statement
from protocol.tiles import TilePath

PUBLIC, RECORD = "public", "record"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that a checked row names."""

    sha256: str
    size: int
    mime: str
    chunks: tuple[str, ...]


@dataclass
class HallCopy:
    """The copy in a hall's home. `lock` guards what others read while it grows."""

    home: HallHome
    records: list[Record] = field(default_factory=list)
    checkpoint: str = ""
    papers: dict[str, Paper] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.replay = Replay(self.home.council, self.home.origin, root=self.home.root_sha256)
        self.epoch, self._edge = "", Edge()
        self._starts: list[tuple[int, int]] = []
        self._folder = self.home.path / "copy"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._load_record()
        self._load_pages()

    # ------------------------------------------------------------------------------ vote record

    @property
    def _entries(self) -> Path:
        return self._folder / "entries"

    def _load_record(self) -> None:
        """What was checked before it was written is replayed; a line that a crash tore is dropped."""
        path = self._folder / "checkpoint"
        if not path.exists():
            return
        text = path.read_text("utf-8")
        lines = self._entries.read_bytes().split(b"\n")[: claimed_size(text)]
        for line in lines:
            statement, signature = (unb64(part.decode()) for part in line.split(b" "))
            self.replay.apply(statement, signature, trusted=True)
            self.records.append(Record(statement, signature))
        self.checkpoint = text

    def follow_record(self, text: str, records: Sequence[Record], first: int) -> None:
        """Entries from index `first` up to the checkpoint: those that are new are kept. Raises ProtocolError; then
        nothing is."""
        with self.lock:
            if first > len(self.records):
                raise Invalid(Code.BAD_CHECKPOINT, "entries that do not reach the copy")
            records = records[len(self.records) - first :]
            if not records:
                return
            chain = self.replay.roots_after(records)
            offered = open_checkpoint(text, chain.log_keys, self.home.origin)
            self._check_path(offered, records)
            try:
                for record in records:
                    self.replay.apply(record.statement, record.signature)
            except ProtocolError:  # the council logged what breaks a rule: stay where we were
                self.replay = self.replayed()
                raise
            self._write(records)
            put_file(self._folder / "checkpoint", text.encode())
            self.records += records
            self.checkpoint = text

    def replayed(self) -> Replay:
        """The record that is held, replayed anew."""
        fresh = Replay(self.home.council, self.home.origin, root=self.home.root_sha256)
        for record in self.records:
            fresh.apply(record.statement, record.signature, trusted=True)
        return fresh

    def _check_path(self, offered: Checkpoint, records: Sequence[Record]) -> None:
        edge = self.replay.edge.copy()
        for record in records:
            kind = decode_statement(record.statement).KIND
            edge.append(record_hash(kind, record.statement, record.signature))
        if edge.size != offered.size or edge.root() != offered.root:
            raise Alarm(Code.ROOT_MISMATCH, f"size {offered.size}")

    def _write(self, records: Sequence[Record]) -> None:
        """The entries are on the disk, after exactly those that the checkpoint covers."""
        kept = sum(len(_line(record)) for record in self.records)
        with self._entries.open("r+b" if self._entries.exists() else "w+b") as file:
            file.truncate(kept)
            file.seek(kept)
            file.write(b"".join(map(_line, records)))
            file.flush()
            os.fsync(file.fileno())

    def record_file(self, path: TilePath) -> list[Record]:
        """The entries of a file of 4.8."""
        with self.lock:
            return self.records[path.index * TILE_WIDTH : path.index * TILE_WIDTH + path.width]

    # ------------------------------------------------------------------------------ public feed

    @property
    def seq(self) -> int:
        """The last row of the public feed that is here."""
        return self._edge.size

    def begin_epoch(self, epoch: str) -> None:
        """Follow the feed from its first row under another epoch."""
        with self.lock:
            self.epoch, self._edge, self._starts = epoch, Edge(), []

    def follow_page(self, page: Page) -> bool:
        """Keep a page that continues the copy; False when it brings nothing. Raises ProtocolError."""
        cursor = Cursor(self.home.council, PUBLIC, self.epoch, self.seq)
        checked = check_page(page, cursor, self._edge, self.replay.log_keys.standing)
        if not page.rows:
            return False
        put_file(self._page_file(page.after), wire.write_page(page))
        with self.lock:
            self._starts.append((page.after, checked.cursor.seq))
            self._edge = checked.edge
            self._learn_papers(page)
        state = {"epoch": self.epoch, "starts": self._starts, "edge": checked.edge.to_bytes().hex()}
        put_file(self._folder / "public.json", json.dumps(state).encode())
        return True

    def _page_file(self, after: int) -> Path:
        return self._folder / "pages" / self.epoch / f"{after}.json"

    def _load_pages(self) -> None:
        path = self._folder / "public.json"
        if not path.exists():
            return
        state = json.loads(path.read_bytes())
        self.epoch = state["epoch"]
        self._edge = Edge.from_bytes(bytes.fromhex(state["edge"]))
        self._starts = [(start, end) for start, end in state["starts"]]
        for start, _ in self._starts:
            self._learn_papers(wire.read_page(self._page_file(start).read_bytes()[:PAGE_JSON]))

    def page(self, after: int) -> Page | None:
        """The rows behind `after` in the page that holds them, None when the copy ends there."""
        with self.lock:
            found = [start for start, end in self._starts if start <= after < end]
            seq = self.seq
        if not found:
            return None
        page = wire.read_page(self._page_file(found[0]).read_bytes())
        rows = tuple(row for row in page.rows if row.seq > after)
        return Page(PUBLIC, page.epoch, after, rows, page.checkpoint, seq)

    # ----------------------------------------------------------------------------------- papers

    def _learn_papers(self, page: Page) -> None:
        for row in page.rows:
            if row.kind != "version" or row.deleted:
                continue
            body = json.loads(row.body)
            for name in ("blob", "original"):
                if paper := _paper(body.get(name)):
                    self.papers[paper.sha256] = paper

    def paper_file(self, sha256: str) -> Path:
        """Where a whole, checked paper lies."""
        return self.home.path / "blobs" / sha256[:2] / sha256

    def missing_papers(self) -> list[Paper]:
        """Papers that rows name and that are not here."""
        with self.lock:
            named = list(self.papers.values())
        return [paper for paper in named if not self.paper_file(paper.sha256).exists()]

    def keep_paper(self, paper: Paper, data: bytearray) -> None:
        """Keep the whole paper once every chunk and the whole are what the row says. Raises Invalid."""
        chunks = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]
        digests = tuple(hashlib.sha256(chunk).hexdigest() for chunk in chunks)
        if digests != paper.chunks or hashlib.sha256(data).hexdigest() != paper.sha256:
            raise Invalid(Code.BAD_MESSAGE, "a paper of other bytes")
        put_file(self.paper_file(paper.sha256), bytes(data))


def _line(record: Record) -> bytes:
    return f"{b64(record.statement)} {b64(record.signature)}\n".encode()


def _paper(value: Any) -> Paper | None:
    """The blob of 8.3 that a row names, None for anything else."""
    try:
        chunks = tuple(str(chunk) for chunk in value["chunks"])
        paper = Paper(str(value["sha256"]), int(value["size"]), str(value["mime"]), chunks)
    except (TypeError, KeyError, ValueError):
        return None
    is_hex = len(paper.sha256) == 64 and set(paper.sha256) <= set("0123456789abcdef")
    return paper if is_hex and 0 < paper.size <= len(chunks) * CHUNK else None


def why(error: Exception) -> str:
    """An error for the log, without content."""
    return f"{error.code}" if isinstance(error, ProtocolError) else type(error).__name__
