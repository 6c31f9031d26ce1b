"""Merkle trees against public vectors, a naive tree, and every change of a bit."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import merkle
from protocol.errors import Code, Invalid
from protocol.merkle import Edge, Tree


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def naive_root(hashes: list[bytes]) -> bytes:
    """MTH as RFC 9162 2.1.1 defines it, by recursion."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    left, right = naive_root(hashes[:split]), naive_root(hashes[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def holds(check: Any, *arguments: Any) -> bool:
    try:
        check(*arguments)
    except Invalid as error:
        return error.code is not Code.BAD_PROOF
    return True


def unb64(values: list[str] | None) -> list[bytes]:
    return [base64.b64decode(value) for value in values or []]


def test_29_every_public_inclusion_vector_is_judged_as_its_authors_say(vectors: Any) -> None:
    cases = vectors("merkle_proofs.json")["inclusion"]
    assert len(cases) == 98
    for case in cases:
        leaf, root = base64.b64decode(case["leafHash"]), base64.b64decode(case["root"])
        proof = unb64(case["proof"])
        ours = holds(merkle.check_inclusion, leaf, case["leafIdx"], case["treeSize"], proof, root)
        assert ours is not case["wantErr"], case["name"]


def test_29_every_public_consistency_vector_is_judged_as_its_authors_say(vectors: Any) -> None:
    cases = vectors("merkle_proofs.json")["consistency"]
    assert len(cases) == 98
    for case in cases:
        roots = base64.b64decode(case["root1"]), base64.b64decode(case["root2"])
        proof = unb64(case["proof"])
        ours = holds(merkle.check_consistency, case["size1"], case["size2"], proof, *roots)
        assert ours is not case["wantErr"], case["name"]


def test_every_size_has_the_root_of_the_definition() -> None:
    hashes = leaves(70)
    edge, tree = Edge(), Tree()
    for size in range(71):
        assert edge.root() == tree.root() == naive_root(hashes[:size])
        if size < 70:
            edge.append(hashes[size])
            tree.append(hashes[size])
    assert all(tree.root(size) == naive_root(hashes[:size]) for size in range(71))


def test_every_leaf_of_every_tree_is_proved() -> None:
    tree = Tree(leaves(40))
    for size in range(1, 41):
        for index in range(size):
            proof = merkle.inclusion_proof(tree.node, index, size)
            merkle.check_inclusion(tree.node(0, index), index, size, proof, tree.root(size))


def test_every_tree_is_proved_to_begin_every_larger_one() -> None:
    tree = Tree(leaves(40))
    for first in range(1, 41):
        for second in range(first, 41):
            proof = merkle.consistency_proof(tree.node, first, second)
            merkle.check_consistency(first, second, proof, tree.root(first), tree.root(second))
            assert (len(proof) == 0) is (first == second)


def test_29_no_bit_of_an_inclusion_proof_can_change() -> None:
    tree = Tree(leaves(21))
    proof = merkle.inclusion_proof(tree.node, 6, 21)
    parts = [tree.node(0, 6), *proof, tree.root()]
    for spoiled in every_spoiled(parts):
        assert not holds(merkle.check_inclusion, spoiled[0], 6, 21, spoiled[1:-1], spoiled[-1])


def test_29_no_bit_of_a_consistency_proof_can_change() -> None:
    tree = Tree(leaves(21))
    proof = merkle.consistency_proof(tree.node, 6, 21)
    for spoiled in every_spoiled([*proof, tree.root(6), tree.root(21)]):
        assert not holds(merkle.check_consistency, 6, 21, spoiled[:-2], spoiled[-2], spoiled[-1])


def every_spoiled(parts: list[bytes]) -> list[list[bytes]]:
    return [
        [*parts[:which], spoil(part, bit), *parts[which + 1 :]]
        for which, part in enumerate(parts)
        for bit in range(256)
    ]


