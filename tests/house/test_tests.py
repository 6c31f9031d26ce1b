"""How tests are written (CONTRIBUTING.md): real parts, no waiting, names that are sentences."""

from __future__ import annotations

import ast

from tests.house.sources import Function, called_name, calls, code, place, tree


def test_no_test_puts_a_mock_in_place_of_the_outside() -> None:
    mocks = [
        place(path, node)
        for path in code("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "mock" in (getattr(node, "module", None) or "") + "".join(n.name for n in node.names)
    ]
    assert mocks == []


def test_no_test_sleeps() -> None:
    """A fixed wait is too long on one machine and too short on another; qWait starves workers."""
    sleeps = [
        place(path, call)
        for path in code("tests")
        for call in calls(path)
        if called_name(call) in {"sleep", "qWait", "qSleep"}
    ]
    assert sleeps == []


def test_every_test_is_named_by_a_sentence() -> None:
    short = [
        place(path, node)
        for path in code("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, Function) and node.name.startswith("test_")
        if node.name.count("_") < 3
    ]
    assert short == []
