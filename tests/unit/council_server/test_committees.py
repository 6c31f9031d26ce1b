"""Closed committees: whose feed is whose, and where a closed paper may not be seen."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.__main__ import main
from council_server.committees import committee_id
from council_server.errors import Problems
from council_server.founding import write_roster
from council_server.rosters import Person, Roster
from protocol.closed_manifests import open_closed_manifest
from protocol.errors import Code, Refused
from protocol.fields import unb64
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import SESSION, small_pdf, write_session
from tests.wire_client import WireClient

COMMITTEE = "Ban Pháp chế"
FEED = "committee.ban-phap-che"
TITLE = "Báo cáo thẩm tra nội bộ 7-4-1"
CLOSED = (
    SESSION
    + f"""
[[item.paper]]
id = "noi-bo"
type = "bao-cao-tham-tra"
title = "{TITLE}"
file = "noi-bo.pdf"
committee = "{COMMITTEE}"
"""
)
SECRET = small_pdf("closed committee paper")
SHA = hashlib.sha256(SECRET).hexdigest()


def roster(council: RunningCouncil, *members: str) -> Roster:
    """The council's roster with these members of the one committee."""
    people = tuple(
        Person(name, name.title(), "", "", COMMITTEE if name in members else "")
        for name in council.delegates
    )
    return Roster(
        id=council.home.council,
        name="HĐND xã Thử Nghiệm",
        name_en="Test council",
        total=len(people),
        chair=people[0],
        secretary=Person("thu-ky", "Thư Ký", "", "", ""),
        learner="",
        delegates=people,
        about={},
    )


def seat(council: RunningCouncil, *members: str) -> None:
    """From now on these are the committee's members."""
    council.run(lambda batch: write_roster(batch, roster(council, *members)))


def closed_session(folder: Path, toml: str = CLOSED) -> Path:
    """One open paper and one for the committee."""
    write_session(folder, "open paper", toml)
    (folder / "noi-bo.pdf").write_bytes(SECRET)
    return folder


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    """Minh belongs to the committee, Hoa does not; both papers are published."""
    with running_council(tmp_path / "council", delegates=2) as running:
        seat(running, "minh")
        running.publish(closed_session(tmp_path / "s1"))
        yield running


def heads(client: WireClient) -> dict[str, list[object]]:
    found: dict[str, list[object]] = client.call("GET", "/v1/heads").json["heads"]
    return found


def rows(client: WireClient, feed: str) -> list[list[object]]:
    found: list[list[object]] = client.call("GET", f"/v1/feeds/{feed}/changes").json["rows"]
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ban Kinh tế - Ngân sách", "ban-kinh-te-ngan-sach"),
        ("Ban Đô thị", "ban-do-thi"),
        ("  BAN Pháp chế ", "ban-phap-che"),
    ],
)
def test_a_committee_s_id_comes_from_its_name(name: str, expected: str) -> None:
    assert committee_id(name) == expected


def test_a_member_sees_the_committee_s_feed_and_its_paper(council: RunningCouncil) -> None:
    minh = council.client(council.delegate("minh"))
    assert FEED in heads(minh)
    kinds = [row[2] for row in rows(minh, FEED)]
    assert kinds == ["committee", "document", "manifest", "version"]
    whole = minh.call("GET", f"/v1/blobs/{SHA}")
    assert (whole.status, whole.body) == (200, SECRET)


def test_the_feed_and_its_blobs_do_not_exist_for_others(council: RunningCouncil) -> None:
    hoa = council.client(council.delegate("hoa"))
    assert FEED not in heads(hoa)
    for path in (
        f"/v1/feeds/{FEED}/changes",
        f"/v1/feeds/{FEED}/snapshot",
        f"/v1/blobs/{SHA}",
    ):
        assert hoa.call("GET", path).status == 404
    answer = hoa.call("POST", f"/v1/feeds/{FEED}/checkpoint", {"checkpoint": ""})
    assert answer.status == 404
    ranged = hoa.call("GET", f"/v1/blobs/{SHA}", headers={"Range": "bytes=0-9"})
    assert ranged.status == 404


def test_nothing_of_a_closed_paper_is_in_the_public_feed_or_in_the_record(
    council: RunningCouncil,
) -> None:
    hoa = council.client(council.delegate("hoa"))
    public = json.dumps(rows(hoa, "public"), ensure_ascii=False)
    size = council.council.record.replay.size
    record = hoa.call("GET", f"/v1/log/records/000.p/{size}").body
    manifest = council.council.record.replay.manifests["s1"]
    assert [paper.document for paper in manifest.papers] == ["s1.m1.du-thao"]
    for secret in (TITLE, SHA, "noi-bo"):
        assert secret not in public
        assert secret.encode() not in record


