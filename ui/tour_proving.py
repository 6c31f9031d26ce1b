"""The tour's steps after the votes: my votes with their proofs, and the recovery sheet."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QFrame, QLabel

from ui.guide import Guide
from ui.proof_card import ProofCard
from ui.rows import RowList
from ui.tour_reading import PASSPHRASE


def own_votes(guide: Guide) -> None:
    """My votes, and the proof of one of them."""
    guide.step("My votes, and proving the first one")
    guide.press("open-my-votes")
    mine = guide.ask(guide.desk.votes.mine)
    listed = guide.widget("my-votes", RowList)
    guide.need("every vote is listed", lambda: len(listed.rows.rows) == len(mine), 20)
    guide.shot("my-votes")
    guide.open_row("my-votes", mine[-1].identity)
    guide.press("proof-prove")
    guide.need("the proof is said in words", lambda: guide.there("proof-verdict"), 20)
    proof = guide.ask(lambda: guide.desk.votes.proofs.prove(mine[-1].identity))
    guide.check("the record on this machine agrees with the receipt", proof.record_agrees is True)
    shown = [label.text() for label in guide.pane.votes.findChildren(QLabel) if label.isVisible()]
    grouped = " ".join(proof.root[i : i + 8] for i in range(0, len(proof.root), 8))
    guide.check("with the root that the council signed", grouped in shown)
    folder = guide.shots / "chung-minh-phieu"
    for old in folder.glob("*"):
        old.unlink()
    if folder.exists():
        folder.rmdir()
    guide.widget("receipt", ProofCard).save_proof_to(str(folder))
    guide.need("the proof is kept as files", folder.is_dir, 20)
    kept = (folder / "phieu.json").read_bytes()
    guide.check("the vote's statement is among them", proof.choice.encode() in kept)
    guide.bring_into_view(guide.widget("proof-verdict", QFrame))
    guide.shot("proof")
    guide.press("my-vote-back")
    guide.press("my-votes-back")


def recovery_sheet(guide: Guide) -> None:
    """The recovery code, made and put out of sight."""
    guide.step("Making a recovery sheet")
    guide.go(5)
    guide.need("the settings say that there is none yet", lambda: guide.there("no-recovery"), 20)
    guide.press("security-recovery")
    guide.type("recovery-passphrase", PASSPHRASE)
    guide.press("recovery-make")
    guide.need("the code is shown", lambda: guide.there("recovery-code"), 30)
    code = guide.text("recovery-code")
    guide.check(
        "seven groups of four", re.fullmatch(r"(\w{4}-){6}\w{4}", code) is not None, len(code)
    )
    guide.bring_into_view(guide.widget("recovery-picture", QLabel))
    guide.shot("recovery-sheet")
    guide.press("recovery-done")
    guide.need("and out of sight again", lambda: not guide.there("recovery-code"), 10)
    guide.check("the desk has a recovery code", guide.ask(guide.desk.account.has_recovery_code))
