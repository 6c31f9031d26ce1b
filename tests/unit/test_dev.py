"""dev.py decides rightly what is missing before it installs or starts anything."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev


def test_an_old_python_can_read_the_file_as_far_as_the_sentence_about_it() -> None:
    ast.parse(Path(dev.__file__).read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("typed", "passed_on"),
    [
        (["test", "-x", "tests/unit", "-k", "a or b"], ["-x", "tests/unit", "-k", "a or b"]),
        (["test", "--help"], ["--help"]),
        (["faults", "--runs", "200", "--seed", "7"], ["--runs", "200", "--seed", "7"]),
        (["bench", "reader", "--pages", "500"], ["--pages", "500"]),
        (["run", "--tour", "--shots", "a folder"], ["--shots", "a folder"]),
        (["run", "--lang", "en"], ["--lang", "en"]),
    ],
)
def test_arguments_of_the_started_program_go_on_untouched(
    typed: list[str], passed_on: list[str]
) -> None:
    assert dev.command_line().parse_known_args(typed)[1] == passed_on


def test_an_unknown_command_is_wrong_use_and_names_the_known_ones() -> None:
    done = subprocess.run(
        [sys.executable, dev.__file__, "tset"], capture_output=True, text=True, check=False
    )
    assert done.returncode == dev.WRONG_USE
    assert "test" in done.stderr


def test_an_environment_without_its_stamp_is_not_trusted(tmp_path: Path) -> None:
    assert not dev.holds(tmp_path, "lock.txt", "3.11")


def test_the_development_environment_also_runs_the_program(tmp_path: Path) -> None:
    (tmp_path / dev.STAMP).write_text(dev.stamp_for("dev-lock.txt", "3.11"), "utf-8")
    assert dev.holds(tmp_path, "lock.txt", "3.11")


def test_the_program_s_environment_does_not_pass_for_a_development_one(tmp_path: Path) -> None:
    (tmp_path / dev.STAMP).write_text(dev.stamp_for("lock.txt", "3.11"), "utf-8")
    assert dev.holds(tmp_path, "lock.txt", "3.11")
    assert not dev.holds(tmp_path, "dev-lock.txt", "3.11")


def test_a_changed_lock_or_another_python_makes_the_stamp_stale(tmp_path: Path) -> None:
    stamp = dev.stamp_for("lock.txt", "3.11")
    (tmp_path / dev.STAMP).write_text(stamp.replace(stamp.split()[1], "0" * 64), "utf-8")
    assert not dev.holds(tmp_path, "lock.txt", "3.11")
    (tmp_path / dev.STAMP).write_text(stamp, "utf-8")
    assert not dev.holds(tmp_path, "lock.txt", "3.12")


def test_a_broken_environment_has_no_version(tmp_path: Path) -> None:
    assert dev.python_version(tmp_path) == ""
    assert not dev.holds(tmp_path, "lock.txt", "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages are Linux's matter")
def test_only_libraries_that_do_not_open_are_asked_for() -> None:
    wanted = {"libc.so.6": "libc6", "libnghi-truong-has-none.so.9": "no-such-package"}
    assert dev.missing_packages_of(wanted) == ["no-such-package"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root drops its rights")
def test_without_the_right_to_install_the_exact_command_is_printed() -> None:
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); import dev; os.setuid(65534); "
        "dev.install_system_packages(['libone1', 'libtwo2'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(dev.ROOT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == dev.SYSTEM_PACKAGE_MISSING
    assert "libone1" in done.stderr
    assert "libtwo2" in done.stderr