def spoil(part: bytes, bit: int) -> bytes:
    changed = bytearray(part)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_29_another_index_or_size_does_not_verify() -> None:
    tree = Tree(leaves(21))
    proof = merkle.inclusion_proof(tree.node, 6, 21)
    for index in range(-1, 25):
        for size in range(24):
            if (index, size) == (6, 21):
                continue
            ours = holds(merkle.check_inclusion, tree.node(0, 6), index, size, proof, tree.root())
            # RFC 9162: a path fits several shapes of tree, but never another place in this one
            assert not ours or size != 21


def test_29_a_proof_that_ends_early_proves_nothing_about_a_larger_tree() -> None:
    tree = Tree(leaves(8))
    proof = merkle.inclusion_proof(tree.node, 1, 4)
    assert holds(merkle.check_inclusion, tree.node(0, 1), 1, 4, proof, tree.root(4))
    assert not holds(merkle.check_inclusion, tree.node(0, 1), 1, 8, proof, tree.root(4))
    leaf = tree.node(0, 0)
    assert not holds(merkle.check_inclusion, leaf, 0, 1000, [], leaf)
    shorter = merkle.consistency_proof(tree.node, 2, 4)
    roots = tree.root(2), tree.root(4)
    assert holds(merkle.check_consistency, 2, 4, shorter, *roots)
    assert not holds(merkle.check_consistency, 2, 8, shorter, *roots)


def test_hashes_of_another_length_and_endless_proofs_are_refused() -> None:
    tree = Tree(leaves(4))
    proof = merkle.inclusion_proof(tree.node, 1, 4)
    leaf, root = tree.node(0, 1), tree.root()
    assert not holds(merkle.check_inclusion, leaf, 1, 4, [proof[0], proof[1][:-1]], root)
    assert not holds(merkle.check_inclusion, leaf, 1, 4, proof * 100, root)
    assert not holds(merkle.check_inclusion, leaf, 1, 2**60, proof, root)
    assert not holds(merkle.check_consistency, 2, 2**60, proof, root, root)


def test_there_is_no_proof_from_the_empty_tree() -> None:
    tree = Tree(leaves(3))
    assert not holds(merkle.check_consistency, 0, 3, [], merkle.EMPTY_ROOT, tree.root())
    assert not holds(merkle.check_consistency, 0, 0, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)


def test_proofs_of_what_is_not_there_are_not_made() -> None:
    tree = Tree(leaves(3))
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_proof(tree.node, 3, 3)
    with pytest.raises(ValueError, match="no such trees"):
        merkle.consistency_proof(tree.node, 0, 3)


@given(st.integers(0, 300), st.integers(0, 300))
def test_an_edge_that_was_stored_continues_the_same_tree(first: int, more: int) -> None:
    hashes = leaves(first + more)
    whole = Edge()
    whole.extend(hashes)
    edge = Edge()
    edge.extend(hashes[:first])
    again = Edge.from_bytes(edge.to_bytes())
    again.extend(hashes[first:])
    assert again == whole
    assert again.root() == whole.root()


def test_a_copy_of_an_edge_goes_its_own_way() -> None:
    edge = Edge()
    edge.extend(leaves(5))
    copy = edge.copy()
    copy.append(bytes(32))
    assert (edge.size, copy.size) == (5, 6)
    assert edge != copy


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 7, b"\0" * 9, b"\0" * 8 + bytes(32), b"\0" * 7 + b"\x03" + bytes(32)]
)
def test_an_edge_of_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        Edge.from_bytes(data)


def test_the_nodes_a_server_stores_are_all_that_proofs_need() -> None:
    stored: dict[tuple[int, int], bytes] = {}
    edge = Edge()
    for leaf in leaves(30):
        completed = merkle.nodes_completed(edge, leaf)
        size = edge.size
        assert completed[0] == (0, size, leaf)
        for level, index, value in completed:
            assert (level, index) not in stored
            stored[level, index] = value
        edge.append(leaf)
    read = lambda level, index: stored[level, index]  # noqa: E731
    for size in range(1, 31):
        assert merkle.edge_at(read, size).root() == merkle.root_at(read, size)
    proof = merkle.inclusion_proof(read, 17, 29)
    merkle.check_inclusion(stored[0, 17], 17, 29, proof, merkle.root_at(read, 29))
