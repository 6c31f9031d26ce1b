"""`python -m tests.fuzz NAME --seconds N`: look for bytes that a parser does not expect, led by its coverage.

Needs atheris (`pip install atheris`), which is for Linux and macOS only. What it finds is written beside
`--finds` as `crash-*` or `timeout-*`: fix the parser, then keep the file under `tests/fuzz/seeds/NAME/`.
`python -m tests.fuzz --make` writes the seeds anew.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("name", nargs="?", help="a parser; without one they are listed")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--finds", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--make", action="store_true", help="write the seeds anew")
    return parser.parse_args()


def main() -> int:
    chosen = options()
    if chosen.make:
        from tests.fuzz.seeds import make  # noqa: PLC0415 - what is fuzzed is imported under atheris

        make()
        return 0
    try:
        atheris: Any = importlib.import_module("atheris")
    except ImportError:
        print("atheris is not installed: pip install atheris", file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["protocol"]):
        parsers = importlib.import_module("tests.fuzz.parsers").PARSERS
    if chosen.name not in parsers:
        print("\n".join(parsers))
        return 2
    chosen.finds.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as corpus:
        arguments = [
            sys.argv[0],
            corpus,
            str(Path(__file__).parent / "seeds" / chosen.name),
            f"-max_total_time={chosen.seconds}",
            f"-artifact_prefix={chosen.finds}/{chosen.name}-",
            "-max_len=65536",
            "-timeout=5",
            "-rss_limit_mb=1024",
            "-print_final_stats=1",
        ]
        atheris.Setup(arguments, parsers[chosen.name])
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
