"""S7: 20,000 rows of a feed through the replica, checked and durable, against the insert of the same rows into plain SQLite."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlcipher3 import dbapi2 as driver

from benchmarks.corpus import SEED, title
from benchmarks.measuring import Series, ratio, report, rounds
from delegate_app.services.account import OpenKeys
from delegate_app.services.announcer import Announcer
from delegate_app.services.record import CheckedRecord
from delegate_app.services.replica import Replica
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.vault import Vault
from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.feeds import Page, Row, digest_of, page_rows, row_hash
from protocol.merkle import Edge
from protocol.origins import feed_origin
from protocol.signed_notes import public
from protocol.wire import read_page, write_page

ROWS = 20_000
ROUNDS = 5
TARGET = 0.6
COUNCIL, FEED, EPOCH = "hdnd-do-thu", "public", "0123456789abcdef"
KEY = bytes(range(32))
COPIED = ("feed_generations", "feed_rows", "blobs")


def feed_rows() -> Iterator[Row]:
    """Documents and their versions, and an item for every nine: what a council's feed is made of."""
    chance = random.Random(SEED)
    for seq in range(1, ROWS + 1):
        number, place = divmod(seq - 1, 20)
        session, item = f"2026-ky-hop-{number % 40}", f"muc-{number}"
        if place == 0 or place == 10:
            kind, name = "item", f"{session}.{item}-{place}"
            body = _item(name, session, place, seq)
        elif place % 2:
            kind, name = "document", f"{session}.{item}.giay-{place // 2}"
            body = _document(name, session, f"{session}.{item}", place, seq)
        else:
            kind, name = "version", f"{session}.{item}.giay-{place // 2 - 1}@1"
            body = _version(name, chance)
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        yield Row(seq, name, kind, 1, False, digest_of(text), text)


def _item(name: str, session: str, place: int, seq: int) -> dict[str, object]:
    fields = {"position": place, "title": title(seq), "step": "trinh", "presenter": ""}
    return {"id": name, "session": session, **fields}


def _document(name: str, session: str, item: str, place: int, seq: int) -> dict[str, object]:
    about = {"position": place, "type": "bao-cao", "title": title(seq), "number": f"{seq}/BC-UBND"}
    issued = {"issued": "2026-11-17", "issuer": "Ủy ban nhân dân Thành phố"}
    return {"id": name, "session": session, "item": item, **about, **issued}


def _version(name: str, chance: random.Random) -> dict[str, object]:
    chunks = [chance.randbytes(32).hex() for _ in range(2)]
    blob = {"sha256": chance.randbytes(32).hex(), "size": 2_000_000, "mime": "application/pdf"}
    return {
        "id": name,
        "document": name.partition("@")[0],
        "ordinal": 1,
        "pages": 12,
        "published_at": "2026-11-20T08:00:00+07:00",
        "note": "",
        "blob": {**blob, "name": "bao-cao.pdf", "chunks": chunks},
        "original": {},
    }


def signed_pages(key: Ed25519PrivateKey) -> list[Page]:
    """The rows in pages as a council sends them, each under its checkpoint."""
    left, pages, edge = list(feed_rows()), [], Edge()
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    origin = feed_origin(COUNCIL, FEED, EPOCH)
    while left:
        rows = page_rows(left)
        after = edge.size
        edge.extend(map(row_hash, rows))
        text = sign_checkpoint(Checkpoint(origin, edge.size, edge.root(), moment), key)
        pages.append(Page(FEED, EPOCH, after, tuple(rows), text, ROWS))
        left = left[len(rows) :]
    return pages


