"""What a process wrote and forced to the disk, in order, and what a power cut at any moment may have left of it.

Recorded by `recorder.c` under LD_PRELOAD. The disk is that of a journalling file system without barriers between fsyncs:
what was written to a file before its last fsync is there; of what came later any 512-byte sector may be there or not; names
that were made, moved or removed come in order, up to some moment after the last fsync of anything.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

SECTOR = 512
PATIENCE = 600.0
ACKS = "acks"
"""A file in the watched folder: what the process acknowledged, a line each, by its place in the recording."""


@dataclass(frozen=True, slots=True)
class Op:
    """One act: W(rite), T(runcate), S(ync), C(reate), U(nlink) or R(ename, to `other`)."""

    kind: str
    path: str
    at: int = 0
    data: bytes = b""
    other: str = ""


def read_recording(file: Path) -> list[Op]:
    """All acts in order."""
    ops = []
    with file.open("rb") as stream:
        while line := stream.readline():
            kind, _, rest = line.decode().rstrip("\n").partition(" ")
            path, *more = rest.split("\t")
            match kind:
                case "W":
                    ops.append(Op(kind, path, int(more[0]), stream.read(int(more[1]))))
                case "T":
                    ops.append(Op(kind, path, int(more[0])))
                case "R":
                    ops.append(Op(kind, path, other=more[0]))
                case _:
                    ops.append(Op(kind, path))
    return ops


def acknowledged(ops: Sequence[Op]) -> list[str]:
    """What the process had acknowledged by then."""
    text = b"".join(op.data for op in ops if op.kind == "W" and op.path.endswith(f"/{ACKS}"))
    return text.decode().splitlines()


def first_after(ops: Sequence[Op], ack: str) -> int:
    """The place of the first act after this acknowledgement."""
    for place, op in enumerate(ops):
        if op.kind == "W" and op.path.endswith(f"/{ACKS}") and op.data.decode().strip() == ack:
            return place + 1
    raise ValueError(ack)


@dataclass
class _File:
    """What was done to one file, and how much of that an fsync covered."""

    ops: list[Op] = field(default_factory=list)
    durable: int = 0


class Disk:
    """A disk on which the first acts of a recording were done."""

    def __init__(self, ops: Sequence[Op]) -> None:
        self._names: dict[str, _File] = {}
        self._since_sync: list[dict[str, _File]] = [{}]
        for op in ops:
            self._do(op)

    def _do(self, op: Op) -> None:
        names = self._names
        match op.kind:
            case "C":
                self._rename({**names, op.path: _File()})
            case "U":
                self._rename({path: file for path, file in names.items() if path != op.path})
            case "R" if op.path in names:
                left = {path: file for path, file in names.items() if path != op.path}
                self._rename({**left, op.other: names[op.path]})
            case "S":
                file = names.get(op.path)
                if file is not None:
                    file.durable = len(file.ops)
                self._since_sync = [names]
            case "W" | "T":
                if op.path not in names:  # made by something that was not recorded
                    self._rename({**names, op.path: _File()})
                self._names[op.path].ops.append(op)

    def _rename(self, names: dict[str, _File]) -> None:
        self._names = names
        self._since_sync.append(names)

    def after_a_cut(self, chance: Random) -> dict[str, bytes]:
        """One of the things that may be found when the power comes back: files by their paths."""
        share = chance.choice([0.0, 0.1, 0.5, 0.9, 1.0])
        names = chance.choice(self._since_sync)
        return {path: _content(file, chance, share) for path, file in names.items()}


def _content(file: _File, chance: Random, share: float) -> bytes:
    content = bytearray()
    for op in file.ops[: file.durable]:
        _apply(content, op)
    for op in file.ops[file.durable :]:
        if op.kind == "T":
            if chance.random() < share:
                _apply(content, op)
            continue
        for sector in _sectors(op):
            if chance.random() < share:
                _apply(content, sector)
    return bytes(content)


def _sectors(op: Op) -> Iterator[Op]:
    """The same write sector by sector."""
    start = op.at
    end = op.at + len(op.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Op("W", op.path, start, op.data[start - op.at : stop - op.at])
        start = stop


def _apply(content: bytearray, op: Op) -> None:
    if op.kind == "T":
        del content[op.at :]
    if len(content) < op.at:
        content.extend(bytes(op.at - len(content)))
    content[op.at : op.at + len(op.data)] = op.data


def put_back(files: Mapping[str, bytes], watched: Path, folder: Path) -> None:
    """Write what was left of the watched folder into `folder`, which holds nothing afterwards but that."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        target = folder / Path(path).relative_to(watched)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def preloaded(name: str, folder: Path) -> Path:
    """The library `name`.c of this folder, compiled; skips the test where there is no compiler or no LD_PRELOAD."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("a library under LD_PRELOAD takes a Linux and a C compiler")
    library = folder / f"{name}.so"
    source = Path(__file__).with_name(f"{name}.c")
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source)]
    subprocess.run([*command, "-ldl", "-lpthread"], check=True)
    return library


def record(module: str, watched: Path, folder: Path, *arguments: str) -> list[Op]:
    """What `python -m module watched arguments` does under `watched`. Raises AssertionError when it fails."""
    recording = folder / f"{watched.name}.recording"
    environ = dict(
        os.environ,
        LD_PRELOAD=str(preloaded("recorder", folder)),
        RECORD_INTO=str(recording),
        RECORD_UNDER=f"{watched}/",
    )
    command = [sys.executable, "-m", module, str(watched), *arguments]
    done = subprocess.run(
        command,
        cwd=Path(__file__).resolve().parents[2],
        env=environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return read_recording(recording)
