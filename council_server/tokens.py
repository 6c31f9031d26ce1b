"""Signing in: a challenge, the device's signature over it, a token for 15 minutes (protocol.md 7.6, 7.15).

A challenge is nothing that a server keeps: it carries the council's own MAC over device and time, under a key made of
the log key, which all servers of a council hold, so that any of them takes it. A challenge buys one token, which the
database remembers only as a hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, select

from council_server.councils import Council
from council_server.errors import Refused
from council_server.schema import tokens
from council_server.writer import Batch
from protocol import certificates
from protocol.auth import auth_holds
from protocol.errors import Refused as ProtocolRefused
from protocol.fields import unb64
from protocol.times import read_time, write_time
from protocol.wire import Challenge, Token, TokenRequest

TOKEN_LIFE = timedelta(minutes=15)
CHALLENGE_LIFE = timedelta(minutes=2)
REMEMBERED = 8192
CHALLENGE_PURPOSE = b"nghi-truong sign-in challenge 1"


@dataclass(frozen=True, slots=True)
class Member:
    """Who a request comes from; `revoked` devices may only hand in what they had signed."""

    device: str
    person: str
    role: str
    revoked: bool


class SignIn:
    """Challenges and tokens of one council."""

    def __init__(self, council: Council) -> None:
        self._council = council
        self._known: dict[str, tuple[str, int]] = {}

    def challenge(self, device: str) -> Challenge:
        """A fresh challenge, also for a device that nobody knows."""
        time = write_time(self._council.clock())
        salt = secrets.token_hex(16)
        mac = mac_of(self._council.log_key, salt, device, time)
        return Challenge(nonce=salt + mac, time=time)

    def check(self, request: TokenRequest, host: str) -> None:
        """Returns when the device signed this server's own fresh challenge; raises Refused 401."""
        salt, mac = request.nonce[:32], request.nonce[32:]
        rights = [
            mac_of(key, salt, request.device, request.time)
            for key in self._council.held_log_keys()  # another one since a rotation
        ]
        if not any(hmac.compare_digest(mac.encode(), right.encode()) for right in rights):
            raise Refused(401, "CHALLENGE", "not a challenge of this server")
        age = self._council.clock() - read_time(request.time)
        if not timedelta(seconds=-1) <= age <= CHALLENGE_LIFE:
            raise Refused(401, "CHALLENGE", "too old")
        certificate = self._council.record.certificate_of(request.device)
        if certificate is None:  # the office's own process may have confirmed it just now
            self._council.catch_up()
            certificate = self._council.record.certificate_of(request.device)
        if certificate is None or not self._signed(certificate.der, request, host):
            raise Refused(401, "DEVICE_UNKNOWN", "no such device, or not its signature")

    def _signed(self, certificate: bytes, request: TokenRequest, host: str) -> bool:
        try:
            signature = unb64(request.signature)
        except ProtocolRefused:
            return False
        return auth_holds(
            certificates.load(certificate).public_key,
            signature,
            nonce=request.nonce,
            host=host,
            council=self._council.id,
            device=request.device,
            time=request.time,
        )

    def issue(self, request: TokenRequest) -> Callable[[Batch], Token]:
        """The write of a new token for a checked request; raises Refused 401 for a challenge used before."""
        text = secrets.token_urlsafe(32)

        def write(batch: Batch) -> Token:
            expires = batch.now + TOKEN_LIFE
            mine = tokens.c.council == self._council.id
            used = select(tokens.c.nonce).where(mine, tokens.c.nonce == request.nonce)
            if batch.connection.execute(used).first():
                raise Refused(401, "CHALLENGE", "used before")
            batch.connection.execute(
                delete(tokens).where(mine, tokens.c.expires < int(batch.now.timestamp()))
            )
            batch.connection.execute(
                insert(tokens).values(
                    council=self._council.id,
                    token=hash_of(text),
                    nonce=request.nonce,
                    device=request.device,
                    expires=int(expires.timestamp()),
                )
            )
            return Token(token=text, expires=write_time(expires))

        return write

    def recall(self, token: str) -> Member | None:
        """The member of a token seen before in this process; None when the database must be asked.

        Raises Refused 401 when its time is over.
        """
        known = self._known.get(hash_of(token))
        return None if known is None else self._member(*known)

    def look_up(self, token: str) -> Member:
        """The member of a token by the database; raises Refused 401."""
        query = select(tokens.c.device, tokens.c.expires).where(
            tokens.c.council == self._council.id, tokens.c.token == hash_of(token)
        )
        with self._council.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise Refused(401, "TOKEN", "unknown")
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[hash_of(token)] = (row.device, row.expires)
        return self._member(row.device, row.expires)

    def _member(self, device: str, expires: int) -> Member:
        certificate = self._council.record.certificate_of(device)
        if certificate is None or expires < self._now().timestamp():
            raise Refused(401, "TOKEN", "its time is over")
        revoked = certificate.revoked_at is not None
        return Member(device, certificate.person, certificate.role, revoked)

    def _now(self) -> datetime:
        return self._council.clock()


def mac_of(key: Ed25519PrivateKey, salt: str, device: str, time: str) -> str:
    """What makes a challenge the council's own, in hex."""
    secret = hmac.digest(key.private_bytes_raw(), CHALLENGE_PURPOSE, "sha256")
    message = f"{salt}\n{device}\n{time}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:32]


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
