"""XML from outside as a tree: no document type, so no entities; bounded in size and depth."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST = 32 * 1024 * 1024
DEEPEST = 40
MOST_ELEMENTS = 300_000


class BadXml(Exception):
    """The bytes are no XML that is read here."""


@dataclass
class Element:
    """An element: its name without namespace prefix, its attributes as written, its own text and its children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def all_text(self) -> str:
        """The text with that of all that is inside, paragraphs on lines of their own."""
        inner = [child.all_text() for child in self.children]
        joined = "\n".join(part for part in inner if part)
        return "\n".join(part for part in (self.text.strip(), joined) if part)


def parse(data: bytes) -> Element:
    """The root. Raises BadXml, also for a document type and for what is too large."""
    if len(data) > LARGEST:
        raise BadXml("too large")
    top, count = Element("", {}), 0
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > DEEPEST or count > MOST_ELEMENTS:
            raise BadXml("too deep or too many elements")
        made = Element(name.rpartition(":")[2].lower(), attributes)
        stack[-1].children.append(made)
        stack.append(made)

    def text(data: str) -> None:
        stack[-1].text += data

    def refuse(*_arguments: object) -> None:
        raise BadXml("a document type")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: stack.pop()
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadXml(str(error)) from error
    return top.children[0]
