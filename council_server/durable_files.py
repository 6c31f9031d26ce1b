"""Small files of a council's home that are whole or not there, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(target: Path, data: bytes) -> None:
    """Afterwards `target` holds `data`, on the disk; at no time is it half written."""
    draft = target.with_name(f".{target.name}")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    settle_folder(target.parent)


def settle_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; NTFS journals them by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
