"""The roots of a record, one after the other (protocol.md 3.7, 4.10): who certifies, and which key signs which size.

Entry 0 names the root that clients pinned and the first log key. A later `root` statement, signed by
the root that stands, puts another root certificate, another log key, or both in their place.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol import certificates, cms
from protocol.councils import Root
from protocol.errors import Code, Invalid, Refused
from protocol.fields import unb64
from protocol.statements import decode_statement


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The log's Ed25519 public keys, each with the smallest size whose checkpoints it signs, ascending."""

    since: tuple[tuple[int, bytes], ...]

    def at(self, size: int) -> bytes:
        """The key that signs a checkpoint of this size (4.10)."""
        return next(key for first, key in reversed(self.since) if first <= size or first == 1)

    @property
    def standing(self) -> bytes:
        """The key that signs now."""
        return self.since[-1][1]


@dataclass(frozen=True, slots=True)
class RootChain:
    """The `root` statements of a record, each with its index; `pinned` is the hex SHA-256 of the first root."""

    pinned: str
    links: tuple[tuple[int, Root], ...] = ()

    @property
    def first(self) -> Root | None:
        """Entry 0."""
        return self.links[0][1] if self.links else None

    @property
    def standing(self) -> Root | None:
        """The root statement in force."""
        return self.links[-1][1] if self.links else None

    @property
    def log_keys(self) -> LogKeys:
        """Which key signs which size; there must be an entry 0."""
        since: list[tuple[int, bytes]] = []
        for index, root in self.links:
            key = unb64(root.log_key)
            if not since or since[-1][1] != key:
                since.append((index + 1, key))
        return LogKeys(tuple(since))

    def names_something_new(self, root: Root) -> bool:
        """Whether a later `root` statement changes anything that stands."""
        standing = self.standing
        if standing is None:
            return True
        return (root.root_cert, root.log_key) != (standing.root_cert, standing.log_key)

    def judge(self, root: Root) -> bytes:
        """The certificate (DER) that has to sign the record's next `root` statement, once it may follow.

        Raises `Refused`: UNKNOWN_CERT for a certificate that is no root or not the pinned one,
        VOTER_CERT for another signer or for a key that stood before, TYPE when nothing would change.
        """
        offered = unb64(root.root_cert)
        standing = self.standing
        signer = offered if standing is None else unb64(standing.root_cert)
        if standing is None and certificates.fingerprint(offered) != self.pinned:
            raise Refused(Code.UNKNOWN_CERT, "not the pinned root")
        if root.cert != certificates.fingerprint(signer):
            raise Refused(Code.VOTER_CERT, "not signed by the standing root")
        if not self.names_something_new(root):
            raise Refused(Code.TYPE, "names no new key")
        if standing is not None:
            self._judge_return(root, standing)
        try:
            certificates.check_root(offered)
        except Invalid as error:
            raise Refused(Code.UNKNOWN_CERT, error.detail) from None
        return signer

    def _judge_return(self, root: Root, standing: Root) -> None:
        """No key that was replaced comes back."""
        for name in ("root_cert", "log_key"):
            offered, before = getattr(root, name), {getattr(link, name) for _, link in self.links}
            if offered != getattr(standing, name) and offered in before:
                raise Refused(Code.VOTER_CERT, f"a {name} that stood before")

    def followed(self, root: Root, index: int) -> RootChain:
        """The chain with a judged statement as its last link."""
        return RootChain(self.pinned, (*self.links, (index, root)))

    def extended(self, data: bytes, signature: bytes, index: int) -> RootChain:
        """The chain with this `root` statement, once it may follow and its signature holds.

        For who wants to know the log's key before the entries between are replayed. Raises `Refused`.
        """
        root = decode_statement(data)
        if not isinstance(root, Root):
            raise Refused(Code.TYPE, "no root")
        cms.verify(signature, data, self.judge(root))
        return self.followed(root, index)
