"""Looks for the places of earlier notes when a version is opened: on the render thread, once for each note and version."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject

from delegate_app.domain.annotations import Annotation
from delegate_app.services.followed_notes import Found
from ui.context import Context

logger = logging.getLogger(__name__)


class NoteFollowing(QObject):
    """`look` after a version was opened; what is found is announced like any change of notes."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def look(self, version: str) -> None:
        """Find and keep the places of the notes that wait for one on this version."""
        followed = self._context.desk.followed

        def waiting(notes: tuple[Annotation, ...]) -> None:
            if notes:
                answer = self._context.tasks.ticket(self, found, self._failed)
                followed.find(version, notes, answer)

        def found(places: Found) -> None:
            self._context.tasks.run(
                self, lambda: followed.keep(version, places), lambda _done: None, self._failed
            )

        self._context.tasks.run(self, lambda: followed.waiting(version), waiting, self._failed)

    def _failed(self, error: Exception) -> None:
        """The notes stay on their own version; the next opening tries again."""
        logger.info("earlier notes were not followed: %s", type(error).__name__)
