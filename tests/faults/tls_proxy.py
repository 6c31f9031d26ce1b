"""A liar in the middle that holds the council's own TLS key: every fault reaches the client as good HTTP from the right host.

That is more than any line can do, and no more than a broken reverse proxy of the council's could: what it passes on
wrongly, the client must find out by digests and signatures alone.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from council_server import keys as key_names
from council_server.homes import Home
from tests.faults.fault_proxy import HOST, STALL_SECONDS, Door, flipped, reset, sent
from tests.faults.faults import Fault, Kind, Plan

PATIENCE = 60.0
OF_THE_LINE = frozenset({"connection", "keep-alive", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def name(self) -> tuple[str, str]:
        """Requests of one name may get the same answer."""
        return self.path, self.headers.get("range", "")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, apart into what stands before its body and the body."""

    head: bytes
    body: bytes


BUSY = Answered(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", b"")


@dataclass
class TlsProxy:
    """Ends TLS with the certificate of the council in `home`, and asks the council on its port."""

    home: Home
    council_port: int
    plan: Plan
    killers: Mapping[Kind, Callable[[], None]] = field(default_factory=dict)
    """What kills a program; called in the middle of an exchange, before or after the council was asked."""
    door: Door = field(init=False)
    _first: dict[tuple[str, str], Answered] = field(default_factory=dict)
    _late: list[Asked] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        keys = self.home.path / "keys"
        self.door = Door(self._serve)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(keys / f"{key_names.TLS}.crt", keys / f"{key_names.TLS}.key")
        self._trust = ssl.create_default_context(cafile=str(keys / f"{key_names.ROOT}.crt"))

    @property
    def address(self) -> str:
        return f"https://{HOST}:{self.door.port}"

    def _serve(self, raw: socket.socket) -> None:
        raw.settimeout(PATIENCE)
        council = http.client.HTTPSConnection(
            HOST, self.council_port, context=self._trust, timeout=PATIENCE
        )
        try:
            with self._context.wrap_socket(raw, server_side=True) as client:
                self.door.hold(client)
                with client.makefile("rb") as stream:
                    while (asked := _read(stream)) and self._exchange(client, council, asked):
                        pass
        except (OSError, http.client.HTTPException):
            return
        finally:
            council.close()

    def _exchange(
        self, client: ssl.SSLSocket, council: http.client.HTTPSConnection, asked: Asked
    ) -> bool:
        """False when the connection is at its end."""
        fault = self.plan.fault(1 << 16)
        kind = fault.kind if fault else None
        if kind in (Kind.REFUSE, Kind.RESET_BEFORE):
            reset(client)
            return False
        if kind is Kind.BUSY:
            return self._send(client, BUSY, None)
        if fault is not None and fault.kind in self.killers:
            if fault.after % 2:
                _ask(council, asked)
            self.killers[fault.kind]()
            return False
        if kind is Kind.LATE_DUPLICATE:
            with self._turn:
                self._late.append(asked)
        elif kind is None:
            self._send_late(council)
        answer = _ask(council, asked)
        if kind is Kind.DUPLICATE:
            answer = _ask(council, asked)
        if asked.method == "GET":
            first = self._first.setdefault(asked.name, answer)
            answer = first if kind is Kind.STALE else answer
        if kind is Kind.RESET_AFTER:
            reset(client)
            return False
        return self._send(client, answer, fault)

    def _send_late(self, council: http.client.HTTPSConnection) -> None:
        with self._turn:
            late, self._late = self._late, []
        for asked in late:
            _ask(council, asked)

    def _send(self, client: ssl.SSLSocket, answer: Answered, fault: Fault | None) -> bool:
        data = answer.head + answer.body
        kind = fault.kind if fault else None
        if kind is Kind.FLIP and answer.body:
            data = answer.head + flipped(answer.body, self.plan.bit(len(answer.body)))
        if fault is None or kind not in (Kind.TRUNCATE, Kind.STALL):
            return sent(client, data, fault, self.door.stopping)
        client.sendall(data[: min(fault.after, len(data) - 1)])
        if kind is Kind.STALL:
            self.door.stopping.wait(STALL_SECONDS)
            reset(client)
        else:
            with suppress(OSError):
                client.unwrap()
        return False


def _read(stream: BinaryIO) -> Asked | None:
    """The next request; None when the client left."""
    line = stream.readline().decode("latin-1").split(" ")
    if len(line) != 3:
        return None
    headers: dict[str, str] = {}
    while (text := stream.readline().decode("latin-1").strip()) != "":
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Asked(line[0], line[1], headers, body)


def _ask(council: http.client.HTTPSConnection, asked: Asked) -> Answered:
    """The council's answer as it would have gone to the client."""
    sent_on = {name: value for name, value in asked.headers.items() if name not in OF_THE_LINE}
    council.request(asked.method, asked.path, asked.body or None, sent_on)
    found = council.getresponse()
    body = found.read()
    lines = [f"HTTP/1.1 {found.status} {found.reason}"]
    lines += [
        f"{name}: {value}" for name, value in found.getheaders() if name.lower() not in OF_THE_LINE
    ]
    return Answered("\r\n".join([*lines, "", ""]).encode("latin-1"), body)
