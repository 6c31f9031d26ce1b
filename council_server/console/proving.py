"""Proving who one is: account, password and one-time code together, at sign-in and before an account is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from council_server.console.calls import Call
from council_server.console.passwords import is_password
from council_server.console.sealing import ConsoleKey, read_console_key
from council_server.console.second_factors import (
    DIGITS,
    accepted_step,
    plain_code,
    recovery_hash,
    sealed_about,
)
from council_server.console.tables import OPEN, accounts, recovery_codes, tries
from council_server.console.throttling import (
    KNOWN_COOKIE,
    buckets_for,
    give_back,
    take_try,
)
from council_server.console.trail import REFUSED, add_act
from council_server.console.troubles import Trouble
from council_server.writer import Batch

MOST_CODE = 40


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody typed."""

    account: str
    password: str
    code: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It was not proven: `word` of words with its parts says what to do."""

    word: str
    seconds: int = 0

    @property
    def status(self) -> int:
        return 429 if self.seconds else 401

    @property
    def minutes(self) -> int:
        """How long to wait, at least 1."""
        return max(1, -(-self.seconds // 60))


def key_of(call: Call) -> ConsoleKey:
    """The console's key; raises Trouble 503 before the first account was made at the command line."""
    key = read_console_key(call.council.home)
    if key is None:
        raise Trouble(503, "sign_in.no_accounts")
    return key


async def prove(call: Call, claim: Claim, act: str, done: Callable[[Batch], Any]) -> Failed | Any:
    """Runs `done` in the transaction that uses up the code, when the claim holds; else what went wrong.

    Every failure is told in the same words, takes the same time, and stands in the trail under `act`.
    """
    key = await call.think(lambda: key_of(call))
    known = call.request.cookies.get(KNOWN_COOKIE, "")
    council = call.council.id
    buckets = buckets_for(key, council, claim.account, known=known, address=call.address)
    seconds = await call.write(
        lambda batch: take_try(batch.connection, council, buckets, batch.now)
    )
    if seconds:
        return Failed("sign_in.wait", seconds)
    row = await call.think(lambda: read_row(call, claim.account))
    kept = row.password if row and row.state == OPEN else ""
    right = await call.console.line.run(lambda: is_password(claim.password, kept))

    def settle(batch: Batch) -> Any:
        now_kept = row_of(batch.connection, council, claim.account)
        if not right or now_kept is None or now_kept.password != kept or now_kept.state != OPEN:
            return refuse(batch, call, claim, act, known=now_kept is not None)
        if not use_code(batch, key, now_kept, claim.code):
            return refuse(batch, call, claim, act, known=True)
        give_back(batch.connection, council, buckets)
        return done(batch)

    return await call.write(settle)


def read_row(call: Call, account: str) -> Any:
    with call.council.database.reading() as connection:
        return row_of(connection, call.council.id, account)


def row_of(connection: Connection, council: str, account: str) -> Any:
    """The account with its secrets, None for a stranger."""
    query = select(accounts).where(accounts.c.council == council, accounts.c.account == account)
    return connection.execute(query).one_or_none()


def refuse(batch: Batch, call: Call, claim: Claim, act: str, *, known: bool) -> Failed:
    """The failure is in the trail when the account exists; what a stranger typed is kept nowhere.

    Both write a row, so that the time of the answer does not tell which it was.
    """
    if not known:
        mine = (tries.c.council == batch.council) & (tries.c.bucket == f"account:{claim.account}")
        batch.connection.execute(update(tries).where(mine).values(since=tries.c.since))
    else:
        add_act(
            batch.connection,
            batch.council,
            now=batch.now,
            account=claim.account,
            role="",
            act=act,
            address=call.address,
            outcome=REFUSED,
        )
    return Failed("sign_in.wrong")


def use_code(batch: Batch, key: ConsoleKey, row: Any, typed: str) -> bool:
    """Whether this is the telephone's code of now, or an unused recovery code; afterwards it is used up."""
    code, council = plain_code(typed), batch.council
    mine = (accounts.c.council == council) & (accounts.c.account == row.account)
    if len(code) == DIGITS:
        secret = key.open(row.factor, sealed_about(council, row.account))
        step = accepted_step(secret, code, batch.now, row.step) if secret else None
        if step is None:
            return False
        batch.connection.execute(update(accounts).where(mine).values(step=step))
        return True
    used = delete(recovery_codes).where(
        recovery_codes.c.council == council,
        recovery_codes.c.account == row.account,
        recovery_codes.c.code == recovery_hash(key, council, row.account, code),
    )
    return batch.connection.execute(used).rowcount == 1
