"""Every text that a person sees can be translated, and is."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import PySide6
import pytest

from tests.house.sources import ROOT, called_name, calls, code, place, tree

Text = tuple[str, str]  # context and English source

SHOWN = {
    "QLabel",
    "QPushButton",
    "QToolButton",
    "QCheckBox",
    "QRadioButton",
    "QGroupBox",
    "QAction",
}
SHOWN |= {
    "setText",
    "setWindowTitle",
    "setToolTip",
    "setStatusTip",
    "setPlaceholderText",
    "setTitle",
}
SHOWN |= {
    "setAccessibleName",
    "setAccessibleDescription",
    "setInformativeText",
    "addAction",
    "addTab",
}
WORD = re.compile(r"[^\W\d_]{2,}")
PLACEHOLDER = re.compile(r"%n|%L?\d|\{\w*\}")


def translation_files() -> list[Path]:
    return sorted((ROOT / "resources" / "i18n").glob("*.ts"))


def text_argument(call: ast.Call) -> ast.expr | None:
    """What the call translates: the first argument of tr, the second of translate."""
    number = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}.get(called_name(call))
    return call.args[number] if number is not None and len(call.args) > number else None


def is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_text_is_translated_before_anything_is_put_into_it() -> None:
    """`tr(f"...")` asks for a text that no translator has seen."""
    built = [
        place(path, call)
        for path in code("ui")
        for call in calls(path)
        if isinstance(text_argument(call), ast.JoinedStr | ast.BinOp)
    ]
    assert built == []


def test_no_text_reaches_a_widget_untranslated() -> None:
    bare = [
        place(path, call)
        for path in code("ui")
        for call in calls(path)
        if called_name(call) in SHOWN
        for argument in call.args[:2]
        if any(is_text(node) and WORD.search(str(node.value)) for node in literals(argument))
    ]
    assert bare == []


def literals(argument: ast.expr) -> list[ast.Constant]:
    """The text written out in an argument: all of it, or the fixed parts of an f-string."""
    if isinstance(argument, ast.JoinedStr):
        return [part for part in argument.values if isinstance(part, ast.Constant)]
    return [argument] if isinstance(argument, ast.Constant) else []


@cache
def asked_for() -> dict[Text, str]:
    """Each text the window asks a translation for, and where."""
    return {
        text: place(path, line) for path in code("ui") for line, text in texts_in(tree(path), "")
    }


def texts_in(node: ast.AST, context: str) -> Iterator[tuple[int, Text]]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.ClassDef) else context
        if isinstance(child, ast.Call) and isinstance(text := text_argument(child), ast.Constant):
            named = child.args[0] if called_name(child) != "tr" else None
            of = str(named.value) if isinstance(named, ast.Constant) else inside
            yield child.lineno, (of, str(text.value))
        yield from texts_in(child, inside)


@pytest.mark.parametrize("path", translation_files(), ids=lambda path: path.stem)
def test_no_translation_is_unfinished_or_loses_what_is_put_into_it(path: Path) -> None:
    wrong = []
    for message in ElementTree.parse(path).iter("message"):
        source = message.findtext("source", "")
        translation = message.find("translation")
        assert translation is not None, source
        forms = [form.text or "" for form in translation.iter("numerusform")] or [
            translation.text or ""
        ]
        same = all(placeholders(form) == placeholders(source) for form in forms)
        if translation.get("type") or not all(forms) or not same:
            wrong.append(source)
    assert wrong == []


@pytest.mark.parametrize("path", translation_files(), ids=lambda path: path.stem)
def test_the_window_loads_what_the_translators_wrote(path: Path, tmp_path: Path) -> None:
    """After a change in a .ts file: python3 dev.py translate."""
    release = Path(PySide6.__path__[0]) / "lrelease"
    compiled = tmp_path / "compiled.qm"
    subprocess.run([release, "-silent", path, "-qm", compiled], check=True)
    assert path.with_suffix(".qm").read_bytes() == compiled.read_bytes()


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_every_text_of_the_window_has_its_vietnamese() -> None:
    known = {
        (context.findtext("name", ""), message.findtext("source", ""))
        for path in translation_files()
        if path.stem.endswith("_vi")
        for context in ElementTree.parse(path).iter("context")
        for message in context.iter("message")
    }
    assert [f"{where} {text}" for text, where in asked_for().items() if text not in known] == []
