"""The words that files of notes need, from the window's own table."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from delegate_app.domain.annotations import AnnotationKind, Colour
from delegate_app.domain.documents import PaperType
from delegate_app.services.desk import Desk
from delegate_app.services.markdown_notes import Wording
from delegate_app.services.note_exports import Author, Naming
from ui.context import Context
from ui.resource_folder import resources


def naming(context: Context) -> Naming:
    """What viewers show beside an annotation."""
    kinds = {kind: context.words.of(kind) for kind in AnnotationKind}
    return Naming(kinds, QCoreApplication.translate("Rows", "Ask in the sitting"))


def author(desk: Desk, names: Naming) -> Author:
    """The delegate of this desk; on the vault thread."""
    enrolment = desk.account.enrolment()
    font = (resources() / "fonts" / "NotoSans-Regular.ttf").read_bytes()
    return Author(enrolment.name if enrolment else "", names, font)


def wording(context: Context) -> Wording:
    """The words of notes in Markdown."""
    translate, words = QCoreApplication.translate, context.words
    return Wording(
        title=translate("NoteWords", "My notes"),
        own_papers=translate("NoteWords", "Papers of the session"),
        ask=translate("Rows", "Ask in the sitting"),
        page=translate("Rows", "Page %1").replace("%1", "{}"),
        version=translate("NoteWords", "version %1").replace("%1", "{}"),
        kinds={kind: words.of(kind) for kind in AnnotationKind},
        colours={colour: words.of(colour) for colour in Colour},
        papers={kind: words.of(kind) for kind in PaperType},
    )
