"""How the vault's file is encrypted: AES-256 page by page, each page under a code that shows any change to it.

ADR 11 tells how the form was measured and what it gives up. A vault in the form of the first trial versions is
rewritten in today's form when it is opened.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as driver

from delegate_app.errors import Code, UserError
from delegate_app.storage.faults import driver_errors_translated

KEY_LENGTH = 32
BUSY_MILLISECONDS = 5000
PREPARED = 8
"""Statements kept prepared: each holds slots of SQLite's small-object store, and once that is used up, every value costs an
allocation of its own."""
CONVERTING = ".converting"
"""Ends the name of a rewritten vault that has not taken the old one's place yet."""


@dataclass(frozen=True, slots=True)
class CipherForm:
    """What SQLCipher must be told before it can read the first page."""

    page_size: int
    """Bytes."""
    hmac: str


FORM = CipherForm(8192, "HMAC_SHA256")
EARLIER = CipherForm(4096, "HMAC_SHA512")


def keyed_connection(path: Path, key: bytes, form: CipherForm = FORM) -> Any:
    """A connection to the file at `path` that is proven to be encrypted under `key` in that form.

    Raises VAULT_NOT_ENCRYPTED when the driver is a plain SQLite, VAULT_DAMAGED when key or form do not fit.
    """
    if len(key) != KEY_LENGTH:
        raise ValueError("the vault's key has 32 bytes")
    with driver_errors_translated():
        connection = driver.connect(
            str(path),
            timeout=BUSY_MILLISECONDS / 1000,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=PREPARED,
        )
    try:
        with driver_errors_translated():
            # A key cannot be bound as a parameter; 64 hex digits inside x'' are the key itself.
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            if not connection.execute("PRAGMA cipher_version").fetchone():
                raise UserError(Code.VAULT_NOT_ENCRYPTED, "the driver is not SQLCipher")
            _shape(connection, "main", form)
            connection.execute("PRAGMA temp_store=MEMORY")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def convert(path: Path, key: bytes) -> bool:
    """Rewrite a vault of the earlier form in today's; False, and nothing changed, when it is not of that form.

    The old file is whole until the new one, complete and on the disk, takes its place. Nobody else has the
    vault open. Raises DISK_FULL or DISK_READ_ONLY; the old file is whole then.
    """
    try:
        connection = keyed_connection(path, key, EARLIER)
    except UserError as error:
        if error.code is Code.VAULT_DAMAGED:
            return False
        raise
    fresh = path.with_name(path.name + CONVERTING)
    try:
        _copy_into(connection, fresh, key)
        _replace(path, fresh)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    return True


def _shape(connection: Any, schema: str, form: CipherForm) -> None:
    connection.execute(f"PRAGMA {schema}.cipher_page_size={form.page_size}")
    connection.execute(f"PRAGMA {schema}.cipher_hmac_algorithm={form.hmac}")


def _copy_into(connection: Any, fresh: Path, key: bytes) -> None:
    """Everything of the connection's vault in a new file; the connection is closed, its log folded in."""
    try:
        with driver_errors_translated(writing=True):
            _remove(fresh)
            connection.execute(f"ATTACH DATABASE ? AS fresh KEY \"x'{key.hex()}'\"", (str(fresh),))
            _shape(connection, "fresh", FORM)
            connection.execute("SELECT sqlcipher_export('fresh')").fetchone()
            connection.execute("DETACH DATABASE fresh")
    finally:
        connection.close()


def _replace(path: Path, fresh: Path) -> None:
    """The new file, forced to the disk, in the place of the old one. A log left of the old one would spoil it."""
    try:
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        os.replace(fresh, path)
    except OSError as error:
        raise UserError(Code.DISK_READ_ONLY, type(error).__name__) from error


def _remove(fresh: Path) -> None:
    """Drop what an interrupted rewriting left."""
    try:
        fresh.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(Code.DISK_READ_ONLY, type(error).__name__) from error
