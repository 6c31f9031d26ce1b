"""The account: passphrase, lock, and the way into a council."""

from __future__ import annotations

from dataclasses import replace

import pytest

from delegate_app.domain.accounts import AccountState
from delegate_app.domain.changes import Changes, Kind
from delegate_app.errors import Code, IntegrityError, UserError
from delegate_app.services.account import checked_address, checked_fingerprint
from protocol import enrolments
from protocol.certificates import create_root, new_member_key
from protocol.fields import b64
from protocol.wire import PENDING, EnrolmentAnswer
from tests.simulation.council import COUNCIL
from tests.unit.delegate_app.member import NAME, PASSPHRASE, PERSON, Member, new_council


def test_a_first_start_ends_as_an_enrolled_delegate(newcomer: Member) -> None:
    account = newcomer.desk.account
    assert account.state() is AccountState.NEW
    account.create(PASSPHRASE)
    assert account.state() is AccountState.UNENROLLED
    newcomer.council.clerk_confirms = False
    newcomer.ask(newcomer.council.invite(PERSON, NAME))
    assert account.state() is AccountState.PENDING
    newcomer.sync()
    assert account.state() is AccountState.PENDING
    request = next(iter(newcomer.council.requests.values()))
    assert account.comparison_code() == request.comparison
    newcomer.council.confirm(request)
    newcomer.sync()
    assert account.state() is AccountState.ENROLLED
    enrolment = account.enrolment()
    assert enrolment is not None
    assert (enrolment.person_id, enrolment.name, enrolment.role) == (PERSON, NAME, "delegate")
    assert (enrolment.council_id, enrolment.council_name) == (COUNCIL, "Hội đồng mô phỏng")
    assert enrolment.certificate_sha256 in newcomer.council.record.replay.certificates
    assert newcomer.desk.agenda.council() is not None


def test_locking_forgets_everything_and_unlocking_brings_it_back(member: Member) -> None:
    account = member.desk.account
    account.lock()
    account.lock()
    assert account.state() is AccountState.LOCKED
    assert member.desk.replica.identity() is None
    for call in (member.desk.agenda.sessions, member.desk.votes.polls, account.enrolment):
        with pytest.raises(UserError) as error:
            call()
        assert error.value.code is Code.VAULT_LOCKED
    with pytest.raises(UserError) as error:
        member.desk.replica.sign_challenge(b"x")
    assert error.value.code is Code.VAULT_LOCKED
    account.unlock(PASSPHRASE)
    account.unlock(PASSPHRASE)
    assert account.state() is AccountState.ENROLLED
    assert member.desk.replica.sign_challenge(b"x")


def test_a_wrong_passphrase_leaves_the_vault_locked(member: Member) -> None:
    account = member.desk.account
    account.check_passphrase(PASSPHRASE)
    account.lock()
    for call in (account.unlock, account.check_passphrase):
        with pytest.raises(UserError) as error:
            call("mật khẩu sai rồi")
        assert error.value.code is Code.WRONG_PASSPHRASE
    assert account.state() is AccountState.LOCKED


def test_a_vault_is_made_once(member: Member) -> None:
    with pytest.raises(UserError) as error:
        member.desk.account.create(PASSPHRASE)
    assert error.value.code is Code.VAULT_EXISTS


def test_a_vault_without_its_keyring_cannot_be_opened_and_is_not_replaced(member: Member) -> None:
    member.desk.account.lock()
    keyring = member.home / "keyring.json"
    kept = keyring.read_bytes()
    keyring.unlink()
    assert member.desk.account.state() is AccountState.LOCKED
    with pytest.raises(UserError) as error:
        member.desk.account.unlock(PASSPHRASE)
    assert error.value.code is Code.KEYRING_DAMAGED
    with pytest.raises(UserError) as error:
        member.desk.account.create(PASSPHRASE)
    assert error.value.code is Code.VAULT_EXISTS
    keyring.write_bytes(kept)
    member.desk.account.unlock(PASSPHRASE)


def test_a_creation_that_a_crash_interrupted_can_be_done_again(newcomer: Member) -> None:
    newcomer.desk.account.create(PASSPHRASE)
    newcomer.desk.close()
    (newcomer.home / "keyring.json").rename(newcomer.home / "keyring.json.new")
    newcomer.__post_init__()
    assert newcomer.desk.account.state() is AccountState.NEW
    newcomer.desk.account.create("mật khẩu thứ hai")
    assert newcomer.desk.account.state() is AccountState.UNENROLLED


