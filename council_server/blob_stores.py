"""Which object store a council has: the folder in its home, or the bucket in its settings."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from council_server.blob_folders import BlobFolder
from council_server.blobs import BlobStore
from council_server.errors import CommandError
from council_server.homes import Home

SCHEME = "s3"
OPTIONS = frozenset({"endpoint", "region", "path_style"})


def open_store(home: Home) -> BlobStore:
    """The store of a home; a bucket is not asked anything yet. Raises CommandError for an address that is none."""
    if not home.store.url:
        return BlobFolder(home.blobs)
    from council_server.blob_buckets import BlobBucket  # noqa: PLC0415 - loaded where it is used

    bucket, prefix, options = check_store(home.store.url)
    return BlobBucket(
        bucket,
        f"{prefix}/{home.council}".lstrip("/"),
        options,
        access_key=home.store.access_key,
        secret_key=home.store.secret_key,
    )


def check_store(url: str) -> tuple[str, str, dict[str, str]]:
    """Bucket, prefix and options of an address; raises CommandError, without the address, for any other."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    right = parts.scheme == SCHEME and parts.hostname and "@" not in parts.netloc
    if not right or not set(options) <= OPTIONS:
        raise CommandError(
            f"a store's address is {SCHEME}://BUCKET/PREFIX, perhaps with ?endpoint=https://HOST&region=NAME; "
            "its keys belong into the environment or under [store] of council.toml"
        )
    return parts.netloc, parts.path.strip("/"), options
