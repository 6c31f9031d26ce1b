"""Papers that only a committee reads: checked by a manifest that its feed carries (`protocol.md 8.8`)."""

from __future__ import annotations

import logging
from typing import Any

from delegate_app.domain.feed_holds import COMMITTEE, is_committee
from delegate_app.services.record import CheckedRecord
from delegate_app.storage.bodies import Fields
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.feeds import FeedTable, read_body
from delegate_app.storage.vault import Vault
from protocol.closed_manifests import open_closed_manifest
from protocol.errors import ProtocolError
from protocol.fields import unb64

logger = logging.getLogger(__name__)

MANIFEST = "manifest"


class ClosedPapers:
    """Marks versions as checked that a secretary of the record signed for a committee."""

    def __init__(self, vault: Vault, record: CheckedRecord) -> None:
        self._feeds = FeedTable(vault)
        self._documents = DocumentTable(vault)
        self._record = record
        self._seen: dict[str, tuple[object, ...]] = {}

    def check(self, feed: str) -> bool:
        """Look at the manifests that the feed shows; True when versions became checked. A manifest that nobody of the
        record signed is passed over, and looked at again once the record has grown.
        """
        replay = self._record.replay()
        if replay is None or not is_committee(feed):
            return False
        bodies = tuple(row["body"] for row in self._feeds.shown_rows(feed, MANIFEST))
        looked_at = (bodies, replay.size)
        if self._seen.get(feed) == looked_at:
            return False
        self._seen[feed] = looked_at
        found = {pair for body in bodies for pair in self._named(feed, read_body(body) or {})}
        self._documents.add_checked(found)
        return bool(found)

    def _named(self, feed: str, body: dict[str, Any]) -> set[tuple[str, str]]:
        fields, replay = Fields(body), self._record.replay()
        if replay is None:
            return set()
        try:
            manifest = open_closed_manifest(
                unb64(fields.text("statement")),
                unb64(fields.text("signature")),
                replay.certificates,
                log=replay.log,
                committee=feed.removeprefix(COMMITTEE),
            )
        except ProtocolError as error:
            logger.info("a manifest of %s is nobody's word: %s", feed, error.code)
            return set()
        return {(paper.document, paper.version) for paper in manifest.papers}
