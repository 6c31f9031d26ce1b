"""What a page is called: by its number in the paper, in the session's pack, and by the paper itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True)
class PageNames:
    """`labels` are the file's own names, `pack` the pages' numbers in the session's book; both may be empty."""

    labels: Sequence[str] = ()
    pack: Sequence[str] = ()

    def label(self, page: int) -> str:
        """The file's own name of a page (from 0), "" when it is only its number."""
        found = self.labels[page] if page < len(self.labels) else ""
        return "" if found == str(page + 1) else found

    def in_pack(self, page: int) -> str:
        """The number of a page in the book of the session, "" without one."""
        return self.pack[page] if page < len(self.pack) else ""

    def short(self, page: int) -> str:
        """For below a small picture."""
        label = self.label(page)
        return f"{page + 1} ({label})" if label else str(page + 1)

    def spoken(self, page: int) -> str:
        """The whole name."""
        translate = QCoreApplication.translate
        parts = [translate("Pages", "Page %1").replace("%1", str(page + 1))]
        if self.label(page):
            parts.append(translate("Pages", "printed %1").replace("%1", self.label(page)))
        if self.in_pack(page):
            parts.append(
                translate("Pages", "page %1 of the book").replace("%1", self.in_pack(page))
            )
        return ", ".join(parts)

    def span(self, first: int, last: int) -> str:
        """The whole names of the pages from `first` to `last`."""
        if first == last:
            return self.spoken(first)
        translate = QCoreApplication.translate
        pairs = [(translate("Pages", "Pages %1 to %2"), str(first + 1), str(last + 1))]
        if self.label(first) or self.label(last):
            printed = translate("Pages", "printed %1 to %2")
            pairs.append((printed, self.label(first), self.label(last)))
        if self.in_pack(first) and self.in_pack(last):
            in_book = translate("Pages", "pages %1 to %2 of the book")
            pairs.append((in_book, self.in_pack(first), self.in_pack(last)))
        return ", ".join(text.replace("%1", a).replace("%2", b) for text, a, b in pairs)
