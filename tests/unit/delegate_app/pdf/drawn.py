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

    def put(
        self, letter: str, x: float, y: float, *, width: float = WIDTH, height: float = HEIGHT
    ) -> None:
        """Draw one letter with its top left corner at (x, y)."""
        self.drawn.codes.append(ord(letter))
        self.drawn.boxes.extend((x, y, x + width, y + height))
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

    def small_line(self, x: float, y: float, number: str, text: str) -> None:
        """A line in the size of footnotes, with its raised number before it."""
        for place, letter in enumerate(number):
            self.put(letter, x + place * 3, y, width=3, height=5)
        for place, letter in enumerate(text):
            self.put(letter, x + 3 * len(number) + place * 5, y + 1, width=5, height=9)

    def raised(self, x: float, y: float, number: str) -> None:
        """A raised figure at the right end of what stands before it on the line at `y`."""
        for place, letter in enumerate(number):
            self.put(letter, x + place * 3, y, width=3, height=5)

    def read(self) -> PageText:
        """The page in reading order."""
        return arrange(0, self.drawn, 595, 842)
