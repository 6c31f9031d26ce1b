"""Pages: Jinja2 templates that escape what they show, fail on a name that is not there, and know who looks at them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from council_server.console.words import Words
from protocol.times import VIETNAM, read_time

RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "console"
STATIC_PATH = "/console/static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that pages refer to, read once; `tag` changes with its bytes."""

    data: bytes
    kind: str
    tag: str


def read_static(folder: Path) -> dict[str, StaticFile]:
    """The files of this folder that a browser may have, by name. Nothing is ever looked up by a path from outside."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in KINDS and path.is_file():
            data = path.read_bytes()
            tag = hashlib.sha256(data).hexdigest()[:16]
            found[path.name] = StaticFile(data, KINDS[path.suffix], tag)
    return found


class Pages:
    """All templates, texts and static files, read at the start."""

    def __init__(self, folder: Path = RESOURCES) -> None:
        self.words = Words(folder / "words")
        self.static = read_static(folder)
        self._templates = Environment(
            loader=FileSystemLoader(folder / "templates", encoding="utf-8"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["file"] = self._address_of
        self._templates.filters["when"] = when
        self._templates.filters["day"] = day
        self._templates.filters["moment"] = moment
        self._templates.filters["pair"] = pair
        self._templates.filters["browser"] = browser_name
        self._templates.filters["date"] = date
        self._templates.filters["clock"] = clock

    def _address_of(self, name: str) -> str:
        """Where a browser gets a static file; the address changes with its bytes. KeyError for none of ours."""
        return f"{STATIC_PATH}/{name}?v={self.static[name].tag}"

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """The page as HTML; raises jinja2.UndefinedError for a value that the template asks for and nobody gave."""
        return self._templates.get_template(template).render(values)


def when(time: str) -> str:
    """A time of the protocol as people write it: 05/03/2026 14:07:09."""
    return f"{read_time(time):%d/%m/%Y %H:%M:%S}"


def day(time: str) -> str:
    """The day of a time: 05/03/2026."""
    return f"{read_time(time):%d/%m/%Y}"


def moment(seconds: int) -> str:
    """Seconds since 1970 as people write a time here: 05/03/2026 14:07."""
    return f"{datetime.fromtimestamp(seconds, VIETNAM):%d/%m/%Y %H:%M}"


def pair(text: str) -> tuple[str, str]:
    """A text as an option of a choice that shows itself."""
    return text, text


def date(text: str) -> str:
    """A date of the feeds (`YYYY-MM-DD`) as people write it: 05/03/2026."""
    return "/".join(reversed(text.split("-")))


def clock(time: str) -> str:
    """A time of the programme: 14:07, 05/03/2026."""
    return f"{read_time(time):%H:%M, %d/%m/%Y}"


BROWSERS = (
    ("Edg/", "Edge"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """What a User-Agent header says, in two words: "Chrome, Windows"; its beginning when we know neither."""
    kinds = [
        next((name for sign, name in known if sign in agent), "") for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, kinds)) or agent[:40]
