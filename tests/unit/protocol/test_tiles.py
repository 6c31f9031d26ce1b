"""The static files of the vote record: paths, tiles of hashes, bundles."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import limits, merkle, records, tiles
from protocol.errors import Code, Invalid
from protocol.records import Record
from protocol.tiles import ENTRIES, RECORDS, TilePath, parse_path, paths_at
from tests.unit.protocol.sample_council import leaf_of

LEAVES = [merkle.leaf_hash(n.to_bytes(3, "big")) for n in range(700)]
TREE = merkle.Tree(LEAVES)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (TilePath("0", 0), "tile/0/000"),
        (TilePath("0", 1234067), "tile/0/x001/x234/067"),
        (TilePath("63", 999, 255), "tile/63/999.p/255"),
        (TilePath(ENTRIES, 1000, 1), "tile/entries/x001/000.p/1"),
        (TilePath(RECORDS, 7), "records/007"),
    ],
)
def test_a_path_is_that_of_the_specification(path: TilePath, text: str) -> None:
    assert str(path) == text
    assert parse_path(text) == path


@given(
    st.sampled_from(["0", "9", "42", "63", ENTRIES, RECORDS]),
    st.integers(0, 10**9),
    st.integers(1, 256),
)
def test_every_path_comes_back_from_its_text(kind: str, index: int, width: int) -> None:
    path = TilePath(kind, index, width)
    assert parse_path(str(path)) == path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tile",
        "tile/0",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/../000",
        "tile/0/000\n",
        "tile/entry/000",
        "records/entries/000",
        "/tile/0/000",
        "tile/0/" + "x001/" * 40 + "000",
        "tile/0/٠٠٠",
    ],
)
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_path(text)
    assert caught.value.code is Code.BAD_TILE


def test_the_tiles_of_a_size_are_those_of_the_specification() -> None:
    """The example of tlog-tiles: 70,000 entries."""
    assert len(paths_at(70_000, "0")) == 274
    assert paths_at(70_000, "0")[-1] == TilePath("0", 273, 112)
    assert paths_at(70_000, "1") == [TilePath("1", 0), TilePath("1", 1, 17)]
    assert paths_at(70_000, "2") == [TilePath("2", 0, 1)]
    assert paths_at(256, "0") == [TilePath("0", 0)]
    assert paths_at(256, "1") == [TilePath("1", 0, 1)]
    assert paths_at(0, "0") == []
    assert paths_at(300, RECORDS, first=260) == [TilePath(RECORDS, 1, 44)]
    assert paths_at(300, RECORDS, first=300) == []


def test_the_tiles_hold_the_hashes_of_their_level() -> None:
    hashes = []
    for path in paths_at(700, "0"):
        hashes += tiles.read_hash_tile(path, tiles.hash_tile(path, TREE.node))
    assert hashes == LEAVES
    (above,) = paths_at(700, "1")
    first, second = tiles.read_hash_tile(above, tiles.hash_tile(above, TREE.node))
    assert first == merkle.Tree(LEAVES[:256]).root()
    assert second == merkle.Tree(LEAVES[256:512]).root()
    with pytest.raises(Invalid):
        tiles.read_hash_tile(above, b"short")


PARTS = st.binary(max_size=300)


@given(st.lists(PARTS, max_size=20))
def test_entry_bundles_come_back(leaves: list[bytes]) -> None:
    assert tiles.read_entries(tiles.write_entries(leaves)) == leaves


@given(st.lists(st.builds(Record, PARTS, PARTS), max_size=20))
def test_record_bundles_come_back(found: list[Record]) -> None:
    assert records.read_records(records.write_records(found)) == found


@given(st.binary(max_size=60))
def test_bundles_of_any_bytes_are_read_whole_or_refused(data: bytes) -> None:
    with suppress(Invalid):
        assert tiles.write_entries(tiles.read_entries(data)) == data
    with suppress(Invalid):
        assert records.write_records(records.read_records(data)) == data


@pytest.mark.parametrize(
    "data",
    [
        bytes(8) * 257,
        (limits.STATEMENT + 1).to_bytes(4, "big"),
        bytes(4) + (limits.SIGNATURE + 1).to_bytes(4, "big"),
        bytes(4),
    ],
    ids=["too many", "a large statement", "a large signature", "no signature"],
)
def test_records_that_hold_too_much_or_too_little_are_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        records.read_records(data)


def test_an_entry_bundle_wider_than_a_tile_is_refused() -> None:
    with pytest.raises(Invalid):
        tiles.read_entries(bytes(2) * 257)


def test_the_leaf_of_an_entry_is_that_of_the_protocol() -> None:
    record = Record(b"statement", b"signature")
    assert records.record_hash("vote", *record) == leaf_of(record, "vote")
