"""One member under one root, for tests of signatures without a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from protocol import certificates, cms
from protocol.errors import Code, Refused
from protocol.keys import SoftwareSigner
from tests.unit.protocol.sample_council import START

STATEMENT = b'{"type":"hdnd-vote/1"}'
NOW = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Authority:
    """A council's root and a member's key and certificate under it."""

    root: bytes
    root_key: ec.EllipticCurvePrivateKey
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: bytes

    def sign(self, *, pkcs1: bool = False, statement: bytes = STATEMENT) -> bytes:
        signer = SoftwareSigner(self.key, pkcs1=pkcs1)
        return cms.sign(statement, signer, self.certificate, NOW)


def new_authority(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> Authority:
    root_key = certificates.new_member_key()
    root = certificates.create_root(
        root_key, name="HĐND xã Bình Minh", council="binh-minh", not_before=START, years=10
    )
    certificate = certificates.issue_member(
        root,
        root_key,
        csr=certificates.create_csr(key, device="may-1"),
        name="Nguyễn Thị Lan",
        person="nguyen-thi-lan",
        role="delegate",
        not_before=START,
        years=5,
    )
    return Authority(root, root_key, key, certificate)


def refused(signature: bytes, member: Authority, statement: bytes = STATEMENT) -> None:
    with pytest.raises(Refused) as caught:
        cms.verify(signature, statement, member.certificate)
    assert caught.value.code is Code.SIGNATURE
