"""The files of this checkout, as the house rules look at them."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("protocol", "delegate_app", "sync", "ui", "council_server")

Function = ast.FunctionDef | ast.AsyncFunctionDef

# What .gitignore names; a checkout without git must give the same files.
MADE = {"build", "dist", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the checkout that was written by hand or is kept on purpose."""
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in MADE and is_kept(name)]
        found += [Path(folder, name) for name in names if is_kept(name)]
    return tuple(sorted(found))


def is_kept(name: str) -> bool:
    return not name.startswith(".") or name in {".ci", ".gitignore"}


def code(*folders: str) -> Iterator[Path]:
    """The Python files under these folders; with none named, all there are."""
    for path in files():
        if path.suffix == ".py" and (not folders or path.relative_to(ROOT).parts[0] in folders):
            yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def place(path: Path, node: ast.AST | int = 0) -> str:
    """Where it stands, as an editor opens it: `ui/votes_view.py:12`."""
    line = node if isinstance(node, int) else getattr(node, "lineno", 0)
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


def called_name(call: ast.Call) -> str:
    """The last name of what is called: `tr` in `self.tr(...)`."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
