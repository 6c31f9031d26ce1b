"""Searching while somebody types: the newest question is answered, also after one that failed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.domain.search import Filters, SearchResult
from delegate_app.errors import Code, DeskError
from delegate_app.services.live_search import LiveSearch
from tests.unit.delegate_app.shelf import Shelf

PATIENCE = 20.0
Answer = tuple[SearchResult | None, Exception | None]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "vault.db")
    made.session("moi", "2026-11-26")
    made.paper("moi.a", "moi", ["dự toán"], title="Tờ trình")
    made.index()
    yield made
    made.close()


@pytest.fixture
def live(shelf: Shelf) -> Iterator[LiveSearch]:
    made = LiveSearch(shelf.search)
    yield made
    made.close()


def test_questions_that_were_not_begun_give_way_to_the_newest(live: LiveSearch) -> None:
    answers: queue.Queue[tuple[str, Answer]] = queue.Queue()
    begun, let_on = threading.Event(), threading.Event()

    def first(result: SearchResult | None, error: Exception | None) -> None:
        begun.set()
        let_on.wait(PATIENCE)
        answers.put(("d", (result, error)))

    live.ask("d", Filters(), first)
    assert begun.wait(PATIENCE)
    for typed in ("du", "du t", "du toan"):
        live.ask(typed, Filters(), lambda r, e, typed=typed: answers.put((typed, (r, e))))  # type: ignore[misc]
    let_on.set()
    told = [answers.get(timeout=PATIENCE) for _ in range(2)]
    assert [typed for typed, _ in told] == ["d", "du toan"]
    result = told[1][1][0]
    assert result is not None
    assert [found.id for found in result.found] == ["moi.a"]
    assert answers.empty()


def test_a_locked_vault_is_told_and_the_next_question_answered(
    shelf: Shelf, live: LiveSearch
) -> None:
    answers: queue.Queue[Answer] = queue.Queue()
    shelf.vault.close()
    live.ask("du", Filters(), lambda r, e: answers.put((r, e)))
    _, error = answers.get(timeout=PATIENCE)
    assert isinstance(error, DeskError)
    assert error.code is Code.VAULT_LOCKED
    shelf.vault.open(bytes(range(32)))
    live.ask("du", Filters(), lambda r, e: answers.put((r, e)))
    assert answers.get(timeout=PATIENCE)[0] is not None


def test_nothing_is_answered_after_the_end(live: LiveSearch) -> None:
    answers: list[object] = []
    live.close()
    live.ask("du", Filters(), lambda r, e: answers.append((r, e)))
    live.close()
    assert answers == []
