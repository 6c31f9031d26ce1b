"""Passwords that are hashed quickly: here it is about what happens with them. `test_passwords.py` has the true cost."""

from __future__ import annotations

import pytest

from council_server.console import passwords


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with the least memory and one pass."""
    if request.path.name != "test_passwords.py":
        monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
        monkeypatch.setattr(passwords, "PASSES", 1)
