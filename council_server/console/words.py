"""The console's texts, in Vietnamese and English, from resources/console/words/*.toml.

Each file holds tables; a key is table.name, as `sign_in.title`:

    [sign_in]
    title = { vi = "Đăng nhập", en = "Sign in" }
    wait = { vi = "Xin chờ {seconds} giây.", en = "Please wait {seconds} seconds." }

A part in braces is filled in. Templates and code ask with `say("sign_in.title")`, or `say("role." ~ role)` where the
end is known only then; a test finds every such call, and knows what is missing or never asked for.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

VI, EN = "vi", "en"
LANGUAGES = (VI, EN)


class Words:
    """All texts by language and key."""

    def __init__(self, folder: Path) -> None:
        self.texts: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
        for path in sorted(folder.glob("*.toml")):
            for table, entries in tomllib.loads(path.read_text("utf-8")).items():
                for name, both in entries.items():
                    self._keep(f"{table}.{name}", both)

    def _keep(self, key: str, both: dict[str, str]) -> None:
        for language in LANGUAGES:
            if key in self.texts[language]:
                raise ValueError(f"{key} stands twice")
            self.texts[language][key] = both[language]

    def say(self, language: str, key: str, **values: object) -> str:
        """The text with its parts filled in; raises KeyError for a key or a part that is not there."""
        text = self.texts[language][key]
        return text.format_map(values) if values else text
