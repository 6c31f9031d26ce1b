"""`feeds`: which feeds of the council are held, why, and the delegate's answer."""

from __future__ import annotations

from pathlib import Path

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.console import Json, clock_time, iso
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.domain.feed_holds import FeedHold, HoldReason


def define(commands: Commands) -> None:
    """Add the command of this file."""
    summary = "list held feeds; keep the copy here, accept the council's, or export evidence"
    parser = add_command(commands, "feeds", feeds, summary)
    answer = parser.add_mutually_exclusive_group()
    answer.add_argument("--keep", metavar="FEED", help="keep the copy on this computer")
    answer.add_argument("--accept", metavar="FEED", help="show the council's copy from now on")
    answer.add_argument(
        "--evidence",
        nargs=2,
        metavar=("FEED", "FOLDER"),
        help="write what proves a fork into this new folder (or FILE.zip)",
    )


def feeds(call: Call) -> ExitStatus:
    """Give the answer, if any, then list what is held.

    Raises NO_FEED_QUESTION when nothing waits under that name, NO_ALARM without a fork, EXPORT_EXISTS, EXPORT_FAILED.
    """
    call.unlock()
    holds, options = call.desk.feed_holds, call.options
    if options.keep:
        call.vault(lambda: holds.keep(options.keep))
    if options.accept:
        call.vault(lambda: holds.accept(options.accept))
    if options.evidence:
        feed, target = options.evidence
        call.vault(lambda: holds.export_evidence(feed, Path(target).absolute()))
    found = call.vault(holds.all)
    lines = [line for hold in found for line in _lines(call, hold)]
    none = call.console.say("Không có nguồn dữ liệu nào bị giữ lại", "No feed is held")
    call.console.answer({"feeds": [_described(hold) for hold in found]}, lines or [none])
    return ExitStatus.OK


def _described(hold: FeedHold) -> Json:
    return {
        "feed": hold.feed,
        "reason": hold.reason.value,
        "since": iso(hold.since),
        "asks": hold.asks,
        "kept": hold.kept,
        "here": {"objects": hold.here.objects, "documents": hold.here.documents},
        "there": {"objects": hold.there.objects, "documents": hold.there.documents},
    }


_REASONS = {
    HoldReason.SHRUNK: (
        "máy chủ gửi lại còn chưa tới một nửa",
        "the council sent less than half anew",
    ),
    HoldReason.FORKED: (
        "máy chủ ký hai nội dung trái nhau, tạm ngừng cập nhật",
        "the council signed two histories; quarantined",
    ),
    HoldReason.WITHDRAWN: ("không còn quyền đọc", "no longer allowed to read it"),
}


def _lines(call: Call, hold: FeedHold) -> list[str]:
    say = call.console.say
    lines = [f"{hold.feed}: {say(*_REASONS[hold.reason])} ({clock_time(hold.since)})"]
    if hold.epoch:
        papers = say(
            f"máy chủ nay có {hold.there.documents} tài liệu, máy này có {hold.here.documents}",
            f"the council now has {hold.there.documents} papers, this computer {hold.here.documents}",
        )
        choice = say("đã chọn giữ bản đang có", "you keep the copy here")
        if not hold.kept:
            choice = say(
                f"chọn: feeds --keep {hold.feed} hoặc feeds --accept {hold.feed}",
                f"answer: feeds --keep {hold.feed} or feeds --accept {hold.feed}",
            )
        lines += [f"  {papers}", f"  {choice}"]
    return lines
