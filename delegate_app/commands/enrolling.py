"""`init`, `enrol`, `sync`, `status`: a vault, a place in the council, and how far this desk has come."""

from __future__ import annotations

import argparse
import platform
import time

from delegate_app.commands import shapes
from delegate_app.commands.statuses import Status, status_of
from delegate_app.commands.workplace import Progress, Workplace
from delegate_app.domain.accounts import AccountState
from delegate_app.errors import (
    Code,
    DeskError,
    IntegrityError,
    OfflineError,
    ServerError,
    UserError,
)

ASK_SECONDS = 3.0


def init(place: Workplace, options: argparse.Namespace) -> Status:
    """Make an empty vault."""
    account = place.desk.account
    if place.do(account.state) is not AccountState.NEW:
        raise UserError(Code.VAULT_EXISTS)
    passphrase = place.passphrase.choose()
    place.do(lambda: account.create(passphrase))
    place.say("vault-made", home=place.desk.home)
    return Status.DONE


def enrol(place: Workplace, options: argparse.Namespace) -> Status:
    """Ask to be enrolled, show the comparison code, and wait for the clerk up to `--wait` seconds."""
    account = place.desk.account
    if place.do(account.state) is AccountState.NEW:
        init(place, options)
    else:
        place.unlock()
    if place.do(account.state) is AccountState.ENROLLED:
        raise UserError(Code.ALREADY_ENROLLED)
    if not _is_delivered(place):
        place.do(
            lambda: account.begin_enrolment(
                address=options.server,
                root_sha256=options.root,
                code=options.code,
                device_name=options.device_name or platform.node() or "desk",
                now=place.now(),
            )
        )
    place.show(place.do(account.comparison_code))
    place.say("compare", code=place.do(account.comparison_code))
    deadline = time.monotonic() + options.wait
    while not place.connection.enrol_once():
        left = deadline - time.monotonic()
        if left <= 0:
            place.say("waiting")
            return Status.UNFINISHED
        time.sleep(min(ASK_SECONDS, left))
    enrolment = place.do(account.enrolment)
    if enrolment is not None:
        place.say("enrolled", person=enrolment.name, council=enrolment.council_name)
    return Status.DONE


def _is_delivered(place: Workplace) -> bool:
    """False while a request may still be replaced: the sheet was typed wrongly."""
    identity = place.do(place.desk.replica.identity)
    return identity is not None and bool(identity.enrolment_id)


def sync(place: Workplace, options: argparse.Namespace) -> Status:
    """Send what is owed and fetch what is new, once."""
    place.unlock()
    progress = place.connection.run_once()
    if progress.trouble is not None:
        raise _error(progress.trouble)
    if progress.phase == "stopped":
        raise UserError(Code.NOT_ENROLLED)
    if progress.confirmed:
        place.say("synced")
        return Status.DONE
    _say_left(place, progress)
    return Status.UNFINISHED


def _say_left(place: Workplace, progress: Progress) -> None:
    place.say(
        "unsynced",
        votes=progress.unsent_votes,
        notes=progress.unsent_notes,
        blobs=progress.missing_blobs,
        size=f"{progress.missing_bytes} B",
    )


INTEGRITY = frozenset(
    {
        Code.PAGE_FORGED,
        Code.BLOB_DAMAGED,
        Code.RECEIPT_INVALID,
        Code.ROOT_DIFFERS,
        Code.SPLIT_VIEW,
        Code.LOG_SHRANK,
        Code.ROOT_MISMATCH,
        Code.RECORD_FORGED,
        Code.TALLY_MISMATCH,
        Code.OWN_MISSING,
    }
)


def _error(code: Code) -> DeskError:
    """The error behind a code in the state of the synchronisation."""
    if code is Code.OFFLINE:
        return OfflineError(code)
    if code in INTEGRITY:
        return IntegrityError(code)
    if status_of(UserError(code)) is not Status.NOT_DONE:
        return UserError(code)
    return ServerError(code)


def status(place: Workplace, options: argparse.Namespace) -> Status:
    """How this desk stands, without the network."""
    desk = place.desk
    place.unlock()
    enrolment, alarm = place.do(desk.account.enrolment), place.do(desk.votes.alarm)
    items, wanted = place.do(desk.replica.outbox), place.do(desk.replica.wanted_blobs)
    value = {
        "state": place.do(desk.account.state).value,
        "council": enrolment.council_name if enrolment else None,
        "council_id": enrolment.council_id if enrolment else None,
        "address": enrolment.address if enrolment else None,
        "person": enrolment.person_id if enrolment else None,
        "name": enrolment.name if enrolment else None,
        "device": enrolment.device_id if enrolment else None,
        "certificate": (enrolment.certificate_sha256 or None) if enrolment else None,
        "comparison_code": place.do(desk.account.comparison_code) or None,
        "last_contact": shapes.time(place.do(desk.replica.last_contact)),
        "cursors": {
            feed: {"epoch": cursor.epoch, "seq": cursor.seq}
            for feed, cursor in place.do(desk.replica.cursors).items()
        },
        "unsent_votes": sum(item.kind == "entry" for item in items),
        "unsent_notes": sum(item.kind == "note" for item in items),
        "missing_files": len(wanted),
        "missing_bytes": sum(want.missing_bytes for want in wanted),
        "alarm": alarm.code.value if alarm else None,
    }
    if options.json:
        place.show_json(value)
    else:
        for name, content in value.items():
            place.show(f"{name}: {'-' if content is None else content}")
    return Status.ALARM if alarm else Status.DONE
