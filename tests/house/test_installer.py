"""What the installer leaves out is what nobody imports: the built program has no other place to find it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import PACKAGES, ROOT, code, place, tree

SPEC = ROOT / "build_installer.spec"


def left_out() -> set[str]:
    """The modules that the specification excludes."""
    named = [
        value
        for node in ast.walk(tree(SPEC))
        if isinstance(node, ast.Assign | ast.AugAssign)
        and "LEFT_OUT" in ast.unparse(node).split("=")[0]
        for value in ast.literal_eval(node.value)
    ]
    return set(named)


def imports(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every module that the file imports, and every name that may be one."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node, node.module
            yield from ((node, f"{node.module}.{name.name}") for name in node.names)


def test_nothing_that_the_installer_leaves_out_is_imported() -> None:
    missing = left_out()
    assert {"numpy", "PySide6.QtQml"} <= missing
    wanted = [
        f"{place(path, node)} {name}"
        for path in code(*PACKAGES)
        for node, name in imports(path)
        if name in missing or name.partition(".")[0] in missing
    ]
    assert wanted == []


def test_every_qt_library_that_is_imported_stays_in_the_installer() -> None:
    unused = SPEC.read_text("utf-8")
    libraries = {
        name.removeprefix("PySide6.Qt").partition(".")[0]
        for path in code(*PACKAGES)
        for _, name in imports(path)
        if name.startswith("PySide6.Qt")
    }
    assert {"Core", "Widgets"} <= libraries
    assert [name for name in sorted(libraries) if f'"libQt6{name}"' in unused] == []
