"""Messages between the two processes."""

from __future__ import annotations

import pytest

from delegate_app.pdf.frames import pack, unpack


def test_a_message_comes_back_as_it_was() -> None:
    header = {"do": "open", "password": "mật khẩu", "size": 5}
    assert unpack(pack(header, b"\x00\xff body")) == (header, b"\x00\xff body")


@pytest.mark.parametrize("message", [b"", b"\x00", b"\x00\x00\x00\x02[]", b"\xff\xff\xff\xff{}"])
def test_what_is_no_message_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack(message)
