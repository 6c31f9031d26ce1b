"""C2SP tlog-tiles (protocol.md 4.8): the paths of a log's static files and what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from protocol import limits
from protocol.errors import Code, Invalid
from protocol.merkle import HASH_SIZE, NodeReader

ENTRIES = "entries"
RECORDS = "records"

_WIDTH = limits.TILE_WIDTH
_PATH = re.compile(
    r"(?:tile/(?P<level>\d|[1-5]\d|6[0-3]|entries)|records)"
    r"/(?P<index>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class TilePath:
    """A static file: `kind` is a level ("0".."63"), `entries` or `records`; `width` 1..256."""

    kind: str
    index: int
    width: int = _WIDTH

    def __str__(self) -> str:
        head = RECORDS if self.kind == RECORDS else f"tile/{self.kind}"
        tail = "" if self.width == _WIDTH else f".p/{self.width}"
        return f"{head}/{_write_index(self.index)}{tail}"

    @property
    def level(self) -> int:
        """The tile's level; entries and records bundles stand beside level 0."""
        return 0 if self.kind in (ENTRIES, RECORDS) else int(self.kind)

    @property
    def first(self) -> int:
        """The index, among the hashes of this level, of the first one inside."""
        return self.index * _WIDTH

    @property
    def end(self) -> int:
        """One past the index of the last hash inside."""
        return self.first + self.width


def parse_path(text: str) -> TilePath:
    """The file that a path under the log's prefix names; raises `Invalid(BAD_TILE)`."""
    match = _PATH.fullmatch(text)
    if match is None or len(text) > 64:
        raise Invalid(Code.BAD_TILE, "path")
    width = int(match["width"] or _WIDTH)
    index = int(match["index"].replace("x", "").replace("/", ""))
    path = TilePath(match["level"] or RECORDS, index, width)
    if str(path) != text or (match["width"] and width >= _WIDTH):
        raise Invalid(Code.BAD_TILE, "path")
    return path


def paths_at(size: int, kind: str, *, first: int = 0) -> list[TilePath]:
    """The files of one kind that a log of `size` entries has, from the one that holds `first` on."""
    level = 0 if kind in (ENTRIES, RECORDS) else int(kind)
    count = size >> 8 * level
    full, rest = divmod(count, _WIDTH)
    tiles = [TilePath(kind, index) for index in range(first // _WIDTH, full)]
    if rest and first < count:
        tiles.append(TilePath(kind, full, rest))
    return tiles


def hash_tile(path: TilePath, nodes: NodeReader) -> bytes:
    """The bytes of a tile of hashes; `nodes` knows every complete subtree inside."""
    level = 8 * path.level
    return b"".join(nodes(level, index) for index in range(path.first, path.end))


def read_hash_tile(path: TilePath, data: bytes) -> list[bytes]:
    """The hashes of a tile; raises `Invalid(BAD_TILE)` when it has another width."""
    if len(data) != path.width * HASH_SIZE:
        raise Invalid(Code.BAD_TILE, "width")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def write_entries(leaves: Iterable[bytes]) -> bytes:
    """An entry bundle: each leaf's bytes after its length in 2 bytes big-endian."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def read_entries(data: bytes) -> list[bytes]:
    """The leaves of an entry bundle; raises `Invalid(BAD_TILE)`."""
    leaves: list[bytes] = []
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        if at + 2 + length > len(data) or len(leaves) == _WIDTH:
            raise Invalid(Code.BAD_TILE, "entries")
        leaves.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    return leaves


def _write_index(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))
