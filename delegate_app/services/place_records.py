"""Reading places as they travel: canonical JSON, sealed like a note (`protocol.md 9.15`)."""

from __future__ import annotations

from delegate_app.domain.reading_places import PageFlow, ReadingPlace
from protocol import canonical
from protocol.errors import ProtocolError

FORMAT = "hdnd-place/1"
HUNDREDTHS = 100
FURTHEST = 10_000_000
"""Hundredths of a point: no page is longer."""


def written(version: str, place: ReadingPlace) -> str:
    """The plain text of a place in a version."""
    return canonical.encode(
        {
            "format": FORMAT,
            "version": version,
            "page": place.page,
            "offset": max(-FURTHEST, min(FURTHEST, round(place.offset * HUNDREDTHS))),
            "zoom": round(place.zoom * HUNDREDTHS),
            "flow": place.flow.value,
            "rotation": place.rotation,
            "trimmed": place.trimmed,
        }
    ).decode()


def is_place(plain: bytes) -> bool:
    """True for the plain text of a place, of this form or a later one."""
    return plain.startswith(b'{"format":"hdnd-place/')


def read(plain: bytes) -> tuple[str, ReadingPlace] | None:
    """Version and place; None for a form that this program cannot read."""
    try:
        fields = canonical.decode(plain)
        if not isinstance(fields, dict) or fields["format"] != FORMAT:
            return None
        numbers = [fields[name] for name in ("page", "offset", "zoom", "rotation")]
        if any(type(number) is not int for number in numbers) or fields["page"] < 0:
            return None
        place = ReadingPlace(
            fields["page"],
            fields["offset"] / HUNDREDTHS,
            fields["zoom"] / HUNDREDTHS,
            PageFlow(fields["flow"]),
            fields["rotation"] % 360 // 90 * 90,
            fields["trimmed"] is True,
        )
        return str(fields["version"]), place
    except (ProtocolError, KeyError, ValueError, TypeError):
        return None
