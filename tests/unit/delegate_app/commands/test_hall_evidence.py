"""`hall-evidence`: listed, saved, and checked by whoever gets the file."""

from __future__ import annotations

from pathlib import Path

from council_server.halls import new_hall
from delegate_app.security.device_keys import vault_key
from delegate_app.security.keyring import Keyring
from delegate_app.security.peppers import NoPepper
from delegate_app.storage.halls import HallReceiptTable
from delegate_app.storage.vault import Vault
from protocol.enrolments import HALL
from protocol.halls import NO_PREVIOUS, HallReceipt, sign_receipt
from protocol.keys import SoftwareSigner
from tests.running_council import RunningCouncil
from tests.unit.delegate_app.commands.terminals import PASSPHRASE, Terminal


def keep_receipt(member: Terminal, council: RunningCouncil, vote: str, folder: Path) -> None:
    """The desk has the hall's word on this vote, given long before any close."""
    home = new_hall(
        council.council,
        folder,
        council.home.keys(),
        device="phong-hop",
        hosts=("127.0.0.1",),
        port=8444,
        upstream=council.address,
        chair=False,
    )
    receipt = HallReceipt(
        council=home.council,
        log=home.origin,
        hall=home.device,
        statement=vote,
        seq=7,
        prev=NO_PREVIOUS,
        received_at="2026-11-20T09:00:00+07:00",
    )
    text = sign_receipt(receipt, SoftwareSigner(home.keys.signing_key(HALL)))
    vault = Vault(member.home / "vault.db")
    vault.open(vault_key(Keyring(member.home / "keyring.json", NoPepper()).open(PASSPHRASE)))
    HallReceiptTable(vault).keep(receipt, text)
    vault.close()


def test_a_contradiction_is_listed_saved_and_checked_without_a_passphrase(
    member: Terminal, council: RunningCouncil, tmp_path: Path
) -> None:
    council.define_poll("p1")
    council.open_poll("p1")
    member("sync")
    vote = member.json("vote", "p1", "APPROVE")["identity"]
    assert member.json("hall-evidence") == {"contradicted": [], "evidence": ""}
    assert "không trái với biên nhận nào" in member("hall-evidence").out
    file = tmp_path / "bang-chung.zip"
    assert "[HALL_AGREES]" in member("hall-evidence", "--save", vote, str(file)).err
    keep_receipt(member, council, vote, tmp_path / "hall")
    council.close_poll("p1")
    member("sync")
    found = member.json("hall-evidence", "--save", vote[:10], str(file))
    assert found["evidence"] == str(file)
    (told,) = found["contradicted"]
    assert (told["vote"], told["conflict"], told["number"]) == (vote, "LATE", 7)
    assert "sổ ghi phiếu sau khi đóng" in member("hall-evidence").out
    assert "[EXPORT_EXISTS]" in member("hall-evidence", "--save", vote, str(file)).err

    stranger = Terminal(tmp_path / "stranger", member.capsys)
    stranger.folder.mkdir()
    root = council.root_sha256
    checked = stranger.bare(
        "hall-evidence",
        "--check",
        str(file),
        "--root",
        root,
        "--home",
        str(stranger.home),
        "--json",
    )
    assert checked.status == 0
    assert (checked.json["holds"], checked.json["conflict"]) == (True, "LATE")
    wrong = stranger("hall-evidence", "--check", str(file), "--root", "f" * 64)
    assert (wrong.status, "[EVIDENCE_FALSE]" in wrong.err) == (7, True)
    assert "Hãy so chứng thư gốc" in stranger("hall-evidence", "--check", str(file)).out
    missing = stranger("hall-evidence", "--check", str(tmp_path / "nothing.zip"))
    assert "[EVIDENCE_FALSE]" in missing.err