def test_everyone_who_listens_hears_of_unlocking_and_locking(member: Member) -> None:
    heard: list[Changes] = []
    end = member.desk.changes.subscribe(heard.append)
    member.desk.account.lock()
    member.desk.account.unlock(PASSPHRASE)
    end()
    member.desk.account.lock()
    assert heard == [frozenset(Kind), frozenset(Kind)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "7K2M-7K2M"}, Code.CODE_MALFORMED),
        ({"address": "http://council.example"}, Code.ADDRESS_MALFORMED),
        ({"root_sha256": "abcd"}, Code.ROOT_DIFFERS),
    ],
)
def test_a_mistyped_sheet_makes_no_request(
    newcomer: Member, changes: dict[str, str], code: Code
) -> None:
    newcomer.desk.account.create(PASSPHRASE)
    sheet = {
        "address": "https://council.example",
        "root_sha256": "ab" * 32,
        "code": "7K2M-7K2M-7K2M-7K2M",
    }
    with pytest.raises(UserError) as error:
        newcomer.desk.account.begin_enrolment(
            **(sheet | changes), device_name="", now=newcomer.clock()
        )
    assert error.value.code is code
    assert newcomer.desk.account.state() is AccountState.UNENROLLED


def test_the_same_request_again_keeps_its_keys_and_another_gets_new_ones(newcomer: Member) -> None:
    newcomer.desk.account.create(PASSPHRASE)
    first_code, second_code = newcomer.council.invite(PERSON), newcomer.council.invite(PERSON)
    newcomer.ask(first_code)
    first = newcomer.desk.replica.enrolment_request()
    newcomer.ask(first_code.lower())
    assert newcomer.desk.replica.enrolment_request() == first
    newcomer.ask(second_code)
    second = newcomer.desk.replica.enrolment_request()
    assert first is not None
    assert second is not None
    assert second.csr != first.csr
    newcomer.sync()
    with pytest.raises(UserError) as error:
        newcomer.ask(first_code)
    assert error.value.code is Code.ALREADY_ENROLLED


def test_a_request_that_waits_for_the_clerk_is_not_replaced(newcomer: Member) -> None:
    newcomer.council.clerk_confirms = False
    newcomer.enrol()
    with pytest.raises(UserError) as error:
        newcomer.ask(newcomer.council.invite(PERSON))
    assert error.value.code is Code.ENROLMENT_PENDING


def test_the_code_itself_is_nowhere_in_what_is_sent(newcomer: Member) -> None:
    newcomer.desk.account.create(PASSPHRASE)
    code = newcomer.council.invite(PERSON)
    newcomer.ask(code)
    request = newcomer.desk.replica.enrolment_request()
    assert code.replace("-", "") not in repr(request).replace("-", "")
    assert enrolments.read_code(code).hex() not in repr(request)


def test_another_root_than_the_printed_one_is_not_pinned(newcomer: Member) -> None:
    newcomer.desk.account.create(PASSPHRASE)
    newcomer.ask(newcomer.council.invite(PERSON))
    other = new_council(newcomer.clock, seed=2).root_answer()
    with pytest.raises(IntegrityError) as error:
        newcomer.desk.replica.pin_root(other)
    assert error.value.code is Code.ROOT_DIFFERS
    forged = create_root(
        new_member_key(), name="x", council=COUNCIL, not_before=newcomer.clock(), years=1
    )
    answer = replace(newcomer.council.root_answer(), root_cert=b64(forged))
    with pytest.raises(IntegrityError):
        newcomer.desk.replica.pin_root(answer)
    identity = newcomer.desk.replica.identity()
    assert identity is not None
    assert identity.root_der is None


def test_a_different_comparison_code_stops_the_enrolment(newcomer: Member) -> None:
    newcomer.desk.account.create(PASSPHRASE)
    newcomer.ask(newcomer.council.invite(PERSON))
    with pytest.raises(IntegrityError) as error:
        newcomer.desk.replica.enrolment_sent("e1", "AAAA-AAAA-AAAA-AAAA")
    assert error.value.code is Code.ROOT_DIFFERS
    assert newcomer.desk.account.state() is AccountState.PENDING


def test_a_refused_request_can_be_followed_by_another(newcomer: Member) -> None:
    newcomer.council.clerk_confirms = False
    newcomer.enrol()
    replica = newcomer.desk.replica
    nothing = EnrolmentAnswer(state=PENDING, person="", name="", role="", index=-1)
    assert replica.enrolment_settled(nothing) == frozenset()
    replica.enrolment_settled(replace(nothing, state="refused"))
    assert newcomer.desk.account.state() is AccountState.UNENROLLED
    assert replica.identity() is None
    newcomer.council.clerk_confirms = True
    newcomer.ask(newcomer.council.invite(PERSON))
    newcomer.sync()
    assert newcomer.desk.account.state() is AccountState.ENROLLED


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://hdnd.example", "https://hdnd.example"),
        (" hdnd.example:8443/ ", "https://hdnd.example:8443"),
        ("https://192.168.1.5", "https://192.168.1.5"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_an_address_is_read_as_people_type_it(typed: str, address: str) -> None:
    assert checked_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://",
        "http://a.b",
        "https://a/b",
        "https://u:p@a",
        "https://a:0",
        "https://a:99999",
    ],
)
def test_an_address_that_leads_nowhere_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as error:
        checked_address(typed)
    assert error.value.code is Code.ADDRESS_MALFORMED


def test_a_fingerprint_may_be_typed_in_groups() -> None:
    assert checked_fingerprint("AB:cd " * 16) == "abcd" * 16
