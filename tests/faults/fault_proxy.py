"""A line between a client and the council that breaks as a plan says: real sockets on loopback, one fault a connection.

It does not read what passes: inside TLS a flipped bit breaks a record, and where a request ends is not known, so that a reset
"before" falls among the bytes of requests and one "after" among those of answers. `tls_proxy` works on whole exchanges.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.faults.faults import Fault, Kind, Plan

HOST = "127.0.0.1"
PIECE = 64 * 1024
LONGEST = 1 << 20
"""The latest byte of a connection at which its fault comes."""
STALL_SECONDS = 0.4
DROP, DROPS, DROP_SECONDS = 7, 40, 0.01
RATE_PIECE, RATE_SECONDS, RATE_PIECES = 8 * 1024, 0.01, 60


def reset(sock: socket.socket) -> None:
    """Close it so that the peer sees a reset."""
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RD)  # wakes whoever reads it
    sock.close()


def sent(sock: socket.socket, data: bytes, fault: Fault | None, stopping: threading.Event) -> bool:
    """Send it at the pace of the fault; False when the proxy stops meanwhile."""
    pace = {
        Kind.DRIP: (DROP, DROP_SECONDS, DROPS),
        Kind.RATE: (RATE_PIECE, RATE_SECONDS, RATE_PIECES),
    }
    if fault is None or fault.kind not in pace:
        sock.sendall(data)
        return True
    size, seconds, count = pace[fault.kind]
    slow = data[: size * count]
    for start in range(0, len(slow), size):
        sock.sendall(slow[start : start + size])
        if stopping.wait(seconds):
            return False
    sock.sendall(data[len(slow) :])
    return True


@dataclass
class Door:
    """Listens on a port that stays the same, and gives every connection to a thread of its own."""

    serve: Callable[[socket.socket], None]
    stopping: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    _open: set[socket.socket] = field(default_factory=set)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def opened(self) -> Iterator[Door]:
        """Afterwards every thread and socket is gone."""
        listener = socket.create_server((HOST, self.port))
        self.port = int(listener.getsockname()[1])
        workers: list[threading.Thread] = []

        def accept() -> None:
            while True:
                sock, _ = listener.accept()
                if self.stopping.is_set():
                    sock.close()
                    return
                worker = threading.Thread(target=self._serve, args=(sock,), daemon=True)
                workers.append(worker)
                worker.start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield self
        finally:
            self.stopping.set()
            socket.create_connection((HOST, self.port)).close()
            accepting.join()
            listener.close()
            with self._turn:
                for sock in self._open:
                    with suppress(OSError):
                        sock.shutdown(socket.SHUT_RDWR)
            for worker in workers:
                worker.join()

    def hold(self, sock: socket.socket) -> None:
        """This socket is cut when the door closes."""
        with self._turn:
            self._open.add(sock)

    def release(self, sock: socket.socket) -> None:
        """Forget and close a socket."""
        with self._turn:
            self._open.discard(sock)
        sock.close()

    def _serve(self, sock: socket.socket) -> None:
        self.hold(sock)
        try:
            self.serve(sock)
        except OSError:  # one of the two left, or the fault was that it did
            return
        finally:
            self.release(sock)


@dataclass
class FaultProxy:
    """Passes bytes between clients and the council's port."""

    council_port: int
    plan: Plan
    killers: Mapping[Kind, Callable[[], None]] = field(default_factory=dict)
    """What kills a program; called in the middle of an answer."""
    door: Door = field(init=False)

    def __post_init__(self) -> None:
        self.door = Door(self._serve)

    @property
    def address(self) -> str:
        return f"https://{HOST}:{self.door.port}"

    def _serve(self, client: socket.socket) -> None:
        fault = self.plan.fault(LONGEST)
        if fault is not None and fault.kind is Kind.REFUSE:
            reset(client)
            return
        council = socket.create_connection((HOST, self.council_port))
        self.door.hold(council)
        up = _Pump(self, client, council, fault if _is_of_requests(fault) else None)
        down = _Pump(self, council, client, None if _is_of_requests(fault) else fault)
        worker = threading.Thread(target=up.run, daemon=True)
        worker.start()
        try:
            down.run()
        finally:
            worker.join()
            self.door.release(council)


def _is_of_requests(fault: Fault | None) -> bool:
    return fault is not None and fault.kind is Kind.RESET_BEFORE


@dataclass
class _Pump:
    """Passes on what comes from one side until its fault, or until somebody closes."""

    proxy: FaultProxy
    source: socket.socket
    target: socket.socket
    fault: Fault | None
    passed: int = 0

    def run(self) -> None:
        with suppress(OSError):
            while data := self.source.recv(PIECE):
                if not self._pass(data):
                    break
        for sock in (self.source, self.target):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _pass(self, data: bytes) -> bool:
        """False when this was the end of the connection."""
        fault, before = self.fault, self.passed
        self.passed += len(data)
        stopping = self.proxy.door.stopping
        if fault is None or self.passed <= fault.after:
            self.target.sendall(data)
            return True
        good = data[: fault.after - before]
        match fault.kind:
            case Kind.FLIP:
                self.target.sendall(flipped(data, len(good) * 8))
                self.fault = None
                return True
            case Kind.DRIP | Kind.RATE:
                self.fault = None
                return sent(self.target, data, fault, stopping)
            case Kind.STALL:
                self.target.sendall(good)
                stopping.wait(STALL_SECONDS)
                reset(self.target)
            case Kind.TRUNCATE:
                self.target.sendall(good)
            case Kind.KILL_DESK | Kind.KILL_COUNCIL:
                self.proxy.killers[fault.kind]()
            case _:
                self.target.sendall(good)
                reset(self.target if fault.kind is Kind.RESET_AFTER else self.source)
        return False


def flipped(data: bytes, bit: int) -> bytes:
    """The same bytes but for one bit."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
