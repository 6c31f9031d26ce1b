"""Where the program's files lie, from source and when frozen. Without Qt: the commands read the sentences too."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def resources() -> Path:
    """The folder `resources/`: beside the packages, or where the frozen application unpacked it."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parents[1]
    return root / "resources"
