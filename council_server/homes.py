"""The server's home folder: council.toml, keys/, server.db, blobs/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from council_server.durable_files import replace_file
from council_server.errors import CommandError
from council_server.keys import KeyFolder
from council_server.toml_lines import read_toml
from protocol.origins import IDENTIFIER, record_origin

SETTINGS = "council.toml"
DEFAULT_PORT = 8443


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where papers lie: `url` of a bucket, "" for the folder in the home. Without keys the environment's are taken."""

    url: str = ""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)

    def table(self) -> dict[str, object]:
        """The table [store] of council.toml, empty for the folder."""
        named = (
            ("url", self.url),
            ("access_key", self.access_key),
            ("secret_key", self.secret_key),
        )
        return {name: value for name, value in named if value}


@dataclass(frozen=True, slots=True)
class Home:
    """A council's home. `log` is the vote record's id; `hosts` the names that the TLS certificate carries."""

    path: Path
    council: str
    name: str
    name_en: str
    log: str
    root_sha256: str
    hosts: tuple[str, ...]
    port: int
    database_url: str = ""
    """Address of a PostgreSQL database; "" for the file in this folder."""
    store: StoreSettings = StoreSettings()

    @property
    def origin(self) -> str:
        return record_origin(self.council, self.log)

    @property
    def database(self) -> Path:
        return self.path / "server.db"

    @property
    def blobs(self) -> Path:
        return self.path / "blobs"

    @property
    def address(self) -> str:
        """What a delegate types: the first host with the port."""
        host = self.hosts[0]
        return f"https://{f'[{host}]' if ':' in host else host}:{self.port}"

    def keys(self, passphrase: str | None = None) -> KeyFolder:
        return KeyFolder(self.path / "keys", passphrase)

    def save(self) -> None:
        """Write council.toml, in one step, onto the disk."""
        text = settings_text(
            {
                "council": {
                    "id": self.council,
                    "name": self.name,
                    "name_en": self.name_en,
                    "log": self.log,
                    "root_sha256": self.root_sha256,
                },
                "server": {"hosts": self.hosts, "port": self.port}
                | ({"database": self.database_url} if self.database_url else {}),
                **({"store": store} if (store := self.store.table()) else {}),
            }
        )
        replace_file(self.path / SETTINGS, text.encode())


def open_home(path: Path) -> Home:
    """The home in this folder; raises CommandError when there is none."""
    if not (path / SETTINGS).is_file():
        raise CommandError(f"{path} holds no council; make one with: init")
    values, _ = read_toml(path / SETTINGS)
    council, server = values.get("council", {}), values.get("server", {})
    store = values.get("store", {})
    try:
        return Home(
            path=path,
            council=str(council["id"]),
            name=str(council["name"]),
            name_en=str(council["name_en"]),
            log=str(council["log"]),
            root_sha256=str(council["root_sha256"]),
            hosts=tuple(str(host) for host in server["hosts"]),
            port=int(server["port"]),
            database_url=str(server.get("database", "")),
            store=StoreSettings(
                url=str(store.get("url", "")),
                access_key=str(store.get("access_key", "")),
                secret_key=str(store.get("secret_key", "")),
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError(f"{path / SETTINGS} is not complete: {error}") from None


def new_folder(path: Path) -> None:
    """Make the folders of a new home; raises CommandError when something lies there already."""
    if path.exists() and any(path.iterdir()):
        raise CommandError(f"{path} is not empty; a council gets a folder of its own")
    for folder in (path, path / "keys", path / "blobs"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def checked_id(text: str, what: str) -> str:
    """The identifier; raises CommandError naming what is allowed."""
    if not IDENTIFIER.fullmatch(text):
        raise CommandError(
            f'"{text}" is not allowed as {what}: at most 80 of a-z, 0-9, ".", "-" and "_", '
            "starting with a letter or a digit"
        )
    return text


def settings_text(tables: Mapping[str, Mapping[str, object]]) -> str:
    """These tables as TOML; values are strings, integers or lists of strings."""
    lines: list[str] = []
    for name, table in tables.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {toml_value(value)}" for key, value in table.items()]
        lines.append("")
    return "\n".join(lines)


def toml_value(value: object) -> str:
    """A string, integer or list of strings in TOML."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(one) for one in value)}]"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
    )
