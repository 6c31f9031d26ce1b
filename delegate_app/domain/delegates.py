"""Delegates (đại biểu)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delegate:
    """One member of the council as the roster names them."""

    id: str
    name: str
    position: str
    group: str
    chair: bool
