"""A served council as its attackers meet it: over TLS, statement by statement."""

from __future__ import annotations

from typing import Any, TypeVar

from council_server import polls
from council_server.enrolments import revoke
from protocol import certificates, cms
from protocol.canonical import identity
from protocol.enrolments import DELEGATE
from protocol.envelope import Statement
from protocol.fields import unb64
from protocol.keys import SoftwareSigner
from protocol.poll_states import PollState, Tally
from protocol.receipts import ReceiptCheck, check_receipt
from protocol.records import record_hash
from protocol.refusals import open_refusal
from protocol.statements import decode_statement
from tests.running_council import HeldDelegate, RunningCouncil
from tests.wire_client import WireClient

S = TypeVar("S", bound=Statement)
Signed = tuple[bytes, bytes]


class Stage:
    """The council, its delegates, and what it answers them."""

    def __init__(self, council: RunningCouncil) -> None:
        self.council = council
        self.log_key = unb64(council.client().call("GET", "/v1/root").json["log_key"])
        self._clients: dict[str, WireClient] = {}

    def delegate(self, person: str) -> HeldDelegate:
        return self.council.delegate(person)

    def client(self, delegate: HeldDelegate) -> WireClient:
        """This device's connection, signed in."""
        if delegate.device not in self._clients:
            self._clients[delegate.device] = self.council.client(delegate)
        return self._clients[delegate.device]

    # --------------------------------------------------------------------------------- its record

    @property
    def head(self) -> tuple[int, bytes]:
        """Size and root of the record."""
        replay = self.council.council.record.replay
        return replay.size, replay.edge.root()

    def poll(self, name: str) -> PollState:
        return self.council.council.record.replay.polls[name]

    def tally(self, name: str) -> Tally:
        return self.poll(name).tally()

    # --------------------------------------------------------------------------- what its office does

    def void(self, poll: str) -> None:
        chair = self.council.chair
        self.council.run(lambda batch: polls.void_poll(batch, chair, poll, "Thay văn bản"))

    def revoke(self, device: str) -> None:
        secretary = self.council.secretary
        self.council.run(lambda batch: revoke(batch, secretary, device, "Mất máy"))

    # ----------------------------------------------------------------------------------- answers

    def refusal(self, signed: Signed, by: HeldDelegate) -> str:
        """The code of the council's refusal: final, signed by its log key, and nothing changed."""
        before = self.head
        answer = self.client(by).post_entry(*signed)
        assert answer.status == 422, answer.body
        word = open_refusal(
            answer.json["refusal"], identity(signed[0]), self.log_key, self.council.home.origin
        )
        assert word.code == answer.json["code"]
        assert self.head == before
        return str(answer.json["code"])

    def effect(self, signed: Signed, by: HeldDelegate) -> str:
        """The disposition of a statement that is logged, once its receipt was checked."""
        answer = self.client(by).post_entry(*signed)
        assert answer.status == 200, answer.body
        self.check(answer.json["receipt"], signed)
        return str(answer.json["disposition"])

    def check(self, receipt: str, signed: Signed) -> ReceiptCheck:
        """What a receipt proves about a statement; the record has it there."""
        leaf = record_hash(decode_statement(signed[0]).KIND, *signed)
        found = check_receipt(receipt, leaf, self.log_key, self.council.home.origin)
        replay = self.council.council.record.replay
        assert replay.entries[identity(signed[0])] == found.index
        assert replay.root_at(found.checkpoint.size) == found.checkpoint.root
        return found

    # ------------------------------------------------------------------------------- statements

    def by_office(self, name: str, kind: type[S], **fields: Any) -> Signed:
        """A statement of root, chair or secretary, signed by their key and not yet sent."""
        office = self.council.office(name)
        return office.sign(kind(**{**office.envelope, **fields}), self.council.clock())

    def signed_by(self, key: Any, certificate: bytes, data: bytes) -> Signed:
        """Any bytes under any key, claiming any certificate."""
        return data, cms.sign(data, SoftwareSigner(key), certificate, self.council.clock())


def altered(signed: Signed, old: str, new: str) -> Signed:
    """The statement with other words and the signature it had."""
    data, signature = signed
    assert old.encode() in data
    return data.replace(old.encode(), new.encode()), signature


def certified(stage: Stage, key: certificates.MemberKey, person: str) -> bytes:
    """A certificate of the council's own root that the record never saw."""
    office = stage.council.root
    return certificates.issue_member(
        office.certificate,
        office.key,
        csr=certificates.create_csr(key, device="may-la"),
        name=person.title(),
        person=person,
        role=DELEGATE,
        not_before=stage.council.clock(),
        years=1,
    )
