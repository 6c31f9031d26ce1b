"""Which of all notes are wanted: by session, agenda item, kind, colour, tag, the flag to ask, and words."""

from __future__ import annotations

from dataclasses import dataclass

from delegate_app.domain.annotations import Annotation, AnnotationKind, Colour
from delegate_app.domain.documents import Document
from delegate_app.domain.text_folding import fold


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """An empty field wants all. `words` must all stand in text, quote or tags, case and diacritics ignored."""

    session: str = ""
    item: str = ""
    kind: AnnotationKind | None = None
    colour: Colour | None = None
    tag: str = ""
    ask: bool = False
    words: str = ""

    def wants(self, note: Annotation, paper: Document | None) -> bool:
        """Whether the note on that paper is wanted; a paper that is not here belongs to no session that was chosen."""
        return (
            self.session in ("", paper.session_id if paper else "")
            and self.item in ("", paper.item_id if paper else "")
            and self.kind in (None, note.kind)
            and self.colour in (None, note.colour)
            and (not self.tag or self.tag in note.tags)
            and (note.ask or not self.ask)
            and self._has_words(note)
        )

    def _has_words(self, note: Annotation) -> bool:
        if not self.words.strip():
            return True
        told = fold(" ".join((note.text, note.anchor.quote, *note.tags))).text
        return all(word in told for word in fold(self.words).text.split())
