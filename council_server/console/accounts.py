"""Accounts of the console: who they belong to, their role, and whether they can be signed in to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from council_server.console.roles import Role
from council_server.console.tables import accounts

INVITED, OPEN, CLOSED = "invited", "open", "closed"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as lists show it: without its secrets."""

    account: str
    name: str
    role: Role
    state: str
    made: int


def add_account(
    connection: Connection,
    council: str,
    *,
    account: str,
    name: str,
    role: Role,
    state: str,
    now: datetime,
) -> None:
    """A new account without password and second factor."""
    connection.execute(
        insert(accounts).values(
            council=council,
            account=account,
            name=name,
            role=role,
            state=state,
            password="",
            factor=b"",
            step=0,
            invitation="",
            invited_until=0,
            made=int(now.timestamp()),
        )
    )


def list_accounts(connection: Connection, council: str) -> list[Account]:
    """All accounts by their names."""
    query = (
        select(
            accounts.c.account,
            accounts.c.name,
            accounts.c.role,
            accounts.c.state,
            accounts.c.made,
        )
        .where(accounts.c.council == council)
        .order_by(accounts.c.account)
    )
    return [
        Account(row.account, row.name, Role(row.role), row.state, row.made)
        for row in connection.execute(query)
    ]
