"""Pages of feeds: what continues the feed is taken whole, everything else changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import feeds, limits, signed_notes
from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.errors import Code, ProtocolError
from protocol.feeds import Cursor, Page, Row, check_page, digest_of, page_rows, row_hash
from protocol.merkle import Edge, leaf_hash

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG_KEY = signed_notes.public(KEY)
EPOCH = "0123456789abcdef"
START = Cursor("binh-minh", "public", EPOCH)
TIME = datetime(2026, 11, 22, tzinfo=UTC)


def row(seq: int, **changes: object) -> Row:
    body = f'{{"id":"item-{seq}","title":"Mục {seq}"}}'
    made = Row(seq, f"item-{seq}", "item", 1, False, digest_of(body), body)
    return replace(made, **changes)  # type: ignore[arg-type]


ROWS = [row(seq) for seq in range(1, 8)]


def signed(cursor: Cursor, edge: Edge, key: Ed25519PrivateKey = KEY) -> str:
    return sign_checkpoint(Checkpoint(cursor.origin, edge.size, edge.root(), TIME), key)


def edge_of(rows: list[Row]) -> Edge:
    edge = Edge()
    edge.extend(row_hash(one) for one in rows)
    return edge


def page(after: int, end: int) -> Page:
    checkpoint = signed(START, edge_of(ROWS[:end]))
    return Page("public", EPOCH, after, tuple(ROWS[after:end]), checkpoint, len(ROWS))


def test_pages_are_taken_one_after_another() -> None:
    cursor, edge = START, Edge()
    for after, end in ((0, 3), (3, 4), (4, 4), (4, 7)):
        checked = check_page(page(after, end), cursor, edge, LOG_KEY)
        assert checked.cursor == replace(START, seq=end)
        assert checked.edge == edge_of(ROWS[:end])
        assert edge.size == after, "the edge held stays as it was"
        cursor, edge = checked.cursor, checked.edge
    assert checked.checkpoint.size == 7


def test_the_leaf_of_a_row_is_that_of_the_protocol() -> None:
    one = row(1, deleted=True, body="", digest=digest_of(""), rev=4)
    leaf = f"hdnd-row/1\nitem-1\nitem\n4\n1\n{digest_of('')}\n"
    assert row_hash(one) == leaf_hash(leaf.encode())


def test_a_deleted_row_has_no_body() -> None:
    gone = row(1, deleted=True, body="", digest=digest_of(""))
    checkpoint = signed(START, edge_of([gone]))
    check_page(Page("public", EPOCH, 0, (gone,), checkpoint, 1), START, Edge(), LOG_KEY)
    with_body = row(1, deleted=True)
    checkpoint = signed(START, edge_of([with_body]))
    assert code(Page("public", EPOCH, 0, (with_body,), checkpoint, 1)) is Code.BAD_PAGE


def code(spoiled: Page, cursor: Cursor = START, edge: Edge | None = None) -> Code:
    held = edge or edge_of(ROWS[: cursor.seq])
    before = held.to_bytes()
    with pytest.raises(ProtocolError) as caught:
        check_page(spoiled, cursor, held, LOG_KEY)
    assert held.to_bytes() == before
    return caught.value.code


def swap(rows: tuple[Row, ...], at: int, **changes: object) -> tuple[Row, ...]:
    return (*rows[:at], replace(rows[at], **changes), *rows[at + 1 :])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda p: replace(p, feed="committee.phap-che"), Code.BAD_PAGE),
        (lambda p: replace(p, epoch="f" * 16), Code.BAD_PAGE),
        (lambda p: replace(p, after=1), Code.BAD_PAGE),
        (lambda p: replace(p, rows=p.rows[1:]), Code.BAD_PAGE),
        (lambda p: replace(p, rows=p.rows[:-1]), Code.BAD_PAGE),
        (lambda p: replace(p, rows=p.rows[:1] + p.rows[2:]), Code.BAD_PAGE),
        (lambda p: replace(p, rows=(p.rows[1], p.rows[0], *p.rows[2:])), Code.BAD_PAGE),
        (lambda p: replace(p, rows=p.rows + p.rows[-1:]), Code.BAD_PAGE),
        (lambda p: replace(p, rows=swap(p.rows, 1, body="{}")), Code.BAD_PAGE),
        (lambda p: replace(p, rows=swap(p.rows, 1, body="")), Code.BAD_PAGE),
        (lambda p: replace(p, rows=swap(p.rows, 1, id="a\nb")), Code.BAD_PAGE),
        (lambda p: replace(p, rows=swap(p.rows, 1, id="khac")), Code.ROOT_MISMATCH),
        (lambda p: replace(p, rows=swap(p.rows, 1, kind="khac")), Code.ROOT_MISMATCH),
        (lambda p: replace(p, rows=swap(p.rows, 1, rev=2)), Code.ROOT_MISMATCH),
        (
            lambda p: replace(p, rows=swap(p.rows, 1, body="{}", digest=digest_of("{}"))),
            Code.ROOT_MISMATCH,
        ),
        (lambda p: replace(p, checkpoint=""), Code.BAD_CHECKPOINT),
        (
            lambda p: replace(
                p, checkpoint=signed(START, edge_of(ROWS[:3]), Ed25519PrivateKey.generate())
            ),
            Code.BAD_CHECKPOINT,
        ),
        (
            lambda p: replace(
                p, checkpoint=signed(replace(START, feed="delegate.lan"), edge_of(ROWS[:3]))
            ),
            Code.BAD_CHECKPOINT,
        ),
        (lambda p: replace(p, checkpoint=signed(START, edge_of(ROWS))), Code.BAD_PAGE),
        (lambda p: replace(p, rows=tuple(row(n) for n in range(1, 2002))), Code.BAD_PAGE),
    ],
)
def test_a_page_that_does_not_continue_the_feed_changes_nothing(
    spoil: Callable[[Page], Page], expected: Code
) -> None:
    assert code(spoil(page(0, 3))) is expected


def test_a_feed_that_shrank_is_an_alarm() -> None:
    cursor = replace(START, seq=5)
    shrunk = Page("public", EPOCH, 5, (), signed(START, edge_of(ROWS[:4])), 4)
    assert code(shrunk, cursor) is Code.LOG_SHRANK


def test_a_signed_different_history_is_a_fork() -> None:
    cursor = replace(START, seq=5)
    other = [*ROWS[:4], row(5, id="khac")]
    forked = Page("public", EPOCH, 5, (), signed(START, edge_of(other)), 5)
    assert code(forked, cursor) is Code.SPLIT_VIEW
    longer = Page("public", EPOCH, 5, (ROWS[5],), signed(START, edge_of([*other, ROWS[5]])), 6)
    assert code(longer, cursor) is Code.ROOT_MISMATCH


def test_an_edge_that_is_not_the_cursors_is_refused() -> None:
    assert code(page(3, 5), replace(START, seq=3), Edge()) is Code.BAD_PAGE


def test_a_page_holds_what_the_wire_carries() -> None:
    small = [row(n) for n in range(1, 3000)]
    assert len(page_rows(small)) == limits.PAGE_ROWS
    body = "x" * 400_000
    large = [row(n, body=body, digest=digest_of(body)) for n in range(1, 5)]
    assert len(page_rows(large)) == 2
    huge = "x" * (2 * limits.PAGE)
    assert len(page_rows([row(1, body=huge), row(2)])) == 1, "a page is never empty for its size"
    assert page_rows([]) == []
    assert feeds.row_leaf(small[0]).startswith(b"hdnd-row/1\n")
