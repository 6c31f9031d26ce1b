"""Invariants 7 to 10 and 20 of the delegate's own votes."""

from __future__ import annotations

from collections import Counter

from tests.simulation.broken import require
from tests.simulation.invariants import Ask, Watched
from tests.simulation.truth import Truth


class WatchedVotes(Watched):
    """`promised` are the votes whose casting returned: their delegate was told that they are kept."""

    TABLES = frozenset({"votes", "vote_steps", "receipts", "refusals", "outbox"})

    def __init__(self, truth: Truth) -> None:
        super().__init__(truth)
        self.promised: set[str] = set()
        self.cast: dict[str, bytes] = {}

    def look(self, ask: Ask) -> None:
        votes = ask(
            "SELECT votes.identity, seq, statement, "
            "(SELECT state FROM vote_steps WHERE vote = votes.identity ORDER BY rowid DESC LIMIT 1) "
            "AS state, (SELECT position FROM receipts WHERE vote = votes.identity) AS position, "
            "EXISTS (SELECT 1 FROM outbox WHERE outbox.id = votes.identity) AS owed FROM votes"
        )
        signed = {vote["identity"]: vote["statement"] for vote in votes}
        for name in self.promised:
            require(7, f"vote {name[:8]} was promised and is gone", holds=name in signed)
        for name, statement in self.cast.items():
            require(7, f"vote {name[:8]} is gone", holds=name in signed)
            require(9, f"vote {name[:8]} changed", holds=signed[name] == statement)
        self.cast.update(signed)
        for vote in votes:
            name, state = vote["identity"], vote["state"]
            if state in ("signed", "sent", None):
                require(7, f"vote {name[:8]} is not owed", holds=bool(vote["owed"]))
            if vote["position"] is not None:
                places = self.truth.places(name)
                require(10, "a receipt without an entry", holds=vote["position"] in places)
        links = Counter(vote["seq"] for vote in votes if vote["state"] != "refused")
        doubled = [seq for seq, number in links.items() if number > 1]
        require(20, f"two votes at {doubled} of the chain", holds=not doubled)

    def look_whole(self, ask: Ask) -> None:
        self.look(ask)
        self.counted_once()

    def counted_once(self) -> None:
        """8: at most one counted vote for each poll and delegate."""
        for poll in self.truth.council.record.replay.polls.values():
            counted = sum(count.count for count in poll.tally().counts)
            voters = {standing.voter for standing in poll.standing.values()}
            require(8, f"poll {poll.definition.poll}", holds=counted == len(voters))
