"""Messages of docs/protocol.md 7 as a fuzzer reads them."""

from __future__ import annotations

from contextlib import suppress

from protocol import wire
from protocol.errors import ProtocolError

MESSAGES = (
    wire.RootAnswer,
    wire.EnrolRequest,
    wire.EnrolAnswer,
    wire.EnrolmentAnswer,
    wire.ChallengeRequest,
    wire.Challenge,
    wire.TokenRequest,
    wire.Token,
    wire.Heads,
    wire.EntryRequest,
    wire.EntryAnswer,
    wire.NoteRequest,
    wire.NoteAnswer,
    wire.TailRequest,
    wire.TailAnswer,
    wire.ErrorAnswer,
    wire.SnapshotAnswer,
    wire.CheckpointRequest,
    wire.CheckpointAnswer,
)


def message(data: bytes) -> None:
    for kind in MESSAGES:
        with suppress(ProtocolError):
            found = wire.read(kind, data)
            assert wire.read(kind, wire.write(found)) == found
