"""Getting in without the clerk: codes that are stolen, guessed or used again, and a council that is another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from council_server.enrolments import list_enrolments, refuse
from delegate_app.domain.accounts import AccountState
from delegate_app.errors import Code, DeskError, IntegrityError, ServerError, UserError
from protocol import certificates
from protocol.enrolments import code_id, comparison, new_code, proof, read_code, write_code
from protocol.fields import b64
from protocol.limits import CODE_TRIES
from tests.attacks.liars import Liar
from tests.attacks.stage import Stage
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, over_tls


class Thief:
    """Whoever knows a code: it makes a key of its own and asks."""

    def __init__(self, council: RunningCouncil, code: str, device: str = "may-ke-trom") -> None:
        self.council, self.code, self.device = council, read_code(code), device
        self.key = certificates.new_member_key()
        self.csr = certificates.create_csr(self.key, device=device)
        self.box = X25519PrivateKey.generate().public_key().public_bytes_raw()
        self.root = bytes.fromhex(council.root_sha256)

    def request(self, **other: Any) -> dict[str, Any]:
        claimed = proof(
            self.code, root=self.root, csr=self.csr, box_key=self.box, device=self.device
        )
        return {
            "code_id": code_id(self.code),
            "proof": claimed,
            "csr": b64(self.csr),
            "device": self.device,
            "device_name": "Máy lạ",
            "box_key": b64(self.box),
        } | other

    def asks(self, **other: Any) -> tuple[int, Any]:
        answer = self.council.client().call("POST", "/v1/enrolments", self.request(**other))
        return answer.status, answer.json

    @property
    def is_certified(self) -> bool:
        return self.device in self.council.council.record.replay.devices


REFUSED = (422, "CODE_REFUSED")


def code_of(answer: tuple[int, Any]) -> tuple[int, str]:
    return answer[0], str(answer[1].get("code", ""))


def test_34_a_stolen_code_shows_the_clerk_another_comparison_code_and_gets_no_certificate(
    stage: Stage, tmp_path: Path
) -> None:
    """The thief was first; the delegate's own program says that the code is used, and the clerk says no."""
    council = stage.council
    code = council.sheet("lan")
    thief = Thief(council, code)
    status, answer = thief.asks()
    assert status == 202
    assert not thief.is_certified
    desk = DeskAtWork(tmp_path / "lan", over_tls, council.clock)
    try:
        desk.create()
        begin(desk, council, code)
        with pytest.raises(UserError) as caught:
            desk.sync.enrol_once()
        assert caught.value.code is Code.CODE_REFUSED
        mine = desk.do(desk.desk.account.comparison_code)
    finally:
        desk.close()
    assert answer["comparison"] != mine, "read aloud to the clerk, the codes differ"
    council.run(lambda batch: refuse(batch, answer["enrolment"]))
    settled = council.client().call("GET", f"/v1/enrolments/{answer['enrolment']}").json
    assert settled["state"] == "refused"
    assert not thief.is_certified


def begin(desk: DeskAtWork, council: RunningCouncil, code: str, root: str = "") -> None:
    desk.do(
        lambda: desk.desk.account.begin_enrolment(
            address=council.address,
            root_sha256=root or council.root_sha256,
            code=code,
            device_name="Máy tính xách tay",
            now=desk.now(),
        )
    )


def test_34_a_code_that_was_used_is_used_up(stage: Stage) -> None:
    code = stage.council.sheet("lan")
    assert Thief(stage.council, code, "may-mot").asks()[0] == 202
    assert code_of(Thief(stage.council, code, "may-hai").asks()) == REFUSED
    stage.council.confirm_all()
    late = Thief(stage.council, code, "may-ba")
    assert code_of(late.asks()) == REFUSED
    assert not late.is_certified


def test_34_after_five_wrong_tries_the_right_proof_comes_too_late(stage: Stage) -> None:
    thief = Thief(stage.council, stage.council.sheet("lan"))
    for _ in range(CODE_TRIES):
        assert code_of(thief.asks(proof="0" * 64)) == REFUSED
    assert code_of(thief.asks()) == REFUSED
    assert not thief.is_certified


def test_34_a_guessed_code_is_nobodys(stage: Stage) -> None:
    thief = Thief(stage.council, write_code(new_code()))
    assert code_of(thief.asks()) == REFUSED


def test_34_a_request_swapped_on_its_way_proves_nothing(stage: Stage) -> None:
    thief, own = Thief(stage.council, stage.council.sheet("lan")), certificates.new_member_key()
    swapped = b64(certificates.create_csr(own, device=thief.device))
    assert code_of(thief.asks(csr=swapped)) == REFUSED
    assert code_of(thief.asks(box_key=b64(bytes(32)))) == REFUSED
    assert code_of(thief.asks(device="may-khac")) == REFUSED
    waiting = stage.council.run(lambda batch: list_enrolments(batch.connection, batch.council))
    assert not any(
        row.device in (thief.device, "may-khac") for row in waiting if row.state == "pending"
    )


def test_34_a_council_between_gets_nothing_out_of_a_program_that_knows_the_printed_root(
    stage: Stage, tmp_path: Path
) -> None:
    """The address leads to another council with its own root: it is asked for its root and nothing else."""
    code = stage.council.sheet("lan")
    with running_council(tmp_path / "other", delegates=1) as other:
        desk = DeskAtWork(tmp_path / "lan", over_tls, stage.council.clock)
        try:
            desk.create()
            begin(desk, other, code, root=stage.council.root_sha256)
            with pytest.raises(IntegrityError) as caught:
                desk.sync.enrol_once()
            assert caught.value.code is Code.ROOT_DIFFERS
            assert desk.do(desk.desk.account.state) is AccountState.PENDING
        finally:
            desk.close()
        waiting = other.run(lambda batch: list_enrolments(batch.connection, batch.council))
        assert [row.person for row in waiting] == ["minh"], "no proof reached it"


def test_34_a_man_in_the_middle_who_speaks_for_the_pinned_council_is_not_believed(
    stage: Stage, tmp_path: Path
) -> None:
    """Root and record are told truly, but whoever answers holds no certificate of that root."""
    code = stage.council.sheet("lan")
    with running_council(tmp_path / "other", delegates=1) as other:
        liar = Liar(other)
        liar.root = stage.council.client().call("GET", "/v1/root").body
        desk = DeskAtWork(tmp_path / "lan", over_tls, stage.council.clock)
        try:
            desk.create()
            begin(desk, other, code, root=stage.council.root_sha256)
            with pytest.raises(DeskError) as caught:
                desk.sync.enrol_once()
            assert caught.value.code is Code.TLS_UNTRUSTED
        finally:
            desk.close()
        waiting = other.run(lambda batch: list_enrolments(batch.connection, batch.council))
        assert [row.person for row in waiting] == ["minh"], "no proof reached it"


def test_34_another_comparison_code_than_the_programs_own_ends_the_enrolment(
    tmp_path: Path,
) -> None:
    with running_council(tmp_path / "council", delegates=1) as council:
        liar = Liar(council)
        code = council.sheet("minh")
        other = comparison(read_code(code), root=bytes(32), csr=b"", box_key=b"")
        liar.twists = lambda body: {**body, "comparison": other}
        desk = DeskAtWork(tmp_path / "lan", over_tls, council.clock)
        try:
            desk.create()
            begin(desk, council, code)
            with pytest.raises(ServerError) as caught:
                desk.sync.enrol_once()
            assert caught.value.code is Code.ANSWER_MALFORMED
            identity = desk.do(desk.desk.replica.identity)
            assert identity is not None
            assert identity.enrolment_id == ""
        finally:
            desk.close()
