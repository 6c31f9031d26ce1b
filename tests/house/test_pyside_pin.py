"""Why requirements/runtime.in holds PySide6 at one version."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_calling_qt_does_not_use_up_the_references_to_none() -> None:
    """From 6.12.0 on each call loses one under Python 3.10 and 3.11, until the process aborts."""
    thing = QObject()
    before = sys.getrefcount(None)
    for number in range(500):
        thing.setObjectName(f"name {number}")
    assert abs(sys.getrefcount(None) - before) < 100
