"""Voting: what is asked, the signed vote, and what the record made of it."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

from delegate_app.domain.changes import Kind
from delegate_app.domain.polls import Poll
from delegate_app.domain.records import Alarm, RecordCheck
from delegate_app.domain.votes import Vote, VoteState
from delegate_app.errors import Code, UserError
from delegate_app.services.account import Account
from delegate_app.services.announcer import Announcer
from delegate_app.services.evidence import Evidence
from delegate_app.services.hall_words import HallWords
from delegate_app.services.poll_views import Viewer, poll_view, superseded
from delegate_app.services.proofs import Proofs
from delegate_app.services.record import CheckedRecord
from delegate_app.services.record_check import checked_record
from delegate_app.storage.accounts import AccountTable, EnrolmentRow, VaultSettings
from delegate_app.storage.councils import CouncilTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.record import RecordTable
from delegate_app.storage.vault import Vault
from delegate_app.storage.votes import SignedVote, StoredVote, VoteTable
from protocol import cms
from protocol.canonical import identity
from protocol.certificates import fingerprint
from protocol.poll_states import PollState
from protocol.replay import Replay
from protocol.times import write_time
from protocol.votes import Vote as VoteStatement
from protocol.votes import write_clock

CLOCK_OFFSET = "clock-offset"


class Votes:
    """Polls as replayed from the record, and this delegate's own votes on them."""

    def __init__(
        self, vault: Vault, account: Account, record: CheckedRecord, changes: Announcer
    ) -> None:
        self._vault = vault
        self._account = account
        self._record = record
        self._changes = changes
        self._votes = VoteTable(vault)
        self._outbox = OutboxTable(vault)
        self._entries = RecordTable(vault)
        self._evidence = Evidence(vault)
        self._enrolment = AccountTable(vault)
        self._settings = VaultSettings(vault)
        self._councils = CouncilTable(vault)
        self._documents = DocumentTable(vault)
        self.proofs = Proofs(vault, record)
        self.halls = HallWords(vault, record)

    # ------------------------------------------------------------------ reading

    def polls(self) -> tuple[Poll, ...]:
        """All polls of the record, the one defined last first."""
        replay = self._record.replay()
        if replay is None:
            return ()
        viewer = self._viewer(replay)
        states = sorted(replay.polls.values(), key=lambda state: state.index, reverse=True)
        return tuple(self._view(state, viewer) for state in states)

    def poll(self, poll_id: str) -> Poll:
        """One poll; raises POLL_UNKNOWN."""
        replay, state = self._state(poll_id)
        return self._view(state, self._viewer(replay))

    def waiting(self) -> tuple[Poll, ...]:
        """The polls on which the delegate may vote now."""
        return tuple(poll for poll in self.polls() if poll.hindrance is None)

    def mine(self) -> tuple[Vote, ...]:
        """The votes signed on this device, the newest first."""
        return tuple(self._shown(vote) for vote in reversed(self._votes.all()))

    def contradicted(self) -> tuple[Vote, ...]:
        """The votes about which a hall's word and the record disagree (`protocol.md 13.10`), the newest first."""
        return tuple(vote for vote in self.mine() if vote.hall and vote.hall.conflict)

    def alarm(self) -> Alarm | None:
        """The first alarm about the record or a feed, None when everything agreed."""
        return self._entries.alarm()

    def export_alarm_evidence(self, target: Path) -> None:
        """Write both heads and the entries of the first alarm to a new folder, or a new `.zip` file.

        Raises NO_ALARM, EXPORT_EXISTS, EXPORT_FAILED. The alarm stands on: only a new enrolment ends it.
        """
        self._evidence.export(target)

    def verify_record(self) -> RecordCheck:
        """Check the whole record again from its first entry, signatures included. Raises NOT_ENROLLED."""
        enrolment = self._enrolment.enrolment()
        if enrolment is None or not enrolment.log_origin:
            raise UserError(Code.NOT_ENROLLED)
        return checked_record(enrolment, self._entries, self._votes.all())

    def _state(self, poll_id: str) -> tuple[Replay, PollState]:
        replay = self._record.replay()
        state = replay.polls.get(poll_id) if replay else None
        if replay is None or state is None:
            raise UserError(Code.POLL_UNKNOWN)
        return replay, state

    def _view(self, state: PollState, viewer: Viewer) -> Poll:
        mine = tuple(self._shown(vote) for vote in self._votes.of_poll(state.definition.poll))
        return poll_view(state, mine, viewer)

    def _shown(self, vote: StoredVote) -> Vote:
        return vote.shown(self._record.effect(vote.signed.identity), self.halls.of(vote))

    def _viewer(self, replay: Replay) -> Viewer:
        enrolment = self._enrolment.enrolment()
        names = {c.person: c.name for c in replay.certificates.values() if c.person}
        names |= {delegate.id: delegate.name for delegate in self._councils.delegates()}
        return Viewer(
            person_id=enrolment.person_id if enrolment else "",
            certified=bool(enrolment and enrolment.certificate),
            frozen=self._entries.alarm(replay.log) is not None,
            names=names,
            newest=self._documents.newest_versions(
                d.document for state in replay.polls.values() for d in state.definition.documents
            ),
        )

    # ------------------------------------------------------------------ casting

    def cast(self, poll_id: str, choice: str, passphrase: str, *, now: datetime) -> Vote:
        """Sign a vote and queue it; it is durable when this returns, and SIGNED until an attempt to send it begins.

        Raises POLL_UNKNOWN, the code of the hindrance (POLL_NOT_OPEN, ALREADY_VOTED, SIGNING_FROZEN, ...),
        CHOICE_UNKNOWN, WRONG_PASSPHRASE, DISK_FULL; nothing was signed or stored then.
        """
        poll = self.poll(poll_id)
        if poll.hindrance is not None:
            raise UserError(Code(poll.hindrance.value))
        if choice not in {offered.code for offered in poll.choices}:
            raise UserError(Code.CHOICE_UNKNOWN)
        signer = self._account.signer(passphrase)
        enrolment = self._enrolment.enrolment()
        if enrolment is None:
            raise UserError(Code.NOT_ENROLLED)
        statement = self._statement(poll, choice, enrolment, now)
        data = statement.to_bytes()
        signed = SignedVote(
            identity=identity(data),
            poll_id=poll_id,
            choice=choice,
            seq=statement.seq,
            prev=statement.prev,
            cast_at=statement.cast_at,
            statement=data,
            signature=cms.sign(data, signer, enrolment.certificate, now),
        )
        cms.verify(signed.signature, data, enrolment.certificate)
        with self._vault.transaction():
            self._votes.add(signed, now)
            self._outbox.add_vote(signed.identity)
        self._changes.announce(frozenset({Kind.VOTES, Kind.POLLS, Kind.OUTBOX}))
        stored = self._votes.vote(signed.identity)
        if stored is None:
            raise UserError(Code.VAULT_DAMAGED, "the vote that was just stored is not there")
        return self._shown(stored)

    def _statement(
        self, poll: Poll, choice: str, enrolment: EnrolmentRow, now: datetime
    ) -> VoteStatement:
        """What is signed: this choice on this exact definition and opening, after everything seen (`protocol.md 2.1`)."""
        replay, state = self._state(poll.id)
        seq, prev = self._chain_end(replay, enrolment.device_id)
        offset = self._settings.get(CLOCK_OFFSET)
        return VoteStatement(
            council=enrolment.council_id,
            log=enrolment.log_origin,
            cert=fingerprint(enrolment.certificate),
            session=poll.session_id,
            poll=poll.id,
            poll_def=state.identity,
            opened=state.open_identity or "",
            voter=enrolment.person_id,
            device=enrolment.device_id,
            seq=seq + 1,
            prev=prev,
            supersedes=superseded(state, poll.my_votes, enrolment.person_id),
            choice=choice,
            cast_at=write_time(now),
            clock=write_clock(int(offset) if offset else None),
            seen_size=replay.size,
            seen_root=replay.edge.root().hex(),
            nonce=secrets.token_hex(16),
        )

    def _chain_end(self, replay: Replay, device: str) -> tuple[int, str]:
        """(seq, identity) of this device's last statement: the record's, or a later one that waits here.

        A refused vote never enters the record, so the next one takes its place in the chain.
        """
        chain = replay.devices.get(device)
        if chain is None:
            raise UserError(Code.NOT_ENROLLED, "the record does not know this device yet")
        end = (chain.seq, chain.last)
        for vote in self._votes.all():
            if vote.state is not VoteState.REFUSED and vote.signed.seq > end[0]:
                end = (vote.signed.seq, vote.signed.identity)
        return end
