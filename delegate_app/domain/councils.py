"""The council this desk belongs to, and this delegate's place in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Council:
    """The council as its signed roster describes it. `total` is N, the number of delegates holding the mandate."""

    id: str
    name: str
    name_en: str
    total: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How this device belongs to the council.

    `root_sha256` is the pinned root; `certificate_sha256` is "" until the clerk confirmed.
    """

    council_id: str
    council_name: str
    address: str
    root_sha256: str
    person_id: str
    name: str
    role: str
    device_id: str
    device_name: str
    certificate_sha256: str
    enrolled_at: datetime | None
