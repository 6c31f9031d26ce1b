"""The hall's server is found on the local network (here: this machine alone), and only as a hint (protocol.md 13.8)."""

from __future__ import annotations

from pathlib import Path

from council_server.hall_announcement import announced
from council_server.halls import HallHome
from sync.discovery import find_halls

LOOPBACK = ["127.0.0.1"]
ROOT = "0123456789abcdef" * 4


def home(council: str = "xa-thu", root: str = ROOT, device: str = "phong-hop") -> HallHome:
    return HallHome(
        path=Path(),
        council=council,
        name="HĐND xã Thử",
        log="0" * 16,
        root_sha256=root,
        device=device,
        upstream="https://127.0.0.1:1",
        hosts=("127.0.0.1",),
        port=8444,
    )


def test_a_hall_of_the_council_is_found_and_another_council_s_is_not() -> None:
    others = home("xa-khac", device="khac"), home(root="f" * 64, device="gia")
    with (
        announced(others[0], 9001, LOOPBACK),
        announced(others[1], 9002, LOOPBACK),
        announced(home(), 9003, LOOPBACK),
    ):
        (found,) = find_halls("xa-thu", ROOT, seconds=10, interfaces=LOOPBACK)
    assert (found.host, found.port, found.council) == ("127.0.0.1", 9003, "xa-thu")
    assert found.root == ROOT  # the pinned one, whatever was announced


def test_nobody_there_is_no_error() -> None:
    assert find_halls("xa-thu", ROOT, seconds=0.2, interfaces=LOOPBACK) == ()
