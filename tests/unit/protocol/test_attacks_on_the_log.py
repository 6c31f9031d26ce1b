"""Attacks on the log by those who keep it. The numbers are those of docs/vote-record.md."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from protocol import certificates, merkle
from protocol.checkpoints import Checkpoint, compare, follow, open_checkpoint, sign_checkpoint
from protocol.dispositions import Disposition
from protocol.errors import Alarm, Code, Invalid
from protocol.polls import Count
from protocol.records import Record
from protocol.replay import Replay
from protocol.statements import decode_statement
from tests.unit.protocol.sample_council import (
    DRAFT,
    DRAFT_VERSION,
    SampleCouncil,
    leaf_of,
)
from tests.unit.protocol.trials import alarm, audit, refusal


@pytest.mark.parametrize(
    "lie",
    [
        {"counts": (Count("APPROVE", 4), Count("DISAPPROVE", 0), Count("ABSTAIN", 0))},
        {"counts": (Count("APPROVE", 3), Count("DISAPPROVE", 0))},
        {"outcome": "not-passed"},
        {"total": 4},
        {"present": 5},
        {"size": 3},
    ],
    ids=["counts", "choices", "outcome", "total", "present", "size"],
)
def test_23_a_chair_who_announces_another_tally_is_refused(
    voting: SampleCouncil, lie: dict[str, Any]
) -> None:
    for seat in voting.delegates[:3]:
        voting.cast(seat)
    voting.close()
    record = voting.sign(voting.result(**lie), voting.chair)
    assert refusal(voting, record) is Code.TALLY_MISMATCH
    assert alarm(voting, [*voting.records, record]) is Code.TALLY_MISMATCH
    assert voting.announce() is Disposition.ACCEPTED


def finished(council: SampleCouncil) -> list[Record]:
    """A poll from opening to result, with a late vote."""
    for seat in council.delegates[:3]:
        council.cast(seat)
    council.close()
    council.cast(council.delegates[3])
    council.announce()
    return council.records


def place_of(records: list[Record], kind: str) -> int:
    return next(i for i, r in enumerate(records) if kind == decode_statement(r.statement).KIND)


def test_24_a_server_that_drops_a_vote_is_caught_by_the_votes_that_follow(
    voting: SampleCouncil,
) -> None:
    records = finished(voting)
    first_vote = place_of(records, "vote")
    for dropped in (first_vote, first_vote + 1):
        rebuilt = records[:dropped] + records[dropped + 1 :]
        assert alarm(voting, rebuilt) in (Code.SEEN_AHEAD, Code.SPLIT_VIEW)


def test_24_a_server_that_drops_the_last_vote_is_caught_by_the_announced_tally(
    voting: SampleCouncil,
) -> None:
    records = finished(voting)
    last = place_of(records, "close") - 1
    rebuilt = records[:last] + records[last + 1 :]
    assert alarm(voting, rebuilt) in (Code.SEEN_AHEAD, Code.SPLIT_VIEW, Code.TALLY_MISMATCH)


def test_25_a_server_that_moves_a_late_vote_before_the_close_is_caught(
    voting: SampleCouncil,
) -> None:
    records = finished(voting)
    close = place_of(records, "close")
    late = records[close + 1]
    rebuilt = [*records[:close], late, records[close], *records[close + 2 :]]
    assert alarm(voting, rebuilt) in (Code.SEEN_AHEAD, Code.SPLIT_VIEW, Code.TALLY_MISMATCH)


def test_26_a_server_that_inserts_a_forged_vote_is_caught(voting: SampleCouncil) -> None:
    records = list(voting.records)
    victim = voting.delegates[0]
    forged = voting.sign(voting.vote(victim), replace(voting.chair, certificate=victim.certificate))
    assert alarm(voting, [*records, forged]) is Code.SIGNATURE


def test_26_a_server_that_duplicates_a_vote_is_caught(voting: SampleCouncil) -> None:
    voting.cast(voting.delegates[0])
    assert alarm(voting, [*voting.records, voting.records[-1]]) is Code.ALREADY_LOGGED


def test_27_two_views_of_one_log_meet_in_an_alarm(voting: SampleCouncil) -> None:
    alice, bob = voting.delegates[:2]
    to_alice = voting.sign(voting.vote(alice), alice)
    to_bob = voting.sign(voting.vote(bob), bob)
    views = []
    for record in (to_alice, to_bob):
        view = audit(voting, [*voting.records, record])
        views.append(Checkpoint(voting.log, view.size, view.edge.root(), voting.now))
    with pytest.raises(Alarm) as caught:
        compare(views[0], views[1])
    assert caught.value.code is Code.SPLIT_VIEW


def test_27_a_vote_signed_over_a_forked_view_gives_the_fork_away(voting: SampleCouncil) -> None:
    bob = voting.delegates[1]
    forked = audit(voting, voting.records)
    other = voting.sign(voting.vote(voting.delegates[0]), voting.delegates[0])
    forked.apply(*other)
    seen: dict[str, Any] = {"seen_size": forked.size, "seen_root": forked.edge.root().hex()}
    signed_on_the_fork = voting.sign(voting.vote(bob, **seen), bob)
    assert refusal(voting, signed_on_the_fork) is Code.SEEN_AHEAD
    voting.cast(voting.delegates[2])
    assert refusal(voting, signed_on_the_fork) is Code.SPLIT_VIEW


def test_28_a_log_that_was_rolled_back_is_an_alarm(voting: SampleCouncil) -> None:
    held = head_of(voting)
    edge = voting.replay.edge.copy()
    earlier = Checkpoint(
        voting.log, held.size - 1, voting.replay.root_at(held.size - 1) or b"", held.time
    )
    with pytest.raises(Alarm) as caught:
        follow(held, edge, earlier, [])
    assert caught.value.code is Code.LOG_SHRANK


def test_28_the_same_size_with_another_root_is_an_alarm(voting: SampleCouncil) -> None:
    held = head_of(voting)
    other = replace(held, root=b"\x01" * 32)
    with pytest.raises(Alarm) as caught:
        follow(held, voting.replay.edge, other, [])
    assert caught.value.code is Code.SPLIT_VIEW


def test_28_a_checkpoint_of_a_foreign_key_is_no_checkpoint(voting: SampleCouncil) -> None:
    stranger = SampleCouncil(delegates=1)
    forged = sign_checkpoint(head_of(voting), stranger.log_key)
    with pytest.raises(Invalid) as caught:
        open_checkpoint(forged, voting.public_log_key, voting.log)
    assert caught.value.code is Code.BAD_CHECKPOINT


def head_of(council: SampleCouncil) -> Checkpoint:
    return open_checkpoint(council.checkpoint(), council.public_log_key, council.log)


def test_leaves_that_do_not_lead_to_the_signed_root_are_an_alarm(voting: SampleCouncil) -> None:
    held, edge = head_of(voting), voting.replay.edge.copy()
    voting.cast(voting.delegates[0])
    offered = head_of(voting)
    leaf = leaf_of(voting.records[-1], "vote")
    assert follow(held, edge, offered, [leaf]) == voting.replay.edge
    with pytest.raises(Alarm) as caught:
        follow(held, edge, offered, [bytes(32)])
    assert caught.value.code is Code.ROOT_MISMATCH
    assert edge.size == held.size, "the held edge stays as it was"


def test_a_log_that_does_not_begin_with_the_pinned_root_is_refused(
    council: SampleCouncil,
) -> None:
    twin = SampleCouncil(delegates=1)
    replay = Replay(council.replay.council, twin.log, root=council.root_fingerprint)
    with pytest.raises(Alarm) as caught:
        replay.apply(*twin.records[0])
    assert caught.value.code is Code.UNKNOWN_CERT
    with pytest.raises(Alarm) as caught:
        council.new_replay().apply(*council.records[1])
    assert caught.value.code is Code.TYPE


def test_certificates_and_tree_of_an_audit_equal_those_of_the_server(
    voting: SampleCouncil,
) -> None:
    finished(voting)
    fresh = audit(voting, voting.records)
    assert fresh.edge == voting.replay.edge
    assert fresh.edge.root() == voting.tree.root()
    assert fresh.dispositions == voting.replay.dispositions
    assert fresh.polls["p1"].tally() == voting.replay.polls["p1"].tally()
    assert DRAFT_VERSION in fresh.versions[DRAFT]
    assert merkle.edge_at(voting.tree.node, fresh.size) == fresh.edge
    assert set(fresh.certificates) >= {
        certificates.fingerprint(s.certificate) for s in voting.delegates
    }
