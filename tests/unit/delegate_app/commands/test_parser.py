"""The command line, and that the manual knows all of it."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from delegate_app.commands.parser import PRACTICE, command_line

MANUAL = (Path(__file__).resolve().parents[4] / "docs" / "commands.md").read_text("utf-8")


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """Every command with its parser."""
    (found,) = (
        action.choices
        for action in command_line()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return dict(found)


def test_the_manual_has_a_section_for_every_command_and_no_other() -> None:
    sections = set(re.findall(r"^### ([a-z-]+)$", MANUAL, re.MULTILINE))
    assert sections == set(subcommands()) - {PRACTICE}
    assert f"\n## {PRACTICE}\n" in MANUAL


@pytest.mark.parametrize(
    ("command", "parser"), subcommands().items(), ids=lambda value: str(value)[:20]
)
def test_every_option_of_a_command_is_in_the_manual(
    command: str, parser: argparse.ArgumentParser
) -> None:
    options = {
        name for action in parser._actions for name in action.option_strings if name[:2] == "--"
    }
    assert [name for name in options - {"--help"} if name not in MANUAL] == []


def test_common_arguments_stand_on_either_side_of_the_command() -> None:
    line = command_line()
    before = line.parse_args(["--home", "x", "--lang", "en", "--json", "status"])
    after = line.parse_args(["status", "--home", "x", "--lang", "en", "--json"])
    assert vars(before) == vars(after)


def test_without_a_command_the_window_is_meant() -> None:
    options = command_line().parse_args([])
    assert (options.command, options.run) == (None, None)
