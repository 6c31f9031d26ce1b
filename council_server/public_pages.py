"""The frame of every public page: plain HTML without script, one style sheet, readable on a phone, on paper and aloud."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_CAPTION = re.compile(r"<caption>(.*?)</caption>")
STYLE = """\
:root { color-scheme: light; --ink: #1a2230; --muted: #4f5a6b; --line: #c4cad4; --link: #143a66; --ground: #ffffff; }
* { box-sizing: border-box; }
body { margin: 0; font-family: "Noto Sans", "Segoe UI", "DejaVu Sans", sans-serif; font-size: 1.0625rem;
  line-height: 1.55; color: var(--ink); background: var(--ground); }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible { outline: 3px solid #0a63c9; outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; display: inline-block; padding: 0.5rem 1rem; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 1rem; }
header { border-bottom: 3px solid #9c1f26; }
header p { margin: 0; color: var(--muted); }
header .council { font-size: 1.25rem; font-weight: 700; color: var(--ink); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.5rem 0 0; padding: 0; }
nav a { display: inline-block; padding: 0.6rem 0; }
h1 { font-size: 1.6rem; line-height: 1.3; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; }
h3 { font-size: 1.0625rem; margin: 1.5rem 0 0.25rem; }
table { border-collapse: collapse; width: 100%; margin: 0.75rem 0; }
caption { text-align: left; color: var(--muted); padding: 0.25rem 0; }
th, td { border: 1px solid var(--line); padding: 0.45rem 0.6rem; text-align: left; vertical-align: top; }
thead th { background: #eef1f5; }
td.number, th.number { text-align: right; }
code { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: 0.85em; overflow-wrap: anywhere; }
.notice { border: 1px solid var(--line); border-left: 4px solid var(--link); padding: 0.6rem 0.9rem; }
.outcome { font-weight: 700; font-size: 1.125rem; }
.wide { overflow-x: auto; }
footer { border-top: 1px solid var(--line); color: var(--muted); font-size: 0.9375rem; }
@media print { .skip, nav { display: none; } a { color: inherit; } header, main, footer { max-width: none; } }
"""
STYLE_FILE = "trang.css"
HOME, SESSIONS, POLLS, CHECK = "index.html", "ky-hop", "bieu-quyet", "ho-so"
PLACES = (
    (HOME, "Trang đầu"),
    (f"{HOME}#nghi-quyet", "Nghị quyết"),
    (f"{HOME}#ky-hop", "Kỳ họp"),
    (f"{HOME}#bieu-quyet", "Biểu quyết"),
    (f"{CHECK}/{HOME}", "Kiểm tra hồ sơ"),
)


def page(council: str, title: str, parts: Iterable[str], *, depth: int, as_of: str) -> str:
    """A whole page; `title` is plain text, the parts are HTML; `depth` folders lie between it and the first page."""
    up = "../" * depth
    links = "".join(f'<li><a href="{up}{place}">{escape(name)}</a></li>' for place, name in PLACES)
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} - {escape(council)}</title>\n"
        f'<link rel="stylesheet" href="{up}{STYLE_FILE}">\n</head>\n<body>\n'
        '<a class="skip" href="#noi-dung">Đến nội dung</a>\n'
        f'<header>\n<p class="council">{escape(council)}</p>\n<p>Trang thông tin công khai</p>\n'
        f'<nav aria-label="Các phần">\n<ul>{links}</ul>\n</nav>\n</header>\n'
        f'<main id="noi-dung">\n<h1>{escape(title)}</h1>\n{body}\n</main>\n'
        f"<footer>\n<p>Số liệu tính đến {escape(as_of)}. Mọi kết quả biểu quyết được tính lại từ hồ sơ có chữ ký số; "
        f'xem <a href="{up}{CHECK}/{HOME}">cách kiểm tra</a>.</p>\n</footer>\n</body>\n</html>\n'
    )


def link(target: str, text: str) -> str:
    """A link with plain text."""
    return f'<a href="{escape(target, quote=True)}">{escape(text)}</a>'


def wide(table: str) -> str:
    """A table that scrolls within a narrow page, by keyboard too; it is called by its caption."""
    caption = _CAPTION.search(table)
    if caption is None:  # two columns of facts fit any page
        return table
    name = caption.group(1)
    return f'<div class="wide" tabindex="0" role="region" aria-label="{name}">{table}</div>'
