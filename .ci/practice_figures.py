"""The practice council's numbers: every sum in its papers is computed here, from `figures.toml`, once.

Staff are whole posts; money is in million dong with one decimal, held as whole tenths so that sums are exact.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Table:
    """A printed table: header rows (with spans), body rows, widths in mm, and which rows are totals."""

    header: tuple[tuple[str, ...], ...]
    spans: tuple[tuple[int, int, int, int], ...]
    rows: tuple[tuple[str, ...], ...]
    bold: frozenset[int]
    widths: tuple[int, ...]
    text_columns: frozenset[int]
    size: float = 12


def money(tenths: int) -> str:
    """1234567 tenths of a million -> `123.456,7`."""
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole:,}".replace(",", ".") + f",{tenth}"


def signed(value: int) -> str:
    """A change of posts as offices print it: `+2`, `-1`, `0`."""
    return f"{value:+d}" if value else "0"


@dataclass(frozen=True)
class Unit:
    """A unit after the reorganisation, with the posts it received from each old unit."""

    key: str
    name: str
    received: tuple[int, ...]
    change: int
    leaders: int

    @property
    def posts(self) -> int:
        return sum(self.received) + self.change


@dataclass(frozen=True)
class Grant:
    """The estimate given to a new unit for the rest of the year, in tenths of a million."""

    key: str
    pay: int
    running: int
    purchase: int

    @property
    def total(self) -> int:
        return self.pay + self.running + self.purchase


def _tenths(text: str) -> int:
    return int(Decimal(text) * 10)


class Figures:
    """Everything `figures.toml` states, and what follows from it."""

    def __init__(self, path: Path) -> None:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        self.old_units: list[dict[str, Any]] = raw["old_unit"]
        self.units = [
            Unit(u["key"], u["name"], tuple(u["received"]), u["change"], u["leaders"])
            for u in raw["unit"]
        ]
        self.grants = [
            Grant(g["key"], _tenths(g["pay"]), _tenths(g["running"]), _tenths(g["purchase"]))
            for g in raw["grant"]
        ]
        self.reserve_before = _tenths(raw["reserve_before"])
        self.before = [_tenths(u["estimate"]) for u in self.old_units]
        self.cut = [_tenths(u["cut"]) for u in self.old_units]
        self.granted = sum(grant.total for grant in self.grants)
        self.reserve_used = self.granted - sum(self.cut)

    def named(self) -> dict[str, str]:
        """The figures a text may name as `{{name}}`."""
        before, after = sum(sum(u.received) for u in self.units), sum(u.posts for u in self.units)
        leaders = sum(u.leaders for u in self.units)
        found = {
            "staff.before": str(before),
            "staff.after": str(after),
            "staff.added": f"{after - before:02d}",
            "staff.leaders": str(leaders),
            "staff.specialists": str(after - leaders),
            "staff.new": str(sum(u.posts for u in self.units[1:10])),
            "money.total": money(sum(self.before) + self.reserve_before),
            "money.units-before": money(sum(self.before)),
            "money.cut": money(sum(self.cut)),
            "money.units-after": money(sum(self.before) - sum(self.cut)),
            "money.reserve-before": money(self.reserve_before),
            "money.reserve-used": money(self.reserve_used),
            "money.reserve-after": money(self.reserve_before - self.reserve_used),
            "money.granted": money(self.granted),
            "money.pay": money(sum(g.pay for g in self.grants)),
            "money.running": money(sum(g.running for g in self.grants)),
            "money.purchase": money(sum(g.purchase for g in self.grants)),
        }
        for unit in self.units:
            found[f"staff.{unit.key}"] = f"{unit.posts:02d}"
        for old, before_money, cut in zip(self.old_units, self.before, self.cut, strict=True):
            found[f"old.{old['key']}"] = str(old["posts"])
            found[f"cut.{old['key']}"] = money(cut)
            found[f"estimate.{old['key']}"] = money(before_money)
        for grant in self.grants:
            found[f"grant.{grant.key}"] = money(grant.total)
        return found

    def tables(self) -> dict[str, Table]:
        """The tables a text may place with `!table name`."""
        return {
            "staff-short": self._staff_short(),
            "staff-full": self._staff_full(),
            "money-short": self._money_short(),
            "money-full": self._money_full(),
        }

    def _staff_short(self) -> Table:
        rows = [
            (str(n), u.name, str(sum(u.received)), signed(u.change), str(u.posts))
            for n, u in enumerate(self.units, start=1)
        ]
        received, posts = sum(sum(u.received) for u in self.units), sum(u.posts for u in self.units)
        rows.append(("", "Tổng cộng", str(received), signed(posts - received), str(posts)))
        header = (
            "TT",
            "Cơ quan, đơn vị",
            "Biên chế tiếp nhận",
            "Tăng (+), giảm (-)",
            "Biên chế giao",
        )
        return Table(
            (header,),
            (),
            tuple(rows),
            frozenset({len(rows) - 1}),
            (12, 73, 25, 25, 25),
            frozenset({1}),
        )

    def _staff_full(self) -> Table:
        rows = []
        for n, u in enumerate(self.units, start=1):
            cells = [*u.received, sum(u.received)]
            rest = (str(u.posts), str(u.leaders), str(u.posts - u.leaders))
            rows.append((str(n), u.name, *map(str, cells), signed(u.change), *rest))
        columns = [sum(u.received[i] for u in self.units) for i in range(len(self.old_units))]
        total, after = sum(columns), sum(u.posts for u in self.units)
        leaders = sum(u.leaders for u in self.units)
        tail = (signed(after - total), str(after), str(leaders), str(after - leaders))
        rows.append(("", "Tổng cộng", *map(str, columns), str(total), *tail))
        top: tuple[str, ...] = (
            "TT",
            "Cơ quan, đơn vị",
            "Biên chế tiếp nhận từ",
            "",
            "",
            "",
            "Cộng tiếp nhận",
        )
        top += ("Tăng (+), giảm (-)", "Biên chế giao sau điều chỉnh", "Trong đó", "")
        sub = ("", "", *[u["short"] for u in self.old_units], "", "", "", "Lãnh đạo", "Chuyên môn")
        spans: tuple[tuple[int, int, int, int], ...] = ((0, 2, 0, 5), (0, 9, 0, 10))
        spans += tuple((0, column, 1, column) for column in (0, 1, 6, 7, 8))
        widths = (11, 71, 22, 22, 21, 22, 19, 18, 22, 16, 19)
        return Table(
            (top, sub), spans, tuple(rows), frozenset({len(rows) - 1}), widths, frozenset({1}), 11
        )

    def _money_short(self) -> Table:
        names = {u.key: u.name for u in self.units}
        rows: list[tuple[str, ...]] = [
            (
                str(n),
                names[g.key],
                money(g.pay),
                money(g.running),
                money(g.purchase),
                money(g.total),
            )
            for n, g in enumerate(self.grants, start=1)
        ]
        sums: tuple[int, ...] = (
            sum(g.pay for g in self.grants),
            sum(g.running for g in self.grants),
        )
        sums += (sum(g.purchase for g in self.grants), self.granted)
        rows.append(("", "Tổng cộng", *map(money, sums)))
        header = ("TT", "Đơn vị", "Quỹ lương", "Chi hoạt động", "Mua sắm ban đầu", "Cộng")
        return Table(
            (header,),
            (),
            tuple(rows),
            frozenset({len(rows) - 1}),
            (12, 62, 22, 22, 22, 22),
            frozenset({1}),
        )

    def _money_full(self) -> Table:
        none = ("", "", "")
        rows: list[tuple[str, ...]] = []
        used, left = self.reserve_used, self.reserve_before - self.reserve_used
        cut, before = sum(self.cut), sum(self.before)
        rows.append(
            (
                "I",
                "Đơn vị điều chỉnh giảm",
                money(before),
                money(cut),
                "",
                *none,
                money(before - cut),
            )
        )
        for n, (old, b, c) in enumerate(
            zip(self.old_units, self.before, self.cut, strict=True), start=1
        ):
            rows.append((str(n), old["name"], money(b), money(c), "", *none, money(b - c)))
        reserve = money(self.reserve_before)
        rows.append(("II", "Kinh phí chưa phân bổ", reserve, money(used), "", *none, money(left)))
        parts: tuple[int, ...] = (
            sum(g.pay for g in self.grants),
            sum(g.running for g in self.grants),
        )
        parts += (sum(g.purchase for g in self.grants),)
        given = money(self.granted)
        rows.append(("III", "Đơn vị điều chỉnh tăng", "0,0", "", given, *map(money, parts), given))
        names = {u.key: u.name for u in self.units}
        for n, g in enumerate(self.grants, start=1):
            cells = map(money, (g.total, g.pay, g.running, g.purchase, g.total))
            rows.append((str(n), names[g.key], "0,0", "", *cells))
        whole = money(before + self.reserve_before)
        rows.append(
            (
                "",
                "Tổng cộng (I + II + III)",
                whole,
                money(cut + used),
                given,
                *map(money, parts),
                whole,
            )
        )
        top: tuple[str, ...] = (
            "TT",
            "Đơn vị",
            "Dự toán chi thường xuyên đã giao năm 2026",
            "Điều chỉnh giảm",
            "Điều chỉnh tăng",
        )
        top += ("Trong đó", "", "", "Dự toán năm 2026 sau điều chỉnh")
        sub = ("", "", "", "", "", "Quỹ lương", "Chi hoạt động", "Mua sắm ban đầu", "")
        spans = ((0, 5, 0, 7), *((0, c, 1, c) for c in (0, 1, 2, 3, 4, 8)))
        bold = frozenset({0, 5, 6, len(rows) - 1})
        widths = (14, 118, 42, 36, 36, 32, 32, 34, 42)
        return Table((top, sub), spans, tuple(rows), bold, widths, frozenset({1}), 13)
