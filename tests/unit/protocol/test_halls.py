"""Provisional receipts and the links to halls (protocol.md 13.3, 13.8)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from protocol import certificates
from protocol.enrolments import DELEGATE, HALL
from protocol.errors import Invalid
from protocol.fields import b64
from protocol.halls import (
    NO_PREVIOUS,
    HallLink,
    HallReceipt,
    open_receipt,
    read_link,
    read_receipt,
    sign_receipt,
)
from protocol.keys import SoftwareSigner
from protocol.signing_rights import Certificate
from tests.unit.protocol.authority import NOW

VOTE = "a" * 64
ROOT = "0123456789abcdef" * 4
RECEIPT = HallReceipt(
    council="xa-thu",
    log="hdnd/xa-thu/record/0123456789abcdef",
    hall="phong-hop",
    statement=VOTE,
    seq=1,
    prev=NO_PREVIOUS,
    received_at="2026-11-28T09:00:00+07:00",
)


def certified(key: EllipticCurvePrivateKey, role: str = HALL) -> Certificate:
    root_key = certificates.new_member_key()
    root = certificates.create_root(
        root_key, name="HĐND", council="xa-thu", not_before=NOW, years=1
    )
    der = certificates.issue_member(
        root,
        root_key,
        csr=certificates.create_csr(key, device="phong-hop"),
        name="Phòng họp",
        person="phong-hop",
        role=role,
        not_before=NOW,
        years=1,
    )
    return Certificate(der, role, "phong-hop", "Phòng họp", "phong-hop", enrolled_at=3)


KEY = certificates.new_member_key()
HALL_CERTIFICATE = certified(KEY)
TEXT = sign_receipt(RECEIPT, SoftwareSigner(KEY))


def test_the_hall_s_own_receipt_opens_and_names_its_hall() -> None:
    assert open_receipt(TEXT, VOTE, HALL_CERTIFICATE) == RECEIPT
    assert read_receipt(TEXT).hall == "phong-hop"


def test_a_receipt_opens_for_no_other_vote_hall_role_or_key() -> None:
    other = certificates.new_member_key()
    wrong: list[tuple[str, Certificate | None]] = [
        ("b" * 64, HALL_CERTIFICATE),
        (VOTE, None),
        (VOTE, certified(other)),
        (VOTE, certified(KEY, DELEGATE)),
        (VOTE, replace(HALL_CERTIFICATE, device="phong-khac")),
        (VOTE, replace(HALL_CERTIFICATE, revoked_at=9)),
    ]
    for statement, certificate in wrong:
        with pytest.raises(Invalid):
            open_receipt(TEXT, statement, certificate)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "AAAA\nAAAA\n", TEXT + TEXT, TEXT.replace("\n", " "), b64(b"{}") + "\nAAAA\n"],
)
def test_anything_else_is_no_receipt(text: str) -> None:
    with pytest.raises(Invalid):
        open_receipt(text, VOTE, HALL_CERTIFICATE)


def test_a_receipt_with_a_field_more_or_of_another_type_is_none() -> None:
    for changed in (
        RECEIPT.to_bytes().replace(b'"seq":1', b'"seq":"1"'),
        RECEIPT.to_bytes().replace(b'"seq":1', b'"seq":1,"more":1'),
        RECEIPT.to_bytes().replace(b"hdnd-hall-receipt/1", b"hdnd-hall-receipt/2"),
    ):
        text = f"{b64(changed)}\n{b64(SoftwareSigner(KEY).sign(changed))}\n"
        with pytest.raises(Invalid):
            open_receipt(text, VOTE, HALL_CERTIFICATE)


@pytest.mark.parametrize("host", ["192.168.1.10", "phong-hop.local", "fd00::10"])
def test_a_link_is_read_as_it_was_written(host: str) -> None:
    link = HallLink(host, 8444, "xa-thu", ROOT)
    assert read_link(str(link)) == link
    typed = read_link(f"  {link.address}   {ROOT[:32].upper()} {ROOT[32:]} ")
    assert (typed.host, typed.port, typed.root) == (host, 8444, ROOT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://192.168.1.10:8444",
        f"http://192.168.1.10:8444 {ROOT}",
        f"https://192.168.1.10 {ROOT}",
        f"https://192.168.1.10:8444 {ROOT[:-1]}",
        f"nghi-truong://me:secret@192.168.1.10:8444/?root={ROOT}",
        "nghi-truong://192.168.1.10:8444/?root=short",
        f"nghi-truong://192.168.1.10:99999/?root={ROOT}",
        f"nghi-truong://192.168.1.10:8444/?council=../x&root={ROOT}",
        f"https://evil.example:8444/?root={ROOT}",
        "x" * 5000,
    ],
)
def test_anything_else_is_no_link(text: str) -> None:
    with pytest.raises(Invalid):
        read_link(text)
