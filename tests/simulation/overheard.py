"""A connection to the simulated council on which somebody listens (invariant 21)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from protocol.records import Record
from protocol.wire import EntryAnswer, NoteAnswer, NoteRequest, TokenRequest
from tests.simulation.canaries import Canaries
from tests.simulation.council import SimulatedCouncil
from tests.simulation.line import CouncilSimulator


class OverheardLine(CouncilSimulator):
    """A connection whose requests are looked at before the council sees them."""

    def __init__(self, council: SimulatedCouncil, canaries: Canaries) -> None:
        super().__init__(council)
        self.canaries = canaries

    def challenge(self, device: str) -> Any:
        self.canaries.look("a challenge", device.encode())
        return super().challenge(device)

    def token(self, request: TokenRequest) -> Any:
        self.canaries.look("a token request", repr(request).encode())
        answer = super().token(request)
        self.canaries.add_token(answer.token)
        return answer

    def post_entry(self, statement: bytes, signature: bytes) -> EntryAnswer:
        self.canaries.look("an entry", statement + signature)
        return super().post_entry(statement, signature)

    def put_note(self, note: str, request: NoteRequest) -> NoteAnswer:
        cipher = base64.b64decode(request.cipher)
        self.canaries.look("a note", note.encode() + repr(request).encode() + cipher)
        return super().put_note(note, request)

    def post_tail(self, first: int, records: Sequence[Record], checkpoint: str = "") -> int:
        self.canaries.look("a tail", b"".join(r.statement + r.signature for r in records))
        return super().post_tail(first, records, checkpoint)
