"""One run of the synchronisation: what is asked in which order, and what a failure stops.

Ordering rules
1. Check, then one transaction, and the marker (cursor, state, chunk) moves inside it: the vault's
   side of this lies in `services.replica`; a step here never moves a marker by itself.
2. Votes, then notes, then heads and changes (the vote record first), then papers, nearest session
   first. A vote never waits for a paper: between two chunks a run that was woken begins again.
3. A 200 settles nothing. A vote is settled by a receipt or refusal that the replica verified, a
   note when it comes back in the private feed (`protocol.md 8.6`).
4. Signed statements leave in the order of the device's chain; the first that cannot be delivered
   holds back those after it, and nothing else.
5. What fails for one item, feed or paper is noted and stepped over; only what concerns every call
   (no network, this device refused, another protocol version, "come back later") ends the run.
6. A revoked device destroys its keys only after its queue was answered and the record, checked as
   always, names the revocation.
7. What contradicts a signature or an earlier view changes nothing, is shown, and is never repaired
   by forgetting (`protocol.md 4.9`).

A run is a generator of effects (`sync.effects`); a run that dies between any two of them leaves a
vault from which the next run goes on.
"""

from __future__ import annotations

from typing import TypeVar

from delegate_app.domain.deliveries import FirstFile
from delegate_app.errors import DeskError
from protocol.council_api import ApiError
from sync import blobs, enrolment, entries, halls, heads, notes, revocation, traffic
from sync.effects import Progress, Step, http, now, tx, woken
from sync.failures import ends_the_run, general_error
from sync.report import Report

T = TypeVar("T")


def run() -> Step[Report]:
    """Do all there is to do now. Raises nothing that the network or the council can cause."""
    report = Report()
    try:
        yield from _run(report)
    except (DeskError, ApiError) as error:
        report.note(general_error(error))
    if not report.idle:
        yield from count(report)
    return report


def _run(report: Report) -> Step[None]:
    identity = yield from tx("identity", lambda replica: replica.identity())
    if identity is None:
        report.idle = True
        return
    if not identity.person_id:
        report.waiting = not (yield from enrolment.enrol(identity))
        if report.waiting:
            return
    again = True
    while again:
        yield from woken()
        yield from _attempt(report, entries.send(report))
        report.through_hall = yield from http("is_hall", lambda council: council.is_hall)
        if report.through_hall:  # notes and private feeds wait for the council's own server
            yield from _attempt(report, halls.follow(report))
        else:
            yield from _attempt(report, notes.send(report))
            yield from _attempt(report, heads.follow(report))
        if (yield from _attempt(report, revocation.obey(report))):
            return
        yield from count(report)
        again = (yield from _attempt(report, blobs.fetch(report))) or False


def _attempt(report: Report, step: Step[T]) -> Step[T | None]:
    """Rule 5: what fails inside the step is noted, unless it concerns every call."""
    try:
        return (yield from step)
    except (DeskError, ApiError) as error:
        failure = general_error(error)
    if ends_the_run(failure):
        raise failure
    report.note(failure)
    return None


def count(report: Report) -> Step[None]:
    """Afterwards the report and the status line say what is unsent and missing, and the network's cost is counted."""
    try:
        yield from traffic.settle()
        votes, own_notes = yield from tx("unsettled", lambda replica: replica.unsettled())
        wanted, is_coming = yield from tx(
            "wanted_blobs", lambda r: (r.wanted_blobs(), r.snapshots.is_coming())
        )
        coming = (yield from _first_files()) if is_coming else ()
    except DeskError as error:  # the vault was locked meanwhile
        report.note(error)
        return
    report.first_waits = any(file.hold for file in coming)
    report.progress = Progress(
        unsent_votes=votes,
        unsent_notes=own_notes,
        missing_blobs=len(wanted) + len(coming),
        missing_bytes=sum(want.missing_bytes for want in wanted)
        + sum(file.size - file.received for file in coming),
    )
    yield report.progress


def _first_files() -> Step[tuple[FirstFile, ...]]:
    moment = yield from now()
    return (yield from tx("first_files", lambda replica: replica.snapshots.coming(moment)))
