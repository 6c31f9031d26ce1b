"""Parcels and outboxes as files on a stick (protocol.md 12.1, 12.9): FAT32 will do, and pulling it out does no harm.

Nothing on a stick is trusted: names are computed and never followed, links and anything but plain files are
passed over, and a size is looked at before a byte is read.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from protocol import limits
from protocol.errors import Code, Invalid
from protocol.parcels import HEAD, OVERHEAD, Lid, ParcelHead, ParcelKey, read_head, read_lid

FOLDER = "nghi-truong"
OUTBOX = "outbox"
LID = "lid.json"
_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_PART = ".part"


def council_folder(stick: Path, council: str) -> Path:
    """Where everything of a council lies; the person may have chosen the stick or our folder on it."""
    if stick.name == council and stick.parent.name == FOLDER:
        return stick
    return (stick if stick.name == FOLDER else stick / FOLDER) / council


def is_carrier(stick: Path) -> bool:
    """Whether anything of this program lies there, of whatever council."""
    return FOLDER in (stick.name, stick.parent.name) or _is_folder(stick / FOLDER)


def write_file(path: Path, data: bytes) -> None:
    """A whole file or none, on the stick when this returns. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + _PART)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    handle = os.open(part, flags | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_file(path: Path, most: int) -> bytes | None:
    """The bytes of a plain file, None when there is none. Raises `Invalid(BAD_PARCEL)` when it is larger than
    `most` or cannot be read."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return None
        if found.st_size > most:
            raise Invalid(Code.BAD_PARCEL, "a file larger than allowed")
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            data = file.read(most + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Invalid(Code.BAD_PARCEL, type(error).__name__) from None
    if len(data) > most:
        raise Invalid(Code.BAD_PARCEL, "a file larger than allowed")
    return data


class ParcelFolder:
    """One parcel whose key is known."""

    def __init__(self, council: Path, key: ParcelKey) -> None:
        self._folder = council / key.id
        self._key = key

    def put(self, name: str, data: bytes) -> None:
        """The piece is on the stick. Raises OSError."""
        write_file(self._folder / self._key.place(name), self._key.seal(name, data))

    def has(self, name: str, size: int | None = None) -> bool:
        """Whether a piece (of so many bytes) lies there; it is not opened."""
        try:
            found = (self._folder / self._key.place(name)).lstat()
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and size in (None, found.st_size - OVERHEAD)

    def get(self, name: str, most: int) -> bytes | None:
        """A piece, None when it is not here. Raises `Invalid(BAD_PARCEL)` when it does not open."""
        sealed = read_file(self._folder / self._key.place(name), most + OVERHEAD)
        return None if sealed is None else self._key.open(name, sealed)

    def head(self) -> ParcelHead | None:
        """What the parcel holds, None before it was finished. Raises `Invalid(BAD_PARCEL)`."""
        data = self.get(HEAD, limits.PARCEL_HEAD)
        return None if data is None else read_head(data)

    def close_lid(self, lid: Lid, head: ParcelHead) -> None:
        """The pieces are there: now say so. Written last, so that no head names a piece that is not there."""
        write_file(self._folder / LID, lid.to_bytes())
        self.put(HEAD, head.to_bytes())


def lids(council: Path) -> Iterator[Lid]:
    """The lids of all parcels in a council's folder; what is none is passed over."""
    for folder in _folders(council):
        if not _ID.fullmatch(folder.name):
            continue
        try:
            data = read_file(folder / LID, limits.PARCEL_LID)
            if data is not None:
                yield read_lid(data)
        except Invalid:
            continue


def outbox_file(council: Path, tag: str) -> Path:
    """Where the device with this recipient tag puts its outbox."""
    return council / OUTBOX / tag


def outboxes(council: Path) -> Iterator[bytes]:
    """All outboxes in a council's folder, sealed; files that are too large are passed over."""
    folder = council / OUTBOX
    if not _is_folder(folder):
        return
    names = sorted(name for name in os.listdir(folder) if _ID.fullmatch(name))
    for name in names[: limits.PARCELS]:
        try:
            data = read_file(folder / name, 4 * limits.OUTBOX)
        except Invalid:
            continue
        if data is not None:
            yield data


def _folders(parent: Path) -> list[Path]:
    """Real folders inside, not links to some, in the order of their names and not too many."""
    if not _is_folder(parent):
        return []
    found = (parent / name for name in sorted(os.listdir(parent))[: limits.PARCELS])
    return [path for path in found if _is_folder(path)]


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False
