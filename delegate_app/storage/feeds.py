"""Rows of the council's feeds, generation by generation, with the cursor and the tree's right edge beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from delegate_app.domain.feed_holds import Holdings
from delegate_app.storage.search_waiting import NOTE_WAITING, WORDLESS
from delegate_app.storage.vault import Row, Vault

SHOWN = (
    "deleted = 0 AND (feed, epoch) IN (SELECT feed, epoch FROM feed_generations WHERE active = 1) "
    "AND feed NOT IN (SELECT feed FROM feed_holds WHERE reason = 'withdrawn')"
)
"""The condition under which a row of `feed_rows` is part of what the delegate sees."""


@dataclass(frozen=True, slots=True)
class Generation:
    """How far one generation of a feed was followed. `edge` are the bytes of the Merkle edge at `seq`."""

    feed: str
    epoch: str
    seq: int
    edge: bytes
    checkpoint: str
    active: bool


class FeedRow(NamedTuple):
    """One row as the council sent it; `deleted` is 0 or 1, `body` "" when deleted, `parent` and `file` where a kind has none.

    In the order of the table's columns: a page has 2,000 of them.
    """

    kind: str
    id: str
    seq: int
    rev: int
    deleted: int
    body: str
    parent: str = ""
    file: str = ""


class FeedTable:
    """Generations and rows of all feeds."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def generations(self) -> tuple[Generation, ...]:
        """All generations; a feed has one active one, and a second one while it is rebuilt."""
        rows = self._vault.rows("SELECT * FROM feed_generations ORDER BY feed, active DESC")
        return tuple(
            Generation(
                row["feed"],
                row["epoch"],
                row["seq"],
                row["edge"],
                row["checkpoint"],
                bool(row["active"]),
            )
            for row in rows
        )

    def generation(self, feed: str, epoch: str) -> Generation | None:
        """One generation, or None."""
        found = (g for g in self.generations() if g.feed == feed and g.epoch == epoch)
        return next(found, None)

    def start(self, feed: str, epoch: str, edge: bytes) -> None:
        """Begin a generation at row 0: shown at once when the feed has none, else built beside."""
        first = not any(g.feed == feed for g in self.generations())
        self._vault.run(
            "INSERT OR IGNORE INTO feed_generations VALUES (?, ?, 0, ?, '', ?)",
            [feed, epoch, edge, int(first)],
        )

    def advance(self, before: Generation, *, seq: int, edge: bytes, checkpoint: str) -> bool:
        """Move the cursor of a generation; False when it does not stand where `before` says (compare-and-set)."""
        changed = self._vault.run(
            "UPDATE feed_generations SET seq = ?, edge = ?, checkpoint = ? "
            "WHERE feed = ? AND epoch = ? AND seq = ?",
            [seq, edge, checkpoint, before.feed, before.epoch, before.seq],
        )
        return changed == 1

    def write(self, feed: str, epoch: str, rows: Sequence[FeedRow]) -> None:
        """Put rows in the place of their earlier revisions."""
        self._vault.run_many(
            "INSERT INTO feed_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (feed, epoch, kind, id) DO UPDATE SET seq = excluded.seq, "
            "rev = excluded.rev, deleted = excluded.deleted, body = excluded.body, "
            "parent = excluded.parent, file = excluded.file",
            ((feed, epoch, *row) for row in rows),
        )
        waiting = [(row.kind, row.id) for row in rows if row.kind not in WORDLESS]
        self._vault.run_many(NOTE_WAITING, waiting)

    def show(self, feed: str, epoch: str) -> None:
        """Make this generation the one that is seen and drop the others of the feed."""
        self._vault.run(
            "UPDATE feed_generations SET active = (epoch = ?) WHERE feed = ?", [epoch, feed]
        )
        self.drop_hidden(feed)

    def drop_hidden(self, feed: str, *, but: str = "") -> None:
        """Drop generations of a feed that are not seen, all but epoch `but`."""
        for generation in self.generations():
            if generation.feed == feed and not generation.active and generation.epoch != but:
                values = [feed, generation.epoch]
                self._vault.run("DELETE FROM feed_rows WHERE feed = ? AND epoch = ?", values)
                self._vault.run("DELETE FROM feed_generations WHERE feed = ? AND epoch = ?", values)

    def holdings(self, feed: str, epoch: str) -> Holdings:
        """How much one generation holds; tombstones are nothing."""
        row = self._vault.one(
            "SELECT count(*) AS objects, coalesce(sum(kind = 'document'), 0) AS documents "
            "FROM feed_rows WHERE feed = ? AND epoch = ? AND deleted = 0",
            [feed, epoch],
        )
        return Holdings(**row) if row else Holdings(0, 0)

    def shown_holdings(self, feed: str) -> Holdings:
        """How much the generation holds that is shown; nothing when none is."""
        epochs = [g.epoch for g in self.generations() if g.feed == feed and g.active]
        return self.holdings(feed, epochs[0]) if epochs else Holdings(0, 0)

    def committee_name(self, feed: str) -> str:
        """The name of the committee whose feed it is, also while it may not be read; "" when it told none."""
        text = self._vault.value(
            "SELECT body FROM feed_rows WHERE feed = ? AND kind = 'committee' AND deleted = 0 "
            "ORDER BY seq DESC LIMIT 1",
            [feed],
        )
        name = (read_body(text) or {}).get("name", "") if text else ""
        return name if isinstance(name, str) else ""

    def bodies(self, kind: str, *, parent: str | None = None) -> list[dict[str, Any]]:
        """The bodies of all shown rows of a kind, in the order of their ids; of one parent when given."""
        where, values = "kind = ?", [kind]
        if parent is not None:
            where, values = "kind = ? AND parent = ?", [kind, parent]
        rows = self._vault.rows(
            f"SELECT body FROM feed_rows WHERE {where} AND {SHOWN} ORDER BY id",  # noqa: S608
            values,
        )
        return [body for row in rows if (body := read_body(row["body"])) is not None]

    def versions_of_session(self, session_id: str) -> list[dict[str, Any]]:
        """The bodies of all shown versions of a session's documents."""
        rows = self._vault.rows(
            "SELECT body FROM feed_rows WHERE kind = 'version' AND parent IN ("  # noqa: S608
            "SELECT id FROM feed_rows WHERE kind = 'document' AND parent = ?) "
            f"AND {SHOWN} ORDER BY id",
            [session_id],
        )
        return [body for row in rows if (body := read_body(row["body"])) is not None]

    def parent_of_file(self, sha256: str) -> str | None:
        """The document that has a shown version with this hash, or None."""
        found = self._vault.value(
            f"SELECT parent FROM feed_rows WHERE file = ? AND file <> '' AND {SHOWN}",  # noqa: S608
            [sha256],
        )
        return str(found) if found is not None else None

    def ids_in_committees(self, kind: str) -> list[str]:
        """The ids of all shown rows of a kind in the feeds of committees."""
        rows = self._vault.rows(
            f"SELECT id FROM feed_rows WHERE kind = ? AND feed GLOB 'committee.*' AND {SHOWN}",  # noqa: S608
            [kind],
        )
        return [row["id"] for row in rows]

    def body(self, kind: str, identifier: str) -> dict[str, Any] | None:
        """The body of one shown row, or None."""
        text = self._vault.value(
            f"SELECT body FROM feed_rows WHERE kind = ? AND id = ? AND {SHOWN}",  # noqa: S608
            [kind, identifier],
        )
        return read_body(text) if text else None

    def shown_between(self, feed: str, kind: str, first: str, stop: str) -> list[Row]:
        """Id and body of the shown rows of one feed whose ids lie from `first` to before `stop`."""
        return self._vault.rows(
            "SELECT id, body FROM feed_rows WHERE feed = ? AND kind = ? AND id >= ? AND id < ? "  # noqa: S608
            f"AND {SHOWN} ORDER BY id",
            [feed, kind, first, stop],
        )

    def shown_rows(self, feed: str, kind: str) -> list[Row]:
        """Id and body of the shown rows of one feed, without tombstones."""
        return self._vault.rows(
            f"SELECT id, body FROM feed_rows WHERE feed = ? AND kind = ? AND {SHOWN} ORDER BY id",  # noqa: S608
            [feed, kind],
        )


def read_body(text: str) -> dict[str, Any] | None:
    """The object of a body; None when a council sent something else: such a row is kept and not shown."""
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
