"""The dry run: what each audience will see is read from what publishing would write, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from council_server.drafts import set_item
from council_server.dry_runs import Audience, DryRun, Fate, Missing
from council_server.errors import CommandError
from council_server.founding import write_roster
from council_server.rosters import Person, Roster
from protocol.statements import decode_object
from tests.drafted_sessions import DraftedSession
from tests.running_council import RunningCouncil, running_council

BAN = "Ban Pháp chế"


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCouncil]:
    """One for all tests: each prepares a session of its own."""
    with running_council(tmp_path_factory.mktemp("council") / "council") as running:
        yield running


def with_committee(running: RunningCouncil) -> None:
    """Minh belongs to a committee, the others to none."""
    people = tuple(
        Person(n, n.title(), "", "", BAN if n == "minh" else "") for n in running.delegates
    )
    roster = Roster(
        id=running.home.council,
        name=running.home.name,
        name_en=running.home.name_en,
        total=len(people),
        chair=people[0],
        secretary=Person("thu-ky", "Thư Ký", "", "", ""),
        learner="",
        delegates=people,
        about={},
    )
    running.run(lambda batch: write_roster(batch, roster))


def audience(found: DryRun, kind: str, name: str = "") -> Audience:
    return next(a for a in found.audiences if a.kind == kind and name in ("", a.id))


def seen(found: Audience) -> list[str]:
    return [paper.document.rpartition(".")[2] for paper in found.papers]


def test_each_audience_sees_its_own_and_nothing_is_written(council: RunningCouncil) -> None:
    with_committee(council)
    drafted = DraftedSession(council)
    drafted.put("to-trinh", "one")
    drafted.put("bao-cao", "closed", committee=BAN)
    drafted.put("chuong-trinh", "programme", item="ky-hop")
    before = council.council.heads()
    found = drafted.rehearse()
    assert council.council.heads() == before
    assert seen(audience(found, "public-site")) == ["chuong-trinh"]
    assert seen(audience(found, "hall")) == ["chuong-trinh", "to-trinh"]
    assert seen(audience(found, "committee")) == ["chuong-trinh", "to-trinh", "bao-cao"]
    assert seen(audience(found, "delegate", "minh")) == ["chuong-trinh", "to-trinh", "bao-cao"]
    assert seen(audience(found, "delegate", "hoa")) == ["chuong-trinh", "to-trinh"]
    assert audience(found, "delegate", "minh").committees == (BAN,)
    kinds = [decode_object(data)["type"] for data in found.statements]
    assert kinds == ["hdnd-manifest/1", "hdnd-closed-manifest/1"]
    drafted.publish()  # and it then happens as it was said
    assert drafted.rehearse().statements == ()


def test_it_tells_new_from_changed_from_unchanged_and_what_stays_published(
    council: RunningCouncil,
) -> None:
    drafted = DraftedSession(council)
    for kind in ("to-trinh", "phu-luc", "bao-cao"):
        drafted.put(kind, kind)
    drafted.publish()
    drafted.renew("to-trinh", "two")
    drafted.put("de-an", "fresh")
    item = drafted.draft.item("bien-che")
    gone = replace(item, papers=tuple(p for p in item.papers if p.id != "bao-cao"))
    drafted.edit(lambda d: replace(d, items=(d.items[0], gone)))
    fates = {p.document.rpartition(".")[2]: p.fate for p in drafted.rehearse().public.papers}
    assert fates == {
        "to-trinh": Fate.CHANGED,
        "phu-luc": Fate.UNCHANGED,
        "bao-cao": Fate.KEPT,
        "de-an": Fate.NEW,
    }


def test_it_names_what_the_dossier_still_lacks(council: RunningCouncil) -> None:
    drafted = DraftedSession(council)
    assert list(drafted.rehearse().missing) == [Missing("bien-che", "")]
    drafted.put("du-thao-nghi-quyet", "one")
    waiting = drafted.put("bao-cao-tham-tra", "two", file=False)
    found = drafted.rehearse()
    assert found.missing == (Missing("bien-che", "to-trinh"),)
    assert found.waiting == (("bien-che", waiting.rpartition(".")[2]),)
    drafted.edit(set_item("bien-che", drafted.draft.item("bien-che").rev, step="bieu-quyet"))
    assert drafted.rehearse().missing == (
        Missing("bien-che", "to-trinh"),
        Missing("bien-che", "giai-trinh-tiep-thu"),
    )


def test_late_papers_are_marked(council: RunningCouncil) -> None:
    yesterday = str(council.clock().date() - timedelta(days=1))
    drafted = DraftedSession(council, papers_due=yesterday)
    drafted.put("to-trinh", "one")
    drafted.put("bien-ban", "two")
    assert [p.late for p in drafted.rehearse().public.papers] == [True, False]


def test_a_draft_with_a_problem_has_no_dry_run(council: RunningCouncil) -> None:
    drafted = DraftedSession(council)
    drafted.edit(set_item("bien-che", drafted.draft.item("bien-che").rev, title=""))
    with pytest.raises(CommandError):
        drafted.rehearse()
