"""The hash chain of each device's statements (protocol.md 2.2): gaps and clones show."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from protocol.errors import Code, NotYet, Refused


@dataclass(slots=True)
class DeviceChain:
    """How far a device's chain has come; `last` is the identity that the next `prev` must name."""

    device: str
    person: str
    certificate: str
    last: str
    seq: int = 0
    said: list[str] = field(default_factory=list)
    """The identities of the device's statements: number `seq` at `seq` - 1."""

    def judge(self, seq: int, prev: str) -> None:
        """Returns when the statement is the device's next.

        Raises `NotYet(CHAIN_GAP)` when an earlier one is missing, `Refused(CHAIN_FORK)` when the
        device signed another statement in this place (a cloned disk, attack 19).
        """
        if seq > self.seq + 1:
            raise NotYet(Code.CHAIN_GAP, self.seq + 1, f"device {self.device}")
        if seq <= self.seq or prev != self.last:
            raise Refused(Code.CHAIN_FORK, f"device {self.device} seq {seq}")

    def copy(self) -> DeviceChain:
        """A chain that goes on by itself."""
        return replace(self, said=list(self.said))

    def append(self, seq: int, identity: str) -> None:
        """The statement is the device's last."""
        self.seq, self.last = seq, identity
        self.said.append(identity)

    def logged_at(self, seq: int) -> str:
        """What stands in this place of the chain, or else the last that stands before it."""
        return self.said[seq - 1] if 0 < seq <= len(self.said) else self.last
