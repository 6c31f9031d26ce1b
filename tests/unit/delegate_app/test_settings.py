"""Settings: typed, with defaults, in a file that holds no content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from delegate_app.errors import Code, UserError
from delegate_app.settings import (
    AUTO_LOCK_MINUTES,
    DECLARED,
    LANGUAGE,
    TEXT_SIZE,
    THEME,
    SettingsStore,
    declared,
)


def test_every_setting_has_a_default_that_it_allows_and_a_description() -> None:
    assert len({setting.name for setting in DECLARED}) == len(DECLARED)
    for setting in DECLARED:
        assert setting.allowed(setting.default)
        assert setting.description.endswith(".")
        assert declared(setting.name) is setting


def test_vietnamese_and_the_light_theme_are_the_defaults(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.json")
    assert (store.get(LANGUAGE), store.get(THEME)) == ("vi", "light")


def test_a_choice_is_kept(tmp_path: Path) -> None:
    SettingsStore(tmp_path / "home" / "settings.json").put(TEXT_SIZE, 3)
    assert SettingsStore(tmp_path / "home" / "settings.json").get(TEXT_SIZE) == 3


@pytest.mark.parametrize(
    ("setting", "value"),
    [(LANGUAGE, "fr"), (TEXT_SIZE, 4), (TEXT_SIZE, True), (AUTO_LOCK_MINUTES, -1)],
)
def test_a_value_that_makes_no_sense_is_refused(
    tmp_path: Path, setting: object, value: object
) -> None:
    store = SettingsStore(tmp_path / "settings.json")
    with pytest.raises(UserError) as error:
        store.put(setting, value)  # type: ignore[arg-type, type-var]
    assert error.value.code is Code.SETTING_INVALID
    assert not (tmp_path / "settings.json").exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"language": 7, "text_size": "2"}'])
def test_a_damaged_file_means_the_defaults(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    store = SettingsStore(tmp_path / "settings.json")
    assert (store.get(LANGUAGE), store.get(TEXT_SIZE)) == ("vi", 1)


def test_settings_of_another_version_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"of_the_future": 1}', "utf-8")
    SettingsStore(path).put(THEME, "dark")
    assert json.loads(path.read_text("utf-8")) == {"of_the_future": 1, "theme": "dark"}


def test_a_setting_that_nobody_declared_is_unknown() -> None:
    with pytest.raises(UserError) as error:
        declared("colour_of_the_moon")
    assert error.value.code is Code.SETTING_UNKNOWN
