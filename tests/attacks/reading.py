"""The window in a process of its own, in which papers are opened one after the other, until it is killed."""

from __future__ import annotations

import os
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from tests.attacks.noting import OpenedWindow


def read_and_wait(
    home: Path, versions: tuple[str, ...], page: int, passphrase: str, tells: Connection
) -> NoReturn:
    """Open the papers, jump to a page of the last, say so, and read on. Runs as the target of a spawned process."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        opened = OpenedWindow(home, passphrase, seed=0)
        for version in versions:
            opened.read(version)
        opened.pane.reader.travel.jump(page)
        opened.settle()
        tells.send("read")
        opened.until(lambda: False)
    finally:
        traceback.print_exc()
        os._exit(1)