@dataclass
class Bench:
    """The pages, as objects and as they travel, and a folder on the disk that is measured."""

    folder: Path
    log_key: bytes
    pages: list[Page]
    wire: list[bytes]
    shadow: list[dict[str, list[tuple[object, ...]]]]

    def vault(self, *, parse: bool) -> float:
        """Rows a second through the replica into a new vault; with `parse`, from the bytes of the answers."""
        path = self.folder / "vault.db"
        vault = Vault(path)
        vault.create(KEY)
        replica = enrolled_replica(vault, self.log_key)
        replica.begin_generation(FEED, EPOCH)
        started = time.perf_counter()
        for page, data in zip(self.pages, self.wire, strict=True):
            replica.apply_page(read_page(data) if parse else page)
        elapsed = time.perf_counter() - started
        if replica.cursors()[FEED].seq != ROWS:
            raise SystemExit("the rows did not arrive")
        vault.close()
        _remove(path)
        return ROWS / elapsed

    def plain(self) -> float:
        """Rows a second of the same rows in the same tables of an unencrypted file, page by page, nothing checked."""
        path = self.folder / "plain.db"
        connection = driver.connect(str(path), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        for sql in self.tables:
            connection.execute(sql)
        started = time.perf_counter()
        for page in self.shadow:
            connection.execute("BEGIN IMMEDIATE")
            for table, rows in page.items():
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)
            connection.execute("COMMIT")
        elapsed = time.perf_counter() - started
        connection.close()
        _remove(path)
        return ROWS / elapsed

    tables: tuple[str, ...] = ()

    def learn(self) -> None:
        """Apply everything once and note what each page left in the vault: that is what the anchor inserts."""
        path = self.folder / "first.db"
        vault = Vault(path)
        vault.create(KEY)
        replica = enrolled_replica(vault, self.log_key)
        replica.begin_generation(FEED, EPOCH)
        names = ", ".join(f"'{name}'" for name in COPIED)
        found = vault.rows(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({names}) AND sql IS NOT NULL"
        )
        self.tables = tuple(row["sql"] for row in found)
        blobs = 0
        for page in self.pages:
            replica.apply_page(page)
            rows = vault.rows("SELECT * FROM feed_rows WHERE seq > ? ORDER BY seq", [page.after])
            wanted = vault.rows("SELECT * FROM blobs WHERE number > ? ORDER BY number", [blobs])
            heads = vault.rows("SELECT * FROM feed_generations")
            blobs += len(wanted)
            self.shadow.append(
                {
                    "feed_generations": [tuple(row.values()) for row in heads],
                    "feed_rows": [tuple(row.values()) for row in rows],
                    "blobs": [tuple(row.values()) for row in wanted],
                }
            )
        vault.close()
        _remove(path)


def enrolled_replica(vault: Vault, log_key: bytes) -> Replica:
    """The replica of a device that belongs to the council of the rows."""
    row = EnrolmentRow(
        state="enrolled",
        address="https://127.0.0.1",
        root_sha256=hashlib.sha256(b"root").hexdigest(),
        root_der=b"",
        code_id="",
        proof="",
        csr=b"",
        box_key=b"",
        comparison="",
        device_id="tb-do",
        device_name="",
        requested_at="2026-11-22T09:30:00+07:00",
        council_id=COUNCIL,
        log_key=log_key,
        person_id="dai-bieu",
    )
    AccountTable(vault).begin(row, [])
    return Replica(vault, OpenKeys(), CheckedRecord(vault), Announcer())


def _remove(path: Path) -> None:
    for file in path.parent.glob(path.name + "*"):
        file.unlink()


def main() -> int:
    key = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x07")
    pages = signed_pages(key)
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s7-"))
    try:
        bench = Bench(folder, public(key), pages, [write_page(page) for page in pages], [])
        bench.learn()
        plain = Series("plain SQLite, the same rows", "rows/s")
        applied = Series("replica.apply_page into the vault", "rows/s")
        parsed = Series("the same from the bytes of the answers", "rows/s")
        rounds(
            ROUNDS,
            (plain, bench.plain),
            (applied, lambda: bench.vault(parse=False)),
            (parsed, lambda: bench.vault(parse=True)),
        )
    finally:
        shutil.rmtree(folder)
    share = ratio(applied, plain)
    blobs = sum(len(page["blobs"]) for page in bench.shadow)
    report(
        "S7 rows",
        f"{ROWS:,} rows (50 % documents, 40 % versions, 10 % items; {sum(map(len, bench.wire)) / 1e6:.1f} MB of "
        f"JSON; generated titles, seed {SEED}) in {len(pages)} pages, a transaction a page, WAL and "
        f"`synchronous=FULL` on both sides. Both write the {blobs:,} rows of wanted files as well. The vault's side "
        "checks every digest, the tree's root and the checkpoint's two signatures.",
        [plain.row("anchor"), applied.row(), parsed.row("with reading the JSON")],
        [
            f"apply_page / plain SQLite = {share:.2f} (target >= {TARGET}): "
            f"{'met' if share >= TARGET else 'MISSED'}",
            f"with reading the JSON: {ratio(parsed, plain):.2f}",
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
