"""How often somebody may try to sign in. Nobody can lock another person out for ever.

Tries are counted in buckets of 15 minutes, before the password is looked at. A browser that signed in to the account
once holds a mark and has a bucket of its own; all strange browsers of an account share one, and so do all tries from
an address. Who attacks an account from elsewhere fills those two: its owner goes on in the browser they always use,
or gets a new link from the server's command line, whose browser is then a known one.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from council_server.console.sealing import ConsoleKey
from council_server.console.tables import tries

WINDOW_SECONDS = 15 * 60
ACCOUNT_TRIES = 10
ADDRESS_TRIES = 40
KNOWN_COOKIE = "__Host-known"
KNOWN_SECONDS = 180 * 24 * 60 * 60
MOST_KNOWN = 4
"""Accounts that one browser may be known to: an office's computer has several people."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What tries are counted under, and how many fit."""

    name: str
    most: int


def buckets_for(
    key: ConsoleKey, council: str, account: str, *, known: str, address: str
) -> list[Bucket]:
    """The buckets of a try; `known` is the browser's cookie."""
    for mark in known.split("~"):
        nonce, _, text = mark.partition(".")
        if hmac.compare_digest(text.encode(), _mark(key, council, account, nonce).encode()):
            return [Bucket(f"known:{nonce[:32]}", ACCOUNT_TRIES)]
    return [
        Bucket(f"account:{account}", ACCOUNT_TRIES),
        Bucket(f"address:{address}", ADDRESS_TRIES),
    ]


def _mark(key: ConsoleKey, council: str, account: str, nonce: str) -> str:
    return key.mark(f"known browser\n{council}\n{account}\n{nonce}")


def known_cookie(key: ConsoleKey, council: str, account: str, before: str) -> str:
    """The cookie of a browser that has just signed in: the account's mark, and the newest others it had."""
    others = [
        mark
        for mark in before.split("~")
        if len(mark) == 97
        and not hmac.compare_digest(
            mark[33:].encode(), _mark(key, council, account, mark[:32]).encode()
        )
    ]
    nonce = secrets.token_hex(16)
    mine = f"{nonce}.{_mark(key, council, account, nonce)}"
    return "~".join([mine, *others[: MOST_KNOWN - 1]])


def take_try(connection: Connection, council: str, buckets: Sequence[Bucket], now: datetime) -> int:
    """Counts a try and gives 0; or counts nothing and gives the seconds until the next one is allowed."""
    seconds = int(now.timestamp())
    connection.execute(
        delete(tries).where(tries.c.council == council, tries.c.since <= seconds - WINDOW_SECONDS)
    )
    counted = {}
    for bucket in buckets:
        mine = (tries.c.council == council) & (tries.c.bucket == bucket.name)
        row = connection.execute(
            select(tries.c.count.label("taken"), tries.c.since).where(mine)
        ).one_or_none()
        if row and row.taken >= bucket.most:
            return int(row.since) + WINDOW_SECONDS - seconds
        counted[bucket.name] = row
    for name, row in counted.items():
        if row is None:
            values = {"council": council, "bucket": name, "count": 1, "since": seconds}
            connection.execute(insert(tries).values(**values))
        else:
            mine = (tries.c.council == council) & (tries.c.bucket == name)
            connection.execute(update(tries).where(mine).values(count=row.taken + 1))
    return 0


def give_back(connection: Connection, council: str, buckets: Sequence[Bucket]) -> None:
    """The try succeeded: the account's bucket is empty again, and the address has one more."""
    for bucket in buckets:
        mine = (tries.c.council == council) & (tries.c.bucket == bucket.name)
        if bucket.name.startswith("address:"):
            connection.execute(update(tries).where(mine).values(count=tries.c.count - 1))
        else:
            connection.execute(delete(tries).where(mine))
