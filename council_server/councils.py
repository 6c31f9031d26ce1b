"""A council at its server: home, database, blobs, record and writer, wired together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from council_server.blob_stores import open_store
from council_server.blobs import BlobStore
from council_server.clock import vietnam_now
from council_server.databases import CouncilDatabase, open_database
from council_server.errors import CommandError
from council_server.homes import Home
from council_server.logs import RECORD, Head, NodeMemory, node_reader, read_heads
from council_server.means import Means
from council_server.record import Logged, VoteRecord
from council_server.writer import Writer
from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.merkle import NodeReader, inclusion_proof, root_at
from protocol.origins import feed_origin
from protocol.receipts import make_receipt
from protocol.roots import LogKeys


class Council:
    """One council, open in this process. Close it to end its writer thread."""

    def __init__(
        self,
        home: Home,
        clock: Callable[[], datetime] = vietnam_now,
        means: Means | None = None,
    ) -> None:
        """`means` are shared with the other councils of the process, None when it serves this one only."""
        self.home = home
        self.id = home.council
        self.clock = clock
        self._log_keys = home.keys().log_keys()
        self.database: CouncilDatabase = open_database(
            home, means.lines_of(home) if means else None
        )
        self.means = means
        self.database.migrate()
        self.blobs: BlobStore = open_store(home)
        self.memory = NodeMemory()
        self.record = VoteRecord(
            home.council, home.origin, home.root_sha256, can_sign=self._holds_log_key
        )
        self._last_signed: tuple[object, str] = (None, "")
        self.writer = Writer(
            self.database, self.record, self.memory, clock, means.writers if means else None
        )

    def close(self) -> None:
        self.writer.close()
        self.database.close()

    def heads(self) -> dict[str, Head]:
        """Where every log of the council ends in the database."""
        with self.database.reading() as connection:
            return read_heads(connection, self.id)

    def catch_up(self) -> None:
        """Afterwards the record in memory holds what any process committed before the call."""
        self.writer.run(lambda batch: None)

    # ------------------------------------------------------------------------- the log's words

    def origin_of(self, log: str, epoch: str) -> str:
        """The origin under which a log's checkpoints are signed (protocol.md 4.2)."""
        return self.home.origin if log == RECORD else feed_origin(self.id, log, epoch)

    @property
    def log_key(self) -> Ed25519PrivateKey:
        """The key that signs now; raises CommandError when it is not in the folder `keys`."""
        return self._key_of(self._keys_of_record().standing)

    def _keys_of_record(self) -> LogKeys:
        replay = self.record.replay
        if replay.size:
            return replay.log_keys
        return LogKeys(tuple((1, key) for key in self._log_keys))  # a council that is being founded

    def _key_of(self, public: bytes) -> Ed25519PrivateKey:
        if not self._holds_log_key(public):
            raise CommandError(
                f"the log key that the record names is not in {self.home.path / 'keys'}; put the "
                "newest backup of that folder back",
                sentence="log_key",
            )
        return self._log_keys[public]

    def _holds_log_key(self, public: bytes) -> bool:
        if public not in self._log_keys:  # perhaps another process made it a moment ago
            self._log_keys = self.home.keys().log_keys()
        return public in self._log_keys

    def held_log_keys(self) -> tuple[Ed25519PrivateKey, ...]:
        """The log keys in the folder `keys`: the standing one, and those before a rotation."""
        return tuple(self._log_keys.values())

    def signers(self, origin: str, size: int) -> tuple[Ed25519PrivateKey, ...]:
        """The keys that sign a checkpoint (protocol.md 4.10)."""
        keys = self._keys_of_record()
        if origin == self.home.origin:
            return (self._key_of(keys.at(size)),)
        former = [key for _, key in keys.since[:-1] if key in self._log_keys]
        return (self._key_of(keys.standing), *(self._log_keys[key] for key in former[-1:]))

    def checkpoint(self, nodes: NodeReader, origin: str, size: int, time: datetime) -> str:
        """The signed checkpoint of a log at a size (protocol.md 4.5, 4.10)."""
        signers = self.signers(origin, size)
        wanted = (origin, size, time, signers)
        signed, text = self._last_signed
        if signed != wanted:  # one signature serves a whole batch of receipts
            checkpoint = Checkpoint(origin, size, root_at(nodes, size), time)
            text = sign_checkpoint(checkpoint, *signers)
            self._last_signed = (wanted, text)
        return text

    def receipt(self, logged: Logged) -> str:
        """The entry's first receipt (protocol.md 4.6); the same bytes whenever it is asked for.

        Only when the log key of that time was thrown away after a rotation, it proves the same entry
        by a checkpoint of now.
        """
        stamp, size, time = logged.stamp, logged.stamp.size, logged.stamp.received
        if not self._holds_log_key(self._keys_of_record().at(size)):
            size, time = self.record.replay.size, self.clock()
        with self.nodes(RECORD) as nodes:
            checkpoint = self.checkpoint(nodes, self.home.origin, size, time)
            proof = inclusion_proof(nodes, logged.index, size)
        return make_receipt(logged.index, proof, checkpoint, stamp.received)

    @contextmanager
    def nodes(self, log: str) -> Iterator[NodeReader]:
        """Complete subtrees of a log, from memory or else one consistent view of the database."""
        with ExitStack() as stack:
            opened: list[Connection] = []

            def connect() -> Connection:
                if not opened:
                    opened.append(stack.enter_context(self.database.reading()))
                return opened[0]

            yield node_reader(connect, self.id, log, self.memory)


@contextmanager
def open_council(
    home: Home, clock: Callable[[], datetime] = vietnam_now, means: Means | None = None
) -> Iterator[Council]:
    """The council for as long as the block runs; `means` when it shares them with others."""
    council = Council(home, clock, means)
    try:
        yield council
    finally:
        council.close()
