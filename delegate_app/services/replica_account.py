"""The replica's side of enrolment: the pinned root, the delivered request, the clerk's answer (`protocol.md 10`)."""

from __future__ import annotations

from delegate_app.domain.accounts import DeviceIdentity, EnrolmentRequest
from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.errors import Code, IntegrityError, UserError
from delegate_app.services.account import request_of
from delegate_app.services.open_keys import OpenKeys
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.vault import Vault
from protocol import wire
from protocol.certificates import check_root, fingerprint
from protocol.errors import ProtocolError
from protocol.fields import unb64
from protocol.keys import SoftwareSigner

ACCOUNT: Changes = frozenset({Kind.ACCOUNT})


class AccountReplica:
    """Who this device is to the council."""

    def __init__(self, vault: Vault, open_keys: OpenKeys) -> None:
        self._vault = vault
        self._open_keys = open_keys
        self._table = AccountTable(vault)

    def identity(self) -> DeviceIdentity | None:
        """The device's identity; None while the vault is locked, and before a request and after its refusal."""
        if not self._vault.is_open:
            return None
        row = self._table.enrolment()
        if row is None or row.state == "refused":
            return None
        return DeviceIdentity(
            row.address,
            row.root_sha256,
            row.root_der,
            row.council_id,
            row.person_id,
            row.device_id,
            row.enrolment_id,
            row.log_origin,
            row.log_key,
        )

    def request(self) -> EnrolmentRequest | None:
        """The request to deliver, None when none waits."""
        row = self._table.enrolment()
        return request_of(row) if row and row.state in ("requested", "sent") else None

    def pin_root(self, root: wire.RootAnswer) -> Changes:
        """Keep the council's root once it is the one that was printed (`protocol.md 7.4`).

        Raises IntegrityError ROOT_DIFFERS; nothing changes then.
        """
        row = self._required()
        certificate = unb64(root.root_cert)
        if fingerprint(certificate) != row.root_sha256:
            raise IntegrityError(Code.ROOT_DIFFERS, "another root than the printed one")
        try:
            check_root(certificate)
        except ProtocolError as error:
            raise IntegrityError(Code.ROOT_DIFFERS, str(error)) from error
        if row.root_der == certificate:
            return NOTHING
        self._table.change(
            root_der=certificate,
            council_id=root.council,
            council_name=root.name,
            log_origin=root.log,
            log_key=unb64(root.log_key),
        )
        return ACCOUNT

    def sent(self, enrolment_id: str, comparison: str) -> Changes:
        """The council keeps the request under `enrolment_id`. Raises IntegrityError ROOT_DIFFERS when the two
        comparison codes differ: somebody stands between."""
        row = self._required()
        if comparison != row.comparison:
            raise IntegrityError(Code.ROOT_DIFFERS, "the comparison codes differ")
        self._table.change(state="sent", enrolment_id=enrolment_id)
        return ACCOUNT

    def settled(self, answer: wire.EnrolmentAnswer, now_text: str) -> Changes:
        """The clerk answered: enrolled as that person, or refused. A pending answer changes nothing."""
        row = self._required()
        if answer.state == wire.PENDING or row.state == "enrolled":
            return NOTHING
        if answer.state == wire.REFUSED:
            self._table.change(state="refused")
            return ACCOUNT
        if not answer.person:
            raise IntegrityError(Code.ANSWER_MALFORMED, "enrolled without a person")
        self._table.change(
            state="enrolled",
            person_id=answer.person,
            name=answer.name,
            role=answer.role,
            enrolled_at=now_text,
        )
        self._open_keys.forget_master()
        return ACCOUNT

    def sign_challenge(self, message: bytes) -> bytes:
        """The device's signature over a challenge (`protocol.md 7.15`). Raises NOT_ENROLLED, VAULT_LOCKED."""
        if not self._vault.is_open:
            raise UserError(Code.VAULT_LOCKED)
        return SoftwareSigner(self._open_keys.require().signing).sign(message)

    def _required(self) -> EnrolmentRow:
        row = self._table.enrolment()
        if row is None:
            raise UserError(Code.NOT_ENROLLED)
        return row
