"""Small files of a home are replaced whole."""

from __future__ import annotations

from pathlib import Path

from council_server.durable_files import replace_file


def test_a_file_is_replaced_and_no_draft_stays(tmp_path: Path) -> None:
    target = tmp_path / "council.toml"
    for content in (b"first", b"second"):
        replace_file(target, content)
        assert target.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["council.toml"]
