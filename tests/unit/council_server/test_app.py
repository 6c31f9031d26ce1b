"""The calls of protocol.md 7 against a served council."""

from __future__ import annotations

from pathlib import Path

from protocol.fields import unb64
from protocol.receipts import check_receipt
from protocol.records import record_hash
from tests.running_council import RunningCouncil, council
from tests.session_folders import write_session

__all__ = ["council"]


def test_a_vote_is_answered_by_a_receipt_that_holds(
    council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")
    minh = council.delegate("minh")
    data, signature = minh.vote("p1", "APPROVE")
    answer = council.client(minh).post_entry(data, signature)
    assert answer.status == 200
    assert answer.json["disposition"] == "COUNTED"
    root = council.client().call("GET", "/v1/root").json
    leaf = record_hash("vote", data, signature)
    checked = check_receipt(answer.json["receipt"], leaf, unb64(root["log_key"]), root["log"])
    assert checked.index == answer.json["index"]
