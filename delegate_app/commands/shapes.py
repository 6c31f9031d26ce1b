"""The JSON that the commands print; docs/commands.md describes it, and scripts rely on it.

Times are RFC 3339 with their offset, hashes are lower-case hex, absent values are null.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.council_sessions import CouncilSession
from delegate_app.domain.documents import Document, DocumentVersion
from delegate_app.domain.polls import Poll
from delegate_app.domain.records import RecordCheck
from delegate_app.domain.votes import Vote


def session(value: CouncilSession) -> dict[str, Any]:
    """A session of the council."""
    return {
        "id": value.id,
        "kind": value.kind.value,
        "title": value.title,
        "place": value.place,
        "starts": time(value.starts),
        "ends": time(value.ends),
        "papers_due": time(value.papers_due),
    }


def document(value: Document) -> dict[str, Any]:
    """A paper with all its versions, the newest last."""
    return {
        "id": value.id,
        "session": value.session_id,
        "item": value.item_id or None,
        "type": value.type.value,
        "title": value.title,
        "number": value.number,
        "issued": time(value.issued),
        "issuer": value.issuer,
        "versions": [version(one) for one in value.versions],
    }


def version(value: DocumentVersion) -> dict[str, Any]:
    """One exact text."""
    original = value.original
    return {
        "sha256": value.sha256,
        "ordinal": value.ordinal,
        "size": value.size,
        "pages": value.pages,
        "published_at": time(value.published_at),
        "note": value.note,
        "received": value.received,
        "complete": value.complete,
        "checked": value.checked,
        "seen": value.seen,
        "original": {
            "sha256": original.sha256,
            "name": original.name,
            "mime": original.mime,
            "size": original.size,
        }
        if original
        else None,
    }


def poll(value: Poll) -> dict[str, Any]:
    """A poll; `tally` is null until counting ended."""
    base, num, den, strict = value.rule
    return {
        "id": value.id,
        "session": value.session_id,
        "item": value.item_id,
        "question": value.question,
        "stage": value.stage.value,
        "documents": [
            {"document": d.document_id, "version": d.version_sha256, "title": d.title}
            for d in value.documents
        ],
        "stale_documents": list(value.stale_documents),
        "choices": [{"code": c.code, "label": c.label} for c in value.choices],
        "total": value.total,
        "rule": {"base": base, "num": num, "den": den, "strict": strict},
        "late": value.late_policy,
        "definition": value.definition_identity,
        "opened_at": time(value.opened_at),
        "closed_at": time(value.closed_at),
        "hindrance": value.hindrance.value if value.hindrance else None,
        "my_votes": [vote(one) for one in value.my_votes],
        "tally": tally(value),
        "announced": value.announced,
        "void_reason": value.void_reason or None,
    }


def tally(value: Poll) -> dict[str, Any] | None:
    """The recounted result with the roll call."""
    if value.tally is None:
        return None
    return {
        "counts": {choice.code: count for choice, count in value.tally.counts},
        "total": value.tally.total,
        "present": value.tally.present,
        "not_voted": value.tally.not_voted,
        "passed": value.tally.passed,
        "percent_tenths": value.tally.percent_tenths,
        "late": [
            {"person": late.person_id, "choice": late.choice, "index": late.index}
            for late in value.tally.late
        ],
        "roll_call": [
            {
                "person": ballot.person_id,
                "name": ballot.name,
                "choice": ballot.choice or None,
                "by_hand": ballot.by_hand,
                "present": ballot.present,
            }
            for ballot in value.roll_call
        ],
    }


def vote(value: Vote) -> dict[str, Any]:
    """One of the delegate's votes with the states it reached."""
    receipt = value.receipt
    return {
        "identity": value.identity,
        "poll": value.poll_id,
        "choice": value.choice,
        "seq": value.seq,
        "cast_at": time(value.cast_at),
        "state": value.state.value,
        "steps": [{"state": step.state.value, "at": time(step.at)} for step in value.steps],
        "receipt": {
            "index": receipt.index,
            "size": receipt.size,
            "received_at": time(receipt.received_at),
            "text": receipt.text,
        }
        if receipt
        else None,
        "disposition": value.disposition.value if value.disposition else None,
        "refusal": value.refusal or None,
    }


def note(value: Annotation) -> dict[str, Any]:
    """An annotation; `page` counts from 1."""
    return {
        "id": value.id,
        "document": value.document_id,
        "version": value.version_sha256,
        "kind": value.kind.value,
        "colour": value.colour.value,
        "page": value.anchor.page + 1,
        "quote": value.anchor.quote or None,
        "text": value.text,
        "created_at": time(value.created_at),
        "edited_at": time(value.edited_at),
        "settled": value.settled,
        "older": list(value.older),
    }


def record_check(value: RecordCheck) -> dict[str, Any]:
    """What checking the whole record found."""
    return {
        "origin": value.origin,
        "size": value.size,
        "root": value.root,
        "checkpoint_time": time(value.checkpoint_time),
        "entries_checked": value.entries_checked,
        "polls_checked": value.polls_checked,
        "own_statements": value.own_statements,
        "alarm": value.alarm.value if value.alarm else None,
        "detail": value.detail or None,
    }


def time(value: datetime | date | None) -> str | None:
    """A time or day as text."""
    return value.isoformat() if value else None
