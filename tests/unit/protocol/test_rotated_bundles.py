"""Bundles of records whose keys were rotated: checked from the first root on, by our program and by openssl."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.bundles import read_bundle, write_folder
from protocol.enrolments import DELEGATE, SECRETARY
from protocol.errors import Invalid, ProtocolError
from protocol.verify import check_bundle
from tests.unit.protocol.sample_bundles import Shell, bundle_of, shell
from tests.unit.protocol.sample_council import SampleCouncil, leaf_of
from tests.unit.protocol.trials import refusal

__all__ = ["shell"]


def a_rotated_day() -> SampleCouncil:
    """Votes before and after another log key, another root, and both at once."""
    council = SampleCouncil(delegates=2)
    for poll in ("p1", "p2", "p3"):
        council.define(poll)
        council.open(poll)
        for seat in council.delegates:
            council.cast(seat, poll=poll)
        council.close(poll)
        council.announce(poll)
        council.rotate(
            log_key=None if poll == "p2" else Ed25519PrivateKey.generate(), new_root=poll != "p1"
        )
        council.enrol(f"moi-{poll}", DELEGATE)
    council.enrol("thu-ky-moi", SECRETARY, by=council.office)
    return council


@pytest.fixture(scope="module")
def rotated() -> SampleCouncil:
    return a_rotated_day()


def test_a_record_with_rotated_keys_is_checked_from_the_first_root_on(
    rotated: SampleCouncil, tmp_path: Path, shell: Shell
) -> None:
    folder = tmp_path / "ho-so"
    write_folder(bundle_of(rotated), "", folder)
    replay, _ = check_bundle(read_bundle(folder), root=rotated.root_fingerprint)
    assert len(replay.roots.links) == 4
    assert len(replay.log_keys.since) == 3
    done = shell(folder, rotated.root_fingerprint)
    assert done.returncode == 0, done.stderr
    assert "p3 [RESULT] APPROVE 2" in done.stdout


@pytest.mark.parametrize("key", ["first", "stranger"])
def test_a_checkpoint_by_a_log_key_that_was_replaced_is_refused_by_both_checks(
    key: str, tmp_path: Path, shell: Shell
) -> None:
    council = SampleCouncil(delegates=1)
    first = council.log_key
    council.rotate(log_key=Ed25519PrivateKey.generate())
    council.log_key = first if key == "first" else Ed25519PrivateKey.generate()
    forged = bundle_of(council)
    with pytest.raises(Invalid) as caught:
        check_bundle(forged, root=council.root_fingerprint)
    assert caught.value.code == "BAD_BUNDLE"
    write_folder(forged, "", tmp_path / "gia")
    done = shell(tmp_path / "gia", council.root_fingerprint)
    assert (done.returncode, "log_key.pem" in done.stderr) == (1, True)


def test_an_enrolment_under_a_replaced_root_is_refused_by_both_checks(
    tmp_path: Path, shell: Shell
) -> None:
    council = SampleCouncil(delegates=1)
    old = council.new_seat("ke-gian", DELEGATE)
    council.rotate(new_root=True)
    enrolment = council.sign(council.enrolment(old, council.secretary), council.secretary)
    assert refusal(council, enrolment) == "VOTER_CERT"
    council.records.append(enrolment)
    edge = council.replay.edge
    edge.append(leaf_of(enrolment, "enrol"))
    forged = bundle_of(council)
    with pytest.raises(ProtocolError):
        check_bundle(forged, root=council.root_fingerprint)
    write_folder(forged, "", tmp_path / "gia")
    done = shell(tmp_path / "gia", council.root_fingerprint)
    assert done.returncode == 1
    assert "the standing root did not issue" in done.stderr
