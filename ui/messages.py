"""Sentences for the codes of `delegate_app.errors`: what happened, and what to do next."""

from __future__ import annotations

import tomllib
from functools import cache

from delegate_app.errors import Code, DeskError, RefusedError
from ui.resource_folder import resources


def sentence(code: Code, language: str) -> str:
    """The sentence for `code` in "vi" or "en". Every code has both (a test walks them)."""
    return _table()[code.value][language]


def refusal(code: str, language: str) -> str:
    """The sentence for a code that a council signed as a refusal; an unknown code stands for itself."""
    refusals: dict[str, dict[str, str]] = _table()["refusal"]  # type: ignore[assignment]
    return refusals[code][language] if code in refusals else code


def for_error(error: Exception, language: str) -> str:
    """The sentence for any exception; what is not a DeskError is a bug and says so without its details."""
    if isinstance(error, RefusedError):
        return f"{sentence(error.code, language)} {refusal(error.refusal, language)}"
    if isinstance(error, DeskError):
        return sentence(error.code, language)
    return _BUG[language]


_BUG = {
    "vi": "Chương trình gặp lỗi ngoài dự kiến. Dữ liệu của đại biểu vẫn an toàn; hãy khóa rồi mở lại, nếu còn lỗi thì báo Văn phòng.",
    "en": "The program met an error it did not foresee. Your data is safe; lock and unlock, and tell the office if it happens again.",
}


@cache
def _table() -> dict[str, dict[str, str]]:
    with (resources() / "messages.toml").open("rb") as file:
        table: dict[str, dict[str, str]] = tomllib.load(file)
    return table
