"""Real official papers for tests, where they lie beside the repository; without them tests skip."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"

WITHOUT_PAPERS = "the real papers do not lie beside this repository (../shared/data)"


def real_papers(suffix: str) -> list[Path]:
    """The real papers of one file type, sorted by name; none where they are absent."""
    return sorted((DATA / "documents").glob(f"*{suffix}"))


def real_scans() -> list[Path]:
    """Photographed pages without a text layer."""
    return sorted((DATA / "scans").glob("*.jpg"))


needs_real_papers = pytest.mark.skipif(not real_papers(".pdf"), reason=WITHOUT_PAPERS)
