"""How this project measures: each subject in turn with its anchor, several rounds, medians and the ratio round by round.

The machines are shared and noisy, so a figure alone says little; a ratio of two things measured in the same round says much.
`report` prints one table and replaces this benchmark's section of `benchmarks/RESULTS.md`.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import metadata
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = (
    "PySide6-Essentials",
    "pypdfium2",
    "sqlcipher3",
    "cryptography",
    "requests",
    "starlette",
    "uvicorn",
)


@dataclass
class Series:
    """The figures of one subject, a figure a round, all in `unit`."""

    name: str
    unit: str
    figures: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle figure."""
        return statistics.median(self.figures)

    def row(self, note: str = "") -> list[str]:
        """Name, minimum, median, maximum and a note, as a table row."""
        low, high = min(self.figures), max(self.figures)
        return [self.name, *(_number(value, self.unit) for value in (low, self.median, high)), note]


def _number(value: float, unit: str) -> str:
    digits = 0 if value >= 1000 else 1 if value >= 10 else 3 if value < 0.1 else 2
    return f"{value:,.{digits}f} {unit}"


def seconds(job: Callable[[], object]) -> float:
    """Wall seconds that `job` takes."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def processor_seconds(process: int) -> float:
    """What a process has used so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rounds(count: int, *subjects: tuple[Series, Callable[[], float]]) -> None:
    """Measure the subjects in turn, `count` times after one warm-up round that is thrown away."""
    for number in range(count + 1):
        for series, measure in subjects:
            figure = measure()
            if number:
                series.figures.append(figure)


def ratio(subject: Series, anchor: Series) -> float:
    """Median of subject/anchor, round by round."""
    return statistics.median(s / a for s, a in zip(subject.figures, anchor.figures, strict=True))


def verdict(*, met: bool) -> str:
    """The word at the end of a line that names a target."""
    return "met" if met else "MISSED"


def machine() -> str:
    """One line that says what was measured on."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {versions}"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"


def report(
    title: str,
    sizes: str,
    rows: Sequence[Sequence[str]],
    verdicts: Sequence[str],
    *,
    columns: Sequence[str] = ("min", "median", "max"),
) -> None:
    """Print the table and keep it in RESULTS.md under `title`, replacing an earlier one. A row is a name, a figure for each
    of `columns` and a note."""
    header = ["", *columns, ""]
    lines = [
        f"## {title}",
        "",
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M}; {machine()}.",
        "",
        sizes,
        "",
    ]
    lines += ["| " + " | ".join(row) + " |" for row in [header, ["---"] * len(header), *rows]]
    lines += ["", *(f"- {verdict}" for verdict in verdicts), ""]
    text = "\n".join(lines)
    sys.stdout.write(text + "\n")
    _keep(title, text)


def _keep(title: str, text: str) -> None:
    head = "# Results\n\nWritten by the benchmarks themselves; see `docs/benchmarks.md` for how to run them.\n\n"
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else head
    sections = {
        m.group(1): m.group(0) for m in re.finditer(r"^## (.+?)\n.*?(?=^## |\Z)", old, re.M | re.S)
    }
    sections[title] = text + "\n"
    body = "".join(sections[name].rstrip() + "\n\n" for name in sorted(sections))
    RESULTS.write_text(head + body.rstrip() + "\n", encoding="utf-8")
