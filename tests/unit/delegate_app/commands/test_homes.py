"""Where a desk lies by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from delegate_app.commands.homes import default_home, practice_home


def test_linux_keeps_to_the_folder_for_application_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_home() == tmp_path / "nghi-truong"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_home() == Path.home() / ".local" / "share" / "nghi-truong"


def test_windows_and_macos_have_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert default_home() == tmp_path / "NghiTruong"
    monkeypatch.setattr("sys.platform", "darwin")
    assert default_home() == Path.home() / "Library" / "Application Support" / "NghiTruong"


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_practice_never_touches_the_real_desk(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert practice_home() != default_home()
    assert default_home() not in practice_home().parents
