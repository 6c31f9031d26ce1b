"""Enrolment: printed sheets with one-time codes, requests that prove the code, and the clerk's word (protocol.md 10).

The code alone enrols nobody: a certificate is made only by `confirm`, after the clerk compared the
comparison code on both screens. Five wrong proofs burn a sheet.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from council_server.councils import Council
from council_server.errors import CommandError, Refused
from council_server.founding import MEMBER_YEARS
from council_server.logs import feed_of
from council_server.offices import KeyOffice, Office
from council_server.record import Logged
from council_server.schema import enrolments, sheets
from council_server.writer import Batch
from protocol import certificates
from protocol.enrolments import (
    DELEGATE,
    SECRETARY,
    Enrol,
    Revoke,
    code_id,
    comparison,
    new_code,
    proof_holds,
    read_code,
    write_code,
)
from protocol.errors import Invalid
from protocol.fields import b64, unb64
from protocol.limits import CODE_TRIES, CSR
from protocol.times import read_time, write_time
from protocol.wire import ENROLLED, PENDING, REFUSED, EnrolAnswer, EnrolmentAnswer, EnrolRequest

FRESH, USED, BURNT = "fresh", "used", "burnt"
SHEET_LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed for one person: the code in clear, and until when it is good."""

    person: str
    name: str
    role: str
    code: str
    expires: datetime


def new_sheet(
    batch: Batch, *, person: str, name: str, role: str = DELEGATE, life: timedelta = SHEET_LIFE
) -> Sheet:
    """A fresh code for one person; earlier unused sheets of that person and role are burnt."""
    burn = update(sheets).where(
        sheets.c.council == batch.council,
        sheets.c.person == person,
        sheets.c.role == role,
        sheets.c.state == FRESH,
    )
    batch.connection.execute(burn.values(state=BURNT, code=""))
    code = new_code()
    expires = batch.now + life
    batch.connection.execute(
        insert(sheets).values(
            council=batch.council,
            code_id=code_id(code),
            code=write_code(code).replace("-", ""),
            role=role,
            person=person,
            name=name,
            made=write_time(batch.now),
            expires=write_time(expires),
            tries=0,
            state=FRESH,
        )
    )
    return Sheet(person, name, role, write_code(code), expires)


# ------------------------------------------------------------------------------ the device's side


def ask_to_enrol(
    council: Council, request: EnrolRequest
) -> Callable[[Batch], EnrolAnswer | Refused]:
    """The write of a request. Its result is a Refused when the try was counted against the sheet.

    The same request again gives the same answer. Raises Refused 422 for a request that no sheet
    could stand behind.
    """
    csr, box_key = unb64(request.csr), unb64(request.box_key)
    if len(csr) > CSR:
        raise Refused(422, "BAD_CERTIFICATE", "request too large")
    try:
        certificates.check_csr(csr)
    except Invalid as error:
        raise Refused(422, error.code, error.detail) from None
    root = bytes.fromhex(council.home.root_sha256)

    def write(batch: Batch) -> EnrolAnswer | Refused:
        sheet = _sheet(batch.connection, council.id, request.code_id)
        if sheet is None:
            return Refused(422, "CODE_REFUSED", "no such code")
        if sheet.state == USED:
            return _again(batch.connection, council.id, request, csr)
        if sheet.state == BURNT or read_time(sheet.expires) < batch.now:
            return Refused(422, "CODE_REFUSED", "burnt or out of date")
        code = read_code(sheet.code)
        if not proof_holds(
            request.proof, code, root=root, csr=csr, box_key=box_key, device=request.device
        ):
            return _count_try(batch, sheet)
        if request.device in batch.record.replay.devices:
            return Refused(422, "DEVICE_KNOWN", "the device is enrolled already")
        compared = comparison(code, root=root, csr=csr, box_key=box_key)
        return _accept(batch, request, sheet, csr, compared)

    return write


def _sheet(connection: Connection, council: str, code: str) -> Any:
    query = select(sheets).where(sheets.c.council == council, sheets.c.code_id == code)
    return connection.execute(query).one_or_none()


def _again(
    connection: Connection, council: str, request: EnrolRequest, csr: bytes
) -> EnrolAnswer | Refused:
    """The first answer once more, for a client that never received it."""
    query = select(enrolments).where(
        enrolments.c.council == council, enrolments.c.code_id == request.code_id
    )
    row = connection.execute(query).one_or_none()
    if row is None or (row.csr, row.device) != (csr, request.device):
        return Refused(422, "CODE_REFUSED", "used already")
    return EnrolAnswer(enrolment=row.enrolment, comparison=row.comparison)


def _count_try(batch: Batch, sheet: Any) -> Refused:
    tries = sheet.tries + 1
    values: dict[str, Any] = {"tries": tries}
    if tries >= CODE_TRIES:
        values |= {"state": BURNT, "code": ""}
    batch.connection.execute(
        update(sheets)
        .where(sheets.c.council == batch.council, sheets.c.code_id == sheet.code_id)
        .values(values)
    )
    return Refused(422, "CODE_REFUSED", "wrong proof")


