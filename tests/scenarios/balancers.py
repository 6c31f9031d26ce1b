"""A balancer of the tests: hands on TCP to whichever server answers, as HAProxy does in `mode tcp`."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress

PIECE = 64 * 1024


class Balancer:
    """Listens on a loopback port; each new connection goes to the next port of `behind` that takes it."""

    def __init__(self, behind: Sequence[int] = ()) -> None:
        self.behind = list(behind)
        self._turn = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        far = self._connect()
        if far is None:
            near.close()
            return
        back = threading.Thread(target=_carry, args=(far, near), daemon=True)
        back.start()
        _carry(near, far)
        back.join()
        near.close()
        far.close()

    def _connect(self) -> socket.socket | None:
        for _ in self.behind:
            self._turn += 1
            with suppress(OSError):
                port = self.behind[self._turn % len(self.behind)]
                return socket.create_connection(("127.0.0.1", port))
        return None


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(PIECE):
            target.sendall(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
