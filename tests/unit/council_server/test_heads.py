"""The board of heads: a change wakes whom it concerns, thousands may wait."""

from __future__ import annotations

import asyncio

from council_server.heads import HeadBoard, tag_of
from council_server.logs import Head


def board_of(**sizes: int) -> HeadBoard:
    return HeadBoard({name: Head("e", size) for name, size in sizes.items()})


async def until_waiting(board: HeadBoard, clients: int) -> None:
    """Let the loop turn until so many clients wait."""
    while board.waiting < clients:
        await asyncio.to_thread(lambda: None)


def test_a_change_wakes_the_followers_of_that_log_and_nobody_else() -> None:
    async def story() -> None:
        board = board_of(public=1, a=1, b=1)
        board.attach(asyncio.get_running_loop())
        known_a, known_b = tag_of(board.of(["public", "a"])), tag_of(board.of(["public", "b"]))
        a = asyncio.create_task(board.wait(["public", "a"], known_a, 60))
        b = asyncio.create_task(board.wait(["public", "b"], known_b, 60))
        await until_waiting(board, 2)
        board.publish({"public": Head("e", 1), "a": Head("e", 2), "b": Head("e", 1)})
        assert (await a)["a"] == Head("e", 2)
        assert (b.done(), board.waiting) == (False, 1)
        board.close()
        assert (await b)["b"] == Head("e", 1)
        assert board.waiting == 0

    asyncio.run(story())


def test_whoever_is_behind_is_answered_at_once() -> None:
    async def story() -> None:
        board = board_of(public=7)
        assert (await board.wait(["public"], '"old"', 60))["public"].size == 7
        assert await board.wait(["public"], tag_of(board.of(["public"])), 0)

    asyncio.run(story())


def test_thousands_wait_and_all_are_answered_by_one_change() -> None:
    async def story() -> None:
        board = board_of(public=1)
        board.attach(asyncio.get_running_loop())
        known = tag_of(board.of(["public"]))
        waiting = [asyncio.create_task(board.wait(["public"], known, 60)) for _ in range(4000)]
        await until_waiting(board, 4000)
        board.publish({"public": Head("e", 2)})
        answers = await asyncio.gather(*waiting)
        assert {answer["public"].size for answer in answers} == {2}

    asyncio.run(story())


def test_a_log_that_begins_later_appears_for_those_who_may_follow_it() -> None:
    board = board_of(public=1)
    assert "delegate.an" not in board.of(["public", "delegate.an"])
    board.publish({"public": Head("e", 1), "delegate.an": Head("f", 0)})
    assert board.of(["public", "delegate.an"])["delegate.an"] == Head("f", 0)


def test_the_tag_changes_with_epoch_and_size_and_not_with_order() -> None:
    one = {"a": Head("e", 1), "b": Head("e", 2)}
    assert tag_of(one) == tag_of(dict(reversed(one.items())))
    assert (
        len({tag_of(one), tag_of(one | {"a": Head("e", 2)}), tag_of(one | {"a": Head("f", 1)})})
        == 3
    )
