"""A vault that belongs to a council nobody serves: filled through the replica's own checks, and quickly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from delegate_app.domain.blobs import CHUNK
from delegate_app.services.announcer import Announcer
from delegate_app.services.deliveries import Deliveries
from delegate_app.services.open_keys import OpenKeys
from delegate_app.services.record import CheckedRecord
from delegate_app.services.replica import Replica
from delegate_app.settings import SettingsStore
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.vault import Vault
from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.feeds import Page, Row, digest_of, page_rows, row_hash
from protocol.merkle import Edge
from protocol.origins import feed_origin
from protocol.signed_notes import public

COUNCIL, FEED, EPOCH = "hdnd-do-thu", "public", "0123456789abcdef"
LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x07")
KEY = bytes(range(32))


def feed_row(seq: int, kind: str, name: str, body: dict[str, object]) -> Row:
    """A row as a council writes it."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Row(seq, name, kind, 1, False, digest_of(text), text)


def signed_pages(rows: Iterable[Row]) -> list[Page]:
    """The rows in pages as a council sends them, each under its checkpoint."""
    left, pages, edge = list(rows), [], Edge()
    head = len(left)
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    origin = feed_origin(COUNCIL, FEED, EPOCH)
    while left:
        page = page_rows(left)
        after = edge.size
        edge.extend(map(row_hash, page))
        text = sign_checkpoint(Checkpoint(origin, edge.size, edge.root(), moment), LOG_KEY)
        pages.append(Page(FEED, EPOCH, after, tuple(page), text, head))
        left = left[len(page) :]
    return pages


@contextmanager
def new_vault(path: Path) -> Iterator[tuple[Vault, Replica]]:
    """A new vault of an enrolled device whose public feed was begun; closed after the block."""
    vault = Vault(path)
    vault.create(KEY)
    try:
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
            log_key=public(LOG_KEY),
            person_id="dai-bieu",
        )
        AccountTable(vault).begin(row, [])
        replica = Replica(
            vault,
            OpenKeys(),
            CheckedRecord(vault),
            Announcer(),
            Deliveries(vault, SettingsStore(path.with_name("settings.json"))),
        )
        replica.begin_generation(FEED, EPOCH)
        yield vault, replica
    finally:
        vault.close()


@dataclass(frozen=True, slots=True)
class Named:
    """A file with the digests that its row names."""

    path: Path
    size: int
    sha256: str
    chunks: tuple[str, ...]


def named(path: Path) -> Named:
    """Digest a file, whole and by chunks."""
    whole, chunks, size = hashlib.sha256(), [], 0
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            whole.update(data)
            chunks.append(hashlib.sha256(data).hexdigest())
            size += len(data)
    return Named(path, size, whole.hexdigest(), tuple(chunks))


def paper_rows(seq: int, document: str, file: Named) -> list[Row]:
    """The rows of a document and its only version, numbered from `seq`."""
    about: dict[str, object] = {"id": document, "session": "s", "item": "", "type": "bao-cao"}
    blob = {"sha256": file.sha256, "size": file.size, "mime": "application/pdf"}
    version: dict[str, object] = {"id": f"{document}@1", "document": document, "ordinal": 1}
    version |= {"pages": 500, "published_at": "2026-11-20T08:00:00+07:00", "note": ""}
    version |= {
        "blob": {**blob, "name": file.path.name, "chunks": list(file.chunks)},
        "original": {},
    }
    return [
        feed_row(seq, "document", document, about),
        feed_row(seq + 1, "version", f"{document}@1", version),
    ]


def store_file(replica: Replica, file: Named) -> None:
    """Put every chunk of a wanted file into the vault."""
    with file.path.open("rb") as bytes_of_it:
        for index in range(len(file.chunks)):
            replica.put_chunk(file.sha256, index, bytes_of_it.read(CHUNK))
