"""Characters as a PDF draws them, laid out by hand for tests of reading order."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from delegate_app.pdf.reading_order import arrange
from delegate_app.pdf.runs import DrawnCharacters
from delegate_app.pdf.text_layer import PageText

WIDTH, HEIGHT = 6.0, 12.0


@dataclass
class Sheet:
    """A4 page on which letters of 6 x 12 points are put one by one."""

    drawn: DrawnCharacters = field(
        default_factory=lambda: DrawnCharacters(array("I"), array("f"), array("B"), array("B"))
    )

    def put(self, letter: str, x: float, y: float, *, width: float = WIDTH) -> None:
        """Draw one letter with its top left corner at (x, y)."""
        self.drawn.codes.append(ord(letter))
        self.drawn.boxes.extend((x, y, x + width, y + HEIGHT))
        self.drawn.generated.append(0)
        self.drawn.turns.append(0)

    def generate(self, letter: str) -> None:
        """A character that PDFium makes up."""
        self.put(letter, 0, 0, width=0)
        self.drawn.generated[-1] = 1

    def line(self, x: float, y: float, text: str, *, only: str = "", without: str = "") -> None:
        """Draw a line from left to right; `only` and `without` leave letters for later."""
        for place, letter in enumerate(text):
            if (not only or letter in only) and letter not in without:
                self.put(letter, x + place * WIDTH, y)

    def read(self) -> PageText:
        """The page in reading order."""
        return arrange(0, self.drawn, 595, 842)
