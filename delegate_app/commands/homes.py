"""Where a desk lies when nobody says where."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_home() -> Path:
    """This person's folder for application data on this platform."""
    return _data_folder("nghi-truong" if _is_unix() else "NghiTruong")


def practice_home() -> Path:
    """The practice council's own folder, so that practice never touches the real desk."""
    return _data_folder("nghi-truong-practice" if _is_unix() else "NghiTruong-Practice")


def _is_unix() -> bool:
    return sys.platform not in ("win32", "darwin")


def _data_folder(name: str) -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / name
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / name
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / name
