"""One process at a time works in a home folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from delegate_app.errors import Code, UserError
from delegate_app.security.desk_lock import DeskLock

HOLD = """
import sys
from pathlib import Path
from delegate_app.security.desk_lock import DeskLock
lock = DeskLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_holder_is_told_that_the_desk_is_in_use(tmp_path: Path) -> None:
    lock = DeskLock(tmp_path / "home")
    with pytest.raises(UserError) as error:
        DeskLock(tmp_path / "home")
    assert error.value.code is Code.VAULT_IN_USE
    lock.release()
    DeskLock(tmp_path / "home").release()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[4]
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=root,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(UserError):
            DeskLock(tmp_path)
        holder.kill()
    DeskLock(tmp_path).release()
