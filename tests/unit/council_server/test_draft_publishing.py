"""Publishing a draft: the same rows and manifests as from a folder, and nothing while something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from council_server.draft_publishing import DraftView, Problem, State
from council_server.drafts import DraftPaper, add_item, add_paper, set_head, set_item, set_paper
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.papers import NO_ITEM
from protocol.times import write_time
from tests.drafted_sessions import DraftedSession
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import small_pdf


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCouncil]:
    """One for all tests: each prepares a session of its own."""
    with running_council(tmp_path_factory.mktemp("council") / "council") as running:
        yield running


def view(drafted: DraftedSession) -> DraftView:
    running = drafted.running
    with running.council.database.reading() as connection:
        now = write_time(running.clock())
        return DraftView.read(connection, running.council.id, drafted.draft, now)


def states(drafted: DraftedSession) -> list[State]:
    found = view(drafted)
    return [found.state(item, paper) for item, paper in drafted.draft.papers()]


def objects(running: RunningCouncil, kind: str) -> dict[str, dict[str, object]]:
    with running.council.database.reading() as connection:
        return read_objects(connection, running.council.id, PUBLIC, kind)


def test_a_draft_is_published_with_its_programme_papers_and_a_signed_manifest(
    council: RunningCouncil,
) -> None:
    drafted = DraftedSession(council)
    name = drafted.put("to-trinh", "one")
    done = drafted.publish()
    assert (done.new, done.revision) == ([name], 1)
    item = objects(council, "item")[f"{drafted.session}.bien-che"]
    assert (item["title"], item["presenter"], item["position"]) == ("Biên chế", "Chủ tịch UBND", 1)
    version = objects(council, "version")[f"{name}@1"]
    blob = version["blob"]
    assert isinstance(blob, dict)
    client = council.client(council.delegate("minh"))
    assert client.call("GET", f"/v1/blobs/{blob['sha256']}").body == small_pdf("one")
    manifest = council.council.record.replay.manifests[drafted.session]
    assert [(p.document, p.version) for p in manifest.papers] == [(name, blob["sha256"])]


def test_an_upload_cannot_be_fetched_before_it_is_published(council: RunningCouncil) -> None:
    drafted = DraftedSession(council)
    digest = drafted.upload("not published yet")
    assert council.client(council.delegate("minh")).call("GET", f"/v1/blobs/{digest}").status == 404


def test_papers_are_new_then_published_then_changed_and_may_wait_for_a_file(
    council: RunningCouncil,
) -> None:
    drafted = DraftedSession(council)
    drafted.put("to-trinh", "one")
    drafted.put("bao-cao-tham-tra", "later", file=False)
    assert states(drafted) == [State.NEW, State.WAITING]
    drafted.publish()
    assert states(drafted) == [State.PUBLISHED, State.WAITING]
    draft = drafted.renew("to-trinh", "two")
    rev = draft.paper("bien-che", "to-trinh").rev
    drafted.edit(set_paper("bien-che", "to-trinh", rev, note="tiếp thu ý kiến"))
    assert states(drafted) == [State.CHANGED, State.WAITING]
    done = drafted.publish()
    name = f"{drafted.session}.bien-che.to-trinh"
    assert (done.changed, done.revision) == ([name], 2)
    assert objects(council, "version")[f"{name}@2"]["note"] == "tiếp thu ý kiến"
    assert drafted.publish().rows == 0


def test_a_paper_first_published_after_the_day_is_late_and_its_next_version_is_not(
    council: RunningCouncil,
) -> None:
    today = council.clock().date()
    drafted = DraftedSession(council, papers_due=str(today - timedelta(days=1)))
    drafted.put("to-trinh", "one")
    drafted.put("giai-trinh-tiep-thu", "two")

    def late() -> list[bool]:
        found = view(drafted)
        return [found.is_late(item, paper) for item, paper in drafted.draft.papers()]

    assert late() == [True, False]  # an explanation is written after the discussion
    drafted.edit(set_head(drafted.draft.head.rev, papers_due=str(today)))
    drafted.publish()
    drafted.renew("to-trinh", "three")
    assert late() == [False, False]


def test_every_problem_is_found_and_nothing_is_published_meanwhile(council: RunningCouncil) -> None:
    drafted = DraftedSession(council)
    drafted.put("to-trinh", "one", committee="Ban Không Có")
    head, item = drafted.draft.head, drafted.draft.item("bien-che")
    drafted.edit(set_head(head.rev, place="", ends=head.starts))
    drafted.edit(set_item("bien-che", item.rev, title="(MẬT) Báo cáo"))
    drafted.edit(add_paper(NO_ITEM, DraftPaper("", "giay-moi", "")))
    drafted.edit(add_item(""))
    assert view(drafted).problems() == [
        Problem("no-place"),
        Problem("ends-first"),
        Problem("secret-title", "bien-che"),
        Problem("no-item-title", "muc"),
        Problem("no-paper-title", NO_ITEM, "giay-moi"),
        Problem("no-member", "bien-che", "to-trinh"),
    ]
    before = council.council.heads()
    with pytest.raises(CommandError):
        drafted.publish()
    assert council.council.heads() == before


def test_a_draft_that_was_changed_since_it_was_looked_at_is_not_published(
    council: RunningCouncil,
) -> None:
    drafted = DraftedSession(council)
    drafted.put("to-trinh", "one")
    seen = drafted.draft
    drafted.edit(add_item("Nữa"))
    drafted.draft = seen
    with pytest.raises(CommandError, match="changed since"):
        drafted.publish()


def test_a_published_paper_keeps_its_readers(council: RunningCouncil) -> None:
    drafted = DraftedSession(council)
    drafted.put("to-trinh", "one")
    drafted.publish()
    rev = drafted.draft.paper("bien-che", "to-trinh").rev
    drafted.edit(set_paper("bien-che", "to-trinh", rev, committee="Ban Pháp chế"))
    assert Problem("other-readers", "bien-che", "to-trinh") in view(drafted).problems()


def test_a_state_secret_is_told_by_its_item_alone_and_can_be_taken_back(
    council: RunningCouncil,
) -> None:
    drafted = DraftedSession(council)
    drafted.put("to-trinh", "one")
    drafted.edit(set_item("bien-che", drafted.draft.item("bien-che").rev, on_paper=True))
    drafted.publish()
    name = f"{drafted.session}.bien-che"
    assert objects(council, "on-paper") == {
        name: {"id": name, "session": drafted.session, "item": name}
    }
    drafted.edit(set_item("bien-che", drafted.draft.item("bien-che").rev, on_paper=False))
    drafted.publish()
    assert objects(council, "on-paper") == {}
