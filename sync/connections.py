"""Connections to the council's own server: its root alone is trusted, time is bounded, and they can be cut.

A library's time-out counts per read, so a server that sends one byte now and then holds a caller for
ever. Here every read of a call, headers included, gets only what is left of the call's own time.
"""

from __future__ import annotations

import http.client
import io
import selectors
import socket
import ssl
import threading
import time
from typing import Any

from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

CONNECT_SECONDS = 10.0
"""What one address of the server may take to answer."""
_BUFFER = 64 * 1024
HANDSHAKE_BYTES = 2000
"""What TLS costs before the first request, both ways, with the certificates of a council's own server: measured."""
RECORD_BYTES = 22
"""What TLS 1.3 adds to each record (RFC 8446, 5.2): header, type and tag."""
LONGEST_RECORD = 16 * 1024
_SLACK_SECONDS = 0.05
"""How much longer than the line allows a read may wait."""
_CUT_SECONDS = 0.1
"""How soon a connection attempt notices that its line was cut."""


def tls_context(root: bytes) -> ssl.SSLContext:
    """TLS 1.2 or newer, names checked, and one trusted certificate: `root`, in DER (`protocol.md 7.1`)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=root)
    return context


def unverified_context() -> ssl.SSLContext:
    """Only to ask who is there (`protocol.md 7.4`): send nothing secret, believe nothing unchecked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class LineCut(OSError):
    """The line was cut from outside: the program is stopping."""


class Line:
    """The time allowed to the call under way, and a way to end it from another thread. One call at a time."""

    def __init__(self) -> None:
        self._end = 0.0
        self._cut = threading.Event()
        self._turn = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._traffic = 0

    def count(self, size: int) -> None:
        """So many bytes of content went over the line, in either direction: with what TLS adds to them."""
        self._traffic += size + RECORD_BYTES * max(1, -(-size // LONGEST_RECORD))

    def count_handshake(self) -> None:
        """A connection was opened."""
        self._traffic += HANDSHAKE_BYTES

    def take_traffic(self) -> int:
        """Bytes counted since this was asked last."""
        traffic, self._traffic = self._traffic, 0
        return traffic

    def allow(self, seconds: float) -> None:
        """Begin a call: it must end `seconds` from now."""
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Give the call under way so much longer."""
        self._end += seconds

    def remaining(self) -> float:
        """Seconds left, more than 0. Raises TimeoutError when there are none, LineCut after `cut`."""
        if self._cut.is_set():
            raise LineCut("the line was cut")
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call took longer than it may")
        return left

    def cut(self) -> None:
        """End the call under way within about 0.1 s and refuse every later one. From any thread."""
        self._cut.set()
        with self._turn:
            for handle in self._sockets:
                _shut(handle)

    def hold(self, handle: socket.socket) -> None:
        """`handle` is a second handle of a socket in use: `cut` shuts it."""
        with self._turn:
            self._sockets.add(handle)

    def release(self, handle: socket.socket) -> None:
        """Forget and close a handle."""
        with self._turn:
            self._sockets.discard(handle)
        handle.close()


def _shut(handle: socket.socket) -> None:
    try:
        handle.shutdown(socket.SHUT_RDWR)
    except OSError:  # it was not connected any more
        return


class _TimedReader(io.RawIOBase):
    """A socket's bytes; each read waits no longer than the line allows, but for `_SLACK_SECONDS`."""

    def __init__(self, sock: socket.socket, line: Line) -> None:
        super().__init__()
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)
        self._line = line
        self._waits = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._line.remaining()
        if not left <= self._waits <= left + _SLACK_SECONDS:  # a system call for each record else
            self._sock.settimeout(left)
            self._waits = left
        length = self._sock.recv_into(buffer)
        if length:
            self._line.count(length)
        return length

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class TimedResponse(http.client.HTTPResponse):
    """An answer that is read, headers included, within what its line allows."""

    line: Line

    def __init__(self, sock: socket.socket, *args: Any, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        unbounded = self.fp
        self.fp = io.BufferedReader(_TimedReader(sock, self.line), _BUFFER)
        unbounded.close()


class CouncilConnection(HTTPSConnection):
    """An HTTPS connection on a line."""

    line: Line
    _handle: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        failure: OSError = OSError("no address")
        for family, kind, proto, _, address in found:
            try:
                sock = _connected(socket.socket(family, kind, proto), address, self.line)
            except LineCut:
                raise
            except OSError as error:
                failure = error
                continue
            self._handle = sock.dup()
            self.line.hold(self._handle)
            return sock
        raise NewConnectionError(self, f"cannot connect: {failure}") from failure

    def connect(self) -> None:
        """Open the connection, which the line counts."""
        super().connect()
        self.line.count_handshake()

    def send(self, data: Any) -> None:
        """Send a request's bytes, which the line counts."""
        super().send(data)
        self.line.count(len(data))

    def close(self) -> None:
        """Close the socket and the line's handle of it."""
        super().close()
        if self._handle is not None:
            self.line.release(self._handle)
            self._handle = None


def _connected(sock: socket.socket, address: Any, line: Line) -> socket.socket:
    """The same socket, connected; closed when that failed. Looks at the line meanwhile."""
    try:
        sock.setblocking(False)
        sock.connect_ex(address)
        end = time.monotonic() + min(line.remaining(), CONNECT_SECONDS)
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_WRITE)
            while not selector.select(_CUT_SECONDS):
                line.remaining()
                if time.monotonic() > end:
                    raise TimeoutError("no answer")
        problem = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if problem:
            raise OSError(problem, "cannot connect")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(line.remaining())
    except BaseException:
        sock.close()
        raise
    return sock


def connection_pool(host: str, port: int, context: ssl.SSLContext, line: Line) -> Any:
    """Connections to one server that stay open between calls; `line` bounds them all."""

    class LineResponse(TimedResponse):
        pass

    class LineConnection(CouncilConnection):
        response_class = LineResponse

    class LinePool(HTTPSConnectionPool):
        ConnectionCls = LineConnection

        def _validate_conn(self, conn: Any) -> None:
            # Connects, and does not warn: `context` says whether anybody is trusted.
            if conn.is_closed:
                conn.connect()

    LineResponse.line = LineConnection.line = line
    return LinePool(host, port, maxsize=1, ssl_context=context)
