"""What a failed call means for this desk."""

from __future__ import annotations

import pytest

from delegate_app.errors import Code
from protocol.council_api import ApiError
from sync.failures import desk_error, ends_the_run


@pytest.mark.parametrize(
    ("code", "expected", "ends"),
    [
        ("DEVICE_UNKNOWN", Code.DEVICE_REFUSED, True),
        ("TOKEN", Code.DEVICE_REFUSED, True),
        ("CHALLENGE", Code.SERVER_TROUBLE, False),
    ],
)
def test_a_challenge_that_went_astray_says_nothing_about_the_device(
    code: str, expected: Code, *, ends: bool
) -> None:
    error = desk_error(ApiError(code, 401, ""))
    assert error is not None
    assert error.code is expected
    assert ends_the_run(error) is ends
