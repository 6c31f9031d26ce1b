"""Pages of changes: checked, whole, and never a cursor without its rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from delegate_app.domain.changes import Kind
from delegate_app.domain.feeds import Cursor
from delegate_app.errors import Code, IntegrityError, ServerError
from protocol.feeds import Page, digest_of
from tests.simulation.council import SESSION
from tests.simulation.logs import SimulatedFeed
from tests.unit.delegate_app.member import Member


def next_page(member: Member, limit: int = 100) -> Page:
    feed = member.council.feed("public")
    cursor = member.desk.replica.cursors()["public"]
    return feed.page(cursor.seq, limit, member.clock())


def refusal(member: Member, page: Page) -> Code:
    """The code of the refusal; nothing changed."""
    before = state(member)
    with pytest.raises(IntegrityError) as error:
        member.desk.replica.apply_page(page)
    assert state(member) == before
    return error.value.code


def state(member: Member) -> object:
    return (
        member.desk.replica.cursors(),
        member.desk.agenda.sessions(),
        member.desk.documents.all(),
    )


def test_a_page_moves_the_cursor_with_its_rows(member: Member) -> None:
    member.council.publish_session()
    before = member.desk.replica.cursors()["public"]
    moved = member.desk.replica.apply_page(next_page(member))
    after = member.desk.replica.cursors()["public"]
    assert moved == {Kind.SESSIONS}
    assert after == Cursor(before.epoch, before.seq + 1)
    assert [session.id for session in member.desk.agenda.sessions()] == [SESSION]


def test_the_same_page_twice_is_refused_the_second_time(member: Member) -> None:
    member.council.publish_session()
    page = next_page(member)
    member.desk.replica.apply_page(page)
    assert refusal(member, page) is Code.PAGE_FORGED


def _row_changed(page: Page) -> Page:
    body = json.dumps({**json.loads(page.rows[0].body), "title": "Kỳ họp giả"})
    row = replace(page.rows[0], body=body, digest=digest_of(body))
    return replace(page, rows=(row, *page.rows[1:]))


@pytest.mark.parametrize(
    "tampered",
    [
        lambda page: replace(page, rows=page.rows[1:]),
        lambda page: replace(page, rows=page.rows[::-1]),
        lambda page: replace(page, rows=(replace(page.rows[0], body="{}"), *page.rows[1:])),
        lambda page: replace(page, epoch="00" * 8),
        lambda page: replace(page, feed="committee.x"),
        lambda page: replace(page, after=page.after + 1),
        lambda page: replace(page, checkpoint=page.checkpoint.replace("\n", "\nx", 1)),
        lambda page: replace(page, checkpoint=""),
    ],
)
def test_a_page_changed_on_the_way_changes_nothing(
    member: Member, tampered: Callable[[Page], Page]
) -> None:
    member.council.publish_session()
    member.council.publish_session("ky-hop-18")
    assert refusal(member, tampered(next_page(member))) is Code.PAGE_FORGED
    assert member.desk.votes.alarm() is None


def test_rows_that_do_not_lead_to_the_signed_root_are_nobodys_word(member: Member) -> None:
    member.council.publish_session()
    page = _row_changed(next_page(member))
    assert refusal(member, page) is Code.PAGE_FORGED
    assert member.desk.votes.alarm() is None
    member.sync()
    assert member.desk.agenda.sessions() != (), "the true page is still taken"


def forked(member: Member, rows: int) -> SimulatedFeed:
    """Another history of the public feed under the same epoch and key, with so many rows."""
    council = member.council
    true = council.feed("public")
    feed = SimulatedFeed(council.root_answer().council, "public", true.epoch, council.log_key)
    for number in range(rows):
        feed.put("session", f"gia-{number}", {"id": f"gia-{number}"})
    return feed


def test_another_root_at_the_same_size_is_a_fork(member: Member) -> None:
    size = member.desk.replica.cursors()["public"].seq
    page = forked(member, size).page(size, 10, member.clock())
    assert refusal(member, page) is Code.FEED_FORKED


def test_a_feed_that_shrank_is_a_fork_and_a_stale_copy_is_none(member: Member) -> None:
    size = member.desk.replica.cursors()["public"].seq
    feed = member.council.feed("public")
    stale = replace(feed.page(size - 1, 0, member.clock()), after=size)
    with pytest.raises(ServerError):
        member.desk.replica.apply_page(stale)
    member.clock.forward(60)
    shrunk = replace(feed.page(size - 1, 0, member.clock()), after=size)
    assert refusal(member, shrunk) is Code.FEED_FORKED
    assert member.desk.votes.alarm() is None, "a feed never stops a vote"


def test_a_checkpoint_of_another_council_is_no_checkpoint(member: Member) -> None:
    member.council.publish_session()
    page = next_page(member)
    foreign = member.council.record.checkpoint(member.clock())
    assert refusal(member, replace(page, checkpoint=foreign)) is Code.PAGE_FORGED


def test_a_page_of_a_feed_that_was_not_begun_is_refused(member: Member) -> None:
    page = member.council.feed("committee.ban").page(0, 10, member.clock())
    assert refusal(member, page) is Code.PAGE_FORGED


def test_a_tombstone_hides_what_it_names(member: Member) -> None:
    member.council.publish_session()
    member.sync()
    member.council.feed("public").put("session", SESSION, {}, deleted=True)
    member.sync()
    assert member.desk.agenda.sessions() == ()


def test_a_new_generation_is_shown_only_once_it_is_whole(member: Member) -> None:
    council = member.council
    council.publish_session()
    council.publish_session("ky-hop-18")
    member.sync()
    old = council.feeds.pop("public")
    for row in old.rows[:-1]:
        council.feed("public").put(row.kind, row.id, json.loads(row.body))
    fresh = council.feed("public")
    replica = member.desk.replica
    replica.begin_generation("public", fresh.epoch)
    assert replica.cursors()["public"] == Cursor(fresh.epoch, 0, active=False)
    replica.apply_page(fresh.page(0, 2, member.clock()))
    assert len(member.desk.agenda.sessions()) == 2, "the old generation is still shown"
    replica.begin_generation("public", fresh.epoch)
    assert replica.cursors()["public"].seq == 2, "an interrupted rebuild goes on"
    replica.apply_page(fresh.page(2, 100, member.clock()))
    assert replica.cursors()["public"] == Cursor(fresh.epoch, len(fresh.rows))
    assert [session.id for session in member.desk.agenda.sessions()] == [SESSION]


def test_a_second_epoch_drops_the_unfinished_one(member: Member) -> None:
    replica = member.desk.replica
    replica.begin_generation("public", "aa" * 8)
    replica.begin_generation("public", "bb" * 8)
    assert replica.cursors()["public"] == Cursor("bb" * 8, 0, active=False)


def test_a_version_with_impossible_chunks_asks_for_no_file(member: Member) -> None:
    blob = {"sha256": "ab" * 32, "size": 3_000_000, "mime": "", "name": "", "chunks": ["cd" * 32]}
    body = {"document": "d", "ordinal": 1, "pages": 1, "published_at": "", "note": ""}
    member.council.publish("version", "d@1", {**body, "blob": blob, "original": {}})
    member.sync()
    assert member.desk.replica.wanted_blobs() == ()
