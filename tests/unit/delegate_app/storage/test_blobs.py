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


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)])
def test_the_digest_of_the_whole_is_the_same_in_any_order_and_when_it_is_resumed(
    vault: Vault, order: tuple[int, ...]
) -> None:
    first = BlobTable(vault)
    first.want([(SHA, len(DATA), CHUNKS)])
    digests = []
    for index in order:
        table = first if index % 2 else BlobTable(vault)
        blob = table.blob(SHA)
        assert blob is not None
        part = DATA[index * CHUNK : (index + 1) * CHUNK]
        digests.append(table.digest(blob, index, part, hashlib.sha256(part)))
        table.store(blob, index, part)
    assert digests == [None, None, SHA]
    whole = first.blob(SHA)
    assert whole is not None
    assert (whole.complete, whole.missing, whole.early) == (True, (), frozenset())
    assert vault.value("SELECT count(*) FROM early_chunks") == 0


def test_chunks_that_came_early_are_counted_and_read(vault: Vault) -> None:
    table = BlobTable(vault)
    table.want([(SHA, len(DATA), CHUNKS)])
    blob = table.blob(SHA)
    assert blob is not None
    table.store(blob, 2, DATA[2 * CHUNK :])
    early = table.find(SHA)
    assert early is not None
    assert (early.missing, early.chunks_here, early.early) == ((0, 1), 0, frozenset({2}))
    assert table.received([SHA]) == {SHA: early.received} == {SHA: len(DATA) - 2 * CHUNK}
    assert table.read(early, 2 * CHUNK, 10) == DATA[2 * CHUNK : 2 * CHUNK + 10]


def test_a_freed_file_leaves_no_bytes_and_is_wanted_again_when_asked_for(vault: Vault) -> None:
    table = stored(vault)
    blob = table.blob(SHA)
    assert blob is not None
    table.free(blob)
    assert vault.value("SELECT count(*) FROM pieces") == 0
    freed = table.blob(SHA)
    assert freed is not None
    assert (freed.freed, freed.received) == (True, 0)
    assert table.want_again(SHA)
    assert not table.want_again(SHA)


def test_a_rejected_file_leaves_no_bytes_and_is_not_asked_for(vault: Vault) -> None:
    table = stored(vault)
    blob = table.blob(SHA)
    assert blob is not None
    table.reject(blob)
    assert vault.value("SELECT count(*) FROM pieces") == 0
    assert {wanted.sha256: wanted.faulty for wanted in table.incomplete()} == {
        "00" * 32: False,
        SHA: True,
    }
