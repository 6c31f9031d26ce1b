"""What may come: a budget for a metered line, a reserve on the disk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from delegate_app import settings
from delegate_app.domain.blobs import CHUNK, Hold
from delegate_app.domain.deliveries import MB
from delegate_app.services.deliveries import RESERVE, Deliveries
from delegate_app.settings import SettingsStore
from delegate_app.storage.vault import Vault
from tests.unit.delegate_app.member import START

DAY = timedelta(days=1)


class Disk:
    """A disk whose free bytes a test sets."""

    def __init__(self) -> None:
        self.size, self.free = 500 * 1024 * MB, 100 * 1024 * MB

    def __call__(self, _folder: Path) -> tuple[int, int]:
        if self.free < 0:
            raise OSError
        return self.size, self.free


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def deliveries(tmp_path: Path, store: SettingsStore, disk: Disk) -> Deliveries:
    vault = Vault(tmp_path / "vault.db")
    vault.create(bytes(32))
    return Deliveries(vault, store, space=disk)


def test_a_line_without_a_meter_has_no_bound(deliveries: Deliveries) -> None:
    deliveries.count(10_000 * MB, START)
    budget = deliveries.budget(START)
    assert (budget.metered, budget.left, budget.used_today) == (False, None, 0)
    assert budget.all_today == budget.all_this_month == 10_000 * MB
    assert deliveries.allowance(START).bound(asked=False)[1] is Hold.NONE


def test_a_spent_budget_holds_papers_and_lets_through_what_was_asked_for(
    deliveries: Deliveries, store: SettingsStore
) -> None:
    store.put(settings.METERED, "yes")
    store.put(settings.METERED_DAY_MB, 10)
    deliveries.count(4 * MB, START)
    assert deliveries.allowance(START).bound(asked=False) == (6 * MB, Hold.NONE)
    deliveries.count(7 * MB, START)
    assert deliveries.allowance(START).bound(asked=False) == (0, Hold.METERED)
    assert deliveries.allowance(START).bound(asked=True)[1] is Hold.NONE
    tomorrow = START + DAY
    assert deliveries.allowance(tomorrow).bound(asked=False) == (10 * MB, Hold.NONE)


def test_the_month_bounds_what_the_days_would_allow(
    deliveries: Deliveries, store: SettingsStore
) -> None:
    store.put(settings.METERED, "yes")
    store.put(settings.METERED_DAY_MB, 10)
    store.put(settings.METERED_MONTH_MB, 15)
    deliveries.count(9 * MB, START)
    deliveries.count(5 * MB, START + DAY)
    budget = deliveries.budget(START + DAY)
    assert (budget.used_today, budget.used_this_month, budget.left) == (5 * MB, 14 * MB, MB)
    next_month = START + 20 * DAY
    assert deliveries.budget(next_month).left == 10 * MB
    store.put(settings.METERED_DAY_MB, 0)
    store.put(settings.METERED_MONTH_MB, 0)
    assert deliveries.budget(START).left is None


@pytest.mark.parametrize(
    ("chosen", "hint", "metered"),
    [
        ("auto", False, False),
        ("auto", True, True),
        ("no", True, False),
        ("yes", False, True),
    ],
)
def test_the_systems_word_counts_only_while_the_choice_is_left_to_it(
    deliveries: Deliveries, store: SettingsStore, chosen: str, *, hint: bool, metered: bool
) -> None:
    store.put(settings.METERED, chosen)
    deliveries.hint_metered(metered=hint)
    assert deliveries.metered is metered


def test_a_full_disk_holds_every_paper_and_room_lets_them_go_on(
    deliveries: Deliveries, disk: Disk
) -> None:
    disk.free = RESERVE + CHUNK - 1
    assert deliveries.allowance(START).bound(asked=True) == (0, Hold.DISK)
    disk.free = RESERVE + 3 * CHUNK
    assert deliveries.allowance(START).bound(asked=False) == (3 * CHUNK, Hold.NONE)


def test_a_small_disk_keeps_a_twentieth_free_and_an_unknown_one_bounds_nothing(
    deliveries: Deliveries, disk: Disk
) -> None:
    disk.size, disk.free = 200 * MB, 50 * MB
    assert deliveries.room() == 40 * MB
    disk.free = -1
    assert deliveries.room() > 1 << 60
