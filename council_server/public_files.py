"""The public site of a council on the disk: pages, papers and the record's bundle in one folder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from council_server.councils import Council
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.public_pages import CHECK
from council_server.public_site import BUNDLE, PublicSite, Published, write_site
from council_server.publishing import newest_versions
from council_server.record_files import write_record


def publish_site(council: Council, folder: Path, *, types: Sequence[str]) -> tuple[int, int]:
    """Bring the site in `folder` up to date; how many files were written and removed. Raises CommandError."""
    with council.database.reading() as connection:
        kinds = ("session", "item", "document", "version")
        sessions, items, documents, versions = (
            read_objects(connection, council.id, PUBLIC, kind) for kind in kinds
        )
    published = Published(sessions, items, documents, newest_versions(versions))
    replay = council.record.replay
    site = PublicSite(
        replay.root.name if replay.root else council.home.name,
        published,
        replay,
        types=types,
        now=council.clock(),
    )
    with tempfile.TemporaryDirectory(prefix="council-site-") as work:
        files = {
            path: council.blobs.file_of(sha256, Path(work, "papers"))
            for path, sha256 in site.papers()
        }
        bundle = Path(work, BUNDLE)
        write_record(council, bundle)
        return write_site(site, folder, files | {f"{CHECK}/{BUNDLE}": bundle})
