"""The vote record as static files (protocol.md 4.8): what the routes serve, and a folder that any web server can host."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from council_server.councils import Council
from council_server.logs import RECORD
from council_server.record import read_records
from protocol.records import record_leaf, write_records
from protocol.tiles import ENTRIES, RECORDS, TilePath, hash_tile, paths_at, write_entries

CHECKPOINT = "checkpoint"


def static_file(council: Council, path: TilePath) -> bytes:
    """One file; the record must be long enough for it."""
    if path.kind not in (ENTRIES, RECORDS):
        with council.nodes(RECORD) as nodes:
            return hash_tile(path, nodes)
    with council.database.reading() as connection:
        found = read_records(connection, council.id, path.first, path.end)
    if path.kind == RECORDS:
        return write_records(record for _, record in found)
    return write_entries(
        record_leaf(kind, record.statement, record.signature) for kind, record in found
    )


def signed_head(council: Council, size: int) -> str:
    """The checkpoint of the record at this size, signed now."""
    with council.nodes(RECORD) as nodes:
        return council.checkpoint(nodes, council.home.origin, size, council.clock())


def files_at(size: int) -> Iterator[TilePath]:
    """All files of a record of this size but its checkpoint."""
    yield from paths_at(size, RECORDS)
    yield from paths_at(size, ENTRIES)
    for level in count():
        if not size >> 8 * level:
            return
        yield from paths_at(size, str(level))


def write_log(council: Council, folder: Path) -> int:
    """The folder holds the record up to now, under the names of 4.8; how many files were new.

    What lies there already is kept: a full file never changes. The checkpoint is written last and in one
    step, so that a reader never sees one whose files are missing.
    """
    council.catch_up()
    size, new = council.record.replay.size, 0
    for path in files_at(size):
        target = folder / str(path)
        if not target.exists():
            put_file(target, static_file(council, path))
            new += 1
    put_file(folder / CHECKPOINT, signed_head(council, size).encode())
    return new


def put_file(target: Path, data: bytes) -> None:
    """A whole file or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}")
    draft.write_bytes(data)
    draft.replace(target)
