"""S7: 20,000 rows of a feed through the replica, checked and durable, against the insert of the same rows into plain SQLite."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import SEED, title
from benchmarks.measuring import Series, ratio, report, rounds, verdict
from benchmarks.pouchdb import MISSING, pouch
from benchmarks.vaults import FEED, feed_row, new_vault, signed_pages
from protocol.feeds import Page, Row
from protocol.wire import read_page, write_page

ROWS = 20_000
ROUNDS = 5
TARGET = 0.6
COPIED = ("feed_generations", "feed_rows", "blobs")


def feed_rows() -> Iterator[Row]:
    """Documents and their versions, and an item for every nine: what a council's feed is made of."""
    chance = random.Random(SEED)
    for seq in range(1, ROWS + 1):
        number, place = divmod(seq - 1, 20)
        session, item = f"2026-ky-hop-{number % 40}", f"muc-{number}"
        if place in {0, 10}:
            kind, name = "item", f"{session}.{item}-{place}"
            body = _item(name, session, place, seq)
        elif place % 2:
            kind, name = "document", f"{session}.{item}.giay-{place // 2}"
            body = _document(name, session, f"{session}.{item}", place, seq)
        else:
            kind, name = "version", f"{session}.{item}.giay-{place // 2 - 1}@1"
            body = _version(name, chance)
        yield feed_row(seq, kind, name, body)


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


@dataclass
class Bench:
    """The pages, as objects and as they travel, and a folder on the disk that is measured."""

    folder: Path
    pages: list[Page]
    wire: list[bytes]
    shadow: list[dict[str, list[tuple[object, ...]]]] = field(default_factory=list)
    tables: tuple[str, ...] = ()

    def vault(self, *, parse: bool) -> float:
        """Rows a second through the replica into a new vault; with `parse`, from the bytes of the answers."""
        path = self.folder / "vault.db"
        with new_vault(path) as (_, replica):
            started = time.perf_counter()
            for page, data in zip(self.pages, self.wire, strict=True):
                replica.apply_page(read_page(data) if parse else page)
            elapsed = time.perf_counter() - started
            if replica.cursors()[FEED].seq != ROWS:
                raise RuntimeError("the rows did not arrive")
        _remove(path)
        return ROWS / elapsed

    def plain(self) -> float:
        """Rows a second of the same rows in the same tables of an unencrypted file, page by page, nothing checked."""
        path = self.folder / "plain.db"
        # Python's own SQLite: SQLCipher's library locks and wipes memory for plain files as well.
        connection = sqlite3.connect(str(path), isolation_level=None)
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

    def learn(self) -> None:
        """Apply everything once and note what each page left in the vault: that is what the anchor inserts."""
        path = self.folder / "first.db"
        names = ", ".join(f"'{name}'" for name in COPIED)
        blobs = 0
        with new_vault(path) as (vault, replica):
            found = vault.rows(
                f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({names}) "
                "AND sql IS NOT NULL AND type <> 'trigger'"
            )
            self.tables = tuple(row["sql"] for row in found)
            for page in self.pages:
                replica.apply_page(page)
                left = {
                    "feed_generations": vault.rows("SELECT * FROM feed_generations"),
                    "feed_rows": vault.rows(
                        "SELECT * FROM feed_rows WHERE seq > ? ORDER BY seq", [page.after]
                    ),
                    "blobs": vault.rows(
                        "SELECT * FROM blobs WHERE number > ? ORDER BY number", [blobs]
                    ),
                }
                blobs += len(left["blobs"])
                self.shadow.append(
                    {name: [tuple(row.values()) for row in rows] for name, rows in left.items()}
                )
        _remove(path)


def _document_of(row: Row) -> dict[str, object]:
    """A row as PouchDB keeps it: its body with an id of its own."""
    return {**json.loads(row.body), "_id": f"{row.kind}:{row.id}", "kind": row.kind}


def _remove(path: Path) -> None:
    for file in path.parent.glob(path.name + "*"):
        file.unlink()


def main() -> int:
    pages = signed_pages(feed_rows())
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s7-"))
    try:
        bench = Bench(folder, pages, [write_page(page) for page in pages])
        bench.learn()
        plain = Series(f"plain SQLite {sqlite3.sqlite_version}, the same rows", "rows/s")
        applied = Series("replica.apply_page into the vault", "rows/s")
        parsed = Series("the same from the bytes of the answers", "rows/s")
        subjects: list[tuple[Series, Callable[[], float]]] = [
            (plain, bench.plain),
            (applied, lambda: bench.vault(parse=False)),
            (parsed, lambda: bench.vault(parse=True)),
        ]
        rival = pouch()
        theirs = Series(f"{rival.version if rival else ''} bulkDocs, the same pages", "rows/s")
        if rival:
            documents = [[_document_of(row) for row in page.rows] for page in pages]
            subjects.append((theirs, lambda: rival.rows(documents, folder)))
        rounds(ROUNDS, *subjects)
    finally:
        shutil.rmtree(folder)
    share = ratio(applied, plain)
    blobs = sum(len(page["blobs"]) for page in bench.shadow)
    report(
        "S7 rows",
        f"{ROWS:,} rows (50 % documents, 40 % versions, 10 % items; {sum(map(len, bench.wire)) / 1e6:.1f} MB of "
        f"JSON; generated titles, seed {SEED}) in {len(pages)} pages, a transaction a page, WAL and "
        f"`synchronous=FULL` on both sides. Both write the {blobs:,} rows of wanted files as well. The vault's side "
        "checks every digest, the tree's root and the checkpoint's two signatures, and notes rows for the search index.",
        [
            plain.row("anchor"),
            applied.row(),
            parsed.row("with reading the JSON"),
            *([theirs.row("not encrypted, nothing checked, no fsync")] if rival else []),
        ],
        [
            f"apply_page / plain SQLite = {share:.2f} (target >= {TARGET}): "
            + verdict(met=share >= TARGET),
            f"with reading the JSON: {ratio(parsed, plain):.2f}",
            f"apply_page / PouchDB = {ratio(applied, theirs):.1f}" if rival else MISSING,
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
