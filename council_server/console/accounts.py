"""Accounts of the console: who they belong to, their role, and whether they can be signed in to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, func, insert, select, update

from council_server.console.roles import Role
from council_server.console.tables import CLOSED, accounts, recovery_codes, visits
from council_server.console.visits import end_visits_of


@dataclass(frozen=True, slots=True)
class Account:
    """An account as lists show it: without its secrets. `visits`: browsers signed in; `codes`: unused recovery codes."""

    account: str
    name: str
    role: Role
    state: str
    made: int
    visits: int
    codes: int


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

    def count(table: Table) -> dict[str, int]:
        column = table.c
        query = select(column.account, func.count()).where(column.council == council)
        return {row[0]: row[1] for row in connection.execute(query.group_by(column.account))}

    signed_in, codes = count(visits), count(recovery_codes)
    query = select(accounts).where(accounts.c.council == council).order_by(accounts.c.account)
    return [
        Account(
            row.account,
            row.name,
            Role(row.role),
            row.state,
            row.made,
            signed_in.get(row.account, 0),
            codes.get(row.account, 0),
        )
        for row in connection.execute(query)
    ]


def close_account(connection: Connection, council: str, account: str) -> bool:
    """Nobody signs in to the account any more, and whoever was is out; False when there is no such account."""
    mine = (accounts.c.council == council) & (accounts.c.account == account)
    closed = {"state": CLOSED, "password": "", "factor": b"", "invitation": "", "invited_until": 0}
    if connection.execute(update(accounts).where(mine).values(**closed)).rowcount == 0:
        return False
    end_visits_of(connection, council, account)
    return True
