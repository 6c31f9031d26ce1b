"""`erased.json`: that the keys of this home folder were destroyed after the council revoked the device.

It is written before the first key goes: whatever a crash interrupts is finished at the next start.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from delegate_app.domain.accounts import Erasure
from delegate_app.security.atomic_files import replace_file, settle_folder

FORMAT = "hdnd-erased/1"
LARGEST_FILE = 4096


class ErasureMark:
    """The file; it holds no content, only which device it was and when."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exists(self) -> bool:
        """True from the moment at which erasing began."""
        return self._path.exists()

    def read(self) -> Erasure | None:
        """What it says; None without a mark, and for one that another program wrote."""
        try:
            with self._path.open("rb") as file:
                content = json.loads(file.read(LARGEST_FILE))
            revoked, erased = content["revoked_at"], content["erased_at"]
            return Erasure(
                str(content["device"]),
                datetime.fromisoformat(revoked),
                datetime.fromisoformat(erased),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, erasure: Erasure) -> None:
        """Durable when this returns. Raises DISK_FULL, DISK_READ_ONLY."""
        content = {
            "format": FORMAT,
            "device": erasure.device_id,
            "revoked_at": erasure.revoked_at.isoformat(),
            "erased_at": erasure.erased_at.isoformat(),
        }
        replace_file(self._path, json.dumps(content, indent=1).encode())

    def forget(self) -> None:
        """A new vault is made in this folder."""
        self._path.unlink(missing_ok=True)
        settle_folder(self._path.parent)
