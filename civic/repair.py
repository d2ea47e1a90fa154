"""Is it fixed? Those it concerns answer, and a rule says what follows."""

from collections.abc import Collection
from enum import StrEnum

from civic.complaint import Status


class Answer(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    DONT_KNOW = "dont_know"


def enough(asked: int, confirmations: int) -> int:
    """How many must say yes: the configured number, or all where fewer were asked."""
    return max(1, min(asked, confirmations))


def verdict(answers: Collection[Answer], *, asked: int, confirmations: int, over: bool) -> Status | None:
    """Where a complaint that is said to be done goes; None: wait for more answers.

    One no is enough for a person to look again. Silence is never a yes. `over`: the time to answer is.
    """
    given = list(answers)
    if Answer.NO in given:
        return Status.REOPEN_REQUESTED
    if given.count(Answer.YES) >= enough(asked, confirmations) and (over or Answer.PARTLY not in given):
        return Status.CONFIRMED if given.count(Answer.YES) > given.count(Answer.PARTLY) else Status.PARTLY_DONE
    if over:
        return Status.PARTLY_DONE if Answer.PARTLY in given else Status.UNCONFIRMED
    return None
