"""Numbers of the session's book: shared, running on, and never moved by what comes late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delegate_app.domain.books import Book, bound, stands_from
from delegate_app.domain.council_sessions import CouncilSession, Dossier, Programme, SessionKind
from delegate_app.domain.documents import Document, DocumentVersion, PaperType

START = datetime.fromisoformat("2026-11-26T08:00:00+07:00")
EARLY, LATE = START - timedelta(days=9), START - timedelta(days=1)
SESSION = CouncilSession(
    "ky-hop",
    SessionKind.REGULAR,
    "Kỳ họp",
    "",
    START,
    START + timedelta(days=1),
    date(2026, 11, 20),
)


def document(name: str, *versions: tuple[datetime, int]) -> Document:
    """A paper whose versions were published at these times with so many pages."""
    made = tuple(
        DocumentVersion(
            sha256=f"{name}{n}", document_id=name, ordinal=n, size=1, pages=pages,
            published_at=at, note="", original=None, received=1, checked=True, seen=True,
        )
        for n, (at, pages) in enumerate(versions, 1)
    )  # fmt: skip
    return Document(
        id=name, session_id="ky-hop", item_id="", type=PaperType.REPORT, position=1, title=name,
        number="", issued=None, issuer="", versions=made,
    )  # fmt: skip


def book(*documents: Document) -> Book:
    return bound(Programme(SESSION, (Dossier(None, documents),)), START)


def numbers(made: Book) -> dict[str, str]:
    return {paper.document.id: " ".join(paper.numbers) for paper in made.papers}


def test_numbers_run_on_from_paper_to_paper() -> None:
    made = book(document("a", (EARLY, 3)), document("b", (EARLY, 2)))
    assert numbers(made) == {"a": "1 2 3", "b": "4 5"}
    assert made.papers[0].span == "1-3"
    assert made.settled


def test_a_late_paper_slots_in_with_letters() -> None:
    made = book(document("a", (EARLY, 7)), document("late", (LATE, 2)), document("b", (EARLY, 1)))
    assert numbers(made)["late"] == "7a 7b"
    assert numbers(made)["b"] == "8"
    assert [paper.late for paper in made.papers] == [False, True, False]


def test_letters_behind_one_page_are_given_in_the_order_of_publication() -> None:
    earlier, later = LATE, LATE + timedelta(hours=1)
    first = book(document("a", (EARLY, 7)), document("x", (earlier, 2)))
    grown = document("a", (EARLY, 7), (later, 8))
    then = book(grown, document("y", (later + timedelta(hours=1), 1)), document("x", (earlier, 2)))
    assert numbers(then)["x"] == numbers(first)["x"] == "7a 7b"
    assert numbers(then)["a"] == "1 2 3 4 5 6 7 7c"
    assert numbers(then)["y"] == "7d"


def test_a_shorter_version_leaves_a_gap_and_moves_nothing() -> None:
    made = book(document("a", (EARLY, 3), (LATE, 2)), document("b", (EARLY, 1)))
    assert numbers(made) == {"a": "1 2", "b": "4"}


def test_more_than_twenty_six_pages_go_on_with_two_letters() -> None:
    made = book(document("a", (EARLY, 1)), document("x", (LATE, 28)))
    assert made.papers[1].numbers[24:] == ("1y", "1z", "1aa", "1ab")


def test_a_number_is_found_in_any_case_and_papers_stand_beside_each_other() -> None:
    made = book(document("a", (EARLY, 7)), document("x", (LATE, 2)))
    assert made.find(" 7B ") == ("x1", 1)
    assert made.find("9") is None
    after = made.beside("a1", 1)
    assert after is not None
    assert after.document.id == "x"
    assert made.beside("x1", 1) is None
    assert made.numbers_of("a1") == ("1", "2", "3", "4", "5", "6", "7")


def test_numbers_are_provisional_until_papers_are_due() -> None:
    programme = Programme(SESSION, ())
    assert stands_from(SESSION).isoformat() == "2026-11-20T23:59:59.999999+07:00"
    assert not bound(programme, EARLY).settled


def test_when_everything_comes_late_the_first_day_is_numbered() -> None:
    next_day = LATE + timedelta(days=1)
    made = book(document("a", (LATE, 2)), document("x", (next_day, 1)), document("b", (LATE, 1)))
    assert numbers(made) == {"a": "1 2", "x": "2a", "b": "3"}


papers = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 30)), min_size=1, max_size=8)


@given(papers, st.integers(1, 8), st.integers(1, 8))
def test_no_number_moves_or_repeats_whatever_is_published_later(
    published: list[tuple[int, int]], place: int, pages: int
) -> None:
    made = [
        document(f"p{n}", (EARLY + timedelta(days=days), count))
        for n, (days, count) in enumerate(published)
    ]
    before = book(*made)
    newest = max(d.newest.published_at for d in made)
    late = document("late", (max(newest, LATE) + timedelta(days=30), pages))
    after = book(*made[:place], late, *made[place:])
    for name, given_numbers in numbers(before).items():
        assert numbers(after)[name] == given_numbers
    every = [number for paper in after.papers for number in paper.numbers]
    assert len(every) == len(set(every))
