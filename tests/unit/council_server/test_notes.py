"""Notes: the higher clock wins, a concurrent loser is kept, the server holds ciphertext only (protocol.md 9)."""

from __future__ import annotations

from typing import Any

import pytest

from council_server.enrolments import revoke
from protocol import wire
from protocol.fields import b64
from protocol.limits import NOTE_CIPHER
from protocol.notes import Hlc, seal_note
from tests.running_council import HeldDelegate, RunningCouncil, council
from tests.wire_client import WireClient

__all__ = ["council"]

KEY = bytes(range(32))


def edit(
    council: RunningCouncil, who: HeldDelegate, text: str, *, at: int, base: str = "", **other: Any
) -> dict[str, Any]:
    """A sealed edit of the note n1 at this millisecond."""
    hlc = str(Hlc(at, 0, who.device))
    cipher = seal_note(
        KEY, text.encode(), council=council.home.council, person=who.person, note="n1", hlc=hlc
    )
    sealed = {"hlc": hlc, "device": who.device, "base": base, "deleted": False}
    return sealed | {"cipher": b64(cipher)} | other


def rows(client: WireClient, person: str) -> list[tuple[str, str, str]]:
    page = wire.read_page(client.call("GET", f"/v1/feeds/delegate.{person}/changes?after=0").body)
    return [(row.kind, row.id, wire.load(row.body.encode(), 10**6)["hlc"]) for row in page.rows]


def test_an_edit_comes_back_in_the_delegate_s_own_feed(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    client = council.client(minh)
    sent = edit(council, minh, "xem lại điều 3", at=1000)
    answer = client.call("PUT", "/v1/notes/n1", sent)
    assert (answer.status, answer.json) == (200, {"hlc": sent["hlc"]})
    assert rows(client, "minh") == [("note", "n1", sent["hlc"])]
    assert client.call("PUT", "/v1/notes/n1", sent).json == {"hlc": sent["hlc"]}
    assert len(rows(client, "minh")) == 1


def test_of_two_concurrent_edits_the_higher_clock_wins_and_the_other_is_kept(
    council: RunningCouncil,
) -> None:
    first, second = council.delegate("minh"), council.enrol("minh", "minh-may-2")
    one, two = council.client(first), council.client(second)
    begun = edit(council, first, "đầu", at=1000)
    one.call("PUT", "/v1/notes/n1", begun)
    low = edit(council, first, "thấp", at=2000, base=begun["hlc"])
    high = edit(council, second, "cao", at=3000, base=begun["hlc"])
    one.call("PUT", "/v1/notes/n1", low)
    assert two.call("PUT", "/v1/notes/n1", high).json == {"hlc": high["hlc"]}
    older = ("note-older", f"n1~{low['hlc']}", low["hlc"])
    assert rows(one, "minh")[2:] == [older, ("note", "n1", high["hlc"])]


def test_the_order_of_arrival_decides_nothing(council: RunningCouncil) -> None:
    first, second = council.delegate("minh"), council.enrol("minh", "minh-may-2")
    one, two = council.client(first), council.client(second)
    begun = edit(council, first, "đầu", at=1000)
    one.call("PUT", "/v1/notes/n1", begun)
    high = edit(council, second, "cao", at=3000, base=begun["hlc"])
    low = edit(council, first, "thấp", at=2000, base=begun["hlc"])
    two.call("PUT", "/v1/notes/n1", high)
    assert one.call("PUT", "/v1/notes/n1", low).json == {"hlc": high["hlc"]}
    assert rows(one, "minh")[-1] == ("note-older", f"n1~{low['hlc']}", low["hlc"])


def test_an_edit_of_the_newest_text_replaces_it_without_a_trace(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    client = council.client(minh)
    begun = edit(council, minh, "đầu", at=1000)
    client.call("PUT", "/v1/notes/n1", begun)
    client.call("PUT", "/v1/notes/n1", edit(council, minh, "sau", at=2000, base=begun["hlc"]))
    assert [kind for kind, _, _ in rows(client, "minh")] == ["note", "note"]


def test_a_deletion_is_an_edit(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    client = council.client(minh)
    begun = edit(council, minh, "đầu", at=1000)
    client.call("PUT", "/v1/notes/n1", begun)
    gone = edit(council, minh, "", at=2000, base=begun["hlc"], deleted=True)
    client.call("PUT", "/v1/notes/n1", gone)
    page = wire.read_page(client.call("GET", "/v1/feeds/delegate.minh/changes?after=1").body)
    assert wire.load(page.rows[0].body.encode(), 10**6)["deleted"] is True


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"hlc": "now"}, 422),
        ({"hlc": str(Hlc(1, 0, "hoa-may-1"))}, 422),
        ({"device": "hoa-may-1"}, 422),
        ({"hlc": str(Hlc(1, 0, "hoa-may-1")), "device": "hoa-may-1"}, 422),
        ({"hlc": str(Hlc(1, 0, "ai-do")), "device": "ai-do"}, 422),
        ({"base": "then"}, 422),
        ({"cipher": "?"}, 400),
        ({"cipher": b64(bytes(NOTE_CIPHER + 1))}, 413),
        ({"deleted": "no"}, 400),
    ],
)
def test_an_edit_that_cannot_be_this_device_s_is_refused(
    council: RunningCouncil, other: dict[str, Any], status: int
) -> None:
    minh = council.delegate("minh")
    client = council.client(minh)
    assert (
        client.call("PUT", "/v1/notes/n1", edit(council, minh, "x", at=1, **other)).status == status
    )
    assert rows(client, "minh") == []


