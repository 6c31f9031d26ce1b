"""Text layers of published scans: made after the paper itself is out, one paper after the other, each at once published.

Stopped at any point it goes on with what is left: a version that has its layer is not read again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from council_server.blobs import Blob, measure
from council_server.committees import known_committees
from council_server.councils import Council
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.logs import COMMITTEE, PUBLIC, read_heads
from council_server.publishing import allow
from council_server.recognition import recognise
from council_server.writer import Batch
from protocol.text_layers import MIME, encode

FIELD = "words"


@dataclass(frozen=True, slots=True)
class Scan:
    """A published version of which pages hold no words; `sha256` names its file."""

    feed: str
    version: str
    sha256: str
    name: str
    pages: int


def scans_without_words(council: Council) -> list[Scan]:
    """Every version, newest first, that a text layer would help and that has none."""
    found: list[Scan] = []
    with council.database.reading() as connection:
        committees = known_committees(connection, council.id)
        heads = read_heads(connection, council.id)
        feeds = [PUBLIC, *(name for name in heads if name.startswith(COMMITTEE))]
        for feed in feeds:
            if feed != PUBLIC and feed not in committees:
                continue
            versions = read_objects(connection, council.id, feed, "version")
            found += [_scan(feed, body) for body in versions.values() if _wants_words(body)]
    return sorted(found, key=lambda scan: scan.version, reverse=True)


def _wants_words(body: Mapping[str, Any]) -> bool:
    return body.get("text_pages", body["pages"]) < body["pages"] and not body.get(FIELD)


def _scan(feed: str, body: Mapping[str, Any]) -> Scan:
    blob = body["blob"]
    missing = body["pages"] - body["text_pages"]
    return Scan(feed, body["id"], blob["sha256"], blob["name"], missing)


def add_words(council: Council, scan: Scan) -> int:
    """Read the scan and publish its text layer; how many words that gave. Raises CommandError, and nothing is changed then."""
    with tempfile.TemporaryDirectory(prefix="council-words-") as folder:
        layer = recognise(_scan_of(council, scan, Path(folder)), scan.name)
        path = Path(folder, "words")
        path.write_bytes(encode(layer))
        blob = measure(path, mime=MIME, name=f"{Path(scan.name).stem}.words")
        council.blobs.keep(blob, path)
    council.writer.run(lambda batch: _publish(batch, scan, blob))
    return layer.words


def _scan_of(council: Council, scan: Scan, work: Path) -> Path:
    try:
        return council.blobs.file_of(scan.sha256, work)
    except FileNotFoundError:
        raise CommandError(f"{scan.name} is not in the object store") from None


def _publish(batch: Batch, scan: Scan, blob: Blob) -> None:
    feed = batch.feed(scan.feed)
    body = feed.body("version", scan.version)
    if body is None or body["blob"]["sha256"] != scan.sha256:
        return  # another process published meanwhile
    allow(batch, blob, scan.feed)
    feed.put("version", scan.version, dict(body) | {FIELD: blob.plain()})


def add_all_words(council: Council, say: Callable[[str], object]) -> int:
    """Read every scan that has no text layer yet; how many were read. Each is said as it is done."""
    scans = scans_without_words(council)
    for number, scan in enumerate(scans, 1):
        words = add_words(council, scan)
        say(
            f"recognised {scan.version}: {scan.pages} pages, {words} words ({number} of {len(scans)})"
        )
    return len(scans)
