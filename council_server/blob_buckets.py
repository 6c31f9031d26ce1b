"""The object store in a bucket that speaks S3, for several servers of one council or many councils (docs/operations.md).

Every chunk is compared with its digest on the way up, so an object appears whole and right or not at all; what a
bucket holds under a name is therefore trusted by its size. Each council has a place of its own below the prefix.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from council_server.blobs import PIECE, Blob, place_of
from council_server.errors import CommandError, StoreDown
from protocol.limits import CHUNK

ONE_REQUEST = 5 * CHUNK
"""Up to this size an object goes up in one request; above it in parts of this size."""
ASKED_AGAIN = 2
PATIENCE = timedelta(seconds=10)
CONNECT, ANSWER = "3s", "30s"


class BlobBucket:
    """The place of one council in a bucket: `s3://bucket/prefix?endpoint=https://...&region=...`.

    Keys are those given, or else those of the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or a role).
    """

    def __init__(
        self,
        bucket: str,
        place: str,
        options: Mapping[str, str],
        *,
        access_key: str = "",
        secret_key: str = "",
    ) -> None:
        endpoint = options.get("endpoint", "")
        keys = {"access_key_id": access_key, "secret_access_key": secret_key}
        self._store = S3Store(
            bucket,
            prefix=place,
            config={  # type: ignore[arg-type]  # absent keys are those of the environment
                **({"endpoint": endpoint} if endpoint else {}),
                **({"region": options["region"]} if "region" in options else {}),
                **(keys if access_key else {}),
                "virtual_hosted_style_request": not endpoint and "path_style" not in options,
            },
            client_options={
                "connect_timeout": CONNECT,
                "timeout": ANSWER,
                "allow_http": endpoint.startswith("http://"),
            },
            retry_config={
                "max_retries": ASKED_AGAIN,
                "retry_timeout": PATIENCE,
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=1),
                    "base": 2,
                },
            },
        )

    def keep(self, blob: Blob, path: Path) -> None:
        if self.has(blob):
            return
        with _answering():
            if blob.size <= ONE_REQUEST:
                obstore.put(self._store, place_of(blob.sha256), b"".join(_checked(blob, path)))
                return
            parts = _joined(_checked(blob, path))
            # One part after the other: a file that changed on the way ends the upload, and no object appears.
            obstore.put(self._store, place_of(blob.sha256), parts, max_concurrency=1)

    async def open(self, sha256: str, start: int, stop: int) -> AsyncIterator[bytes]:
        options: obstore.GetOptions = {"range": (start, stop)}
        with _answering():
            found = await obstore.get_async(self._store, place_of(sha256), options=options)
        return _pieces(found)

    def read(self, sha256: str, start: int, stop: int) -> bytes:
        with _answering():
            return bytes(obstore.get_range(self._store, place_of(sha256), start=start, end=stop))

    def file_of(self, sha256: str, work: Path) -> Path:
        path = work / place_of(sha256)
        with _answering():
            found = obstore.get(self._store, place_of(sha256))
            path.parent.mkdir(parents=True, exist_ok=True)
            whole = hashlib.sha256()
            with path.open("wb") as file:
                for piece in found.stream(min_chunk_size=PIECE):
                    whole.update(piece)
                    file.write(piece)
        if whole.hexdigest() != sha256:
            path.unlink()
            raise CommandError(
                f"the object store gave other bytes for {sha256[:12]}",
                sentence="store_bytes",
                sha256=sha256[:12],
            )
        return path

    def has(self, blob: Blob) -> bool:
        try:
            with _answering():
                return obstore.head(self._store, place_of(blob.sha256))["size"] == blob.size
        except FileNotFoundError:
            return False

    def remove(self, sha256: str) -> None:
        with _answering():
            obstore.delete(self._store, place_of(sha256))

    def names(self) -> Iterator[str]:
        with _answering():
            for batch in obstore.list(self._store):
                for found in batch:
                    yield str(found["path"]).rpartition("/")[2]


@contextmanager
def _answering() -> Iterator[None]:
    """The store's errors in this house's words: their own texts may hold addresses and keys."""
    try:
        yield
    except (FileNotFoundError, NotFoundError):
        raise FileNotFoundError from None
    except BaseError as error:
        raise StoreDown(type(error).__name__) from None


async def _pieces(found: obstore.GetResult) -> AsyncIterator[bytes]:
    with _answering():
        async for piece in found.stream(min_chunk_size=PIECE):
            yield bytes(piece)


def _checked(blob: Blob, path: Path) -> Iterator[bytes]:
    """The file's chunks, each only once it is what was measured; raises CommandError else."""
    with path.open("rb") as file:
        for chunk in blob.chunks:
            data = file.read(CHUNK)
            if hashlib.sha256(data).hexdigest() != chunk:
                raise CommandError(
                    f"{blob.name}: the file changed while it was read; publish again",
                    sentence="file_changed",
                    name=blob.name,
                )
            yield data


def _joined(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of ONE_REQUEST: a bucket takes no smaller ones."""
    part = bytearray()
    for chunk in chunks:
        part += chunk
        if len(part) >= ONE_REQUEST:
            yield bytes(part)
            part.clear()
    if part:
        yield bytes(part)
