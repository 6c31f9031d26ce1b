"""Devices: enrolment sheets to print, requests to compare and confirm, devices to revoke."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import segno
from starlette.responses import Response

from council_server import enrolments
from council_server.console.calls import Call
from council_server.console.draft_fields import one_line
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import OFFICE, SECRETARY, Role
from council_server.console.signing_pages import start_act
from council_server.console.troubles import Trouble
from council_server.devices import list_devices
from council_server.enrolments import Sheet, list_enrolments, new_sheet
from council_server.errors import CommandError
from council_server.forks import list_forks
from council_server.keys import ROOT
from council_server.mandates import mandated
from council_server.offices import open_office
from council_server.writer import Batch
from protocol.enrolments import DELEGATE
from protocol.enrolments import SECRETARY as SECRETARY_ROLE
from protocol.fields import b64
from protocol.names import name_key
from protocol.wire import PENDING

DEVICES = "/console/devices"
SHEETS = 200
MOST_DAYS = 60
REASON = 300


def routes() -> list[Guarded]:
    asked = f"{DEVICES}/asked/{{enrolment}}"
    one = f"{DEVICES}/one/{{device}}"
    return [
        guarded(DEVICES, overview, roles=OFFICE, query=[Field("done", 20)]),
        guarded(f"{DEVICES}/sheets", ask_sheets, roles=SECRETARY),
        guarded(
            f"{DEVICES}/sheets",
            print_sheets,
            roles=SECRETARY,
            methods=["POST"],
            form=[Field("person", 80, many=True), Field("days", 3)],
        ),
        guarded(asked, compare, roles=SECRETARY),
        guarded(
            f"{asked}/confirm",
            confirm,
            roles=SECRETARY,
            methods=["POST"],
            form=[Field("compared", 3), Field("passphrase", 500)],
        ),
        guarded(f"{asked}/refuse", refuse, roles=SECRETARY, methods=["POST"]),
        guarded(one, show, roles=SECRETARY),
        guarded(
            f"{one}/revoke",
            revoke,
            roles=SECRETARY,
            methods=["POST"],
            form=[Field("reason", REASON)],
        ),
    ]


async def overview(call: Call) -> Response:
    """Requests that wait, then all devices."""
    council = call.council

    def work() -> dict[str, Any]:
        with council.database.reading() as connection:
            waiting = [r for r in list_enrolments(connection, council.id) if r.state == PENDING]
            forks = list_forks(connection, council.id)
        return {"waiting": waiting, "devices": list_devices(council.record.replay, forks)}

    found = await call.think(work)
    certificates = council.record.replay.certificates
    names = {c.person: c.name for c in certificates.values()}
    done = call.query.text("done")
    return call.page(
        "devices.html",
        names=names,
        done=done if done in ("confirmed", "refused", "revoked") else "",
        may_act=call.who.role is Role.SECRETARY,
        **found,
    )


# ---------------------------------------------------------------------------------------- sheets


async def ask_sheets(call: Call, error: str = "") -> Response:
    """For whom sheets are to be printed."""
    council = call.council

    def work() -> list[dict[str, Any]]:
        with council.database.reading() as connection:
            return list(mandated(connection, council.id).values())

    people = sorted(await call.think(work), key=lambda d: name_key(d["name"]))
    replay = council.record.replay
    certificates = [replay.certificates[chain.certificate] for chain in replay.devices.values()]
    having = {c.person for c in certificates if c.role == DELEGATE and c.revoked_at is None}
    return call.page(
        "sheets_ask.html", 400 if error else 200, people=people, having=having, error=error
    )


async def print_sheets(call: Call) -> Response:
    """A sheet of each person, one on a page. The codes are in this answer and nowhere else: the database has them until
    they are used, and no page shows them again."""
    days, wanted = call.form.text("days"), list(dict.fromkeys(call.form.texts("person")))[:SHEETS]
    if not days.isdecimal() or not 1 <= int(days) <= MOST_DAYS:
        return await ask_sheets(call, call.say("sheet.days_wrong", most=MOST_DAYS))
    if not wanted:
        return await ask_sheets(call, call.say("sheet.nobody"))

    def work(batch: Batch) -> list[Sheet]:
        people = mandated(batch.connection, batch.council)
        if not set(wanted) <= people.keys():
            raise CommandError("somebody is not in the roster", sentence="stranger")
        found = []
        for person in wanted:
            name, life = str(people[person]["name"]), timedelta(days=int(days))
            found.append(new_sheet(batch, person=person, name=name, life=life))
            call.note(batch, "device.sheet", person)
        return found

    sheets = await call.write(work)
    home = call.council.home
    return call.page(
        "sheets.html",
        sheets=sheets,
        address=home.address,
        root=[home.root_sha256[at : at + 4] for at in range(0, 64, 4)],
        qr=code_of(home.address, home.council, home.root_sha256),
    )


def code_of(address: str, council: str, root: str) -> str:
    """A QR code as a data URI: the council's address and fingerprint, as in 13.8. Never the one-time code: a photograph of
    the sheet from across the room must not enrol anybody."""
    text = f"nghi-truong://{address.removeprefix('https://')}/?council={council}&root={root}"
    return str(segno.make(text, error="m").svg_data_uri(scale=4, border=2))


# --------------------------------------------------------------------------------------- requests


async def compare(call: Call, error: str = "") -> Response:
    """One request, with the code that the clerk compares."""
    row = await _asked(call)
    keys = call.council.home.keys()
    return call.page(
        "device_compare.html",
        400 if error else 200,
        row=row,
        error=error,
        here=keys.holds(ROOT),
        sealed=keys.holds(ROOT) and keys.is_sealed(ROOT),
        by_root=row.role == SECRETARY_ROLE,
    )


async def _asked(call: Call) -> Any:
    council, name = call.council, call.part("enrolment")

    def work() -> Any:
        with council.database.reading() as connection:
            rows = list_enrolments(connection, council.id)
        return next((r for r in rows if r.enrolment == name and r.state == PENDING), None)

    row = await call.think(work)
    if row is None:
        raise Trouble(404, "device.settled")
    return row


async def confirm(call: Call) -> Response:
    """The root issues the certificate, and the secretary signs the entry that puts it into the record."""
    row, council = await _asked(call), call.council
    if call.form.text("compared") != "yes":
        return await compare(call, call.say("device.not_compared"))
    if row.role == SECRETARY_ROLE:
        raise Trouble(409, "device.by_root")
    passphrase = call.form.raw("passphrase") or None

    def issue() -> bytes:
        root = open_office(council.home, council.home.keys(passphrase), ROOT)
        with council.database.reading() as connection:
            return enrolments.issue(connection, council.id, row.enrolment, root, call.now)

    try:
        certificate = await call.think(issue)
    except CommandError:
        return await compare(call, call.say("device.passphrase_wrong"))
    arguments = {"enrolment": row.enrolment, "certificate": b64(certificate)}
    return await start_act(call, "confirm", arguments, back=f"{DEVICES}?done=confirmed")


async def refuse(call: Call) -> Response:
    """The codes differ, or nobody expects this device."""
    row = await _asked(call)

    def work(batch: Batch) -> None:
        enrolments.refuse(batch, row.enrolment)
        call.note(batch, "device.refuse", row.enrolment)

    try:
        await call.write(work)
    except CommandError:
        raise Trouble(404, "device.settled") from None
    return call.go(f"{DEVICES}?done=refused")


# ---------------------------------------------------------------------------------------- devices


async def show(call: Call, error: str = "", reason: str = "") -> Response:
    """One device, and the form that revokes it."""
    replay, name = call.council.record.replay, call.part("device")
    chain = replay.devices.get(name)
    if chain is None:
        raise Trouble(404)
    return call.page(
        "device.html",
        400 if error else 200,
        device=name,
        held=replay.certificates[chain.certificate],
        error=error,
        reason=reason,
    )


async def revoke(call: Call) -> Response:
    """To the page where the revocation is signed."""
    reason = one_line(call.form.text("reason"))
    if not reason:
        return await show(call, call.say("draft.error_missing"))
    arguments = {"device": call.part("device"), "reason": reason}
    return await start_act(call, "revoke", arguments, back=f"{DEVICES}?done=revoked")
