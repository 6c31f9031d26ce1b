"""What a paper probably is, from its file name and first page: the office corrects it, and types less.

The head of an official paper (Nghị định 30/2020/NĐ-CP, phụ lục I) has "Số: ...", "..., ngày ... tháng ... năm ...",
then its kind in capitals on a line of its own, and below it what it is about.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

# Longer words first: "báo cáo thẩm tra" is no "báo cáo".
KINDS = (
    ("giai trinh", "giai-trinh-tiep-thu"),
    ("tiep thu", "giai-trinh-tiep-thu"),
    ("du thao nghi quyet", "du-thao-nghi-quyet"),
    ("du thao nq", "du-thao-nghi-quyet"),
    ("dtnq", "du-thao-nghi-quyet"),
    ("bao cao tham tra", "bao-cao-tham-tra"),
    ("tham tra", "bao-cao-tham-tra"),
    ("bctt", "bao-cao-tham-tra"),
    ("to trinh", "to-trinh"),
    ("ttr", "to-trinh"),
    ("phu luc", "phu-luc"),
    ("giay moi", "giay-moi"),
    ("chuong trinh", "chuong-trinh"),
    ("ket qua giai quyet", "ket-qua-giai-quyet-kien-nghi"),
    ("tong hop", "tong-hop-kien-nghi"),
    ("tra loi chat van", "tra-loi-chat-van"),
    ("chat van", "phieu-chat-van"),
    ("thong bao ket luan", "thong-bao-ket-luan"),
    ("bien ban", "bien-ban"),
    ("de an", "de-an"),
    ("du thao", "du-thao-nghi-quyet"),
    ("nghi quyet", "du-thao-nghi-quyet"),
    ("bao cao", "bao-cao"),
)
NUMBER = re.compile(r"(?:^|\n)\s*Số\s*:?\s*(\d{1,5}(?:/\d{4})?/[A-ZĐ][A-Za-zĐđ0-9&.-]{1,30})")
ISSUED = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
ENDS_A_TITLE = re.compile(r"^(kính gửi|căn cứ|thực hiện|-|–|_|\(|số\b)", re.IGNORECASE)
TITLE = 300
HEAD_LINES = 25


@dataclass(frozen=True, slots=True)
class Guess:
    """Type, title, number and day (`YYYY-MM-DD`) of a paper; "" where nothing says so. `type` is never ""."""

    type: str
    title: str
    number: str
    issued: str


def folded(text: str) -> str:
    """Lower case without diacritics, words divided by one space."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


def guess(name: str, first_text: str) -> Guess:
    """From the file's name as shown, and the first page's text."""
    stem = " ".join(re.sub(r"[_]+", " ", name.rpartition(".")[0] or name).split())
    lines = [line.strip() for line in first_text.splitlines() if line.strip()][:HEAD_LINES]
    at, heading = _heading(lines)
    kind = _kind_in(folded(stem)) or heading or "bao-cao"
    title = _title(lines, at) if at >= 0 else ""
    number = NUMBER.search(first_text)
    return Guess(kind, title or stem, number[1] if number else "", _day(first_text))


def _kind_in(text: str) -> str:
    spaced = f" {text} "
    return next((kind for words, kind in KINDS if f" {words} " in spaced), "")


def _heading(lines: list[str]) -> tuple[int, str]:
    """Which line is the kind in capitals, and which kind; -1 for none."""
    for number, line in enumerate(lines):
        words = folded(line)
        if line == line.upper() and len(words) <= 40:
            kind = next((kind for begin, kind in KINDS if words.startswith(begin)), "")
            if kind:
                return number, kind
    return -1, ""


def _title(lines: list[str], at: int) -> str:
    """The kind and what stands below it until the paper begins to speak."""
    about = []
    for line in lines[at + 1 : at + 5]:
        if ENDS_A_TITLE.match(line):
            break
        about.append(line)
    return " ".join([lines[at].capitalize(), *about])[:TITLE].strip()


def _day(text: str) -> str:
    found = ISSUED.search(text)
    if not found:
        return ""
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return ""
