"""The bar by which all notes are narrowed down and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from delegate_app.domain.annotation_filters import NoteFilter
from delegate_app.domain.annotations import Annotation, AnnotationKind, Colour
from delegate_app.domain.council_sessions import Programme
from ui.assets import icon
from ui.choice import Choice
from ui.context import Context
from ui.fields import typed
from ui.flow import Flow
from ui.theme import TARGET

WIDEST = 240


class NoteFilters(QFrame):
    """`changed` when other notes are wanted, or in another order."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._programmes: Sequence[Programme] = ()
        flow = Flow(self, margin=0)
        self.words = QLineEdit()
        self.words.setObjectName("notes-words")
        self.words.setMinimumHeight(TARGET)
        self.words.setMinimumWidth(200)
        self.words.setAccessibleName(self.tr("Words in the notes"))
        self.words.setPlaceholderText(self.tr("Words in the notes"))
        self.words.textChanged.connect(lambda _text: self.changed.emit())
        self.session = self._choice(self.tr("Session"), "notes-session")
        self.item = self._choice(self.tr("Agenda item"), "notes-item")
        self.kind = self._choice(self.tr("Kind of note"), "notes-kind")
        self.colour = self._choice(self.tr("Colour"), "notes-colour")
        self.tag = self._choice(self.tr("Tag"), "notes-tag")
        self.order = self._choice(self.tr("Order"), "notes-order")
        self.ask = QPushButton(self.tr("To ask in the sitting"))
        self.ask.setObjectName("notes-ask")
        self.ask.setCheckable(True)
        self.ask.setMinimumHeight(TARGET)
        self.ask.setIcon(icon("flag", context.theme.colour("text")))
        self.ask.toggled.connect(lambda _on: self.changed.emit())
        self.session.activated.connect(lambda _index: self._offer_items())
        self._fill(
            self.order, [(self.tr("In agenda order"), ""), (self.tr("Newest first"), "newest")]
        )
        flow.add_elastic(self.words)
        for part in (
            self.ask,
            self.session,
            self.item,
            self.kind,
            self.colour,
            self.tag,
            self.order,
        ):
            flow.addWidget(part)

    def _choice(self, name: str, object_name: str) -> Choice:
        made = Choice(self._context.theme, name)
        made.setObjectName(object_name)
        made.setMaximumWidth(WIDEST)
        made.activated.connect(lambda _index: self.changed.emit())
        return made

    # ------------------------------------------------------------------ what is offered

    def offer(self, programmes: Sequence[Programme], notes: Iterable[Annotation]) -> None:
        """Offer what these notes can be told apart by; what was chosen stays where it can."""
        found = list(notes)
        words = self._context.words
        self._programmes = programmes
        sessions = [(p.session.title, p.session.id) for p in programmes]
        kinds = [kind for kind in AnnotationKind if any(n.kind is kind for n in found)]
        colours = [colour for colour in Colour if any(n.colour is colour for n in found)]
        tags = sorted({tag for note in found for tag in note.tags})
        self._fill(self.session, [(self.tr("All sessions"), ""), *sessions])
        self._fill(
            self.kind, [(self.tr("All kinds"), ""), *((words.of(k), k.value) for k in kinds)]
        )
        self._fill(
            self.colour, [(self.tr("All colours"), ""), *((words.of(c), c.value) for c in colours)]
        )
        self._fill(self.tag, [(self.tr("All tags"), ""), *((f"#{tag}", tag) for tag in tags)])
        self.session.setVisible(len(sessions) > 1)
        self.tag.setVisible(bool(tags))
        self._offer_items()

    def _offer_items(self) -> None:
        chosen = self.session.currentData() or ""
        items = [
            (f"{dossier.item.position}. {dossier.item.title}", dossier.item.id)
            for programme in self._programmes
            if chosen in ("", programme.session.id)
            for dossier in programme.dossiers
            if dossier.item is not None
        ]
        self._fill(self.item, [(self.tr("All agenda items"), ""), *items])

    def _fill(self, choice: Choice, entries: Sequence[tuple[str, str]]) -> None:
        before = choice.currentData()
        choice.blockSignals(True)
        choice.clear()
        for text, value in entries:
            choice.addItem(text, value)
        choice.setCurrentIndex(max(0, choice.findData(before)))
        choice.blockSignals(False)

    # ------------------------------------------------------------------ what is wanted

    @property
    def wanted(self) -> NoteFilter:
        """The notes that are wanted."""
        kind, colour = self.kind.currentData(), self.colour.currentData()
        return NoteFilter(
            session=self.session.currentData() or "",
            item=self.item.currentData() or "",
            kind=AnnotationKind(kind) if kind else None,
            colour=Colour(colour) if colour else None,
            tag=self.tag.currentData() or "",
            ask=self.ask.isChecked(),
            words=typed(self.words),
        )

    @property
    def newest_first(self) -> bool:
        """Whether the newest come first, whatever the agenda says."""
        return bool(self.order.currentData() == "newest")
