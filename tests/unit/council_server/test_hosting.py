"""Many councils in one process: each by its name, with its own certificate, and no more open than there are places."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from council_server import hosting as hosting_module
from council_server.clock import vietnam_now
from council_server.errors import CommandError
from council_server.founding import found_council
from council_server.homes import Home
from council_server.hosting import Homes, Hosting
from council_server.keys import ROOT
from council_server.rosters import Person, Roster
from council_server.serving import CouncilServer, consoles, listen, port_of
from protocol import certificates

PATIENCE = 30
NAMES = ("mot", "hai", "ba")


def found(folder: Path, name: str, database_url: str = "") -> Home:
    people = (Person("an", "An", "", "", ""),)
    roster = Roster(
        id=f"xa-{name}",
        name=f"HĐND xã {name}",
        name_en=name,
        total=1,
        chair=people[0],
        secretary=Person("thu-ky", "Thư Ký", "", "", ""),
        learner="",
        delegates=people,
        about={},
    )
    return found_council(
        folder / name,
        roster,
        hosts=[f"{name}.example"],
        port=443,
        passphrase=None,
        clock=vietnam_now,
        database_url=database_url,
    )


class Named(http.client.HTTPSConnection):
    """A client that asks this machine for the council of a name and trusts that council's root only."""

    def __init__(self, port: int, home: Home, name: str = "") -> None:
        pem = certificates.to_pem(home.keys().certificate(ROOT))
        self._tls = ssl.create_default_context(cadata=pem)
        super().__init__(name or home.hosts[0], port, timeout=PATIENCE, context=self._tls)

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)

    def ask(self, path: str, **headers: str) -> tuple[int, bytes]:
        self.request("GET", path, headers={"Sync-Protocol": "1", **headers})
        answer = self.getresponse()
        return answer.status, answer.read()


@dataclass
class Country:
    """Councils in one folder and the process part that serves them."""

    folder: Path
    homes: list[Home]
    hosting: Hosting
    port: int

    def root(self, number: int, host: str = "") -> tuple[int, dict[str, object]]:
        """The answer of /v1/root of a council, asked by its name or for another one."""
        with closing(Named(self.port, self.homes[number])) as line:
            status, body = line.ask("/v1/root", **({"Host": host} if host else {}))
        return status, json.loads(body)


@contextmanager
def served(folder: Path, *, places: int = 10) -> Iterator[Country]:
    homes = [found(folder, name) for name in NAMES]
    hosting = Hosting(Homes(folder), places=places, with_rooms=consoles())
    listening, ready = listen("127.0.0.1", 0), threading.Event()
    server = CouncilServer(hosting, ready=ready.set)
    thread = threading.Thread(target=server.serve_on, args=(listening,))
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield Country(folder, homes, hosting, port_of(listening))
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def test_each_council_answers_by_its_name_with_its_own_certificate(tmp_path: Path) -> None:
    with served(tmp_path) as country:
        for number, name in enumerate(NAMES):
            status, body = country.root(number)
            assert (status, body["council"]) == (200, f"xa-{name}")
        with (
            closing(Named(country.port, country.homes[0], "hai.example")) as line,
            pytest.raises(ssl.SSLCertVerificationError),  # it shows another council's root
        ):
            line.ask("/v1/root")
        with closing(Named(country.port, country.homes[1])) as line:
            assert line.ask("/console/style.css")[0] != 421


def test_a_name_that_is_nobody_s_is_answered_in_words(tmp_path: Path) -> None:
    with served(tmp_path) as country:
        status, body = country.root(0, host="khac.example")
        assert (status, body["code"]) == (421, "NO_SUCH_COUNCIL")
        assert country.hosting.services() == []


@pytest.mark.expects_warnings
def test_what_is_not_used_makes_room_and_what_is_used_does_not(tmp_path: Path) -> None:
    with served(tmp_path, places=2) as country:
        for number in (0, 1, 0, 2):
            assert country.root(number)[0] == 200
        open_now = {service.council.id for service in country.hosting.services()}
        assert open_now == {"xa-mot", "xa-ba"}, "the one used longest ago was closed"
        assert country.root(1)[0] == 200
        for hosted in country.hosting.open_councils:
            hosted.users += 1
        held = [service.council.id for service in country.hosting.services()]
        other = next(n for n, home in enumerate(country.homes) if home.council not in held)
        status, body = country.root(other)
        assert (status, body["code"]) == (503, "UNAVAILABLE")
        for hosted in country.hosting.open_councils:
            hosted.users -= 1
        assert country.root(other)[0] == 200


def test_a_council_that_is_founded_later_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting_module, "LOOK_AGAIN_SECONDS", -1.0)
    with served(tmp_path) as country:
        country.homes.append(found(tmp_path, "bon"))
        assert country.root(3)[0] == 200


@pytest.mark.expects_warnings
def test_a_council_whose_keys_are_gone_does_not_stop_the_others(tmp_path: Path) -> None:
    with served(tmp_path) as country:
        keys = country.homes[2].path / "keys" / "log.key"
        keys.write_bytes(b"not a key")
        assert country.root(2)[0] == 503
        assert country.root(1)[0] == 200
    assert "xa-ba" not in {service.council.id for service in country.hosting.services()}


def test_a_folder_without_councils_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no council"):
        Homes(tmp_path)
