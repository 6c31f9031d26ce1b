"""Programs that kill themselves, `kill -9`, in the middle of what they do: the n-th time that they reach an effect.

Both are processes of their own, forked from one that has imported everything, so that fifty of them
take seconds. Nothing in the programs knows of it: the effects are wrapped here, from outside.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import contextmanager
from functools import wraps
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from council_server import councils, database, entries, writer
from council_server.clock import vietnam_now
from council_server.councils import open_council
from council_server.homes import open_home
from council_server.record import RecordWriter
from council_server.service import Service
from council_server.serving import CouncilServer, listen
from delegate_app.services.account import Account
from delegate_app.storage.vault import Vault
from sync.driver import Driver
from tests.scenarios.desks import DeskAtWork, over_tls

NEVER = 0


def fork_context() -> ForkServerContext:
    """Processes that begin with everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


class Fate:
    """Counts effects and ends the process at the n-th; never when n is NEVER."""

    def __init__(self, n: int) -> None:
        self.count = 0
        self._n = n

    def reached(self) -> None:
        self.count += 1
        if self.count == self._n:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, name: str) -> None:
        """Before and after this function or method is an effect each."""
        original = getattr(owner, name)

        @wraps(original)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.reached()
            result = original(*args, **kwargs)
            self.reached()
            return result

        setattr(owner, name, wrapped)

    def around_block(self, owner: Any, name: str) -> None:
        """Entering this transaction, the moment before its commit, and the moment after it, are effects."""
        original = getattr(owner, name)

        @contextmanager
        @wraps(original)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.reached()
            with original(*args, **kwargs) as inside:
                yield inside
                self.reached()
            self.reached()

        setattr(owner, name, wrapped)


def start(
    context: ForkServerContext, work: Callable[..., None], *args: Any
) -> tuple[BaseProcess, Connection]:
    """The process, and the line on which it tells what it has acknowledged."""
    hears, tells = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(tells, *args), daemon=True)
    process.start()
    tells.close()
    return process, hears


def told(line: Connection) -> list[str]:
    """Everything that the process said before it ended."""
    words: list[str] = []
    try:
        while True:
            words.append(line.recv())
    except (EOFError, ConnectionResetError):
        line.close()
        return words


def serve(tells: Connection, home: Path, port: int, n: int) -> None:
    """Serve until the n-th effect around an entry."""
    fate = Fate(n)
    fate.around(entries.Entries, "_authenticate")
    fate.around_block(database.Database, "writing")
    fate.around(RecordWriter, "submit")
    fate.around(writer.Batch, "flush")
    fate.around(councils.Council, "receipt")
    with listen("127.0.0.1", port) as listening, open_council(open_home(home)) as council:
        CouncilServer(Service(council), ready=lambda: tells.send("ready")).serve_on(listening)


def vote_on_everything(tells: Connection, home: Path, passphrase: str, n: int) -> None:
    """Synchronise, vote on every poll that waits, synchronise; until the n-th effect.

    Tells the identity of each vote that was shown as signed, the place of each that was shown with a receipt,
    and at the end how many effects it took.
    """
    desk = DeskAtWork(home, over_tls, vietnam_now)
    desk.do(lambda: desk.desk.account.unlock(passphrase))
    fate = Fate(n)
    fate.around_block(Vault, "transaction")
    fate.around(Driver, "_answer")
    fate.around(Account, "signer")
    desk.sync.run_once()
    for poll in desk.do(desk.desk.votes.waiting):
        tells.send(f"signed {desk.vote(poll.id).identity}")
        desk.sync.run_once()
        for vote in desk.do(desk.desk.votes.mine):
            if vote.receipt is not None:
                tells.send(f"received {vote.identity} {vote.receipt.index}")
    desk.close()
    tells.send(f"done {fate.count}")
