"""Roster, sheets and devices in the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from council_server.console.roles import Role
from council_server.console.tables import acts
from council_server.enrolments import ask_to_enrol, list_enrolments
from council_server.errors import Refused
from council_server.roster_edits import read_roster_view
from protocol import certificates
from protocol.enrolments import code_id, proof, read_code
from protocol.fields import b64
from protocol.wire import EnrolRequest
from tests.console import Browser, RunningConsole, running_console

CODE = re.compile(r'<dd class="code big">([0-9A-Z-]{19})</dd>')


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    with running_console(tmp_path_factory.mktemp("devices") / "council", delegates=3) as running:
        yield running


@pytest.fixture
def secretary(running: RunningConsole) -> Browser:
    return running.signed_in(Role.SECRETARY)


@dataclass(frozen=True)
class Asked:
    """A request that waits."""

    enrolment: str
    comparison: str


def ask(running: RunningConsole, code: str, device: str) -> Asked:
    """What a device does with a sheet's code."""
    council = running.council
    plain, key = read_code(code), certificates.new_member_key()
    csr = certificates.create_csr(key, device=device)
    box = X25519PrivateKey.generate().public_key().public_bytes_raw()
    root = bytes.fromhex(council.root_sha256)
    request = EnrolRequest(
        code_id=code_id(plain),
        proof=proof(plain, root=root, csr=csr, box_key=box, device=device),
        csr=b64(csr),
        device=device,
        device_name="Máy tính ở nhà",
        box_key=b64(box),
    )
    answer = council.run(ask_to_enrol(council.council, request))
    assert not isinstance(answer, Refused)
    return Asked(answer.enrolment, answer.comparison)


def test_sheets_show_each_code_once_and_a_code_enrols(
    running: RunningConsole, secretary: Browser
) -> None:
    answer = secretary.post("/console/devices/sheets", {"person": ["minh", "hoa"], "days": "7"})
    codes = CODE.findall(answer.text)
    assert len(codes) == 2
    assert answer.text.count('class="sheet"') == 2
    assert "data:image/svg+xml" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert not any(code in secretary.get("/console/devices").text for code in codes)
    with running.council.council.database.reading() as connection:
        done = [row.act for row in connection.execute(select(acts.c.act))]
    assert done.count("device.sheet") == 2
    asked = ask(running, codes[0], "minh-may-9")
    page = secretary.get(f"/console/devices/asked/{asked.enrolment}").text
    assert asked.comparison in page


def test_a_request_is_not_confirmed_before_the_codes_were_compared_and_may_be_refused(
    running: RunningConsole, secretary: Browser
) -> None:
    asked = ask(running, running.council.sheet("hoa", "Hoa"), "hoa-may-9")
    path = f"/console/devices/asked/{asked.enrolment}"
    answer = secretary.post(f"{path}/confirm")
    assert answer.status == 400
    assert "Hãy so mã" in answer.text
    answer = secretary.post(f"{path}/confirm", {"compared": "yes"})
    assert answer.location == "/console/key"  # this browser has no key to sign with yet
    assert secretary.post(f"{path}/refuse").location == "/console/devices?done=refused"
    assert secretary.get(path).status == 404
    with running.council.council.database.reading() as connection:
        rows = list_enrolments(connection, running.council.council.id)
    assert next(r.state for r in rows if r.enrolment == asked.enrolment) == "refused"


def test_a_secretarys_device_is_for_the_root_key(
    running: RunningConsole, secretary: Browser
) -> None:
    code = running.council.sheet("thu-ky", "Thư Ký", "secretary")
    asked = ask(running, code, "thu-ky-may-9")
    page = secretary.get(f"/console/devices/asked/{asked.enrolment}").text
    assert "council enrol confirm" in page
    fields = {"compared": "yes"}
    path = f"/console/devices/asked/{asked.enrolment}/confirm"
    assert secretary.post(path, fields).status == 409


def test_a_revocation_needs_a_reason(secretary: Browser) -> None:
    answer = secretary.post("/console/devices/one/minh-may-1/revoke", {"reason": " "})
    assert answer.status == 400
    assert 'id="reason-error"' in answer.text


def test_a_delegate_is_added_with_n_stated_anew(
    running: RunningConsole, secretary: Browser
) -> None:
    fields = {"name": "Vũ Thị Thanh Hà", "group": "Tổ số 1", "total": "3"}
    answer = secretary.post("/console/delegates/new", fields)
    assert answer.status == 400
    assert "không được nhỏ hơn" in answer.text
    assert 'value="Vũ Thị Thanh Hà"' in answer.text
    answer = secretary.post("/console/delegates/new", fields | {"total": "4"})
    assert answer.location == "/console/delegates?done=yes"
    council = running.council.council
    with council.database.reading() as connection:
        view = read_roster_view(connection, council.id)
    assert (view.total, view.delegate("vu-thi-thanh-ha") is not None) == (4, True)
    assert "Vũ Thị Thanh Hà" in secretary.get("/console/delegates").text


def test_a_clerk_reads_the_roster_and_changes_nothing(running: RunningConsole) -> None:
    clerk = running.signed_in(Role.CLERK)
    assert clerk.get("/console/delegates").status == 200
    assert "/console/delegates/one/" not in clerk.get("/console/delegates").text
    assert clerk.post("/console/delegates/total", {"total": "9"}).status == 403


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Có người không còn trong danh sách đại biểu."),
        ("en", "Somebody is not in the roster any more."),
    ],
)
def test_what_cannot_be_done_is_said_in_the_page_s_language(
    secretary: Browser, language: str, said: str
) -> None:
    secretary.post("/console/look", {"language": language, "back": "/console"})
    answer = secretary.post("/console/devices/sheets", {"person": ["nguoi-la"], "days": "7"})
    assert answer.status == 409
    assert said in answer.text
