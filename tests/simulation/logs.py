"""The two kinds of logs that a council keeps, in memory: feeds and the vote record."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from copy import copy
from datetime import datetime

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.council_api import ChainGap as ChainGapError
from protocol.council_api import EntryRefused, SeenAhead
from protocol.errors import Code, NotYet, Refused
from protocol.feeds import Page, Row, digest_of, page_rows, row_hash
from protocol.limits import CHUNK
from protocol.merkle import Tree, consistency_proof, inclusion_proof
from protocol.origins import feed_origin
from protocol.receipts import make_receipt
from protocol.records import Record, record_hash
from protocol.refusals import Refusal, sign_refusal
from protocol.replay import Replay
from protocol.snapshots import SnapshotManifest, lines_of, sign_manifest
from protocol.statements import identity
from protocol.wire import CheckpointAnswer, EntryAnswer, Head, SnapshotAnswer

Clock = Callable[[], datetime]


class SimulatedFeed:
    """Rows in the order they were put."""

    def __init__(self, council: str, name: str, epoch: str, key: Ed25519PrivateKey) -> None:
        self.name = name
        self.epoch = epoch
        self.rows: list[Row] = []
        self._revs: Counter[tuple[str, str]] = Counter()
        self._council = council
        self._origin = feed_origin(council, name, epoch)
        self._key = key
        self._tree = Tree()
        self.former: list[SimulatedFeed] = []
        """What was said under each epoch that is over: a page of it may still be on its way."""

    @property
    def head(self) -> Head:
        return Head(epoch=self.epoch, seq=len(self.rows))

    def put(self, kind: str, name: str, body: dict[str, object], *, deleted: bool = False) -> None:
        text = "" if deleted else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        rev = self._revs[kind, name] = self._revs[kind, name] + 1
        seq = len(self.rows) + 1
        row = Row(seq, name, kind, rev, deleted, digest_of(text), text)
        self.rows.append(row)
        self._tree.append(row_hash(row))

    def forget(self, size: int) -> None:
        """An old backup was put back: only the first `size` rows are there, and nobody knows of the others."""
        del self.rows[size:]
        self._tree = Tree(row_hash(row) for row in self.rows)
        self._revs = Counter((row.kind, row.id) for row in self.rows)

    def begin_epoch(self, epoch: str) -> None:
        """The rows stay; their origin is another."""
        before = copy(self)
        before.rows = list(self.rows)
        self.former.append(before)
        self.epoch = epoch
        self._origin = feed_origin(self._council, self.name, epoch)

    def answer_to(self, checkpoint: Checkpoint, epoch: str, now: datetime) -> CheckpointAnswer:
        """The head now, and how it continues a checkpoint of the same epoch (`protocol.md 7.19`)."""
        size = len(self.rows)
        head = Checkpoint(self._origin, size, self._tree.root(), now)
        proof: list[bytes] = []
        if epoch == self.epoch and 0 < checkpoint.size <= size:
            proof = consistency_proof(self._tree.node, checkpoint.size, size)
        return CheckpointAnswer(
            epoch=self.epoch,
            checkpoint=sign_checkpoint(head, self._key),
            proof=tuple(value.hex() for value in proof),
        )

    def snapshot(self, size: int, now: datetime) -> tuple[SnapshotAnswer, bytes]:
        """The first `size` rows as a new device takes them, and the file (`protocol.md 8.13`)."""
        last = {(row.kind, row.id): row.seq for row in self.rows[:size]}
        pairs = ((row, last[row.kind, row.id] == row.seq) for row in self.rows[:size])
        plain = b"".join(lines_of(pairs))
        file = zstandard.compress(plain)
        chunks = [file[at : at + CHUNK] for at in range(0, len(file), CHUNK)]
        digest = hashlib.sha256(file).hexdigest()
        manifest = SnapshotManifest(self._origin, size, digest, len(file), len(plain))
        head = Checkpoint(self._origin, size, self._tree.root(size), now)
        answer = SnapshotAnswer(
            manifest=sign_manifest(manifest, self._key),
            checkpoint=sign_checkpoint(head, self._key),
            chunks=tuple(hashlib.sha256(chunk).hexdigest() for chunk in chunks),
        )
        return answer, file

    def leads_to(self, checkpoint: Checkpoint) -> bool:
        """Whether these rows are the ones that the checkpoint was signed over, or go on from them."""
        return checkpoint.size <= len(self.rows) and self.root(checkpoint.size) == checkpoint.root

    def root(self, size: int) -> bytes:
        """The root of the first `size` rows, which the server signs."""
        return self._tree.root(size)

    def page(self, after: int, limit: int, now: datetime) -> Page:
        rows = tuple(page_rows(self.rows[after : after + limit]))
        end = after + len(rows)
        checkpoint = Checkpoint(self._origin, end, self._tree.root(end), now)
        text = sign_checkpoint(checkpoint, self._key)
        return Page(self.name, self.epoch, after, rows, text, len(self.rows))


class SimulatedRecord:
    """The vote record, judged by the same replay as everywhere."""

    def __init__(self, council: str, origin: str, root: str, key: Ed25519PrivateKey) -> None:
        self.origin = origin
        self.records: list[Record] = []
        self.replay = Replay(council, origin, root=root)
        self._received: list[datetime] = []
        self._key = key
        self._tree = Tree()

    @property
    def size(self) -> int:
        return len(self.records)

    def checkpoint(self, now: datetime) -> str:
        return sign_checkpoint(
            Checkpoint(self.origin, self.size, self._tree.root(), now), self._key
        )

    def submit(
        self, data: bytes, signature: bytes, now: datetime, *, kinds: frozenset[str] | None = None
    ) -> EntryAnswer:
        """Append and receipt, or the first receipt's entry again. Raises what the API names."""
        try:
            judged = self.replay.judge(data, signature, kinds=kinds, received=now)
        except NotYet as error:
            if error.code is Code.SEEN_AHEAD:
                raise SeenAhead(self.size) from error
            raise ChainGapError(error.expected) from error
        except Refused as error:
            refusal = Refusal(self.origin, identity(data), error.code, now)
            raise EntryRefused(error.code, sign_refusal(refusal, self._key)) from error
        index = judged.already
        if index is None:
            index = self.size
            self.replay.accept(judged, signature, received=now)
            self.records.append(Record(data, signature))
            self._received.append(now)
            self._tree.append(record_hash(judged.statement.KIND, data, signature))
        return self.receipt_of(index, now)

    def receipt_of(self, index: int, now: datetime) -> EntryAnswer:
        """The receipt of an entry that is in the record."""
        proof = inclusion_proof(self._tree.node, index, self.size)
        receipt = make_receipt(index, proof, self.checkpoint(now), self._received[index])
        disposition = self.replay.dispositions[index]
        return EntryAnswer(receipt=receipt, index=index, disposition=disposition)
