"""Wrong ways to keep notes in step."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from delegate_app.domain.changes import Changes
from delegate_app.domain.outbox import NotePayload
from delegate_app.services import annotation_edits
from delegate_app.services.annotation_edits import EditWriter, Target
from delegate_app.services.clock import NoteClock
from delegate_app.services.replica import Replica
from delegate_app.services.replica_notes import NOTE, NoteReplica, _arrived
from delegate_app.services.replica_older import OlderTextReplica
from delegate_app.storage.annotation_edits import Edit, State
from delegate_app.storage.annotations import AnnotationRow, AnnotationTable
from delegate_app.storage.bodies import Fields
from protocol.notes import Hlc, next_hlc, seal_note

_write = EditWriter.write
_keep_against = NoteReplica._keep_against
_seal = seal_note


def _settled(self: Replica, item_id: str, hlc: str, now: datetime) -> Changes:
    del hlc, now
    self._outbox._outbox.remove(item_id)
    return frozenset()


def _later_too(self: NoteReplica, here: AnnotationRow, plain: bytes, fields: Fields) -> None:
    _keep_against(self, here, plain, fields)
    self._outbox._vault.run("DELETE FROM outbox WHERE kind = 'note' AND note = ?", [here.id])


def _wall_clock(self: NoteClock, now: datetime, device: str) -> str:
    del self
    return str(Hlc(int(now.timestamp() * 1000), 0, device))


def _in_memory(self: NoteClock, now: datetime, device: str) -> str:
    text = vars(self).get("_last", "")
    value = next_hlc(Hlc.parse(text) if text else None, int(now.timestamp() * 1000), device)
    vars(self)["_last"] = str(value)
    return str(value)


def _whatever_comes(self: NoteReplica, here: AnnotationRow, plain: bytes, fields: Fields) -> None:
    self._annotations.write(_arrived(here.id, plain, fields))


def _buried(self: NoteReplica, here: AnnotationRow, deletion: str, enrolment: Any) -> None:
    del deletion, enrolment
    self._outbox.remove_note(here.id, here.hlc)


def _missing_deleted(self: NoteReplica, feed: str) -> None:
    held = {row["id"] for row in self._feeds.shown_rows(feed, NOTE)}
    for own in self._annotations.everything():
        if own.id not in held and feed.startswith("delegate."):
            self._outbox.remove_note(own.id, own.hlc)
            self._annotations._vault.run("DELETE FROM older_texts WHERE annotation = ?", [own.id])
            self._annotations._vault.run("DELETE FROM annotations WHERE id = ?", [own.id])


def _dropped(self: AnnotationTable, annotation_id: str, hlc: str, text: str) -> None:
    del self, annotation_id, hlc, text


def _nothing_offered(self: NoteReplica, feed: str) -> None:
    del self, feed


def _none_lacking(self: OlderTextReplica, now: datetime) -> tuple[NotePayload, ...]:
    del self, now
    return ()


def _logged(self: EditWriter, target: Target, state: State, now: datetime) -> Edit:
    logging.getLogger("delegate_app").debug("kept %s", state.body)
    return _write(self, target, state, now)


def _unsealed(key: Any, plain: bytes, **about: Any) -> bytes:
    cipher: bytes = _seal(key, plain, **about)
    return cipher[:5] + plain


SETTLED_BY_200 = (Replica, "note_put", _settled)
LATER_EDITS_SETTLED = (NoteReplica, "_keep_against", _later_too)
WALL_CLOCK = (NoteClock, "tick", _wall_clock)
CLOCK_IN_MEMORY = (NoteClock, "tick", _in_memory)
OLDER_ROW_WINS = (NoteReplica, "_keep_against", _whatever_comes)
TOMBSTONE_WINS = (NoteReplica, "_revive", _buried)
MISSING_IS_DELETED = (NoteReplica, "offer_again", _missing_deleted)
LOSER_DROPPED = (AnnotationTable, "add_older", _dropped)
NOTHING_OFFERED = (NoteReplica, "offer_again", _nothing_offered)
OLDER_NOT_GIVEN_BACK = (OlderTextReplica, "lacking", _none_lacking)
LOGGED = (EditWriter, "write", _logged)
UNSEALED = (annotation_edits, "seal_note", _unsealed)
