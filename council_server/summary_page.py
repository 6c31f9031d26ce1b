"""The page on which a record's summary is set: elements, tables and the style, in plain HTML without script.

It is read in a browser, on paper and by screen readers, and turned into a PDF by LibreOffice, which
understands little of CSS: so widths and lines are kept simple.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
@page { size: A4; margin: 18mm 16mm; }
body { font-family: "Noto Serif", "DejaVu Serif", "Liberation Serif", "Times New Roman", serif;
  font-size: 11pt; line-height: 1.4; color: #000; background: #fff; max-width: 48em;
  margin: 1em auto; padding: 0 1em; }
h1 { font-size: 17pt; margin: 0pt 0pt 4pt 0pt; }
h2 { font-size: 14pt; margin: 18pt 0pt 6pt 0pt; border-bottom: 1px solid #000; page-break-after: avoid; }
h3 { font-size: 12pt; margin: 14pt 0pt 4pt 0pt; page-break-after: avoid; }
h4 { font-size: 11pt; margin: 8pt 0pt 2pt 0pt; page-break-after: avoid; }
p, li { margin: 3pt 0; }
table { border-collapse: collapse; width: 100%; margin: 6pt 0; }
caption { text-align: left; font-style: italic; margin: 3pt 0; }
th, td { border: 1px solid #666; padding: 3pt 5pt; text-align: left; vertical-align: top; }
thead th { background: #eee; }
tr { page-break-inside: avoid; }
td.number, th.number { text-align: right; }
code { font-family: "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 8pt;
  overflow-wrap: anywhere; }
.notice { border: 1px solid #000; padding: 6pt; }
.outcome { font-weight: bold; font-size: 12pt; }
"""

TABLE = '<table border="1" cellspacing="0" cellpadding="3" width="100%">'
NUMBER = ' class="number" align="right"'
"""Attributes beside the style: LibreOffice draws no lines and aligns no figures without them."""


def page(title: str, parts: Iterable[str]) -> str:
    """The whole document; `title` is plain text, the parts are HTML."""
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def element(name: str, text: str, *, kind: str = "") -> str:
    """An element with plain text."""
    return f"<{name}{_class(kind)}>{escape(text)}</{name}>"


def code(text: str) -> str:
    """Something to be compared or typed letter by letter."""
    return f"<code>{escape(text)}</code>"


def fingerprint(text: str) -> str:
    """64 hex digits in groups of eight, so that they break within a column and are compared by eye."""
    return code(" ".join(text[at : at + 8] for at in range(0, len(text), 8)))


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """A table of names (plain text) and values (HTML)."""
    lines = "\n".join(
        f'<tr><th scope="row" width="28%">{escape(name)}</th><td>{value}</td></tr>'
        for name, value in rows
    )
    return f"{TABLE}<tbody>\n{lines}\n</tbody></table>"


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: int = 0,
    widths: Sequence[int] = (),
) -> str:
    """A table whose cells are HTML; the last `numbers` columns hold figures; `widths` are percents."""
    first = len(heads) - numbers
    wide = [f' width="{width}%"' for width in widths] or [""] * len(heads)
    top = "".join(
        f'<th scope="col"{wide[at]}{NUMBER if at >= first else ""}>{escape(head)}</th>'
        for at, head in enumerate(heads)
    )
    lines = "\n".join(
        "<tr>"
        + "".join(f"<td{NUMBER if at >= first else ''}>{cell}</td>" for at, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return (
        f"{TABLE}<caption>{escape(caption)}</caption>\n<thead><tr>{top}</tr></thead>\n"
        f"<tbody>\n{lines}\n</tbody></table>"
    )


def items(lines: Iterable[str]) -> str:
    """A list of HTML lines."""
    return "<ul>\n" + "\n".join(f"<li>{line}</li>" for line in lines) + "\n</ul>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""
