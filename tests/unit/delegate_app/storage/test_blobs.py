"""Files in pieces: any range reads the same bytes as the file."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.domain.blobs import CHUNK
from delegate_app.storage.blobs import PIECE, BlobTable
from delegate_app.storage.vault import Vault

DATA = random.Random(1).randbytes(2 * CHUNK + 3 * PIECE + 17)
SHA = hashlib.sha256(DATA).hexdigest()
CHUNKS = tuple(
    hashlib.sha256(DATA[at : at + CHUNK]).hexdigest() for at in range(0, len(DATA), CHUNK)
)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = Vault(tmp_path / "vault.db")
    vault.create(bytes(32))
    yield vault
    vault.close()


def stored(vault: Vault) -> BlobTable:
    table = BlobTable(vault)
    table.want([("00" * 32, 5, ("11" * 32,)), (SHA, len(DATA), CHUNKS)])
    for index in range(len(CHUNKS)):
        blob = table.blob(SHA)
        assert blob is not None
        table.store(blob, index, DATA[index * CHUNK : (index + 1) * CHUNK])
    return table


def test_every_range_gives_the_bytes_of_the_file(vault: Vault) -> None:
    table = stored(vault)
    blob = table.blob(SHA)
    assert blob is not None
    assert blob.complete
    chance = random.Random(2)
    ranges = [(0, len(DATA)), (0, 1), (len(DATA) - 1, 1), (PIECE - 1, 2), (CHUNK - 1, 2), (5, 0)]
    ranges += [
        (at := chance.randrange(len(DATA)), chance.randrange(len(DATA) - at)) for _ in range(50)
    ]
    for offset, length in ranges:
        assert table.read(blob, offset, length) == DATA[offset : offset + length]


def test_the_digest_of_the_whole_is_the_same_when_it_is_resumed(vault: Vault) -> None:
    first = BlobTable(vault)
    first.want([(SHA, len(DATA), CHUNKS)])
    for index in range(len(CHUNKS)):
        table = first if index % 2 else BlobTable(vault)
        blob = table.blob(SHA)
        assert blob is not None
        part = DATA[index * CHUNK : (index + 1) * CHUNK]
        digest = table.whole_digest(blob, index, part)
        table.store(blob, index, part)
    assert digest == SHA


def test_a_rejected_file_leaves_no_bytes_and_is_not_asked_for(vault: Vault) -> None:
    table = stored(vault)
    blob = table.blob(SHA)
    assert blob is not None
    table.reject(blob)
    assert vault.value("SELECT count(*) FROM pieces") == 0
    assert [wanted.sha256 for wanted in table.incomplete()] == ["00" * 32]
