"""Feeds that cannot simply be followed: a council that lost rows or lies, a reset that takes too much away."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from delegate_app.domain.feed_holds import FeedHold, HoldReason
from delegate_app.errors import Code, UserError
from delegate_app.storage.feed_holds import FeedHoldTable
from protocol.checkpoints import open_checkpoint
from protocol.fields import unb64
from protocol.histories import Verdict, judge
from tests.simulation.council import SESSION
from tests.simulation.logs import SimulatedFeed
from tests.unit.delegate_app.member import PERSON, START, Member
from tests.unit.delegate_app.shelf import FEED as SHELF_FEED
from tests.unit.delegate_app.shelf import Shelf


def papers(member: Member, count: int) -> None:
    """So many published papers, synchronised."""
    member.council.publish_session()
    for number in range(count):
        member.council.publish_paper(f"to-trinh-{number}", b"%PDF-1.7 " + bytes([number]) * 50)
    member.sync()


def shown(member: Member) -> int:
    return len(member.desk.documents.all())


def only_hold(member: Member) -> FeedHold:
    (hold,) = member.desk.feed_holds.all()
    return hold


def codes(member: Member) -> list[Code]:
    return [error.code for error in member.attempt().errors]


def begin_anew(member: Member, keep: int) -> None:
    """The council begins the public feed anew with the first so many of its rows."""
    member.council.feed("public").forget(keep)
    member.council.begin_epochs()


# ------------------------------------------------------------------ a council that lost rows


def test_a_council_that_lost_rows_begins_anew_when_it_is_shown_its_own_signature(
    member: Member,
) -> None:
    papers(member, 3)
    feed = member.council.feed("public")
    epoch = feed.epoch
    feed.forget(len(feed.rows) - 2)
    assert member.sync().errors == []
    assert feed.epoch != epoch
    assert member.desk.replica.cursors()["public"].epoch == feed.epoch
    assert shown(member) == 2
    assert member.desk.feed_holds.all() == ()


def test_rows_written_over_lost_ones_are_no_fork_once_the_council_admits_it(
    member: Member,
) -> None:
    papers(member, 3)
    feed = member.council.feed("public")
    feed.forget(len(feed.rows) - 2)
    for number in range(4):
        member.council.publish_paper(f"moi-{number}", b"%PDF-1.7 moi" + bytes([number]))
    assert member.sync().errors == []
    assert shown(member) == 6
    assert member.desk.feed_holds.all() == ()


def test_a_council_that_does_not_admit_a_loss_changes_nothing_here(member: Member) -> None:
    papers(member, 3)
    member.council.lies = True
    member.council.feed("public").forget(7)
    assert codes(member) == [Code.SERVER_BEHIND]
    assert shown(member) == 3
    member.council.lies = False
    member.sync()


def test_a_private_feed_that_was_lost_as_a_whole_gets_every_note_again(member: Member) -> None:
    version = member.open_poll()
    notes = {member.write(version, f"ghi chú {number}").id for number in range(3)}
    member.sync()
    member.sync()
    name = f"delegate.{PERSON}"
    member.council.feeds.pop(name)
    member.council.notes.clear()
    member.attempt()
    member.sync()
    member.sync()
    rows = {row.id for row in member.council.feed(name).rows}
    assert notes <= rows
    assert all(note.settled for note in member.desk.annotations.all())


# ------------------------------------------------------------------ the guard


def test_a_reset_that_would_leave_less_than_half_waits_and_keeps_what_is_here(
    member: Member,
) -> None:
    papers(member, 6)
    begin_anew(member, keep=7)
    assert codes(member) == [Code.FEED_SHRUNK]
    hold = only_hold(member)
    assert (hold.feed, hold.reason, hold.asks) == ("public", HoldReason.SHRUNK, True)
    assert (hold.here.documents, hold.there.documents) == (6, 2)
    assert shown(member) == 6
    assert codes(member) == [Code.FEED_SHRUNK], "the question stays"
    member.again()
    assert shown(member) == 6
    assert only_hold(member).asks


def test_accepting_takes_the_council_s_copy(member: Member) -> None:
    papers(member, 6)
    begin_anew(member, keep=7)
    member.attempt()
    member.desk.feed_holds.accept("public")
    assert shown(member) == 2
    assert member.desk.feed_holds.all() == ()
    member.sync()


def test_keeping_shows_the_old_copy_and_asks_no_more(member: Member) -> None:
    papers(member, 6)
    begin_anew(member, keep=7)
    member.attempt()
    member.desk.feed_holds.keep("public")
    member.sync()
    assert shown(member) == 6
    hold = only_hold(member)
    assert (hold.kept, hold.asks) == (True, False)
    member.desk.feed_holds.accept("public")
    assert shown(member) == 2, "it may still be accepted later"


def test_a_copy_that_fills_up_again_is_shown_without_a_question(member: Member) -> None:
    papers(member, 4)
    begin_anew(member, keep=5)
    member.attempt()
    for number in range(4):
        member.council.publish_paper(f"to-trinh-{number}", b"%PDF-1.7 " + bytes([number]) * 50)
    member.sync()
    assert member.desk.feed_holds.all() == ()
    assert shown(member) == 4


def test_a_third_epoch_asks_anew_although_the_old_copy_was_kept(member: Member) -> None:
    papers(member, 6)
    begin_anew(member, keep=7)
    member.attempt()
    member.desk.feed_holds.keep("public")
    begin_anew(member, keep=5)
    assert codes(member) == [Code.FEED_SHRUNK]
    assert only_hold(member).there.documents == 1


def test_a_reset_never_deletes_the_delegate_s_notes(member: Member) -> None:
    version = member.open_poll()
    member.write(version, "giữ lại")
    member.sync()
    member.sync()
    begin_anew(member, keep=2)
    member.attempt()
    member.desk.feed_holds.accept("public")
    assert [note.text for note in member.desk.annotations.all()] == ["giữ lại"]


def test_a_new_generation_is_shown_though_the_line_named_a_later_end(member: Member) -> None:
    """The head beside a page is nobody's signed word: a cache that named one too high hid the true end."""
    papers(member, 3)
    feed, replica = member.council.feed("public"), member.desk.replica
    member.council.begin_epochs()
    replica.begin_generation("public", feed.epoch)
    page = feed.page(0, 100, member.clock())
    replica.apply_page(dataclasses.replace(page, head=page.head + 2))
    assert not replica.cursors()["public"].active
    assert member.sync().errors == []
    assert replica.cursors()["public"].active


