"""Bundles of a sample council's record, and the shell script that checks one without this program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from protocol.bundles import Bundle
from tests.unit.protocol.sample_council import SampleCouncil

Shell = Callable[[Path, str], subprocess.CompletedProcess[str]]


def bundle_of(council: SampleCouncil) -> Bundle:
    return Bundle(
        origin=council.log,
        root=council.first_root,
        log_key=council.public_log_key,
        checkpoint=council.checkpoint(),
        records=tuple(council.records),
    )


@pytest.fixture(scope="module")
def shell() -> Shell:
    bash = shutil.which("bash")
    missing = [tool for tool in ("openssl", "sha256sum", "jq") if shutil.which(tool) is None]
    if bash is None or missing:
        pytest.skip(f"not on this machine: {missing or 'bash'}")

    def run(folder: Path, root: str) -> subprocess.CompletedProcess[str]:
        script = str(folder / "verify-record.sh")
        return subprocess.run(
            [bash, script, root], capture_output=True, encoding="utf-8", check=False
        )

    return run
