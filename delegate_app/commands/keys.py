"""`change-passphrase`, `recovery-code` and `recover`: the ways into the vault."""

from __future__ import annotations

import argparse
from pathlib import Path

from delegate_app.commands.arguments import Commands, add_command, descriptor
from delegate_app.commands.call import Call
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.commands.passphrases import PassphraseSource
from delegate_app.domain.accounts import AccountState, PepperKind
from delegate_app.domain.recovery import RecoverySheet
from delegate_app.errors import Code, UserError
from delegate_app.services.recovery import recovery_sheet


def define(commands: Commands) -> None:
    """Add the commands of this file."""
    parser = add_command(
        commands, "change-passphrase", change_passphrase, "set another passphrase for this vault"
    )
    _add_source(parser, "new-passphrase", "the new passphrase")
    add_command(
        commands, "recovery-code", recovery_code, "make a recovery code and print its sheet once"
    )
    parser = add_command(
        commands, "recover", recover, "open the vault with the recovery code; sets a new passphrase"
    )
    _add_source(parser, "code", "the recovery code")


def _add_source(parser: argparse.ArgumentParser, name: str, what: str) -> None:
    """A second secret, by file or descriptor; never as an argument."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        f"--{name}-file",
        metavar="FILE",
        type=Path,
        help=f"read {what} from the first line of FILE instead of asking",
    )
    either.add_argument(
        f"--{name}-fd", metavar="N", type=descriptor, help=f"read {what} from descriptor N"
    )


def _source(call: Call, name: str, prompts: tuple[str, str]) -> PassphraseSource:
    file: Path | None = getattr(call.options, f"{name}_file")
    number: int | None = getattr(call.options, f"{name}_fd")
    return PassphraseSource(file, number, call.passphrases.ask, prompts)


def change_passphrase(call: Call) -> ExitStatus:
    """Raises WRONG_PASSPHRASE, PASSPHRASE_TOO_SHORT, PASSPHRASES_DIFFER, KEYCHAIN_LOCKED."""
    _require_vault(call)
    say = call.console.say
    source = _source(
        call,
        "new_passphrase",
        (
            say("Mật khẩu mới: ", "New passphrase: "),
            say("Nhập lại mật khẩu mới: ", "The new passphrase again: "),
        ),
    )
    old, account = call.passphrases.known(), call.desk.account
    call.vault(lambda: account.check_passphrase(old))  # before anybody thinks of a new one
    new = source.new()
    call.vault(lambda: account.change_passphrase(old, new))
    _tell_changed(call, say("Đã đổi mật khẩu.", "The passphrase was changed."))
    return ExitStatus.OK


def recover(call: Call) -> ExitStatus:
    """Raises RECOVERY_MALFORMED, RECOVERY_WRONG, NO_RECOVERY, PASSPHRASE_TOO_SHORT, PASSPHRASES_DIFFER."""
    _require_vault(call)
    say, account = call.console.say, call.desk.account
    asked = say("Mã khôi phục (7 nhóm): ", "Recovery code (7 groups): ")
    code = _source(call, "code", (asked, asked)).known()
    new = call.passphrases.new()
    call.vault(lambda: account.recover(code, new))
    _tell_changed(
        call,
        say(
            "Đã mở bằng mã khôi phục và đặt mật khẩu mới.", "Recovered; the new passphrase is set."
        ),
    )
    return ExitStatus.OK


def _tell_changed(call: Call, done: str) -> None:
    kind: PepperKind = call.vault(call.desk.account.pepper_kind)
    call.console.answer({"pepper": kind.value}, [done, pepper_words(call, kind)])


def recovery_code(call: Call) -> ExitStatus:
    """Print the sheet of a new code; it is shown this once and kept nowhere. Raises WRONG_PASSPHRASE."""
    passphrase, account = call.unlock(), call.desk.account
    code = call.vault(lambda: account.make_recovery_code(passphrase))
    sheet = call.vault(lambda: recovery_sheet(account, code, now=call.now()))
    document = {
        "council": sheet.council,
        "delegate": sheet.delegate,
        "device": sheet.device,
        "made_on": sheet.made_on.isoformat(),
        "code": code,
        "instructions": [call.console.say(*pair) for pair in sheet.instructions],
    }
    call.console.answer(document, sheet_lines(call, sheet))
    return ExitStatus.OK


def sheet_lines(call: Call, sheet: RecoverySheet) -> list[str]:
    """The sheet as it is printed from a terminal."""
    say = call.console.say
    return [
        say("MÃ KHÔI PHỤC KHO DỮ LIỆU", "RECOVERY CODE OF THE VAULT"),
        "",
        f"{say('Hội đồng', 'Council')}: {sheet.council or '-'}",
        f"{say('Đại biểu', 'Delegate')}: {sheet.delegate or '-'}",
        f"{say('Thiết bị', 'Device')}: {sheet.device or '-'}",
        f"{say('Ngày tạo', 'Made on')}: {sheet.made_on.strftime('%d/%m/%Y')}",
        "",
        "    " + "  ".join(sheet.groups),
        "",
        *(f"{number}. {say(*pair)}" for number, pair in enumerate(sheet.instructions, 1)),
    ]


def pepper_words(call: Call, kind: PepperKind) -> str:
    """Whether the system's keychain guards this vault, in words."""
    say = call.console.say
    if kind is PepperKind.NONE:
        return say(
            "Máy này không có kho khóa hệ điều hành, hoặc kho dữ liệu chưa dùng: chỉ mật khẩu bảo vệ kho dữ liệu,"
            " và một bản sao cũ của thư mục vẫn mở được bằng mật khẩu cũ.",
            "No keychain of the system guards this vault: the passphrase stands alone,"
            " and an old copy of the folder still opens with its old passphrase.",
        )
    return say(
        f"Phần bí mật thứ hai nằm trong {_KEYCHAINS[kind]} của máy này:"
        " bản sao thư mục trên máy khác không mở được nếu thiếu mã khôi phục.",
        f"The second secret lies in {_KEYCHAINS[kind]} of this machine:"
        " a copy of the folder elsewhere opens only with the recovery code.",
    )


_KEYCHAINS = {
    PepperKind.WINDOWS: "Windows Credential Manager",
    PepperKind.MACOS: "macOS Keychain",
    PepperKind.SECRET_SERVICE: "Secret Service",
}


def _require_vault(call: Call) -> None:
    if call.state() is AccountState.NEW:
        raise UserError(Code.NO_VAULT)
    call.require_keys()
