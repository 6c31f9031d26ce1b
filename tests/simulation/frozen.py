"""A council as bytes: copied for each schedule, put aside as its backup, and put back."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import Any

from tests.simulation.council import SimulatedCouncil
from tests.simulation.quick_keys import QuickKey

OUTSIDE = ("now", "chance")
"""What belongs to the schedule and not to the council."""


@dataclass(frozen=True)
class Frozen:
    """The state of a council; keys are not copied, for nobody changes them."""

    data: bytes
    kept: tuple[Any, ...]


def freeze(council: SimulatedCouncil) -> Frozen:
    """Everything that the council holds now."""
    state = {name: value for name, value in vars(council).items() if name not in OUTSIDE}
    buffer = io.BytesIO()
    writer = _Writer(buffer)
    writer.dump(state)
    return Frozen(buffer.getvalue(), tuple(writer.kept))


def thaw(frozen: Frozen) -> dict[str, Any]:
    """A copy of the state, to be put into a council with `vars(council).update(...)`."""
    state: dict[str, Any] = _Reader(frozen).load()
    return state


class _Writer(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO) -> None:
        super().__init__(buffer, protocol=5)
        self.kept: list[Any] = []

    def persistent_id(self, value: Any) -> int | None:
        if not type(value).__module__.startswith("cryptography") and type(value) is not QuickKey:
            return None
        self.kept.append(value)
        return len(self.kept) - 1


class _Reader(pickle.Unpickler):
    def __init__(self, frozen: Frozen) -> None:
        super().__init__(io.BytesIO(frozen.data))
        self._kept = frozen.kept

    def persistent_load(self, name: Any) -> Any:
        return self._kept[name]
