"""The delegate's own votes: signed bytes that never change, and the steps they took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from delegate_app.domain.halls import HallWord
from delegate_app.domain.votes import ALLOWED, Disposition, Receipt, Vote, VoteState, VoteStep
from delegate_app.storage.vault import Row, Vault


@dataclass(frozen=True, slots=True)
class SignedVote:
    """A vote as it was signed. `identity` is the SHA-256 of `statement`."""

    identity: str
    poll_id: str
    choice: str
    seq: int
    prev: str
    cast_at: str
    statement: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class StoredVote:
    """A vote with everything this desk knows of it but its effect, which replay says."""

    signed: SignedVote
    steps: tuple[VoteStep, ...]
    receipt: Receipt | None
    refusal: str

    @property
    def state(self) -> VoteState:
        """The state reached last."""
        return self.steps[-1].state

    def shown(self, disposition: Disposition | None, hall: HallWord | None = None) -> Vote:
        """The vote for the window."""
        return Vote(
            self.signed.identity,
            self.signed.poll_id,
            self.signed.choice,
            self.signed.seq,
            datetime.fromisoformat(self.signed.cast_at),
            self.steps,
            self.receipt,
            disposition,
            self.refusal,
            hall,
        )


class VoteTable:
    """Votes in the order of the device's chain."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, vote: SignedVote, at: datetime) -> None:
        """Store a new vote in state SIGNED."""
        self._vault.run(
            "INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                vote.identity,
                vote.poll_id,
                vote.choice,
                vote.seq,
                vote.prev,
                vote.cast_at,
                vote.statement,
                vote.signature,
            ],
        )
        self._write_step(vote.identity, VoteState.SIGNED, at)

    def step(self, identity: str, state: VoteState, at: datetime) -> bool:
        """Append a state; False when the vote is there already or cannot go there from where it is (rule `ALLOWED`)."""
        vote = self.vote(identity)
        if vote is None or (vote.state, state) not in ALLOWED:
            return False
        self._write_step(identity, state, at)
        return True

    def keep_receipt(self, identity: str, receipt: Receipt) -> None:
        """Keep the verified receipt; the first one stays."""
        self._vault.run(
            "INSERT OR IGNORE INTO receipts VALUES (?, ?, ?, ?, ?)",
            [
                identity,
                receipt.index,
                receipt.size,
                receipt.received_at.isoformat(),
                receipt.text,
            ],
        )

    def keep_refusal(self, identity: str, code: str, text: str) -> None:
        """Keep the verified refusal."""
        self._vault.run("INSERT OR IGNORE INTO refusals VALUES (?, ?, ?)", [identity, code, text])

    def refusal_text(self, identity: str) -> str:
        """The refusal as the council signed it, "" when there is none."""
        found = self._vault.value("SELECT text FROM refusals WHERE vote = ?", [identity])
        return str(found) if found is not None else ""

    def vote(self, identity: str) -> StoredVote | None:
        """One vote, or None."""
        found = self._read("WHERE votes.identity = ?", identity)
        return found[0] if found else None

    def of_poll(self, poll_id: str) -> tuple[StoredVote, ...]:
        """The votes on a poll, the newest last."""
        return self._read("WHERE poll = ?", poll_id)

    def all(self) -> tuple[StoredVote, ...]:
        """All votes, the newest last."""
        return self._read("WHERE seq >= ?", 0)

    def _write_step(self, identity: str, state: VoteState, at: datetime) -> None:
        self._vault.run(
            "INSERT INTO vote_steps VALUES (?, ?, ?)", [identity, state.value, at.isoformat()]
        )

    def _read(self, condition: str, value: object) -> tuple[StoredVote, ...]:
        rows = self._vault.rows(
            "SELECT votes.*, receipts.position, receipts.size, receipts.received_at, "  # noqa: S608
            "receipts.text, refusals.code FROM votes "
            "LEFT JOIN receipts ON receipts.vote = votes.identity "
            f"LEFT JOIN refusals ON refusals.vote = votes.identity {condition} "
            "ORDER BY votes.seq, votes.rowid",
            [value],
        )
        return tuple(self._stored(row) for row in rows)

    def _stored(self, row: Row) -> StoredVote:
        steps = self._vault.rows(
            "SELECT state, at FROM vote_steps WHERE vote = ? ORDER BY rowid", [row["identity"]]
        )
        receipt = None
        if row["text"] is not None:
            received = datetime.fromisoformat(row["received_at"])
            receipt = Receipt(row["position"], row["size"], received, row["text"])
        signed = SignedVote(
            row["identity"],
            row["poll"],
            row["choice"],
            row["seq"],
            row["prev"],
            row["cast_at"],
            row["statement"],
            row["signature"],
        )
        return StoredVote(
            signed,
            tuple(
                VoteStep(VoteState(step["state"]), datetime.fromisoformat(step["at"]))
                for step in steps
            ),
            receipt,
            row["code"] or "",
        )
