"""What a server counts about itself, in Prometheus' text format (version 0.0.4): numbers only, nobody's name.

Written by hand: two counters, a histogram and some gauges of one process need no library, and none of its threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

BUCKETS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0)
ROOMS = frozenset(
    {
        "root",
        "enrolments",
        "auth",
        "heads",
        "feeds",
        "blobs",
        "notes",
        "entries",
        "log",
        "console",
        "hall",
    }
)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "nghi_truong"


class Metrics:
    """Counters of one process; `gauges` are asked when somebody looks."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._calls: dict[tuple[str, int], int] = {}
        self._slower: dict[tuple[str, float], int] = {}
        self._seconds: dict[str, float] = {}
        self._count: dict[str, int] = {}
        self.under_way = 0
        self.gauges: dict[str, tuple[str, Callable[[], float]]] = {
            "calls_under_way": (
                "Calls that are being answered, waiting desks included.",
                lambda: self.under_way,
            )
        }

    def observe(self, room: str, status: int, seconds: float) -> None:
        """A call was answered."""
        with self._guard:
            self._calls[room, status] = self._calls.get((room, status), 0) + 1
            self._seconds[room] = self._seconds.get(room, 0.0) + seconds
            self._count[room] = self._count.get(room, 0) + 1
            for bound in BUCKETS:
                if seconds <= bound:
                    self._slower[room, bound] = self._slower.get((room, bound), 0) + 1

    def text(self) -> str:
        """Everything, as it is scraped."""
        with self._guard:
            calls, seconds, count = dict(self._calls), dict(self._seconds), dict(self._count)
            within = dict(self._slower)
        lines = _head("calls_total", "counter", "Calls answered, by room and status.")
        lines += [
            _line("calls_total", {"room": room, "status": str(status)}, number)
            for (room, status), number in sorted(calls.items())
        ]
        name = "call_seconds"
        lines += _head(
            name, "histogram", "Seconds until a call was answered; heads wait on purpose."
        )
        for room in sorted(count):
            for bound in BUCKETS:
                labels = {"room": room, "le": str(bound)}
                lines.append(_line(f"{name}_bucket", labels, within.get((room, bound), 0)))
            lines.append(_line(f"{name}_bucket", {"room": room, "le": "+Inf"}, count[room]))
            lines.append(_line(f"{name}_sum", {"room": room}, seconds[room]))
            lines.append(_line(f"{name}_count", {"room": room}, count[room]))
        for gauge, (said, value) in self.gauges.items():
            lines += [*_head(gauge, "gauge", said), _line(gauge, {}, value())]
        return "\n".join(lines) + "\n"


def room_of(path: str) -> str:
    """Which part of the server a path belongs to; never anything that a client made up."""
    parts = path.split("/")
    name = parts[2] if len(parts) > 2 and parts[1] == "v1" else parts[1] if len(parts) > 1 else ""
    return name if name in ROOMS else "other"


def _head(name: str, kind: str, said: str) -> list[str]:
    return [f"# HELP {PREFIX}_{name} {said}", f"# TYPE {PREFIX}_{name} {kind}"]


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    inside = ",".join(f'{label}="{text}"' for label, text in labels.items())
    return f"{PREFIX}_{name}{f'{{{inside}}}' if inside else ''} {value:g}"
