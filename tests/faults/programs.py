"""The two programs as processes of their own: the council's server, and the delegate's commands."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.fault_proxy import HOST
from tests.scenarios.desks import PASSPHRASE

ROOT = Path(__file__).resolve().parents[2]
KILLED = -9 if sys.platform != "win32" else 1
PATIENCE = 120.0
"""Seconds after which a program is said to hang."""


@dataclass
class ServerProgram:
    """`python -m council_server serve` over a council's home; `trouble` keeps what it wrote about errors."""

    home: Path
    port: int
    trouble: Path
    environ: Mapping[str, str] | None = None
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Afterwards it listens."""
        command = [sys.executable, "-m", "council_server", "--home", str(self.home), "serve"]
        command += ["--host", HOST, "--port", str(self.port)]
        with self.trouble.open("ab") as trouble:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environ,
                stdout=subprocess.PIPE,
                stderr=trouble,
                text=True,
            )
        assert self._process.stdout is not None
        assert self._process.stdout.readline(), self.trouble.read_text("utf-8")
        socket.create_connection((HOST, self.port), PATIENCE).close()

    def stop(self, *, kill: bool = False) -> None:
        """Afterwards it is gone: asked to go, or with `kill` by kill -9."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill() if kill else process.terminate()
        process.wait(PATIENCE)
        if process.stdout is not None:
            process.stdout.close()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit status, its JSON document, and its error stream."""

    status: int
    answer: dict[str, Any]
    trouble: str


@dataclass
class DeskProgram:
    """`python -m delegate_app` over a home, one process for each command."""

    home: Path
    environ: Mapping[str, str] | None = None
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def kill(self) -> None:
        """Kill -9 of the command under way."""
        if self._process is not None:
            self._process.kill()

    def run(self, *command: str) -> Ended:
        """One command, its passphrase read from a descriptor. A killed one has no answer."""
        source = tempfile.TemporaryFile()  # noqa: SIM115 - closed below, after the process has it
        source.write(f"{PASSPHRASE}\n".encode())
        source.seek(0)
        given = str(source.fileno())
        arguments = [sys.executable, "-m", "delegate_app", "--home", str(self.home), "--json"]
        arguments += ["--lang", "en", "--passphrase-fd", given, *command]
        with (
            source,
            subprocess.Popen(
                arguments,
                cwd=ROOT,
                env=self.environ,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                pass_fds=[source.fileno()],
            ) as self._process,
        ):
            said, trouble = self._process.communicate(timeout=PATIENCE)
            status = self._process.returncode
        if status == KILLED:
            return Ended(status, {}, trouble)
        try:
            answer = json.loads(said)
        except ValueError as error:
            raise AssertionError(f"{command}: {said!r} {trouble}") from error
        return Ended(status, answer, trouble)
