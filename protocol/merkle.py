"""Merkle trees, inclusion and consistency proofs of RFC 9162 section 2.1 (protocol.md 4.1).

`Edge` is all that a growing log must keep to know its root: the roots of the complete subtrees
along its right side. Proofs are made from a `NodeReader`, so a server keeps complete nodes
in its database: `for level, index, value in nodes_completed(edge, leaf): store(...)`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Self

from protocol import limits
from protocol.errors import Code, Invalid

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Node = tuple[int, int, bytes]
"""(level, index, hash) of a complete subtree of 2**level leaves, the index-th of its level."""

NodeReader = Callable[[int, int], bytes]
"""(level, index) -> hash of that complete subtree."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Edge:
    """The right edge of a tree: enough to append leaves and to know the root."""

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or size.bit_count() != len(hashes):
            raise Invalid(Code.BAD_PROOF, "edge")
        self.size = size
        self._hashes = list(hashes)

    def append(self, leaf: bytes) -> None:
        """The tree is one leaf (its hash) longer."""
        size = self.size
        while size & 1:
            leaf = node_hash(self._hashes.pop(), leaf)
            size >>= 1
        self._hashes.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """The tree is longer by all these leaf hashes."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """The root of the tree; of the empty tree the hash of nothing."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = node_hash(left, root)
        return root

    def copy(self) -> Edge:
        """Another edge with the same tree."""
        return Edge(self.size, self._hashes)

    def hashes(self) -> tuple[bytes, ...]:
        """The roots of the complete subtrees, largest first."""
        return tuple(self._hashes)

    def to_bytes(self) -> bytes:
        """Size in 8 bytes big-endian, then the hashes, largest subtree first."""
        return self.size.to_bytes(8, "big") + b"".join(self._hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The edge of `to_bytes`; raises `Invalid(BAD_PROOF)`."""
        if len(data) % HASH_SIZE != 8:
            raise Invalid(Code.BAD_PROOF, "edge")
        hashes = [data[at : at + HASH_SIZE] for at in range(8, len(data), HASH_SIZE)]
        return cls(int.from_bytes(data[:8], "big"), hashes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edge) and self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]


def nodes_completed(edge: Edge, leaf: bytes) -> list[Node]:
    """The complete subtrees that appending `leaf` (its hash) would finish; `edge` stays as it is."""
    level, index = 0, edge.size
    nodes = [(0, index, leaf)]
    hashes = list(edge.hashes())
    while index & 1:
        leaf = node_hash(hashes.pop(), leaf)
        level, index = level + 1, index >> 1
        nodes.append((level, index, leaf))
    return nodes


class Tree:
    """A whole tree in memory: every complete node, every proof."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.edge = Edge()
        self._nodes: dict[tuple[int, int], bytes] = {}
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self.edge.size

    def append(self, leaf: bytes) -> None:
        """The tree is one leaf (its hash) longer."""
        for level, index, value in nodes_completed(self.edge, leaf):
            self._nodes[level, index] = value
        self.edge.append(leaf)

    def node(self, level: int, index: int) -> bytes:
        """The complete subtree at that place; raises KeyError when it is not complete."""
        return self._nodes[level, index]

    def root(self, size: int | None = None) -> bytes:
        """The root at `size` leaves, now when not given."""
        return root_at(self.node, self.size if size is None else size)


def root_at(nodes: NodeReader, size: int) -> bytes:
    """The root of the first `size` leaves."""
    return _range_hash(nodes, 0, size) if size else EMPTY_ROOT


def edge_at(nodes: NodeReader, size: int) -> Edge:
    """The right edge of the first `size` leaves."""
    hashes, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            hashes.append(nodes(level, start >> level))
            start += 1 << level
    return Edge(size, hashes)


def inclusion_proof(nodes: NodeReader, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` stands in the tree of `size` leaves (RFC 9162 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_hash(nodes, middle, end))
            end = middle
        else:
            proof.append(_range_hash(nodes, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(nodes: NodeReader, first: int, second: int) -> list[bytes]:
    """The proof that the tree of `first` leaves begins that of `second` (RFC 9162 2.1.4.1)."""
    if not 0 < first <= second:
        raise ValueError("no such trees")
    proof: list[bytes] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            proof.append(_range_hash(nodes, middle, end))
            end = middle
        else:
            proof.append(_range_hash(nodes, start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(_range_hash(nodes, start, end))
    return proof[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Returns when `leaf` (its hash) stands at `index` of the tree (RFC 9162 2.1.3.2).

    Raises `Invalid(BAD_PROOF)` in every other case.
    """
    if not 0 <= index < size <= limits.LOG_SIZE:
        raise Invalid(Code.BAD_PROOF, "index beyond the tree")
    _check_shapes([leaf, *proof])
    fn, sn, value = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            raise Invalid(Code.BAD_PROOF, "proof too long")
        if fn & 1 or fn == sn:
            value = node_hash(sibling, value)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            value = node_hash(value, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn or value != root:
        raise Invalid(Code.BAD_PROOF, "inclusion")


def check_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    """Returns when the tree of `first` leaves begins that of `second` (RFC 9162 2.1.4.2).

    Raises `Invalid(BAD_PROOF)` in every other case. The empty tree begins every tree, which says
    nothing, so there is no proof from it.
    """
    if not 0 < first <= second <= limits.LOG_SIZE:
        raise Invalid(Code.BAD_PROOF, "sizes")
    _check_shapes(proof)
    if first == second:
        if proof or first_root != second_root:
            raise Invalid(Code.BAD_PROOF, "consistency")
        return
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    if not path:
        raise Invalid(Code.BAD_PROOF, "proof empty")
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if sn == 0:
            raise Invalid(Code.BAD_PROOF, "proof too long")
        if fn & 1 or fn == sn:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn or old != first_root or new != second_root:
        raise Invalid(Code.BAD_PROOF, "consistency")


def _check_shapes(hashes: Sequence[bytes]) -> None:
    if len(hashes) > limits.PROOF_HASHES:
        raise Invalid(Code.BAD_PROOF, "proof too long")
    if any(len(value) != HASH_SIZE for value in hashes):
        raise Invalid(Code.BAD_PROOF, "not a hash")


def _range_hash(nodes: NodeReader, start: int, end: int) -> bytes:
    """The root over leaves start..end-1; start is a multiple of the next power of two below."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + _split(count)
    return node_hash(_range_hash(nodes, start, middle), _range_hash(nodes, middle, end))


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1
