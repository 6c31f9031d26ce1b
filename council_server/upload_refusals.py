"""Why an uploaded file is not taken; the sentences for people are in resources/console/words.toml, `upload.<reason>`."""

from __future__ import annotations

from enum import StrEnum

from council_server.errors import CommandError


class Reason(StrEnum):
    """One sentence each."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNKNOWN_KIND = "unknown-kind"
    DAMAGED = "damaged"
    PASSWORD = "password"  # noqa: S105
    TOO_MANY_PAGES = "too-many-pages"
    SCRIPT = "script"
    MACROS = "macros"
    EMBEDDED = "embedded"
    OUTSIDE = "outside"
    BOMB = "bomb"
    PICTURE = "picture"
    SECRET = "secret"  # noqa: S105
    NO_CONVERTER = "no-converter"
    NOT_CONVERTED = "not-converted"
    TOO_HARD = "too-hard"
    NO_SPACE = "no-space"
    CUT_OFF = "cut-off"


class UploadRefused(CommandError):
    """Nothing of the upload is left behind. `detail` is a page number or a level of secrecy, where there is one."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"upload refused: {reason.value} {detail}".strip())
        self.reason = reason
        self.detail = detail
