"""What must hold at the desk and at the council after a power cut at any time: nothing acknowledged is lost, nothing damaged."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import sqlcipher3.dbapi2

from council_server.councils import Council
from council_server.homes import open_home
from delegate_app.security.device_keys import vault_key
from delegate_app.security.keyring import Keyring
from delegate_app.security.peppers import NoPepper
from delegate_app.storage.blobs import BlobRow, BlobTable
from delegate_app.storage.record import RecordTable
from delegate_app.storage.vault import Vault
from protocol.limits import CHUNK
from tests.faults.power_desk import CARELESS, READY
from tests.faults.recordings import Disk, acknowledged, first_after, put_back, record
from tests.scenarios.desks import PASSPHRASE


class Lost(AssertionError):
    """Something that was acknowledged is not there, or something is damaged."""


def holds(what: str, *, if_true: bool) -> None:
    """Raises Lost unless it is so."""
    if not if_true:
        raise Lost(what)


def cut_desk(cuts: int, seed: int, rounds: int, *, careless: bool = False) -> None:
    """Cut the power so many times while a desk works. Raises Lost."""
    key: list[bytes] = []

    def check(home: Path, acks: list[str]) -> None:
        if not key:
            keyring = Keyring(home / "keyring.json", NoPepper())
            key.append(vault_key(keyring.open(PASSPHRASE)))
        check_vault(home / "vault.db", key[0], acks)

    _cut("tests.faults.power_desk", cuts, seed, rounds, check, careless=careless)


def cut_council(cuts: int, seed: int, rounds: int, *, careless: bool = False) -> None:
    """Cut the power so many times while a council works. Raises Lost."""
    _cut("tests.faults.power_council", cuts, seed, rounds, check_council, careless=careless)


def _cut(
    module: str,
    cuts: int,
    seed: int,
    rounds: int,
    check: Callable[[Path, list[str]], None],
    *,
    careless: bool,
) -> None:
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        watched = folder / "home"
        ops = record(module, watched, folder, str(rounds), *([CARELESS] if careless else []))
        first = first_after(ops, READY)
        for number in range(cuts):
            chance = Random(f"{seed} {number}")
            at = chance.randrange(first, len(ops) + 1)
            put_back(Disk(ops[:at]).after_a_cut(chance), watched, folder / "after")
            try:
                check(folder / "after", acknowledged(ops[:at]))
            except Exception as error:
                where = f"seed {seed}, cut {number}, after act {at} of {len(ops)}"
                raise Lost(f"{where}: {type(error).__name__} {error}") from error


# ----------------------------------------------------------------------------------------- the desk


def check_vault(path: Path, key: bytes, acks: list[str]) -> None:
    """Whole, every page under its code, and holding what was acknowledged."""
    vault = Vault(path)
    vault.open(key)
    try:
        holds("integrity", if_true=vault.value("PRAGMA integrity_check") == "ok")
        vault.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # the next check looks at the file alone
        holds("codes of pages", if_true=vault.rows("PRAGMA cipher_integrity_check") == [])
        for ack in acks:
            holds(ack, if_true=_has(vault, ack.split()))
        _check_cursors(vault)
        _check_blobs(BlobTable(vault), vault)
    finally:
        vault.close()


def _has(vault: Vault, ack: list[str]) -> bool:
    match ack:
        case ["vote", identity]:
            steps = vault.rows("SELECT state FROM vote_steps WHERE vote = ?", [identity])
            found = vault.one("SELECT statement FROM votes WHERE identity = ?", [identity])
            return found is not None and hashed(found["statement"]) == identity and bool(steps)
        case ["note", name, length]:
            found = vault.one("SELECT body FROM annotations WHERE id = ?", [name])
            return found is not None and len(found["body"]) > int(length)
        case ["received", identity, index]:
            position = vault.value("SELECT position FROM receipts WHERE vote = ?", [identity])
            return bool(position == int(index))
        case ["paper", sha256]:
            blob = BlobTable(vault).blob(sha256)
            return blob is not None and blob.complete
    return True


def _check_cursors(vault: Vault) -> None:
    """Rows and cursors moved together."""
    head = RecordTable(vault).head()
    entries = vault.value("SELECT count(*) FROM record_entries")
    holds("the record's head", if_true=entries == (head.size if head else 0))
    newest = "SELECT max(seq) FROM feed_rows r WHERE r.feed = g.feed AND r.epoch = g.epoch"
    for row in vault.rows(f"SELECT seq, ({newest}) AS newest FROM feed_generations g"):
        holds("a cursor", if_true=row["seq"] == (row["newest"] or 0))


def _check_blobs(table: BlobTable, vault: Vault) -> None:
    """Every chunk that is marked as here has its digest."""
    for row in vault.rows("SELECT sha256 FROM blobs"):
        blob = table.blob(row["sha256"])
        if blob is None:
            raise Lost("a file")
        whole = hashlib.sha256()
        for index in filter(blob.has, range(len(blob.chunks))):
            data = _chunk(table, blob, index)
            holds("a chunk", if_true=hashed(data) == blob.chunks[index])
            whole.update(data)  # of a complete file only, it is the whole
        holds("a whole file", if_true=not blob.complete or whole.hexdigest() == blob.sha256)


def _chunk(table: BlobTable, blob: BlobRow, index: int) -> bytes:
    return table.read(blob, index * CHUNK, min(CHUNK, blob.size - index * CHUNK))


def hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# -------------------------------------------------------------------------------------- the council


def check_council(home: Path, acks: list[str]) -> None:
    """Its file is whole, its record replays, and every receipt and every paper is there."""
    connection = sqlcipher3.dbapi2.connect(str(home / "server.db"))
    try:
        (found,) = connection.execute("PRAGMA integrity_check").fetchone()
    finally:
        connection.close()
    holds("integrity", if_true=found == "ok")
    council = Council(open_home(home))
    try:
        council.catch_up()
        entries = council.record.replay.entries
        for ack in acks:
            match ack.split():
                case ["receipt", identity, index]:
                    holds(ack, if_true=entries.get(identity) == int(index))
                case ["paper", sha256]:
                    paper = home / "blobs" / sha256[:2] / sha256
                    holds(ack, if_true=paper.is_file() and hashed(paper.read_bytes()) == sha256)
    finally:
        council.close()
