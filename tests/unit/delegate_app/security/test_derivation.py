"""The cost of guessing a passphrase, and keys for one purpose each."""

from __future__ import annotations

import subprocess
import sys

import pytest

from delegate_app.security.derivation import (
    CEILING_KIB,
    CHEAPEST,
    FLOOR_KIB,
    ArgonCost,
    calibrated,
    derived,
    stretch,
)
from tests.real_papers import ROOT


def test_a_new_vault_gets_a_cost_above_the_floor() -> None:
    cost = calibrated()
    assert cost.is_acceptable()
    assert cost.iterations >= 2


@pytest.mark.parametrize(
    "cost",
    [
        ArgonCost(FLOOR_KIB - 1, 3, 4),
        ArgonCost(CEILING_KIB + 1, 3, 4),
        ArgonCost(FLOOR_KIB, 0, 4),
        ArgonCost(FLOOR_KIB, 3, 0),
        ArgonCost(FLOOR_KIB, 1000, 4),
    ],
)
def test_a_cost_outside_the_bounds_is_not_acceptable(cost: ArgonCost) -> None:
    assert not cost.is_acceptable()


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = {derived(bytes(32), info) for info in ("hdnd-vault/1", "hdnd-notes/1", "hdnd-box/1")}
    assert len(keys) == 3
    assert derived(bytes(32), "hdnd-kek/1", salt=b"p" * 32) != derived(bytes(32), "hdnd-kek/1")


def test_the_salt_makes_equal_passphrases_differ() -> None:
    assert stretch("một mật khẩu", b"a" * 16, CHEAPEST) != stretch(
        "một mật khẩu", b"b" * 16, CHEAPEST
    )


SHORT = """
import resource
from delegate_app.errors import UserError
from delegate_app.security.derivation import AIM, MIB, calibrated, stretch
pages = int(open("/proc/self/statm").read().split()[0])
room = pages * resource.getpagesize() + 200 * 1024 * MIB
resource.setrlimit(resource.RLIMIT_AS, (room, room))
try:
    stretch("mật khẩu", bytes(16), AIM)
except UserError as error:
    print(error.code.value)
print(calibrated().memory_kib // MIB)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is set as Linux sets it")
def test_without_memory_for_it_a_guess_is_refused_in_words_and_a_new_vault_costs_less() -> None:
    said = subprocess.run(
        [sys.executable, "-c", SHORT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    code, mebibytes = said.stdout.split()
    assert code == "MEMORY_SHORT"
    assert int(mebibytes) in {64, 128}
