"""Settings of this program on this computer: each one a typed declaration with a default and a description.

They lie in `settings.json` beside the vault, in the clear: nothing that a council published, nothing that a delegate
wrote, and no name may become a setting.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from delegate_app.errors import Code, UserError
from delegate_app.security.atomic_files import replace_file

T = TypeVar("T", str, int, bool)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting. `allowed` says which values of the default's type make sense."""

    name: str
    default: T
    description: str
    allowed: Callable[[T], bool]


def _one_of(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


def _between(low: int, high: int) -> Callable[[int], bool]:
    return lambda value: low <= value <= high


LANGUAGE = Setting("language", "vi", "Language of the window: vi or en.", _one_of("vi", "en"))
THEME = Setting(
    "theme",
    "light",
    "Colours of the window: light, dark or contrast.",
    _one_of("light", "dark", "contrast"),
)
TEXT_SIZE = Setting("text_size", 1, "Step of the text's size, 0 (A-) to 3 (A+).", _between(0, 3))
AUTO_LOCK_MINUTES = Setting(
    "auto_lock_minutes",
    15,
    "Minutes without a touch before the vault locks itself; 0 never does.",
    _between(0, 240),
)
WINDOW_GEOMETRY = Setting(
    "window_geometry",
    "",
    "Place and size of the window, as Qt writes it, in base64.",
    lambda value: len(value) <= 4096 and value.isascii(),
)
READER_PANEL = Setting(
    "reader_panel",
    True,
    "Whether the notes stand beside the page.",
    lambda value: value in (True, False),
)
METERED = Setting(
    "metered",
    "auto",
    "Whether the network is paid by volume: yes, no, or auto (what the operating system says).",
    _one_of("auto", "yes", "no"),
)
METERED_DAY_MB = Setting(
    "metered_day_mb",
    50,
    "Megabytes a day after which papers wait on a network paid by volume; 0 sets no bound.",
    _between(0, 100_000),
)
METERED_MONTH_MB = Setting(
    "metered_month_mb",
    1000,
    "Megabytes a month after which papers wait on a network paid by volume; 0 sets no bound.",
    _between(0, 1_000_000),
)
PAPER = Setting(
    "paper",
    "white",
    "Colour of the paper that is read on: white, sepia or night.",
    _one_of("white", "sepia", "night"),
)

DECLARED: tuple[Setting[Any], ...] = (
    LANGUAGE,
    THEME,
    TEXT_SIZE,
    AUTO_LOCK_MINUTES,
    WINDOW_GEOMETRY,
    READER_PANEL,
    METERED,
    METERED_DAY_MB,
    METERED_MONTH_MB,
    PAPER,
)


class SettingsStore:
    """The settings of one home folder. From any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._values: dict[str, Any] = _read(path)

    def get(self, setting: Setting[T]) -> T:
        """The value chosen, or the default where none was or it makes no sense."""
        with self._guard:
            value: T = self._values.get(setting.name, setting.default)
        return value if _fits(setting, value) else setting.default

    def put(self, setting: Setting[T], value: T) -> None:
        """Keep a choice, durably. Raises SETTING_INVALID, DISK_FULL, DISK_READ_ONLY; the file stays whole then."""
        if not _fits(setting, value):
            raise UserError(Code.SETTING_INVALID, setting.name)
        with self._guard:
            values = self._values | {setting.name: value}
            if values == self._values:
                return
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace_file(self._path, json.dumps(values, indent=1, sort_keys=True).encode())
            self._values = values


def declared(name: str) -> Setting[Any]:
    """The setting of that name; raises SETTING_UNKNOWN."""
    found = next((setting for setting in DECLARED if setting.name == name), None)
    if found is None:
        raise UserError(Code.SETTING_UNKNOWN, name)
    return found


def _fits(setting: Setting[T], value: T) -> bool:
    return type(value) is type(setting.default) and setting.allowed(value)


def _read(path: Path) -> dict[str, Any]:
    """What the file holds; a damaged file means the defaults: it holds nothing that could not be chosen again."""
    try:
        values = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        logger.info("settings.json cannot be read; the defaults hold")
        return {}
    return values if isinstance(values, dict) else {}
