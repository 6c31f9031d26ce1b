"""What papers' bytes lie in: a folder and a bucket keep the same promises."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.blob_buckets import BlobBucket
from council_server.blob_folders import BlobFolder
from council_server.blob_stores import check_store
from council_server.blobs import Blob, BlobStore, measure, place_of
from council_server.errors import CommandError, StoreDown
from protocol.limits import CHUNK
from tests.s3_server import ACCESS_KEY, SECRET_KEY, S3Server, s3

__all__ = ["s3"]

ELSEWHERE = os.environ.get("NGHI_TRUONG_S3", "")
SEED = 20261128
LARGE = 11 * CHUNK + 777


def bucket_at(url: str, place: str, *, secret: str = SECRET_KEY) -> BlobBucket:
    bucket, prefix, options = check_store(url)
    return BlobBucket(
        bucket, f"{prefix}/{place}", options, access_key=ACCESS_KEY, secret_key=secret
    )


@pytest.fixture(params=["folder", "bucket", "another bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BlobStore]:
    if request.param == "folder":
        yield BlobFolder(tmp_path / "blobs")
    elif request.param == "bucket":
        server: S3Server = request.getfixturevalue("s3")
        yield bucket_at(server.url, "xa-thu")
        assert server.refused == 0
    elif ELSEWHERE:
        yield bucket_at(ELSEWHERE, tmp_path.name)
    else:
        pytest.skip("NGHI_TRUONG_S3 names no other object store")


def paper(folder: Path, size: int = 3000) -> tuple[Blob, Path, bytes]:
    data = random.Random(SEED + size).randbytes(size)
    path = folder / f"giay-{size}"
    path.write_bytes(data)
    return measure(path, mime="application/pdf", name=path.name), path, data


async def opened(store: BlobStore, sha256: str, start: int, stop: int) -> bytes:
    return b"".join([piece async for piece in await store.open(sha256, start, stop)])


@pytest.mark.parametrize("size", [1, 3000, CHUNK, LARGE])
def test_what_was_kept_comes_back_byte_for_byte(
    store: BlobStore, tmp_path: Path, size: int
) -> None:
    blob, path, data = paper(tmp_path, size)
    assert not store.has(blob)
    store.keep(blob, path)
    store.keep(blob, path)  # a second time changes nothing
    assert store.has(blob)
    assert asyncio.run(opened(store, blob.sha256, 0, size)) == data
    assert store.file_of(blob.sha256, tmp_path / "work").read_bytes() == data


def test_any_range_is_given(store: BlobStore, tmp_path: Path) -> None:
    blob, path, data = paper(tmp_path, 2 * CHUNK + 5)
    store.keep(blob, path)
    chance = random.Random(SEED)
    for _ in range(12):
        start = chance.randrange(blob.size)
        stop = chance.randint(start + 1, blob.size)
        assert asyncio.run(opened(store, blob.sha256, start, stop)) == data[start:stop]
        assert store.read(blob.sha256, start, stop) == data[start:stop]


@pytest.mark.parametrize("size", [3000, LARGE])
def test_a_file_that_changed_after_it_was_measured_is_not_kept(
    store: BlobStore, tmp_path: Path, size: int
) -> None:
    blob, path, data = paper(tmp_path, size)
    path.write_bytes(data[:-1] + b"?")
    with pytest.raises(CommandError, match="changed while it was read"):
        store.keep(blob, path)
    assert not store.has(blob)
    assert list(store.names()) == []
    path.write_bytes(data)
    store.keep(blob, path)
    assert store.has(blob)


def test_what_is_missing_is_said(store: BlobStore, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"nothing").hexdigest()
    with pytest.raises(FileNotFoundError):
        store.read(sha256, 0, 1)
    with pytest.raises(FileNotFoundError):
        asyncio.run(opened(store, sha256, 0, 1))
    with pytest.raises(FileNotFoundError):
        store.file_of(sha256, tmp_path)
    store.remove(sha256)


def test_a_file_that_was_cut_off_counts_as_missing(tmp_path: Path) -> None:
    store = BlobFolder(tmp_path / "blobs")
    blob, path, data = paper(tmp_path, 2 * CHUNK)
    store.keep(blob, path)
    kept = store.file_of(blob.sha256, tmp_path)
    kept.write_bytes(data[:CHUNK])
    assert asyncio.run(opened(store, blob.sha256, 0, CHUNK)) == data[:CHUNK]
    for start in (0, CHUNK - 1, CHUNK):
        with pytest.raises(FileNotFoundError):
            asyncio.run(opened(store, blob.sha256, start, blob.size))


def test_names_are_those_of_what_is_kept(store: BlobStore, tmp_path: Path) -> None:
    papers = [paper(tmp_path, size) for size in (10, 20, 30)]
    for blob, path, _ in papers:
        store.keep(blob, path)
    store.remove(papers[0][0].sha256)
    assert sorted(store.names()) == sorted(blob.sha256 for blob, _, _ in papers[1:])


# --------------------------------------------------------------------------------- only a bucket


def test_councils_in_one_bucket_see_nothing_of_each_other(s3: S3Server, tmp_path: Path) -> None:
    blob, path, _ = paper(tmp_path)
    bucket_at(s3.url, "xa-mot").keep(blob, path)
    assert not bucket_at(s3.url, "xa-hai").has(blob)
    assert list(s3.objects) == [f"giay/xa-mot/{place_of(blob.sha256)}"]


def test_a_store_that_is_down_is_said_and_nothing_is_lost(s3: S3Server, tmp_path: Path) -> None:
    store, (blob, path, data) = bucket_at(s3.url, "xa-thu"), paper(tmp_path)
    s3.down = True
    with pytest.raises(StoreDown):
        store.keep(blob, path)
    s3.down = False
    store.keep(blob, path)
    s3.stop()
    with pytest.raises(StoreDown):
        store.read(blob.sha256, 0, 10)
    s3.start()
    assert store.read(blob.sha256, 0, 10) == data[:10]


def test_wrong_keys_are_said_without_the_keys(s3: S3Server, tmp_path: Path) -> None:
    store, (blob, path, _) = (
        bucket_at(s3.url, "xa-thu", secret="sai-bi-mat-canary"),
        paper(tmp_path),
    )
    with pytest.raises(StoreDown) as refused:
        store.keep(blob, path)
    assert "canary" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert s3.objects == {}


@pytest.mark.parametrize(
    "url", ["", "http://x/y", "s3:///x", "s3://key:secret@b/p", "s3://b/p?other=1", "no address"]
)
def test_another_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(CommandError, match="s3://BUCKET") as refused:
        check_store(url)
    assert "secret" not in str(refused.value)
