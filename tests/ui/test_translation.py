"""The compiled translations are those of their sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ui.resource_folder import resources
from ui.translation import FILES


@pytest.mark.parametrize("name", [name for names in FILES.values() for name in names])
def test_a_compiled_translation_is_that_of_its_source(name: str, tmp_path: Path) -> None:
    """After a change: pyside6-lrelease resources/i18n/NAME.ts -qm resources/i18n/NAME.qm"""
    folder, fresh = resources() / "i18n", tmp_path / "fresh.qm"
    release = Path(sys.executable).with_name("pyside6-lrelease")
    command = [str(release), str(folder / f"{name}.ts"), "-qm", str(fresh)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert (folder / f"{name}.qm").read_bytes() == fresh.read_bytes()
