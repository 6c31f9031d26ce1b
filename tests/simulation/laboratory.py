"""The conditions under which schedules are played: small chunks, cheap passphrases, virtual time, repeatable names.

Nothing that is checked is left out. A signature is verified once and remembered by its bytes, the council's log key signs
with a hash that costs less, a passphrase is stretched
once, files are cut into chunks of 1 KiB instead of 1 MiB, feeds into pages of 4 rows instead of 2,000, and most vaults are
written without SQLCipher's work.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from random import Random
from types import FunctionType
from typing import Any

from delegate_app.security import derivation
from delegate_app.services import (
    deliveries,
    replica,
    replica_blobs,
    replica_feeds,
    replica_notes,
    replica_record,
)
from delegate_app.storage import blobs, cipher_forms, migrations, vault
from protocol import certificates, cms, limits, signed_notes, statements
from tests.simulation import council
from tests.simulation.disk import WatchedDriver, open_disks
from tests.simulation.quick_keys import QuickKey, quick

CHUNK = 1024
PAGE_ROWS = 4
TABLES = "SELECT count(*) FROM sqlite_master"
ROOMS = ("delegate_app.", "sync.", "protocol.", "tests.simulation.")
TOLD_THE_TIME = (replica, replica_blobs, replica_feeds, replica_notes, replica_record)
"""Modules that look at the clock of the machine; here it is the clock of the device that runs."""


class Virtual:
    """The clock of whichever device runs now, and the source of names."""

    clock: Callable[[], datetime] = staticmethod(lambda: datetime.now(UTC))
    chance = Random(0)


class VirtualDatetime(datetime):
    """`datetime` whose `now` is the clock of the device that runs."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return Virtual.clock().astimezone(tz)


REMEMBERED: tuple[Callable[..., Any], ...] = (
    derivation.stretch,
    cms.verify,
    certificates.check_member,
    certificates.check_root,
    certificates.check_csr,
    statements.decode_statement,
)
"""What is worked out once for the same bytes: signatures, certificates, statements."""


@contextmanager
def conditions() -> Iterator[None]:
    """Within it schedules can be played, one after the other."""
    full = limits.CHUNK
    memory: dict[Any, Any] = {function: lru_cache(8192)(function) for function in REMEMBERED}
    memory[signed_notes.verify] = quick(signed_notes.verify)
    with Changes() as change:
        for module in [m for name, m in sys.modules.items() if name.startswith(ROOMS)]:
            for name, value in list(vars(module).items()):
                if name == "CHUNK" and value == full:
                    change(module, name, CHUNK)
                elif isinstance(value, FunctionType) and value in memory:
                    change(module, name, memory[value])
        change(limits, "PAGE_ROWS", PAGE_ROWS)
        change(deliveries, "MB", 1)  # so that nothing at all fits into a metered line's budget
        change(blobs, "PIECE", CHUNK // blobs.PIECES_A_CHUNK)
        change(cipher_forms, "driver", WatchedDriver)
        change(vault, "PLAIN_HEADER", bytes(16))  # or the plain vaults would be refused
        change(council, "Ed25519PrivateKey", QuickKey)
        change(vault, "keyed_connection", _opened(cipher_forms.keyed_connection))
        change(vault, "migrate", _migrated_once(migrations.migrate))
        change(secrets, "token_hex", lambda size=32: Virtual.chance.randbytes(size).hex())
        for module in TOLD_THE_TIME:
            change(module, "datetime", VirtualDatetime)
        yield


def _opened(keyed: Callable[..., Any]) -> Callable[..., Any]:
    """A connection to a plain vault, which has no key to prove; an encrypted one is opened as always."""

    def opened(path: Path, key: bytes) -> Any:
        disk = open_disks.get(path)
        if disk is None or disk.ciphered:
            return keyed(path, key)
        return WatchedDriver.connect(str(path), isolation_level=None, check_same_thread=False)

    return opened


def _migrated_once(migrate: Callable[..., None]) -> Callable[..., None]:
    """A vault that was put aside is of this very program: only a new file needs its tables."""

    def migrated(connection: Any, path: Path) -> None:
        with open_disks[path].unwatched() if path in open_disks else nullcontext():
            if path not in open_disks or not connection.execute(TABLES).fetchone()[0]:
                migrate(connection, path)

    return migrated


class Changes:
    """Names given another value, which are given back at the end."""

    def __enter__(self) -> Callable[[Any, str, Any], None]:
        self._before: list[tuple[Any, str, Any]] = []
        return self._change

    def _change(self, place: Any, name: str, value: Any) -> None:
        self._before.append((place, name, getattr(place, name)))
        setattr(place, name, value)

    def __exit__(self, *_: object) -> None:
        for place, name, value in reversed(self._before):
            setattr(place, name, value)