def _accept(
    batch: Batch, request: EnrolRequest, sheet: Any, csr: bytes, compared: str
) -> EnrolAnswer:
    name = secrets.token_hex(8)
    batch.connection.execute(
        insert(enrolments).values(
            council=batch.council,
            enrolment=name,
            code_id=request.code_id,
            role=sheet.role,
            person=sheet.person,
            name=sheet.name,
            device=request.device,
            device_name=request.device_name,
            csr=csr,
            box_key=request.box_key,
            comparison=compared,
            asked=write_time(batch.now),
            state=PENDING,
            entry=-1,
        )
    )
    batch.connection.execute(
        update(sheets)
        .where(sheets.c.council == batch.council, sheets.c.code_id == request.code_id)
        .values(state=USED, code="")
    )
    return EnrolAnswer(enrolment=name, comparison=compared)


def read_enrolment(council: Council, name: str) -> EnrolmentAnswer:
    """How an enrolment stands; raises Refused 404."""
    query = select(enrolments).where(
        enrolments.c.council == council.id, enrolments.c.enrolment == name
    )
    with council.database.reading() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise Refused(404, "NO_ENROLMENT")
    return EnrolmentAnswer(
        state=row.state, person=row.person, name=row.name, role=row.role, index=row.entry
    )


# ------------------------------------------------------------------------------- the clerk's side


def list_enrolments(connection: Connection, council: str) -> list[Any]:
    """All requests in the order in which they were made: rows of the table `enrolments`."""
    query = (
        select(enrolments)
        .where(enrolments.c.council == council)
        .order_by(enrolments.c.asked, enrolments.c.enrolment)
    )
    return list(connection.execute(query))


def confirm(batch: Batch, name: str, root: KeyOffice, secretary: Office) -> EnrolmentAnswer:
    """Protocol.md 10.4: certificate, `enrol` entry, and for a delegate the private feed.

    Raises CommandError when there is no such request or it was settled before.
    """
    certificate = issue(batch.connection, batch.council, name, root, batch.now)
    signer = (
        root if _pending(batch.connection, batch.council, name).role == SECRETARY else secretary
    )
    return enter_device(batch, name, signer, certificate)


def issue(connection: Connection, council: str, name: str, root: KeyOffice, now: datetime) -> bytes:
    """The certificate (DER) that a request asks for; it counts once its `enrol` entry is in the record.

    Raises CommandError as `confirm` does.
    """
    row = _pending(connection, council, name)
    return certificates.issue_member(
        root.certificate,
        root.key,
        csr=row.csr,
        name=row.name,
        person=row.person,
        role=row.role,
        not_before=now,
        years=MEMBER_YEARS,
    )


def enter_device(batch: Batch, name: str, signer: Office, certificate: bytes) -> EnrolmentAnswer:
    """The requested device is in the record under this certificate; raises CommandError as `confirm` does."""
    row = _pending(batch.connection, batch.council, name)
    statement = Enrol(
        **signer.envelope,
        role=row.role,
        person=row.person,
        name=row.name,
        device=row.device,
        device_name=row.device_name,
        member_cert=b64(certificate),
        box_key=row.box_key,
        enrolled_at=write_time(batch.now),
    )
    logged = signer.speak(batch, statement)
    batch.feed(feed_of(row.person))
    _settle(batch, name, ENROLLED, logged.index)
    return EnrolmentAnswer(
        state=ENROLLED, person=row.person, name=row.name, role=row.role, index=logged.index
    )


def refuse(batch: Batch, name: str) -> None:
    """The clerk says no; the code is used up all the same."""
    _pending(batch.connection, batch.council, name)
    _settle(batch, name, REFUSED, -1)


def revoke(batch: Batch, secretary: Office, device: str, reason: str) -> Logged:
    """The device's signatures no longer count; raises CommandError for a device that is not enrolled."""
    chain = batch.record.replay.devices.get(device)
    if chain is None:
        raise CommandError(
            f"there is no device {device}; see: enrol list", sentence="no_device", device=device
        )
    statement = Revoke(
        **secretary.envelope,
        person=chain.person,
        device=device,
        member_cert=chain.certificate,
        reason=reason,
        revoked_at=write_time(batch.now),
    )
    return secretary.speak(batch, statement)


def _pending(connection: Connection, council: str, name: str) -> Any:
    query = select(enrolments).where(
        enrolments.c.council == council, enrolments.c.enrolment == name
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise CommandError(
            f"there is no enrolment {name}; see: enrol list", sentence="no_enrolment"
        )
    if row.state != PENDING:
        raise CommandError(
            f"the enrolment {name} is {row.state} already", sentence="enrolment_settled"
        )
    return row


def _settle(batch: Batch, name: str, state: str, entry: int) -> None:
    batch.connection.execute(
        update(enrolments)
        .where(enrolments.c.council == batch.council, enrolments.c.enrolment == name)
        .values(state=state, entry=entry)
    )
