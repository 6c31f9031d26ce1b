"""The words that annotations in a file carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from delegate_app.domain.annotations import AnnotationKind


@dataclass(frozen=True)
class Naming:
    """Words that the core has not: each kind's name, and what is said of a note that is to be asked in the sitting."""

    kinds: Mapping[AnnotationKind, str]
    ask: str
