"""The DER that signatures need: one encoding, everything else refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import der


@given(st.binary(max_size=300))
def test_an_element_comes_back_from_its_bytes(content: bytes) -> None:
    element = der.read(der.write(der.OCTET_STRING, content))
    assert (element.tag, element.content) == (der.OCTET_STRING, content)


@given(st.integers(0, 2**300))
def test_an_integer_has_its_shortest_form(number: int) -> None:
    content = der.read(der.write_integer(number)).content
    assert int.from_bytes(content, "big", signed=True) == number
    assert len(content) == 1 or content[0] or content[1] & 0x80


@pytest.mark.parametrize(
    ("oid", "hexadecimal"),
    [
        ("1.2.840.113549.1.7.2", "06092a864886f70d010702"),
        ("2.16.840.1.101.3.4.2.1", "0609608648016503040201"),
        ("1.2.840.10045.4.3.2", "06082a8648ce3d040302"),
    ],
)
def test_an_object_identifier_has_its_bytes(oid: str, hexadecimal: str) -> None:
    assert der.write_oid(oid).hex() == hexadecimal


def test_a_set_is_sorted() -> None:
    assert der.write_set(b"\x04\x01b", b"\x04\x01a") == b"\x31\x06\x04\x01a\x04\x01b"


@pytest.mark.parametrize(
    "data",
    ["", "30", "3001", "300100ff", "308000", "30810100", "3082000100", "1f0100", "3084ffffffff",
     "30850000000001aa", "0000ff"],
)  # fmt: skip
def test_other_encodings_are_refused(data: str) -> None:
    with pytest.raises(der.DerError):
        der.read(bytes.fromhex(data))


@given(st.binary(max_size=40))
def test_any_bytes_are_read_as_one_element_or_refused(data: bytes) -> None:
    try:
        element = der.read(data)
    except der.DerError:
        return
    assert der.write(element.tag, element.content) == data == element.raw


def test_elements_inside_fill_the_content() -> None:
    outer = der.read(der.write_sequence(der.write_integer(1), der.write(der.NULL, b"")))
    assert [inner.tag for inner in outer.elements()] == [der.INTEGER, der.NULL]
    with pytest.raises(der.DerError):
        der.read(b"\x30\x03\x02\x01").elements()
    with pytest.raises(der.DerError):
        der.read(b"\x30\x03\x02\x05\x01").elements()
    with pytest.raises(der.DerError):
        outer.expect(der.SET)
