"""Files and functions stay readable, and their names say what they hold (docs/architecture.md)."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.sources import PACKAGES, Function, code, place, tree

FILE_LINES = 400
TEST_FILE_LINES = 700  # a list of short stories is read one story at a time
FUNCTION_LINES = 60
EMPTY_MODULES = re.compile(r"(.*_)?(managers?|helpers?|utils?|misc|common|base)$")
EMPTY_CLASSES = re.compile(r"(Managers?|Helpers?|Utils?|Misc|Common|Base)$")


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    tests = set(code("tests"))
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in code()}
    too_long = [
        place(path, lines)
        for path, lines in lengths.items()
        if lines > (TEST_FILE_LINES if path in tests else FILE_LINES)
    ]
    assert too_long == []


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [
        place(path, node)
        for path in code()
        for node in ast.walk(tree(path))
        if isinstance(node, Function) and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]
    assert too_long == []


def test_no_module_or_class_is_named_for_nothing_in_particular() -> None:
    modules = [place(path) for path in code() if EMPTY_MODULES.match(path.stem)]
    classes = [
        place(path, node)
        for path in code()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and EMPTY_CLASSES.search(node.name)
    ]
    assert modules + classes == []


def test_every_module_says_what_it_holds() -> None:
    assert [place(path) for path in code(*PACKAGES) if not ast.get_docstring(tree(path))] == []


def test_nothing_is_left_for_later_in_the_code() -> None:
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")
    left = [
        place(path, number)
        for path in code()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if later.search(line)
    ]
    assert left == []


@pytest.mark.parametrize("package", ["protocol", "delegate_app/domain"])
def test_what_judges_never_looks_at_the_clock(package: str) -> None:
    """`now` is an argument: the same record gives the same answer on every day."""
    clocks = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter"}
    looks = [
        place(path, node)
        for path in code(package.split("/", maxsplit=1)[0])
        if package in path.as_posix()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"time", "datetime", "date"}
        and node.func.attr in clocks
    ]
    assert looks == []
