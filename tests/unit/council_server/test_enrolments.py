"""Enrolment: a sheet, a proof, the clerk's word; nothing less makes a certificate (protocol.md 10, attack 34)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from council_server.clock import vietnam_now
from council_server.enrolments import confirm, list_enrolments, new_sheet, refuse, revoke
from council_server.errors import CommandError
from council_server.sheets import print_sheet
from protocol import certificates
from protocol.enrolments import CHAIR, SECRETARY, code_id, comparison, proof, read_code
from protocol.fields import b64
from tests.running_council import RunningCouncil, council, running_council

__all__ = ["council"]


class Asking:
    """A new device with a code, before it is enrolled."""

    def __init__(self, council: RunningCouncil, code: str, device: str = "may-moi") -> None:
        self.council = council
        self.code = read_code(code)
        self.csr = certificates.create_csr(certificates.new_member_key(), device=device)
        self.box = X25519PrivateKey.generate().public_key().public_bytes_raw()
        self.root = bytes.fromhex(council.root_sha256)
        self.device = device

    def request(self, **other: Any) -> dict[str, Any]:
        claimed = proof(
            self.code, root=self.root, csr=self.csr, box_key=self.box, device=self.device
        )
        return {
            "code_id": code_id(self.code),
            "proof": claimed,
            "csr": b64(self.csr),
            "device": self.device,
            "device_name": "Máy mới",
            "box_key": b64(self.box),
        } | other

    def send(self, **other: Any) -> Any:
        return self.council.client().call("POST", "/v1/enrolments", self.request(**other))


def state_of(council: RunningCouncil, enrolment: str) -> dict[str, Any]:
    answer: dict[str, Any] = council.client().call("GET", f"/v1/enrolments/{enrolment}").json
    return answer


def test_only_the_clerk_s_confirmation_enrols(council: RunningCouncil) -> None:
    asking = Asking(council, council.sheet("minh", "Minh"))
    answer = asking.send()
    assert answer.status == 202
    expected = comparison(asking.code, root=asking.root, csr=asking.csr, box_key=asking.box)
    assert answer.json["comparison"] == expected
    enrolment = answer.json["enrolment"]
    assert state_of(council, enrolment)["state"] == "pending"
    assert "may-moi" not in council.council.record.replay.devices
    council.confirm_all()
    found = state_of(council, enrolment)
    assert (found["state"], found["person"], found["role"]) == ("enrolled", "minh", "delegate")
    chain = council.council.record.replay.devices["may-moi"]
    assert (
        council.council.record.replay.certificates[chain.certificate].enrolled_at == found["index"]
    )


def test_the_same_request_again_gets_the_same_answer(council: RunningCouncil) -> None:
    asking = Asking(council, council.sheet("minh"))
    assert asking.send().body == asking.send().body


def test_a_code_works_once(council: RunningCouncil) -> None:
    code = council.sheet("minh")
    assert Asking(council, code).send().status == 202
    answer = Asking(council, code, "may-khac").send()
    assert (answer.status, answer.json["code"]) == (422, "CODE_REFUSED")


def test_five_wrong_proofs_burn_a_code(council: RunningCouncil) -> None:
    asking = Asking(council, council.sheet("minh"))
    for _ in range(5):
        assert asking.send(proof="0" * 64).status == 422
    answer = asking.send()
    assert (answer.status, answer.json["code"]) == (422, "CODE_REFUSED")


def test_four_wrong_proofs_do_not(council: RunningCouncil) -> None:
    asking = Asking(council, council.sheet("minh"))
    for _ in range(4):
        assert asking.send(proof="0" * 64).status == 422
    assert asking.send().status == 202


def test_a_request_swapped_on_the_way_proves_nothing(council: RunningCouncil) -> None:
    asking = Asking(council, council.sheet("minh"))
    other = certificates.create_csr(certificates.new_member_key(), device="may-moi")
    assert asking.send(csr=b64(other)).status == 422
    assert asking.send(device="may-khac").status == 422
    assert asking.send(box_key=b64(bytes(32))).status == 422


def test_a_sheet_ends_with_its_last_day(tmp_path: Path) -> None:
    ahead = timedelta()

    def clock() -> datetime:
        return vietnam_now() + ahead

    with running_council(tmp_path / "council", delegates=1, clock=clock) as council:
        code = council.sheet("minh")
        ahead = timedelta(days=15)
        assert Asking(council, code).send().status == 422


def test_a_new_sheet_burns_the_one_before(council: RunningCouncil) -> None:
    first, second = council.sheet("minh"), council.sheet("minh")
    assert Asking(council, first).send().status == 422
    assert Asking(council, second).send().status == 202


def test_a_key_too_weak_for_votes_is_refused(council: RunningCouncil) -> None:
    asking = Asking(council, council.sheet("minh"))
    answer = asking.send(csr=b64(b"0" * 200))
    assert (answer.status, answer.json["code"]) == (422, "BAD_CERTIFICATE")


def test_a_refused_request_stays_refused(council: RunningCouncil) -> None:
    enrolment = Asking(council, council.sheet("minh")).send().json["enrolment"]
    council.run(lambda batch: refuse(batch, enrolment))
    assert state_of(council, enrolment)["state"] == "refused"
    with pytest.raises(CommandError, match="is refused already"):
        council.run(lambda batch: confirm(batch, enrolment, council.root, council.secretary))


def test_an_unknown_enrolment_is_404(council: RunningCouncil) -> None:
    assert council.client().call("GET", "/v1/enrolments/nothing").status == 404


@pytest.mark.parametrize("role", [CHAIR, SECRETARY])
def test_offices_are_enrolled_by_the_same_path(council: RunningCouncil, role: str) -> None:
    sheet = council.run(
        lambda batch: new_sheet(batch, person="thu-ky-2", name="Thư Ký Hai", role=role)
    )
    Asking(council, sheet.code, "may-thu-ky").send()
    council.confirm_all()
    certificate = council.council.record.certificate_of("may-thu-ky")
    assert certificate is not None
    assert certificate.role == role


def test_a_revoked_device_is_revoked_once_and_a_stranger_never(council: RunningCouncil) -> None:
    device = council.delegate("minh").device
    council.run(lambda batch: revoke(batch, council.secretary, device, "mất máy"))
    with pytest.raises(CommandError, match="REVOKED"):
        council.run(lambda batch: revoke(batch, council.secretary, device, "lại mất"))
    with pytest.raises(CommandError, match="there is no device may-la"):
        council.run(lambda batch: revoke(batch, council.secretary, "may-la", "không có"))


def test_the_code_lies_on_the_server_only_until_it_is_used(council: RunningCouncil) -> None:
    code = council.sheet("minh")
    Asking(council, code).send()
    with council.council.database.reading() as connection:
        assert len(list_enrolments(connection, council.council.id)) == 4
    council.stop()
    database = council.home.database.read_bytes()
    council.start()
    assert code.replace("-", "").encode() not in database


def test_a_sheet_holds_what_is_typed_and_until_when(council: RunningCouncil) -> None:
    sheet = council.run(lambda batch: new_sheet(batch, person="minh", name="Trần Minh"))
    text = print_sheet(council.home, sheet)
    for part in (sheet.code, council.root_sha256, council.home.address, "Trần Minh"):
        assert part in text
    assert sheet.expires.strftime("%d/%m/%Y") in text
