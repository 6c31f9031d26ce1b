"""`status` and `enrol`."""

from __future__ import annotations

from council_server.enrolments import revoke
from delegate_app.__main__ import _console, run_command
from delegate_app.commands.parser import command_line
from tests.running_council import RunningCouncil
from tests.unit.delegate_app.commands.terminals import Terminal


def test_status_of_a_new_home_asks_for_nothing(terminal: Terminal) -> None:
    outcome = terminal.bare("status", "--json", "--home", str(terminal.home))
    assert outcome.status == 0
    assert outcome.json == {"home": str(terminal.home), "state": "new"}


def test_status_of_a_locked_home_says_so_and_nothing_of_what_is_inside(terminal: Terminal) -> None:
    terminal.create_vault()
    outcome = terminal.bare("--home", str(terminal.home), "status", "--json")
    assert outcome.json == {"home": str(terminal.home), "state": "locked"}


def test_status_of_an_unlocked_home_that_no_council_knows(terminal: Terminal) -> None:
    terminal.create_vault()
    document = terminal.json("status")
    assert document["state"] == "unenrolled"
    assert (document["council"], document["person"], document["alarm"]) == (None, None, None)
    assert document["unsent_votes"] == 0


def test_status_for_people_is_vietnamese_unless_english_is_asked(member: Terminal) -> None:
    assert "Trạng thái: đã ghi danh" in member("status").out
    member.language = "en"
    assert "State: enrolled" in member("status").out


def test_an_enrolled_desk_says_whose_it_is(member: Terminal, council: RunningCouncil) -> None:
    document = member.json("status")
    assert document["person"] == {"id": "minh", "name": "Minh", "role": "delegate"}
    assert document["council"] == {"id": "thu-nghiem", "name": "HĐND xã Thử Nghiệm"}
    assert document["root_sha256"] == council.root_sha256
    assert document["files"]["here"] == document["files"]["total"] == 1
    assert document["last_contact"].endswith("+07:00")


def test_a_new_home_is_enrolled_in_one_command_while_the_clerk_confirms(
    terminal: Terminal, council: RunningCouncil
) -> None:
    arguments = ["enrol", *terminal.sheet(council), "--home", str(terminal.home), "--json"]
    arguments += ["--passphrase-file", str(terminal.passphrase_file), "--device-name", "Máy thử"]
    options = command_line().parse_args(arguments)
    console = _console(options, terminal.home)
    waits: list[float] = []

    def clerk(seconds: float) -> None:
        waits.append(seconds)
        council.confirm_all()

    assert run_command(options, terminal.home, console, rest=clerk) == 0
    assert len(waits) == 1
    status = terminal.json("status")
    assert status["state"] == "enrolled"
    assert status["device"]["name"] == "Máy thử"


def test_enrolling_can_be_interrupted_and_goes_on_with_the_same_request(
    terminal: Terminal, council: RunningCouncil
) -> None:
    terminal.create_vault()
    sheet = terminal.sheet(council)
    first = terminal("enrol", *sheet, "--wait", "0")
    assert first.status == 9
    assert "ENROLMENT_PENDING" in first.err
    comparison = terminal.json("status")["comparison"]
    assert comparison in first.out
    again = terminal("enrol", *sheet, "--wait", "0")
    assert again.status == 9
    assert comparison in again.out
    council.confirm_all()
    done = terminal("enrol", "--wait", "0", "--json")
    assert done.status == 0
    assert done.json["comparison"] == comparison
    assert done.json["person"]["id"] == "minh"
    assert terminal("enrol", *sheet).status == 3


def test_a_sheet_typed_wrongly_makes_no_vault(terminal: Terminal, council: RunningCouncil) -> None:
    good = terminal.sheet(council)
    for position, wrong, code in (
        (1, "http://sai.vn", "ADDRESS_MALFORMED"),
        (3, "abc", "ROOT_DIFFERS"),
        (5, "AAAA", "CODE_MALFORMED"),
    ):
        sheet = [*good]
        sheet[position] = wrong
        outcome = terminal("enrol", *sheet)
        assert outcome.status == 3
        assert code in outcome.err
    assert terminal("enrol").status == 2
    assert terminal.json("status")["state"] == "new"


def test_another_root_than_the_printed_one_is_an_integrity_error(
    terminal: Terminal, council: RunningCouncil
) -> None:
    terminal.create_vault()
    sheet = terminal.sheet(council)
    right = sheet[3]
    sheet[3] = "0" * 64
    outcome = terminal("enrol", *sheet, "--wait", "0", "--json")
    assert outcome.status == 7
    assert outcome.json["error"]["code"] == "ROOT_DIFFERS"
    sheet[3] = right
    assert terminal("enrol", *sheet, "--wait", "0").status == 9


def test_a_code_that_the_council_refuses_ends_with_refused(
    terminal: Terminal, council: RunningCouncil
) -> None:
    terminal.create_vault()
    sheet = terminal.sheet(council)
    sheet[5] = "0000-0000-0000-0000"
    outcome = terminal("enrol", *sheet, "--wait", "0")
    assert outcome.status == 6
    assert "CODE_REFUSED" in outcome.err


def test_a_council_that_cannot_be_reached_ends_with_offline(
    terminal: Terminal, council: RunningCouncil
) -> None:
    terminal.create_vault()
    sheet = terminal.sheet(council)
    council.stop()
    outcome = terminal("enrol", *sheet, "--wait", "0")
    council.start()
    assert outcome.status == 4
    assert terminal.json("status")["state"] == "pending"


def test_a_revoked_device_says_why_nothing_opens_and_can_begin_again(
    member: Terminal, council: RunningCouncil
) -> None:
    device = member.json("status")["device"]["id"]
    council.run(lambda batch: revoke(batch, council.secretary, device, "mất máy"))
    ended = member("sync", "--json")
    assert ended.status == 6
    assert ended.json["error"]["code"] == "DEVICE_ERASED"
    said = member.json("status")
    assert said["state"] == "erased"
    assert said["erased"]["device"] == device
    assert "thu hồi thiết bị" in member("status").out
    for command in ("sessions", "change-passphrase", "recover"):
        assert "DEVICE_ERASED" in member(command).err
    member.enrol(council)
    assert member.json("status")["state"] == "enrolled"
    assert member.json("status")["device"]["id"] != device
