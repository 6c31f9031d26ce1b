"""The static files of a vote record in a folder (protocol.md 4.8), read as a record bundle.

Such a folder has no files beside the log's own: root certificate and log key are those that the record
names, so only a reader who has the printed fingerprint knows whose record it is.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path

from protocol import limits
from protocol.bundles import CHECKPOINT_FILE, Bundle
from protocol.checkpoints import claimed_size
from protocol.councils import Root
from protocol.errors import Code, Invalid, ProtocolError
from protocol.fields import unb64
from protocol.merkle import Tree
from protocol.records import Record, read_records, record_hash, record_leaf
from protocol.statements import decode_statement
from protocol.tiles import ENTRIES, RECORDS, TilePath, hash_tile, paths_at, write_entries


def is_log_folder(path: Path) -> bool:
    """Whether the folder looks like a log's static files rather than a record bundle."""
    return (path / RECORDS).is_dir() and not (path / "entries").is_dir()


def read_log_folder(folder: Path) -> Bundle:
    """The record up to the folder's checkpoint, once all its files say the same; see `verify.check_bundle`.

    Raises `Invalid(BAD_BUNDLE)`.
    """
    try:
        return _read(folder)
    except (ProtocolError, UnicodeDecodeError) as error:
        raise Invalid(Code.BAD_BUNDLE, str(error)) from None


def _read(folder: Path) -> Bundle:
    checkpoint = _file(folder, CHECKPOINT_FILE, limits.NOTE).decode()
    size, records = claimed_size(checkpoint), list[Record]()
    for path in paths_at(size, RECORDS):
        found = read_records(_file(folder, str(path), limits.RECORD_BUNDLE))
        if len(found) != path.width:
            raise Invalid(Code.BAD_TILE, str(path))
        records += found
    kinds = [decode_statement(record.statement).KIND for record in records]
    _check_tiles(folder, records, kinds)
    roots = [
        decode_statement(record.statement)
        for record, kind in zip(records, kinds, strict=True)
        if kind == Root.KIND
    ]
    if not roots or not isinstance(roots[0], Root) or not isinstance(roots[-1], Root):
        raise Invalid(Code.BAD_BUNDLE, "no root")
    first, last = unb64(roots[0].root_cert), unb64(roots[-1].log_key)
    return Bundle(checkpoint.partition("\n")[0], first, last, checkpoint, tuple(records))


def _check_tiles(folder: Path, records: list[Record], kinds: list[str]) -> None:
    """Returns when entry bundles and tiles of hashes are those of the records."""
    tree = Tree()
    for kind, record in zip(kinds, records, strict=True):
        tree.append(record_hash(kind, *record))
    for path in paths_at(len(records), ENTRIES):
        part = slice(path.first, path.end)
        pairs = zip(kinds[part], records[part], strict=True)
        _same(folder, path, write_entries(record_leaf(kind, *record) for kind, record in pairs))
    for level in count():
        if not len(records) >> 8 * level:
            return
        for path in paths_at(len(records), str(level)):
            _same(folder, path, hash_tile(path, tree.node))


def _same(folder: Path, path: TilePath, expected: bytes) -> None:
    if _file(folder, str(path), len(expected)) != expected:
        raise Invalid(Code.BAD_TILE, str(path))


def _file(folder: Path, name: str, most: int) -> bytes:
    try:
        with (folder / name).open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Invalid(Code.BAD_BUNDLE, f"{name}: {type(error).__name__}") from None
    if len(data) > most:
        raise Invalid(Code.BAD_BUNDLE, f"{name} is too large")
    return data
