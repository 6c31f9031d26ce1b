"""One-time links: how an account begins, and how one is mended whose password or telephone is lost.

A link is good once, for three days. While it is out the account has no password, so nobody signs in; the secret of the
second factor is made with the link, and shown where the link is opened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from council_server.console.sealing import ConsoleKey
from council_server.console.second_factors import (
    new_recovery_codes,
    new_secret,
    recovery_hash,
    sealed_about,
)
from council_server.console.tables import INVITED, OPEN, accounts, recovery_codes, tries
from council_server.console.visits import end_visits_of, hash_of, new_token

WELCOME = "/console/welcome/{token}"
INVITATION_LIFE = timedelta(days=3)


def invite(
    connection: Connection, key: ConsoleKey, council: str, account: str, now: datetime
) -> str | None:
    """The path of a new link for an account, whose password, telephone and visits are no longer good; None for no account."""
    token = new_token()
    mine = (accounts.c.council == council) & (accounts.c.account == account)
    changed = update(accounts).where(mine)
    values = {
        "state": INVITED,
        "password": "",
        "factor": key.seal(new_secret(), sealed_about(council, account)),
        "step": 0,
        "invitation": hash_of(token),
        "invited_until": int((now + INVITATION_LIFE).timestamp()),
    }
    if connection.execute(changed.values(**values)).rowcount == 0:
        return None
    end_visits_of(connection, council, account)
    forget_recovery_codes(connection, council, account)
    connection.execute(
        delete(tries).where(tries.c.council == council, tries.c.bucket == f"account:{account}")
    )
    return WELCOME.format(token=token)


def find_invited(connection: Connection, council: str, token: str, now: datetime) -> Any:
    """The row of the account that this link is for, None when it was used, is too old, or never was."""
    query = select(accounts).where(
        accounts.c.council == council,
        accounts.c.invitation == hash_of(token),
        accounts.c.state == INVITED,
        accounts.c.invited_until > int(now.timestamp()),
    )
    return connection.execute(query).one_or_none()


def accept(
    connection: Connection, key: ConsoleKey, council: str, account: str, *, password: str, step: int
) -> list[str]:
    """The account is open with this Argon2id string, its link is used up; ten recovery codes, to be shown once."""
    mine = (accounts.c.council == council) & (accounts.c.account == account)
    values = {"state": OPEN, "password": password, "step": step, "invitation": ""}
    connection.execute(update(accounts).where(mine).values(**values, invited_until=0))
    return renew_recovery_codes(connection, key, council, account)


def renew_recovery_codes(
    connection: Connection, key: ConsoleKey, council: str, account: str
) -> list[str]:
    """Ten new codes; the old ones are no longer good."""
    forget_recovery_codes(connection, council, account)
    codes = new_recovery_codes()
    for code in codes:
        kept = recovery_hash(key, council, account, code)
        values = {"council": council, "account": account, "code": kept}
        connection.execute(insert(recovery_codes).values(**values))
    return codes


def forget_recovery_codes(connection: Connection, council: str, account: str) -> None:
    connection.execute(
        delete(recovery_codes).where(
            recovery_codes.c.council == council, recovery_codes.c.account == account
        )
    )
