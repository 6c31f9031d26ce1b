"""Acts of an office whose key is in a browser: prepared, shown, signed there, and then done (ADR 19).

1. `prepare` rehearses the act, keeps the exact bytes that it would sign, and undoes everything else.
2. The browser sees these bytes and signs (`to_sign`); it answers r || s for each.
3. `finish` puts each signature together, verifies it, and does the act for good in one transaction. If the act
   would now say anything else but the same at another time, nothing is done.

A prepared act belongs to one session and one device, lives for ten minutes, and is used up by the first `finish`
whose signatures hold.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from council_server.acts import ACTS, Act, Arguments
from council_server.councils import Council
from council_server.errors import CommandError
from council_server.remote_offices import CapturingOffice, PresignedOffice
from council_server.schema import prepared_acts
from council_server.writer import Batch
from protocol import cms
from protocol.errors import Code, Refused
from protocol.fields import b64, unb64
from protocol.keys import Algorithm, ecdsa_from_plain
from protocol.records import Record
from protocol.signing_rights import Certificate
from protocol.times import read_time, write_time

LIFE = timedelta(minutes=10)
UNDONE_DAY = timedelta(days=1)


class NoKey(CommandError):
    """The person has no key of the role that must sign, or not this one."""


class Gone(CommandError):
    """There is no such prepared act for this session: done before, too old, or somebody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who asks for which act. `session` names the browser's session, `back` the page to return to."""

    session: str
    person: str
    device: str
    name: str
    arguments: Arguments
    back: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What waits for a signature: the statements' bytes, and for each what the key signs (DER)."""

    act: str
    wish: Wish
    certificate: Certificate
    statements: tuple[bytes, ...]
    to_sign: tuple[bytes, ...]
    moment: str


class PreparedActs:
    """The prepared acts of one council; `acts` are those that may be asked for, by name."""

    def __init__(self, council: Council, acts: Mapping[str, Act] = ACTS) -> None:
        self._council = council
        self._acts = acts

    def role_of(self, name: str) -> str:
        """The role of the key that signs an act."""
        return self._acts[name].role

    # ------------------------------------------------------------------- jobs of the writer thread

    def prepare(self, batch: Batch, wish: Wish) -> str:
        """The act was rehearsed and waits under the id returned; nothing else has changed.

        Raises NoKey, or CommandError as the act itself would.
        """
        act = self._acts[wish.name]
        signer = self._signer(batch, wish, act)
        office = CapturingOffice(self._council.id, self._council.home.origin, signer.der)
        with batch.rehearsal() as trial:
            act.run(self._council, trial, office, wish.arguments)
        now = int(batch.now.timestamp())
        old = delete(prepared_acts).where(
            prepared_acts.c.council == batch.council,
            prepared_acts.c.expires < now - int(UNDONE_DAY.total_seconds()),
        )
        batch.connection.execute(old)
        name = secrets.token_hex(16)
        batch.connection.execute(
            insert(prepared_acts).values(
                council=batch.council,
                act=name,
                session=wish.session,
                person=wish.person,
                device=wish.device,
                name=wish.name,
                arguments=json.dumps(wish.arguments, ensure_ascii=False),
                statements=json.dumps([b64(data) for data in office.captured]),
                moment=write_time(batch.now),
                expires=now + int(LIFE.total_seconds()),
                back=wish.back,
            )
        )
        return name

    def finish(self, batch: Batch, prepared: Prepared, signed: Sequence[Record]) -> str:
        """The act is done; the page to return to. `signed` comes from `put_together`.

        Raises Gone when another call was faster, NoKey when the key was revoked meanwhile, Changed, or
        CommandError as the act itself would; the prepared act is used up in every case.
        """
        wish = prepared.wish
        self._read(batch.connection, prepared.act, wish.session)
        self.forget(batch, prepared.act)
        act = self._acts[wish.name]
        signer = self._signer(batch, wish, act)
        with (
            batch.rehearsal() as trial
        ):  # a refusal now costs nobody else in the transaction anything
            self._do(trial, act, wish, signer, signed)
        self._do(batch, act, wish, signer, signed)
        return wish.back

    def _do(
        self, batch: Batch, act: Act, wish: Wish, signer: Certificate, signed: Sequence[Record]
    ) -> None:
        office = PresignedOffice(self._council.id, self._council.home.origin, signer.der, signed)
        act.run(self._council, batch, office, wish.arguments)
        office.check_all_used()

    def forget(self, batch: Batch, name: str) -> None:
        """The prepared act is gone."""
        mine = delete(prepared_acts).where(
            prepared_acts.c.council == batch.council, prepared_acts.c.act == name
        )
        batch.connection.execute(mine)

    @staticmethod
    def _signer(batch: Batch, wish: Wish, act: Act) -> Certificate:
        replay = batch.record.replay
        chain = replay.devices.get(wish.device)
        signer = None if chain is None else replay.certificates[chain.certificate]
        if signer is None or signer.person != wish.person or signer.role != act.role:
            raise NoKey(f"this computer holds no key of the {act.role}")
        if signer.revoked_at is not None:
            raise NoKey("this computer's key was revoked")
        return signer

    # ---------------------------------------------------------------------------- off the writer

    def find(self, name: str, session: str) -> Prepared:
        """What waits under this id for this session; raises Gone."""
        with self._council.database.reading() as connection:
            row = self._read(connection, name, session)
        certificate = self._council.record.certificate_of(row.device)
        if certificate is None:
            raise Gone("no such device")
        statements = tuple(unb64(text) for text in json.loads(row.statements))
        moment = read_time(row.moment)
        return Prepared(
            act=name,
            wish=Wish(
                session=row.session,
                person=row.person,
                device=row.device,
                name=row.name,
                arguments=json.loads(row.arguments),
                back=row.back,
            ),
            certificate=certificate,
            statements=statements,
            to_sign=tuple(cms.to_sign(data, certificate.der, moment) for data in statements),
            moment=row.moment,
        )

    def _read(self, connection: Connection, name: str, session: str) -> Any:
        query = select(prepared_acts).where(
            prepared_acts.c.council == self._council.id, prepared_acts.c.act == name
        )
        row = connection.execute(query).one_or_none()
        if row is None or not secrets.compare_digest(row.session, session):
            raise Gone("no such prepared act")
        if row.expires < self._council.clock().timestamp():
            raise Gone("too old")
        return row


def put_together(prepared: Prepared, values: Sequence[bytes]) -> list[Record]:
    """The statements with their signatures from what the key answered (r || s each), every one verified.

    Raises the protocol's Refused (SIGNATURE); the prepared act is still there then.
    """
    if len(values) != len(prepared.statements):
        raise Refused(Code.SIGNATURE, "another number of signatures than of statements")
    moment, certificate = read_time(prepared.moment), prepared.certificate.der
    signed = []
    for data, value in zip(prepared.statements, values, strict=True):
        signature = cms.assemble(
            data, certificate, moment, Algorithm.ECDSA_P256, ecdsa_from_plain(value)
        )
        cms.verify(signature, data, certificate)
        signed.append(Record(data, signature))
    return signed
