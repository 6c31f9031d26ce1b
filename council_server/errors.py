"""What can go wrong at the server, as an answer to a client or as a sentence for the person at the keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Refused(Exception):
    """An HTTP answer with a 4xx or 5xx status (protocol.md 7.2); `detail` is for logs and never holds content."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        extra: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


class CommandError(Exception):
    """A command cannot be done; the text says why and what to do, and nothing was changed.

    The text is for the person at the keyboard. What a page of the console may meet has a `sentence` of its own there
    (`reason.<sentence>` in its words, in both languages), which `parts` fill in.
    """

    def __init__(self, text: str = "", *, sentence: str = "", **parts: object) -> None:
        super().__init__(text)
        self.sentence = sentence
        self.parts = parts


class StoreDown(CommandError):
    """The object store does not answer; `kind` is the kind of its error, for the log."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"the object store does not answer as it should ({kind}); nothing was changed: look at its address and keys, "
            "then do the same again",
            sentence="store_down",
        )
        self.kind = kind


class Problems(CommandError):
    """Everything that is wrong with the files given to a command, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems), sentence="problems", count=len(problems))
        self.problems = tuple(problems)


class Busy(Exception):
    """The writer is stopping; nothing of the job was done."""
