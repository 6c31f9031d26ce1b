"""Polls in words, in the language of the page: stage, rule, quorum, late votes, result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from council_server.summary_words import percent
from protocol.passing import TOTAL, Quorum, Rule, needed
from protocol.poll_states import Stage, Tally
from protocol.polls import LATE_NONE, PASSED, PollDefinition
from protocol.votes import Choice


@dataclass(frozen=True, slots=True)
class PollWords:
    """`say` gives a text by its key."""

    say: Callable[..., str]

    def stage(self, stage: Stage) -> str:
        return self.say(f"stage.{stage.lower()}")

    def choice(self, code: str) -> str:
        """The law's words for a choice; the code itself for one that is not the law's."""
        known = code in {str(choice) for choice in Choice}
        return self.say(f"choice.{code.lower()}") if known else code

    def rule(self, rule: Rule, total: int) -> str:
        """What has to be reached, and where N is known how many votes that is."""
        how = "more" if rule.strict else "least"
        words = self.say(f"rule.{how}_{rule.base}", num=rule.num, den=rule.den)
        if rule.base != TOTAL:
            return words
        return self.say("rule.that_is", rule=words, needed=needed(rule, total), total=total)

    def quorum(self, quorum: Quorum) -> str:
        """The part of all delegates that has to be present."""
        if not quorum.num:
            return self.say("rule.no_quorum")
        return self.say("rule.quorum", num=quorum.num, den=quorum.den)

    def late(self, late: str) -> str:
        """What happens to a vote that comes after the close."""
        if late == LATE_NONE:
            return self.say("rule.late_none")
        return self.say("rule.late_grace", seconds=late.removeprefix("grace:"))

    def result(self, tally: Tally, definition: PollDefinition) -> str:
        """28/29 delegates present; 27 in favour, ...: Passed. Only for a poll whose counting ended."""
        parts = (
            []
            if tally.present < 0
            else [self.say("result.present", present=tally.present, total=tally.total)]
        )
        parts += [
            self.say("result.count", count=one.count, choice=self.choice(one.code).lower())
            for one in tally.counts
        ]
        if definition.rule.base == TOTAL:
            parts.append(
                self.say("result.of_total", share=self._percent(tally.approve, tally.total))
            )
        elif tally.counted:
            parts.append(
                self.say("result.of_ballots", share=self._percent(tally.approve, tally.counted))
            )
        return f"{'; '.join(parts)}: {self.outcome(tally)}"

    def _percent(self, part: int, whole: int) -> str:
        return percent(part, whole).replace(",", self.say("result.decimal_sign"))

    def outcome(self, tally: Tally) -> str:
        """Passed, or not."""
        if tally.outcome == PASSED:
            return self.say("result.passed")
        return self.say("result.not_passed")
