"""Commands about accounts of the console: account add, list, reset, close."""

from __future__ import annotations

import argparse
import json

from council_server.commands_enrol import name_of
from council_server.console.accounts import add_account, close_account, list_accounts
from council_server.console.invitations import INVITATION_LIFE, invite
from council_server.console.roles import Role
from council_server.console.sealing import make_console_key
from council_server.console.tables import INVITED
from council_server.console.trail import add_act
from council_server.councils import open_council
from council_server.errors import CommandError
from council_server.homes import checked_id, open_home
from council_server.writer import Batch

BY_COMMAND = "command"
"""What the trail calls whoever sits at the server's command line."""


def add(options: argparse.Namespace) -> None:
    """A new account, and its one-time link."""
    account = checked_id(options.person, "account")
    home = open_home(options.home)
    key = make_console_key(home)

    def work(batch: Batch) -> str | None:
        connection, council = batch.connection, batch.council
        if account in {one.account for one in list_accounts(connection, council)}:
            raise CommandError(f'there is an account "{account}"; for a new link: account reset')
        name = options.name or known_name(batch, account, options.role)
        role = Role(options.role)
        add_account(
            connection,
            council,
            account=account,
            name=name,
            role=role,
            state=INVITED,
            now=batch.now,
        )
        note(batch, "account_added", account)
        return invite(connection, key, council, account, batch.now)

    with open_council(home) as council:
        link = council.writer.run(work)
    print_link(home.address, link or "")


def reset(options: argparse.Namespace) -> None:
    """A new one-time link; password, telephone, recovery codes and visits of the account are no longer good."""
    home = open_home(options.home)
    key = make_console_key(home)

    def work(batch: Batch) -> str:
        link = invite(batch.connection, key, batch.council, options.person, batch.now)
        if link is None:
            raise CommandError(f'there is no account "{options.person}"')
        note(batch, "account_reset", options.person)
        return link

    with open_council(home) as council:
        link = council.writer.run(work)
    print_link(home.address, link)


def close(options: argparse.Namespace) -> None:
    """Nobody signs in to the account any more."""

    def work(batch: Batch) -> None:
        if not close_account(batch.connection, batch.council, options.person):
            raise CommandError(f'there is no account "{options.person}"')
        note(batch, "account_closed", options.person)

    with open_council(open_home(options.home)) as council:
        council.writer.run(work)
    print(f"{options.person} is closed")


def listing(options: argparse.Namespace) -> None:
    """All accounts."""
    with (
        open_council(open_home(options.home)) as council,
        council.database.reading() as connection,
    ):
        found = list_accounts(connection, council.id)
    if options.json:
        rows = [
            {"account": a.account, "name": a.name, "role": a.role, "state": a.state} for a in found
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        print(f"{one.account}  {one.role}  {one.state}  {one.visits} signed in  {one.name}")


def known_name(batch: Batch, account: str, role: str) -> str:
    """The person's name by the roster or the record; raises CommandError for a stranger."""
    try:
        return name_of(batch, account, role)
    except CommandError as error:
        raise CommandError(f'{error}; for anybody else say --name "Full name"') from None


def note(batch: Batch, act: str, account: str) -> None:
    add_act(
        batch.connection,
        batch.council,
        now=batch.now,
        account="",
        role=BY_COMMAND,
        act=act,
        target=account,
    )


def print_link(address: str, path: str) -> None:
    hours = int(INVITATION_LIFE.total_seconds()) // 3600
    print(f"{address}{path}")
    print(f"This link works once, within {hours} hours. Give it to its person and to nobody else.")
