"""A TLS server that answers as a test tells it, byte by byte: for everything that a council never does."""

from __future__ import annotations

import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from protocol.certificates import create_root, issue_server, new_member_key, to_pem


@dataclass(frozen=True)
class Request:
    """What a client sent: the request line's parts, its headers in lower case, its body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[Request], Iterator[bytes]]
"""Yields the raw answer, piece by piece; the connection closes when it ends early (see RogueCouncil)."""


@dataclass(frozen=True)
class Authority:
    """A root with the certificate of a server on this machine, issued by it."""

    root_der: bytes
    chain_pem: str
    key_pem: bytes


FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def make_authority(host: str = "127.0.0.1", start: datetime = FIRST_DAY) -> Authority:
    """A fresh root and a certificate for `host` (an address or a name)."""
    root_key, key = new_member_key(), new_member_key()
    root = create_root(root_key, name="Rogue", council="rogue", not_before=start, years=20)
    leaf = issue_server(
        root, root_key, public_key=key.public_key(), hosts=[host], not_before=start, years=20
    )
    key_pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Authority(root, to_pem(leaf), key_pem)


@dataclass
class RogueCouncil:
    """Serves on loopback until the `with` ends; `requests` holds what arrived. Every answer ends its connection."""

    authority: Authority
    answer: Answer
    requests: list[Request] = field(default_factory=list)
    address: str = ""

    @contextmanager
    def serving(self) -> Iterator[RogueCouncil]:
        """The address is set inside the `with`; afterwards every thread and socket is gone."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"https://127.0.0.1:{listener.getsockname()[1]}"
        context = _server_context(self.authority)
        stopping = threading.Event()
        workers: list[threading.Thread] = []

        def accept() -> None:
            while not stopping.is_set():
                raw, _ = listener.accept()
                worker = threading.Thread(target=self._serve, args=(context, raw, stopping))
                workers.append(worker)
                worker.start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield self
        finally:
            stopping.set()
            socket.create_connection(listener.getsockname()).close()
            accepting.join()
            for worker in workers:
                worker.join()
            listener.close()

    def _serve(
        self, context: ssl.SSLContext, raw: socket.socket, stopping: threading.Event
    ) -> None:
        raw.settimeout(5)
        try:
            with context.wrap_socket(raw, server_side=True) as connection:
                request = _read_request(connection)
                self.requests.append(request)
                for piece in self.answer(request):
                    if stopping.is_set():
                        return
                    connection.sendall(piece)
        except OSError:  # the client left, or never meant it
            raw.close()


@dataclass
class TalkingCouncil:
    """Serves on loopback and keeps its connections, several questions each, until the `with` ends."""

    authority: Authority
    answer: Answer
    connections: int = 0
    address: str = ""

    @contextmanager
    def serving(self) -> Iterator[TalkingCouncil]:
        """The address is set inside the `with`; the client has closed its connections before it ends."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"https://127.0.0.1:{listener.getsockname()[1]}"
        context, stopping = _server_context(self.authority), threading.Event()
        workers: list[threading.Thread] = []

        def accept() -> None:
            while not stopping.is_set():
                raw, _ = listener.accept()
                raw.settimeout(5)
                worker = threading.Thread(target=self._talk, args=(context, raw))
                workers.append(worker)
                worker.start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield self
        finally:
            stopping.set()
            socket.create_connection(listener.getsockname()).close()
            for thread in (accepting, *workers):
                thread.join()
            listener.close()

    def _talk(self, context: ssl.SSLContext, raw: socket.socket) -> None:
        try:
            with context.wrap_socket(raw, server_side=True) as connection:
                self.connections += 1
                while True:
                    for piece in self.answer(_read_request(connection)):
                        connection.sendall(piece)
        except (OSError, ValueError):  # the client left, or never meant it
            raw.close()


def _server_context(authority: Authority) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        chain = Path(folder) / "server.pem"
        chain.write_bytes(authority.chain_pem.encode() + authority.key_pem)
        context.load_cert_chain(chain)
    return context


def _read_request(connection: ssl.SSLSocket) -> Request:
    with connection.makefile("rb") as stream:
        method, path, _ = stream.readline().decode().split(" ", 2)
        headers: dict[str, str] = {}
        while (line := stream.readline().decode().strip()) != "":
            key, _, value = line.partition(":")
            headers[key.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)


def plain(body: bytes, *, status: str = "200 OK", **headers: str) -> bytes:
    """A whole well-formed answer with `Content-Length`; keyword `content_type` names a header."""
    lines = [f"HTTP/1.1 {status}", "Sync-Protocol: 1", f"Content-Length: {len(body)}"]
    lines += [f"{key.replace('_', '-')}: {value}" for key, value in headers.items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def kept(body: bytes, *, status: str = "200 OK") -> bytes:
    """Like `plain`, on a connection that stays."""
    return plain(body, status=status).replace(b"Connection: close\r\n", b"")


def always(answer: bytes) -> Answer:
    """The same answer to whatever is asked."""
    return lambda request: iter([answer])