def test_an_answer_without_a_question_is_refused(member: Member) -> None:
    for answer in (member.desk.feed_holds.accept, member.desk.feed_holds.keep):
        with pytest.raises(UserError) as error:
            answer("public")
        assert error.value.code is Code.NO_FEED_QUESTION


# ------------------------------------------------------------------ forks


def fork(member: Member, rows: int) -> SimulatedFeed:
    """The council shows another history of the public feed, under the same epoch and key, and admits nothing."""
    council = member.council
    true = council.feed("public")
    feed = SimulatedFeed(council.root_answer().council, "public", true.epoch, council.log_key)
    for number in range(rows):
        feed.put("session", f"gia-{number}", {"id": f"gia-{number}"})
    council.feeds["public"] = feed
    council.lies = True
    return true


def test_another_signed_history_puts_the_feed_in_quarantine(member: Member, tmp_path: Path) -> None:
    papers(member, 2)
    held = member.desk.replica.cursors()["public"].seq
    fork(member, held + 5)
    assert Code.FEED_FORKED in codes(member)
    assert only_hold(member).reason is HoldReason.FORKED
    assert shown(member) == 2, "what was checked stays readable"
    assert member.desk.votes.alarm() is None
    member.desk.feed_holds.export_evidence("public", tmp_path / "chung-cu")
    about = json.loads((tmp_path / "chung-cu" / "nguon.json").read_text("utf-8"))
    leaves = (tmp_path / "chung-cu" / "la-nhan-duoc.bin").read_bytes()
    key = member.council.root_answer().log_key
    assert about["log_key"] == key
    ours, theirs = (
        open_checkpoint(
            (tmp_path / "chung-cu" / name).read_text("utf-8"),
            unb64(key),
            about["origin"],
        )
        for name in ("may-nay.txt", "may-chu.txt")
    )
    split = [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
    assert judge(ours, theirs, split) is Verdict.FORK


def test_another_root_at_the_same_size_needs_no_row_as_evidence(member: Member) -> None:
    papers(member, 2)
    held = member.desk.replica.cursors()["public"].seq
    fork(member, held)
    member.council.feed("public").put("session", "gia", {"id": "gia"})
    member.council.feed("public").forget(held)
    page = member.council.feed("public").page(held, 10, member.clock())
    moved = member.desk.replica.holds.quarantine(
        "public", page.epoch, page.checkpoint, member.clock()
    )
    assert moved
    assert only_hold(member).theirs == page.checkpoint


def test_other_feeds_and_votes_go_on_beside_a_quarantine(member: Member) -> None:
    version = member.open_poll()
    fork(member, 60)
    member.attempt()
    member.write(version, "vẫn ghi được")
    vote = member.cast()
    assert codes(member) == [Code.FEED_FORKED]
    member.attempt()
    assert all(note.settled for note in member.desk.annotations.all())
    assert vote in {one.identity for one in member.desk.votes.mine()}
    assert member.desk.replica.outbox() == ()


def test_a_quarantined_feed_is_not_asked_for_again(member: Member) -> None:
    papers(member, 2)
    fork(member, 60)
    member.attempt()
    before = member.desk.replica.cursors()["public"]
    asked: list[str] = []
    changes = member.line.changes

    def counted(feed: str, epoch: str, after: int, limit: int) -> object:
        asked.append(feed)
        return changes(feed, epoch, after, limit)

    member.line.changes = counted  # type: ignore[method-assign,assignment]
    assert codes(member) == [Code.FEED_FORKED]
    assert "public" not in asked
    assert member.desk.replica.cursors()["public"] == before


def test_a_quarantine_ends_when_the_office_began_anew_and_the_delegate_accepts(
    member: Member,
) -> None:
    papers(member, 2)
    true = fork(member, 60)
    member.attempt()
    member.council.feeds["public"] = true
    member.council.lies = False
    member.council.begin_epochs()
    member.council.publish_paper("bo-sung", b"%PDF-1.7 bo sung")
    assert codes(member) == [Code.FEED_FORKED]
    hold = only_hold(member)
    assert (hold.asks, hold.there.documents) == (True, 3)
    assert shown(member) == 2, "never reset by itself"
    member.desk.feed_holds.accept("public")
    assert shown(member) == 3
    assert member.desk.feed_holds.all() == ()
    member.sync()


def test_a_page_broken_on_the_line_is_no_fork(member: Member) -> None:
    papers(member, 2)
    member.council.publish_session("ky-hop-18")
    changes = member.line.changes
    broken: list[bool] = []

    def flipped(feed: str, epoch: str, after: int, limit: int) -> object:
        page = changes(feed, epoch, after, limit)
        if feed != "public" or broken:
            return page
        broken.append(True)
        return type(page)(
            feed=page.feed,
            epoch=page.epoch,
            after=page.after,
            rows=tuple(row for row in page.rows if row.id == SESSION),
            checkpoint=page.checkpoint,
            head=page.head,
        )

    member.line.changes = flipped  # type: ignore[method-assign,assignment]
    assert codes(member) == [Code.PAGE_FORGED]
    assert member.desk.feed_holds.all() == ()
    member.sync()
    assert len(member.desk.agenda.sessions()) == 2


def test_a_copy_beside_the_old_one_that_turns_out_false_is_not_offered_any_more(
    member: Member,
) -> None:
    papers(member, 6)
    begin_anew(member, keep=7)
    member.attempt()
    assert only_hold(member).asks
    fork(member, 60)
    member.council.feeds["public"].begin_epoch(member.desk.replica.cursors()["public"].epoch)
    member.attempt()
    with pytest.raises(UserError):
        member.desk.feed_holds.accept("public")
    assert shown(member) == 6


# ------------------------------------------------------------------ access


def committee(member: Member) -> SimulatedFeed:
    """A committee's feed with one paper, which this delegate may read."""
    council = member.council
    council.publish_session()
    council.committees.setdefault("committee.ban-phap-che", {PERSON})
    feed = council.feed("committee.ban-phap-che")
    body = {"id": "d1", "session": SESSION, "item": "", "position": 1, "type": "bao-cao"}
    feed.put("document", "d1", {**body, "title": "Riêng Ban", "committee": "Ban Pháp chế"})
    blob = {"sha256": "ab" * 32, "size": 10, "mime": "", "name": "", "chunks": ["cd" * 32]}
    version = {"document": "d1", "ordinal": 1, "pages": 1, "published_at": council.time}
    feed.put("version", "d1@1", {**version, "note": "", "blob": blob, "original": {}})
    return feed


def test_a_feed_that_is_named_and_refused_is_hidden_and_no_trouble(member: Member) -> None:
    feed = committee(member)
    member.attempt()
    assert shown(member) == 1
    member.council.refuses.add(feed.name)
    feed.put("committee", "ban-phap-che", {"id": "ban-phap-che", "name": "Ban Pháp chế"})
    for _ in range(2):
        assert member.attempt().errors == []
        assert shown(member) == 0
        assert only_hold(member).reason is HoldReason.WITHDRAWN
    member.council.refuses.clear()
    member.attempt()
    assert shown(member) == 1
    assert member.desk.feed_holds.all() == ()


def test_a_paper_that_may_no_longer_be_read_is_not_found_by_its_words(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "vault.db")
    shelf.session("s", "2026-11-26", "Kỳ họp thứ mười")
    shelf.paper("s.kin", "s", ["Nội dung thẩm tra nội bộ."], title="Báo cáo riêng của Ban")
    shelf.index()
    assert shelf.ids("thẩm tra nội bộ")
    FeedHoldTable(shelf.vault).hold(SHELF_FEED, HoldReason.WITHDRAWN, START)
    shelf.search.index_moved()
    for words in ("thẩm tra nội bộ", "Báo cáo riêng của Ban"):
        assert shelf.find(words).found == ()
    shelf.close()
