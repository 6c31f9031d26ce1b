"""Places found for notes of earlier versions."""

from __future__ import annotations

import json
from collections.abc import Iterable

from delegate_app.domain.annotations import Anchor, Rect
from delegate_app.domain.followed_notes import Followed, FollowState
from delegate_app.storage.vault import Vault


class FollowedNoteTable:
    """One place for a note and a version. The text of neither ever changes, so a place once found stays."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of_version(self, version: str) -> dict[str, Followed]:
        """What was found on a version, by note."""
        rows = self._vault.rows(
            "SELECT annotation, state, score, anchor FROM followed_notes WHERE version = ?",
            [version],
        )
        return {
            row["annotation"]: Followed(
                FollowState(row["state"]), _anchor(row["anchor"]), row["score"]
            )
            for row in rows
        }

    def keep(self, version: str, places: Iterable[tuple[str, Followed]]) -> None:
        """Remember (note, place) pairs."""
        with self._vault.transaction():
            for annotation, place in places:
                self._vault.run(
                    "INSERT OR REPLACE INTO followed_notes VALUES (?, ?, ?, ?, ?)",
                    [
                        annotation,
                        version,
                        place.state.value,
                        place.score,
                        _written(place.anchor),
                    ],
                )


def _written(anchor: Anchor | None) -> str:
    if anchor is None:
        return ""
    rects = [[r.left, r.top, r.right, r.bottom] for r in anchor.rects]
    fields = [anchor.page, anchor.quote, anchor.prefix, anchor.suffix, anchor.start, anchor.end]
    return json.dumps([*fields, rects], ensure_ascii=False)


def _anchor(text: str) -> Anchor | None:
    if not text:
        return None
    page, quote, prefix, suffix, start, end, rects = json.loads(text)
    return Anchor(page, quote, prefix, suffix, start, end, tuple(Rect(*r) for r in rects))
