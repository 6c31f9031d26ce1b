"""The agenda: sessions, programmes in the field's order, delegates in the order of names."""

from __future__ import annotations

import pytest

from delegate_app.domain.council_sessions import ItemStep, SessionKind
from delegate_app.domain.documents import PaperType
from delegate_app.errors import Code, UserError
from tests.simulation.council import SESSION
from tests.unit.delegate_app.member import Member


def publish_item(member: Member, position: int) -> None:
    name = f"{SESSION}.muc-{position}"
    member.council.publish(
        "item",
        name,
        {
            "id": name,
            "session": SESSION,
            "position": position,
            "title": f"Mục {position}",
            "step": "thao-luan",
            "presenter": "",
        },
    )


def publish_document(member: Member, item: str, kind: str, position: int) -> None:
    name = f"{SESSION}.{item or 'ky-hop'}.{kind}-{position}"
    document = {"id": name, "session": SESSION, "item": f"{SESSION}.{item}" if item else ""}
    member.council.publish(
        "document",
        name,
        {
            **document,
            "position": position,
            "type": kind,
            "title": kind,
            "number": "",
            "issued": "2026-11-01",
            "issuer": "UBND",
        },
    )
    blob = {"sha256": (name.encode().hex() + "0" * 64)[-64:], "size": 0, "mime": "", "name": ""}
    member.council.publish(
        "version",
        f"{name}@1",
        {
            "document": name,
            "ordinal": 1,
            "pages": 1,
            "published_at": member.council.time,
            "note": "",
            "blob": {**blob, "chunks": []},
            "original": {},
        },
    )


def test_a_programme_lists_its_papers_in_the_fields_order(member: Member) -> None:
    member.council.publish_session()
    publish_item(member, 2)
    publish_item(member, 1)
    publish_document(member, "muc-1", "phu-luc", 1)
    publish_document(member, "muc-1", "bao-cao-tham-tra", 1)
    publish_document(member, "muc-1", "du-thao-nghi-quyet", 2)
    publish_document(member, "muc-1", "du-thao-nghi-quyet", 1)
    publish_document(member, "muc-1", "to-trinh", 9)
    publish_document(member, "", "giay-moi", 1)
    member.sync()
    programme = member.desk.agenda.programme(SESSION)
    assert [dossier.item.position if dossier.item else 0 for dossier in programme.dossiers] == [
        0,
        1,
        2,
    ]
    own, first, second = programme.dossiers
    assert [paper.type for paper in own.documents] == [PaperType.INVITATION]
    assert [(paper.type.value, paper.position) for paper in first.documents] == [
        ("to-trinh", 9),
        ("du-thao-nghi-quyet", 1),
        ("du-thao-nghi-quyet", 2),
        ("bao-cao-tham-tra", 1),
        ("phu-luc", 1),
    ]
    assert second.documents == ()
    assert first.item is not None
    assert first.item.step is ItemStep.DISCUSSION


def test_a_state_secret_is_told_by_its_dossier_and_by_nothing_else(member: Member) -> None:
    member.council.publish_session()
    publish_item(member, 1)
    publish_item(member, 2)
    publish_document(member, "muc-1", "to-trinh", 1)
    for item in ("", f"{SESSION}.muc-1"):
        name = item or f"{SESSION}.ky-hop"
        body: dict[str, object] = {"id": name, "session": SESSION, "item": item}
        member.council.publish("on-paper", name, body)
    other: dict[str, object] = {"id": "khac.ky-hop", "session": "khac", "item": ""}
    member.council.publish("on-paper", "khac.ky-hop", other)
    member.sync()
    dossiers = member.desk.agenda.programme(SESSION).dossiers
    assert [(d.item.position if d.item else 0, d.on_paper) for d in dossiers] == [
        (0, True),
        (1, True),
        (2, False),
    ]
    assert [len(d.documents) for d in dossiers] == [0, 1, 0]


def test_the_latest_session_comes_first_and_an_unknown_one_is_named(member: Member) -> None:
    member.council.publish_session()
    later = {"id": "ky-hop-18", "kind": "chuyen-de", "title": "Kỳ họp thứ mười tám", "place": ""}
    times = {"starts": "2027-01-10T08:00:00+07:00", "ends": "2027-01-10T11:00:00+07:00"}
    member.council.publish("session", "ky-hop-18", {**later, **times, "papers_due": ""})
    member.sync()
    first, second = member.desk.agenda.sessions()
    assert (first.id, first.kind, first.papers_due) == ("ky-hop-18", SessionKind.SPECIAL, None)
    assert second.id == SESSION
    with pytest.raises(UserError) as error:
        member.desk.agenda.programme("ky-hop-19")
    assert error.value.code is Code.DOCUMENT_UNKNOWN


def test_words_of_a_newer_council_hide_no_paper(member: Member) -> None:
    member.council.publish_session()
    publish_document(member, "", "nghi-dinh", 1)
    publish_document(member, "muc-9", "to-trinh", 1)
    member.council.publish("hologram", "h1", {"id": "h1"})
    member.sync()
    (own,) = member.desk.agenda.programme(SESSION).dossiers
    assert sorted(paper.type.value for paper in own.documents) == ["bao-cao", "to-trinh"]


def test_delegates_stand_in_the_order_of_their_given_names(member: Member) -> None:
    for person, name in (("a", "Lê Văn Đông"), ("b", "Trần Ánh"), ("c", "Phạm Thị Dung")):
        member.council.invite(person, name)
    member.sync()
    names = [delegate.name.split()[-1] for delegate in member.desk.agenda.delegates()]
    assert names == ["Ánh", "Dung", "Đông", "Nghiệm"]
    council = member.desk.agenda.council()
    assert council is not None
    assert (council.id, council.total) == (member.council.root_answer().council, 3)


def test_the_item_that_a_sitting_is_at_is_named_until_the_sitting_is_over(member: Member) -> None:
    member.council.publish_session()
    publish_item(member, 1)
    publish_item(member, 2)

    def sit(item: str, state: str) -> str:
        body = {"session": SESSION, "sitting": "sang", "item": item, "state": state}
        member.council.publish("sitting", f"{SESSION}.sang", {"id": f"{SESSION}.sang", **body})
        member.sync()
        return member.desk.agenda.programme(SESSION).current_item

    assert sit(f"{SESSION}.muc-2", "running") == f"{SESSION}.muc-2"
    assert sit(f"{SESSION}.muc-2", "paused") == f"{SESSION}.muc-2"
    assert sit("", "over") == ""
