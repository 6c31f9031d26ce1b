"""One contract for notes, three councils: which edit wins, which text is kept, what is given back."""

from __future__ import annotations

import pytest

from protocol.council_api import ApiError
from protocol.wire import NoteRequest
from tests.contract.edits import clock, note
from tests.contract.stages import Device, Stage, enrolled_device, follow


def test_a_note_comes_back_in_the_private_feed(device: Device) -> None:
    assert device.line.put_note("n1", note(clock(1000))).hlc == clock(1000)
    assert follow(device, f"delegate.{device.person}", limit=10) == ["note n1"]


def test_a_note_put_twice_stands_once(device: Device) -> None:
    device.line.put_note("n1", note(clock(1000)))
    assert device.line.put_note("n1", note(clock(1000))).hlc == clock(1000)
    assert follow(device, f"delegate.{device.person}", limit=10) == ["note n1"]


def test_the_higher_clock_wins_and_the_concurrent_loser_of_another_device_is_kept(
    stage: Stage, device: Device
) -> None:
    other = enrolled_device(stage, "hoa", "tb-a2")
    device.line.put_note("n1", note(clock(2000), text=b"later"))
    answer = other.line.put_note("n1", note(clock(1000, "tb-a2"), text=b"earlier"))
    assert answer.hlc == clock(2000)
    other.line.put_note("n1", note(clock(3000, "tb-a2"), text=b"latest"))
    rows = follow(device, f"delegate.{device.person}", limit=10)
    losers = [f"note-older n1~{clock(1000, 'tb-a2')}", f"note-older n1~{clock(2000)}"]
    assert sorted(set(rows)) == ["note n1", *losers]


def test_a_device_loses_nothing_to_itself(device: Device) -> None:
    for at in (1000, 3000, 2000):
        device.line.put_note("n1", note(clock(at)))
    rows = follow(device, f"delegate.{device.person}", limit=10)
    assert set(rows) == {"note n1"}


def test_a_successor_leaves_no_older_text(device: Device) -> None:
    device.line.put_note("n1", note(clock(1000)))
    device.line.put_note("n1", note(clock(2000), base=clock(1000)))
    rows = follow(device, f"delegate.{device.person}", limit=10)
    assert set(rows) == {"note n1"}


def lost(milliseconds: int, text: bytes = b"lost") -> tuple[str, NoteRequest]:
    """A losing text under the name of its row (`protocol.md 9.17`)."""
    return f"n1~{clock(milliseconds)}", note(clock(milliseconds), text=text)


def test_a_losing_text_is_given_back_once_and_never_becomes_the_note(device: Device) -> None:
    name, request = lost(3000)
    assert device.line.put_note(name, request).hlc == request.hlc, "the council lost the note too"
    device.line.put_note("n1", note(clock(2000)))
    assert device.line.put_note(*lost(3000, b"sealed again")).hlc == clock(2000)
    assert device.line.put_note(*lost(1000)).hlc == clock(2000)
    rows = follow(device, f"delegate.{device.person}", limit=10)
    assert rows == [f"note-older {name}", "note n1", f"note-older {lost(1000)[0]}"]


def test_beside_a_deleted_note_and_of_the_note_itself_nothing_is_given_back(
    device: Device,
) -> None:
    device.line.put_note("n1", note(clock(1000)))
    device.line.put_note(f"n1~{clock(1000)}", note(clock(1000)))
    device.line.put_note("n1", note(clock(2000), base=clock(1000), deleted=True))
    assert device.line.put_note(*lost(500)).hlc == clock(2000)
    assert set(follow(device, f"delegate.{device.person}", limit=10)) == {"note n1"}


@pytest.mark.parametrize("clock_named", ["n1~yesterday", f"n1~{clock(7000)}"])
def test_a_losing_text_under_another_clock_than_its_own_is_refused_for_good(
    device: Device, clock_named: str
) -> None:
    with pytest.raises(ApiError) as caught:
        device.line.put_note(clock_named, lost(1000)[1])
    assert caught.value.final


def test_a_note_with_a_clock_that_is_none_is_refused_for_good(device: Device) -> None:
    with pytest.raises(ApiError) as caught:
        device.line.put_note("n1", note("yesterday"))
    assert caught.value.final
