"""A hall's server for tests: made by a running council, served on a free loopback port.

with running_hall(council, tmp_path / "hall") as hall:
    hall.wait_for_copy()
    council.stop()                                        # the line is cut
    ...
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from council_server.hall_service import Hall
from council_server.halls import HallHome, new_hall, open_hall_home
from council_server.serving import CouncilServer, listen, port_of
from tests.running_council import HOST, START_SECONDS, RunningCouncil

PATIENCE = 20.0


class RunningHall:
    """A hall of a council; `stop` and `start` keep its folder and port."""

    def __init__(self, council: RunningCouncil, folder: Path, device: str = "phong-hop") -> None:
        self.council = council
        listening = listen(HOST, 0)
        self.port = port_of(listening)
        listening.close()
        self.home: HallHome = new_hall(
            council.council,
            folder,
            council.home.keys(),
            device=device,
            hosts=(HOST,),
            port=self.port,
            upstream=council.address,
            chair=True,
        )
        self.start()

    @property
    def address(self) -> str:
        return self.home.link.address

    def start(self) -> None:
        self.home = replace(open_hall_home(self.home.path))
        self.hall = Hall(self.home, self.council.clock, again=0.05)
        ready = threading.Event()
        self.server = CouncilServer(self.hall, ready=ready.set)
        listening = listen(HOST, self.port)
        self._thread = threading.Thread(target=self.server.serve_on, args=(listening,))
        self._thread.start()
        assert ready.wait(START_SECONDS)

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join()

    def wait_for(self, holds: Callable[[], bool]) -> None:
        """Until that is true; the hall's own threads make it so."""
        waited = threading.Event()
        for _ in range(int(PATIENCE / 0.02)):
            if holds():
                return
            waited.wait(0.02)
        raise AssertionError("the hall did not come so far")

    def wait_for_copy(self) -> None:
        """Everything that the council has now is in the hall."""
        council = self.council.council
        council.catch_up()
        size, heads = council.record.replay.size, council.heads()
        self.wait_for(
            lambda: (
                len(self.hall.copy.records) >= size
                and self.hall.copy.seq >= heads["public"].size
                and not self.hall.copy.missing_papers()
            )
        )


@contextmanager
def running_hall(
    council: RunningCouncil, folder: Path, device: str = "phong-hop"
) -> Iterator[RunningHall]:
    """A served hall that follows this council."""
    hall = RunningHall(council, folder, device)
    try:
        yield hall
    finally:
        hall.stop()