def test_a_device_offers_what_its_person_s_other_one_wrote(council: RunningCouncil) -> None:
    """After a restore; the other one may be gone for good."""
    first, second = council.delegate("minh"), council.enrol("minh", "minh-may-2")
    one, two = council.client(first), council.client(second)
    sent = edit(council, first, "viết trên máy kia", at=1000)
    assert two.call("PUT", "/v1/notes/n1", sent).json == {"hlc": sent["hlc"]}
    assert one.call("PUT", "/v1/notes/n1", sent).status == 200
    assert rows(one, "minh") == [("note", "n1", sent["hlc"])]
    council.run(lambda batch: revoke(batch, council.secretary, second.device, "mất máy"))
    later, own = (edit(council, who, "sau đó", at=2000) for who in (first, second))
    assert two.call("PUT", "/v1/notes/n1", later).status == 422, "a lost machine sends its own"
    assert two.call("PUT", "/v1/notes/n1", own).status == 200


def test_a_device_loses_nothing_to_itself_whatever_its_edits_are_based_on(
    council: RunningCouncil,
) -> None:
    minh = council.delegate("minh")
    client = council.client(minh)
    first, second, third = (edit(council, minh, f"lần {at}", at=at) for at in (1000, 1500, 2000))
    for sent in (first, third, second):  # each made before the one before it had come back
        assert sent["base"] == ""
        assert client.call("PUT", "/v1/notes/n1", sent).json["hlc"] in {first["hlc"], third["hlc"]}
    newest = [("note", "n1", sent["hlc"]) for sent in (first, third)]
    assert rows(client, "minh") == newest, "and no losing text among them"


def given_back(council: RunningCouncil, who: HeldDelegate, at: int) -> dict[str, Any]:
    return edit(council, who, "đã thua", at=at)


def test_any_device_of_the_delegate_gives_a_losing_text_back_and_only_into_that_one_s_feed(
    council: RunningCouncil,
) -> None:
    first, second = council.delegate("minh"), council.enrol("minh", "minh-may-2")
    one, two = council.client(first), council.client(second)
    begun = edit(council, first, "đang dùng", at=2000)
    one.call("PUT", "/v1/notes/n1", begun)
    lost = given_back(council, first, 1000)
    answer = two.call("PUT", f"/v1/notes/n1~{lost['hlc']}", lost)
    assert (answer.status, answer.json) == (200, {"hlc": begun["hlc"]})
    again = given_back(council, first, 1000)
    assert again["cipher"] != lost["cipher"]
    assert one.call("PUT", f"/v1/notes/n1~{lost['hlc']}", again).status == 200
    older = ("note-older", f"n1~{lost['hlc']}", lost["hlc"])
    assert rows(one, "minh") == [("note", "n1", begun["hlc"]), older]
    low = edit(council, first, "đến muộn", at=1000)
    assert one.call("PUT", "/v1/notes/n1", low).json == {"hlc": begun["hlc"]}
    assert rows(one, "minh")[1:] == [older], "the edit itself, come late, adds no second one"


def test_a_losing_text_is_as_well_formed_as_an_edit_and_comes_from_no_revoked_device(
    council: RunningCouncil,
) -> None:
    minh, gone = council.delegate("minh"), council.enrol("minh", "minh-may-2")
    client, lost_one = council.client(minh), council.client(gone)
    lost = given_back(council, minh, 1000)
    name = f"/v1/notes/n1~{lost['hlc']}"
    for wrong, status in (
        ({"device": "hoa-may-1"}, 422),
        ({"deleted": True}, 422),
        ({"hlc": str(Hlc(1001, 0, minh.device))}, 422),
        ({"cipher": b64(bytes(NOTE_CIPHER + 1))}, 413),
    ):
        assert client.call("PUT", name, lost | wrong).status == status
    assert client.call("PUT", "/v1/notes/n1~", lost).status == 422
    council.run(lambda batch: revoke(batch, council.secretary, gone.device, "mất máy"))
    assert lost_one.call("PUT", name, lost).status == 422
    assert rows(client, "minh") == []


def test_a_note_s_id_is_an_identifier(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    sent = edit(council, minh, "x", at=1)
    assert council.client(minh).call("PUT", "/v1/notes/N%201", sent).status == 422


def test_the_text_of_a_note_is_nowhere_on_the_server_s_disk(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    secret = "chim hoàng yến dưới mỏ"
    council.client(minh).call("PUT", "/v1/notes/n1", edit(council, minh, secret, at=1000))
    for path in council.home.path.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes()
