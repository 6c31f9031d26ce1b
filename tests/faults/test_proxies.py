"""The proxies do what their plan says: each fault reaches a client as itself."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from protocol.council_api import Offline
from protocol.errors import Invalid
from protocol.wire import RootAnswer
from sync.http_council import HttpCouncil
from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import OF_A_LINE, OF_AN_EXCHANGE, Fault, Kind, Plan
from tests.faults.tls_proxy import TlsProxy
from tests.running_council import RunningCouncil, running_council

GOOD = frozenset({Kind.DRIP, Kind.RATE, Kind.DUPLICATE, Kind.LATE_DUPLICATE, Kind.STALE})
"""What a client may not even notice."""


class Certain(Plan):
    """The same fault each time, early in the bytes."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(Random(1), (kind,), rate=1.0)

    def fault(self, longest: int) -> Fault | None:
        found = super().fault(longest)
        return Fault(found.kind, 40) if found else None


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCouncil]:
    with running_council(tmp_path_factory.mktemp("council"), delegates=1) as council:
        yield council


def asked(council: RunningCouncil, address: str) -> RootAnswer | Exception:
    """What a client gets that asks for the root, or what it raises."""
    client = HttpCouncil(address, council.home.keys().certificate("root"))
    try:
        return client.root()
    except (Offline, Invalid) as error:
        return error
    finally:
        client.close()


@pytest.mark.parametrize("kind", OF_A_LINE)
def test_a_line_breaks_as_planned(served: RunningCouncil, kind: Kind) -> None:
    proxy = FaultProxy(served.port, Certain(kind))
    with proxy.door.opened():
        found = asked(served, proxy.address)
        assert proxy.plan.happened[kind] > 0
        assert isinstance(found, RootAnswer if kind in GOOD else Offline), found
        proxy.plan.rate = 0.0
        assert isinstance(asked(served, proxy.address), RootAnswer)


@pytest.mark.parametrize("kind", OF_AN_EXCHANGE)
def test_a_liar_lies_as_planned(served: RunningCouncil, kind: Kind) -> None:
    proxy = TlsProxy(served.home, served.port, Certain(kind))
    with proxy.door.opened():
        found = asked(served, proxy.address)
        assert proxy.plan.happened[kind] > 0
        if kind is Kind.FLIP:
            proxy.plan.rate = 0.0
            assert found != asked(served, proxy.address)
        else:
            expected = RootAnswer if kind in GOOD else Offline | Invalid
            assert isinstance(found, expected), found


def test_chance_is_the_same_for_the_same_seed() -> None:
    plans = [Plan(Random(5), OF_AN_EXCHANGE, rate=0.5) for _ in range(2)]
    first, second = ([plan.fault(1 << 16) for _ in range(200)] for plan in plans)
    assert first == second
    assert plans[0].happened.keys() == set(OF_AN_EXCHANGE)
