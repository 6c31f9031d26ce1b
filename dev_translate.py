"""Bring resources/i18n/*.ts up to date with the texts of ui/, compile them, and name what is not translated.

Run by `python3 dev.py translate`, inside the environment. Exit status 1 while a text has no translation.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import PySide6

ROOT = Path(__file__).resolve().parent
TOOLS = Path(PySide6.__path__[0])
# English is the language of the sources: its file holds plurals only.
FILES = {
    "nghi_truong_vi.ts": ["-target-language", "vi_VN"],
    "nghi_truong_en.ts": ["-target-language", "en_GB", "-pluralonly"],
}
ALWAYS = ["-silent", "-locations", "none", "-no-obsolete", "-source-language", "en"]


def untranslated(path: Path) -> list[str]:
    """The texts of a translation file that somebody still has to write."""
    messages = ElementTree.parse(path).iter("message")  # noqa: S314 - our own file
    unfinished = "translation[@type='unfinished']"
    return [m.findtext("source", "") for m in messages if m.find(unfinished) is not None]


def main() -> int:
    folder = ROOT / "resources" / "i18n"
    sources = sorted(str(path) for path in (ROOT / "ui").glob("*.py"))
    for name, asked in FILES.items():
        target = ["-ts", str(folder / name)]
        subprocess.run([str(TOOLS / "lupdate"), *sources, *ALWAYS, *asked, *target], check=True)
    files = sorted(folder.glob("*.ts"))
    subprocess.run([str(TOOLS / "lrelease"), "-silent", *map(str, files)], check=True)
    missing = [(path.name, text) for path in files for text in untranslated(path)]
    for name, text in missing:
        sys.stdout.write(f"not translated in resources/i18n/{name}: {text}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