def test_the_closed_manifest_is_the_secretary_s_word_and_no_log_takes_it(
    council: RunningCouncil,
) -> None:
    minh = council.client(council.delegate("minh"))
    body = next(json.loads(str(row[6])) for row in rows(minh, FEED) if row[2] == "manifest")
    statement, signature = unb64(body["statement"]), unb64(body["signature"])
    replay = council.council.record.replay
    found = open_closed_manifest(
        statement, signature, replay.certificates, log=replay.log, committee="ban-phap-che"
    )
    assert [(paper.title, paper.version) for paper in found.papers] == [(TITLE, SHA)]
    with pytest.raises(Refused) as refused:
        replay.judge(statement, signature)
    assert refused.value.code is Code.TYPE


@pytest.mark.parametrize("what", ["committee", "signature", "signer", "bytes"])
def test_a_closed_manifest_that_was_changed_is_nobodys_word(
    council: RunningCouncil, what: str
) -> None:
    minh = council.client(council.delegate("minh"))
    body = next(json.loads(str(row[6])) for row in rows(minh, FEED) if row[2] == "manifest")
    statement, signature = unb64(body["statement"]), unb64(body["signature"])
    replay, committee = council.council.record.replay, "ban-phap-che"
    certificates = dict(replay.certificates)
    if what == "committee":
        committee = "ban-khac"
    elif what == "signature":
        signature = signature[:-1] + bytes([signature[-1] ^ 1])
    elif what == "bytes":
        statement = statement.replace(b"7-4-1", b"7-4-2")
    else:
        name = json.loads(statement)["cert"]
        certificates[name] = dataclasses.replace(certificates[name], revoked_at=1)
    with pytest.raises(Refused):
        open_closed_manifest(
            statement, signature, certificates, log=replay.log, committee=committee
        )


def test_a_member_who_leaves_loses_feed_and_blobs_at_once_and_gets_them_back(
    council: RunningCouncil,
) -> None:
    minh = council.client(council.delegate("minh"))
    assert FEED in heads(minh)
    seat(council, "hoa")
    assert FEED not in heads(minh)
    assert minh.call("GET", f"/v1/blobs/{SHA}").status == 404
    assert minh.call("GET", f"/v1/feeds/{FEED}/changes").status == 404
    hoa = council.client(council.delegate("hoa"))
    assert hoa.call("GET", f"/v1/blobs/{SHA}").status == 200
    seat(council, "minh", "hoa")
    assert FEED in heads(minh)


def test_status_names_the_members(
    council: RunningCouncil, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--home", str(council.home.path), "status", "--json"])
    assert json.loads(capsys.readouterr().out)["committees"] == {"ban-phap-che": ["minh"]}


def test_the_same_session_published_again_makes_nothing_new(
    council: RunningCouncil, tmp_path: Path
) -> None:
    again = council.publish(tmp_path / "s1")
    assert (again.rows, again.revision) == (0, 0)


def test_the_same_bytes_published_openly_later_are_open(
    council: RunningCouncil, tmp_path: Path
) -> None:
    hoa = council.client(council.delegate("hoa"))
    assert hoa.call("GET", f"/v1/blobs/{SHA}").status == 404
    folder = tmp_path / "s2"
    write_session(folder, "x", SESSION.replace('id = "s1"', 'id = "s2"'))
    (folder / "du-thao.pdf").write_bytes(SECRET)
    council.publish(folder)
    assert hoa.call("GET", f"/v1/blobs/{SHA}").status == 200


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        (
            CLOSED.replace(COMMITTEE, "Ban Không Có").replace('"noi-bo"', '"khac"'),
            "has no member",
        ),
        (CLOSED.replace(f'committee = "{COMMITTEE}"\n', ""), "needs an id of its own"),
    ],
)
def test_a_closed_paper_never_changes_its_readers(
    council: RunningCouncil, tmp_path: Path, toml: str, expected: str
) -> None:
    before = council.council.heads()
    with pytest.raises(Problems) as problems:
        council.publish(closed_session(tmp_path / "s1", toml))
    assert expected in str(problems.value)
    assert council.council.heads() == before
