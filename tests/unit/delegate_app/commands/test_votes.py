"""`polls` and `vote`."""

from __future__ import annotations

import pytest

from tests.running_council import RunningCouncil
from tests.unit.delegate_app.commands.terminals import Terminal


@pytest.fixture
def voter(member: Terminal, council: RunningCouncil) -> Terminal:
    """Minh, who may vote on p1."""
    council.define_poll("p1")
    council.open_poll("p1")
    assert member("sync").status == 0
    return member


def test_a_vote_is_signed_without_a_network_and_arrives_once_at_the_next_sync(
    voter: Terminal, council: RunningCouncil
) -> None:
    council.stop()
    document = voter.json("vote", "p1", "APPROVE")
    assert document["state"] == "signed"
    assert document["receipt"] is None
    assert voter.json("status")["unsent_votes"] == 1
    assert "Đã ký - chưa gửi" in voter("polls").out
    council.start()
    assert voter("sync").status == 0
    (poll,) = voter.json("polls")["polls"]
    (mine,) = poll["my_votes"]
    assert mine["identity"] == document["identity"]
    assert mine["state"] == "proven"
    assert mine["disposition"] == "COUNTED"
    assert mine["receipt"]["text"].startswith("c2sp.org/tlog-proof@v1")


def test_with_send_the_receipt_is_there_when_the_command_ends(voter: Terminal) -> None:
    document = voter.json("vote", "p1", "không tán thành", "--send")
    assert document["choice"] == "DISAPPROVE"
    assert document["state"] == "proven"
    assert document["sync"]["confirmed"] is True


def test_with_send_and_no_network_the_vote_stays_and_the_status_says_offline(
    voter: Terminal, council: RunningCouncil
) -> None:
    council.stop()
    outcome = voter("vote", "p1", "ABSTAIN", "--send", "--json")
    council.start()
    assert outcome.status == 4
    assert outcome.json["state"] in ("signed", "sent")
    assert outcome.json["sync"]["unsent_votes"] == 1


def test_a_vote_that_came_too_late_is_listed_and_the_status_says_that_it_does_not_count(
    voter: Terminal, council: RunningCouncil
) -> None:
    council.close_poll("p1")
    outcome = voter("vote", "p1", "APPROVE", "--send", "--json")
    assert outcome.status == 6
    assert outcome.json["disposition"] == "LATE"
    council.announce_result("p1")
    voter("sync")
    (poll,) = voter.json("polls")["polls"]
    assert [late["person"] for late in poll["tally"]["late"]] == ["minh"]
    assert poll["tally"]["not_voted"] == 3
    assert poll["announced"] is True
    assert "Đến muộn - không được tính" in voter("polls").out


@pytest.mark.parametrize("word", ["approve", "Tán thành", "tan thanh", " TÁN  THÀNH "])
def test_the_choice_may_be_said_in_the_law_s_words_with_or_without_diacritics(
    voter: Terminal, word: str
) -> None:
    assert voter.json("vote", "p1", word)["choice"] == "APPROVE"


def test_what_hinders_a_vote_is_said_and_nothing_is_signed(voter: Terminal) -> None:
    assert "POLL_UNKNOWN" in voter("vote", "p9", "APPROVE").err
    assert "CHOICE_UNKNOWN" in voter("vote", "p1", "đồng ý").err
    assert voter.json("status")["unsent_votes"] == 0
    assert voter("vote", "p1", "APPROVE").status == 0
    second = voter("vote", "p1", "ABSTAIN")
    assert second.status == 3
    assert "ALREADY_VOTED" in second.err
