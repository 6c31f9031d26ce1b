"""Invariants 12 and 13 of papers."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict

from delegate_app.storage.blobs import PIECES_A_CHUNK
from tests.simulation.broken import require
from tests.simulation.invariants import Ask, Row, Watched
from tests.simulation.laboratory import CHUNK
from tests.simulation.truth import Truth

_BEGUN = (
    "SELECT * FROM blobs WHERE chunks_here > 0 OR faulty "
    "OR EXISTS (SELECT 1 FROM early_chunks WHERE blob = number)"
)
_SHIFT = 20
_PIECES = (1 << _SHIFT) - 1


class WatchedPapers(Watched):
    """What is here of a paper is its beginning, chunk by chunk; what is complete has its digest."""

    TABLES = frozenset({"blobs", "pieces", "early_chunks"})

    def __init__(self, truth: Truth) -> None:
        super().__init__(truth)
        self._whole: set[str] = set()

    def look(self, ask: Ask) -> None:
        for blob in ask(_BEGUN):
            if blob["sha256"] not in self._whole:
                self._one_paper(blob, ask)

    def look_whole(self, ask: Ask) -> None:
        self._whole.clear()
        self.look(ask)

    def _one_paper(self, blob: Row, ask: Ask) -> None:
        name, number = blob["sha256"], blob["number"]
        require(13, f"paper {name[:8]} was given up", holds=not blob["faulty"])
        pieces = ask(
            "SELECT id, data FROM pieces WHERE id >= ? AND id < ? ORDER BY id",
            (number << _SHIFT, (number + 1) << _SHIFT),
        )
        chunks: dict[int, bytes] = defaultdict(bytes)
        for piece in pieces:
            chunks[(piece["id"] & _PIECES) // PIECES_A_CHUNK] += piece["data"]
        early = ask("SELECT chunk FROM early_chunks WHERE blob = ?", (number,))
        for index in [*range(blob["chunks_here"]), *(row["chunk"] for row in early)]:
            part = self.truth.file(name)[index * CHUNK : (index + 1) * CHUNK]
            require(13, f"part {index} of {name[:8]}", holds=chunks[index] == part)
        if blob["chunks_here"] == len(json.loads(blob["chunks"])):
            digest = hashlib.sha256(b"".join(chunks[at] for at in sorted(chunks))).hexdigest()
            require(12, f"paper {name[:8]}", holds=digest == name)
            self._whole.add(name)
