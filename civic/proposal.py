"""Proposals residents make for their neighbourhood: where they can stand, and which steps owe an explanation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from civic.moves import MoveNotAllowed, WordsMissing
from civic.spanish import fold
from civic.topics import Topic, classify

SAME = 0.6
"""From this likeness of words two proposals for one place may be the same one: the resident decides."""
SAME_MEANT = 0.55
"""The same of what they mean, whatever their words (docs/decisions/0015-meaning-is-an-extra.md)."""


class ProposalStatus(StrEnum):
    """Where a proposal stands. What a resident reads is the phrase `proposal_<status>`."""

    RECEIVED = "received"
    HELD = "held"  # a person looks at it before others see it
    UNPUBLISHED = "unpublished"  # a person looked, and others do not see it
    GROUPED = "grouped"  # another one, which asks for the same, stands for it
    UNDER_ANALYSIS = "under_analysis"
    ACCEPTED = "accepted"
    PARTLY = "partly"  # accepted in part
    REJECTED = "rejected"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"  # with a percentage
    DONE = "done"


UNSEEN = frozenset({ProposalStatus.HELD, ProposalStatus.UNPUBLISHED})
"""Nobody but who wrote them sees them, and no figure counts them."""
ANSWERS = frozenset({ProposalStatus.ACCEPTED, ProposalStatus.PARTLY, ProposalStatus.REJECTED})
ENDS = frozenset({ProposalStatus.DONE, ProposalStatus.REJECTED, ProposalStatus.UNPUBLISHED, ProposalStatus.GROUPED})
"""What those hear who only want to know the end."""

_WORK = frozenset({ProposalStatus.SCHEDULED, ProposalStatus.IN_PROGRESS, ProposalStatus.DONE})
_NEW = frozenset({ProposalStatus.UNDER_ANALYSIS, ProposalStatus.GROUPED, ProposalStatus.HELD}) | ANSWERS
MOVES: Mapping[ProposalStatus, frozenset[ProposalStatus]] = {
    ProposalStatus.RECEIVED: _NEW,
    ProposalStatus.HELD: frozenset({ProposalStatus.RECEIVED, ProposalStatus.UNPUBLISHED}),
    ProposalStatus.UNPUBLISHED: frozenset({ProposalStatus.RECEIVED}),
    ProposalStatus.GROUPED: frozenset({ProposalStatus.RECEIVED}),
    ProposalStatus.UNDER_ANALYSIS: _NEW - {ProposalStatus.UNDER_ANALYSIS},
    ProposalStatus.ACCEPTED: _WORK | ANSWERS - {ProposalStatus.ACCEPTED},
    ProposalStatus.PARTLY: _WORK | ANSWERS - {ProposalStatus.PARTLY},
    ProposalStatus.REJECTED: frozenset(
        {ProposalStatus.UNDER_ANALYSIS, ProposalStatus.ACCEPTED, ProposalStatus.PARTLY, ProposalStatus.GROUPED}
    ),
    ProposalStatus.SCHEDULED: _WORK | {ProposalStatus.PARTLY, ProposalStatus.REJECTED},
    ProposalStatus.IN_PROGRESS: _WORK | {ProposalStatus.PARTLY, ProposalStatus.REJECTED},
    ProposalStatus.DONE: frozenset({ProposalStatus.IN_PROGRESS}),
}
"""Staff make every move; a work in progress goes on to another percentage, a day is put off to another one."""
_EXPLAINED = ANSWERS | {ProposalStatus.UNPUBLISHED, ProposalStatus.HELD, ProposalStatus.DONE}
"""Whoever reads of these reads why."""
_BEGUN = frozenset({ProposalStatus.SCHEDULED, ProposalStatus.IN_PROGRESS, ProposalStatus.DONE, ProposalStatus.REJECTED})


@dataclass(frozen=True, slots=True)
class Step:
    """What a proposal becomes. `progress`: per cent."""

    to: ProposalStatus
    note: str
    progress: int


def moves_of(status: ProposalStatus) -> list[ProposalStatus]:
    """Where staff may move a proposal, in the order of the statuses."""
    return [to for to in ProposalStatus if to in MOVES[status]]


def step_to(
    status: ProposalStatus, to: ProposalStatus, *, note: str, progress_before: int = 0, progress: int | None = None
) -> Step:
    """Work has the percentage given, 0 when it begins, 100 when it is done. Less than before, and every way back, is
    explained. Raises MoveNotAllowed, WordsMissing."""
    if to not in MOVES[status]:
        raise MoveNotAllowed(status, to, "staff", moves_of(status))
    after = _progress(to, progress_before, progress)
    back = after < progress_before or (status in _BEGUN and to not in _BEGUN)
    again = to is status is ProposalStatus.SCHEDULED
    if (to in _EXPLAINED or back or again) and not note.strip():
        raise WordsMissing(to)
    return Step(to, note.strip(), after)


def _progress(to: ProposalStatus, before: int, given: int | None) -> int:
    if to is ProposalStatus.DONE:
        return 100
    if to is ProposalStatus.IN_PROGRESS:
        return min(before, 99) if given is None else given
    return before if to is ProposalStatus.SCHEDULED else 0


def may_be_same(words: float, meaning: float) -> float:
    """How much two proposals for one place look like one, by their words or by what they mean; 0: too little to ask."""
    return max(words if words >= SAME else 0.0, meaning if meaning >= SAME_MEANT else 0.0)


_PROBE = re.compile(
    r"<\s*[/!]?\w|\{\{|\$\{|\b(payload|ssrf|xss|select .* from|union select|onerror)\b|' or ", re.IGNORECASE
)
_FEWEST_WORDS = 2


def needs_a_look(text: str) -> bool:
    """Keyboard noise, advertising and probes of a computer are not published before a person has seen them. Spoken
    proposals have no text and are heard anyway."""
    if _PROBE.search(text):
        return True
    topics = classify(text)
    if topics:
        return topics[0][0] is Topic.NOT_USEFUL
    words = [word for word in fold(text).split() if len(word) > 2 and word.isalpha()]
    return bool(text.strip()) and len(words) < _FEWEST_WORDS
