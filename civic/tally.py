"""Counting the ballots of one question, so that anybody who has them counts the same.

yes_no and approval: each option has as many votes as ballots name it.

Knapsack: the options by votes, each taken when its cost still fits into what is left of the budget. One that does not
fit is skipped and the next is looked at. What nobody chose is never taken.

Ranking: instant runoff. In every round a ballot counts for the first of its options that is still in; the option with
the fewest votes goes out; so on until one is left. Who has more than half of the ballots in any round is left at the
end. The order is that of going out, backwards. A ballot whose options are all out counts for none: it is exhausted.

Ties: who is to go out of a ranking is, of those with the fewest votes, the one that had fewer in the earliest round in
which they differ, and where they never do, the last on the paper. Elsewhere the option that stands first on the paper
comes first. A yes_no stays undecided. Every tie is named with the rule that broke it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from civic.ballot import BallotKind, BallotPaper, Choice, balance, checked


class TieRule(StrEnum):
    EARLIER_ROUND = "earlier_round"
    PAPER_ORDER = "paper_order"  # also where earlier rounds told only some of them apart
    OPEN = "open"  # yes and no alike: not for a rule of counting to decide


class SkipReason(StrEnum):
    NO_VOTES = "no_votes"
    NO_MONEY = "no_money"


@dataclass(frozen=True, slots=True)
class Tie:
    """Options with the same number of votes, in the paper's order."""

    options: tuple[str, ...]
    votes: int
    broken_by: TieRule
    round: int = 0
    """Of a ranking: the round they tied in, from 1; 0 elsewhere."""


@dataclass(frozen=True, slots=True)
class Round:
    """Of a ranking. The votes and the exhausted ballots are together all ballots."""

    votes: Mapping[str, int]
    """By the options still in, in the paper's order."""
    exhausted: int
    out: str
    """The option that goes out."""
    tie: Tie | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """An option that a knapsack's budget did not go to. `missing`: pesos, with NO_MONEY."""

    option_id: str
    why: SkipReason
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Option ids throughout."""

    ballots: int
    votes: Mapping[str, int]
    """How many ballots name the option; of a ranking, name it first. In the paper's order."""
    order: tuple[str, ...]
    """All options, best first."""
    winners: tuple[str, ...] = ()
    """Of a ranking the one left, of a knapsack what the budget pays for. Else none: how many win, or how many votes a
    yes needs, is for the call of the consultation. None without ballots."""
    ties: tuple[Tie, ...] = ()
    rounds: tuple[Round, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def count(paper: BallotPaper, ballots: Iterable[Sequence[str]]) -> Tally:
    """The order of the ballots never matters. Raises what `checked` raises: a ballot that breaks a rule was changed
    after it was cast, and no result is better than a wrong one."""
    piles = Counter(checked(paper, ballot) for ballot in ballots)
    if paper.kind is BallotKind.RANKING:
        return _runoff(paper, piles)
    tally = _by_votes(paper, piles)
    return _within_budget(paper, tally) if paper.kind is BallotKind.KNAPSACK else tally


def _by_votes(paper: BallotPaper, piles: Mapping[Choice, int]) -> Tally:
    votes = {one: sum(many for choice, many in piles.items() if one in choice) for one in paper.ids}
    rule = TieRule.OPEN if paper.kind is BallotKind.YES_NO else TieRule.PAPER_ORDER
    order = sorted(votes, key=lambda one: -votes[one])
    return Tally(sum(piles.values()), votes, tuple(order), ties=_ties(votes, rule))


def _ties(votes: Mapping[str, int], rule: TieRule) -> tuple[Tie, ...]:
    alike = {many: tuple(one for one in votes if votes[one] == many) for many in votes.values()}
    return tuple(Tie(alike[many], many, rule) for many in sorted(alike, reverse=True) if len(alike[many]) > 1)


def _within_budget(paper: BallotPaper, tally: Tally) -> Tally:
    winners: list[str] = []
    skipped: list[Skipped] = []
    for one in tally.order:
        missing = -balance(paper, (*winners, one))
        if not tally.votes[one]:
            skipped.append(Skipped(one, SkipReason.NO_VOTES))
        elif missing > 0:
            skipped.append(Skipped(one, SkipReason.NO_MONEY, missing))
        else:
            winners.append(one)
    return Tally(tally.ballots, tally.votes, tally.order, tuple(winners), tally.ties, skipped=tuple(skipped))


def _runoff(paper: BallotPaper, piles: Mapping[Choice, int]) -> Tally:
    standing = list(paper.ids)
    rounds: list[Round] = []
    while len(standing) > 1:
        rounds.append(_round(standing, piles, rounds))
        standing.remove(rounds[-1].out)
    order = (*standing, *(each.out for each in reversed(rounds)))
    ballots = sum(piles.values())
    ties = tuple(each.tie for each in rounds if each.tie)
    return Tally(ballots, rounds[0].votes, order, order[:1] if ballots else (), ties, tuple(rounds))


def _round(standing: Sequence[str], piles: Mapping[Choice, int], before: Sequence[Round]) -> Round:
    votes = dict.fromkeys(standing, 0)
    for choice, many in piles.items():
        if (best := next((one for one in choice if one in votes), None)) is not None:
            votes[best] += many
    lowest = [one for one in standing if votes[one] == min(votes.values())]
    weakest = _weakest(lowest, before)
    tie = _tie_for_last(lowest, weakest, votes, len(before) + 1) if len(lowest) > 1 else None
    return Round(votes, sum(piles.values()) - sum(votes.values()), weakest[-1], tie)


def _weakest(lowest: Sequence[str], before: Sequence[Round]) -> list[str]:
    """Those that earlier rounds, the first one first, do not tell apart from the weakest."""
    for earlier in before:
        fewest = min(earlier.votes[one] for one in lowest)
        lowest = [one for one in lowest if earlier.votes[one] == fewest]
    return list(lowest)


def _tie_for_last(lowest: Sequence[str], weakest: Sequence[str], votes: Mapping[str, int], number: int) -> Tie:
    rule = TieRule.PAPER_ORDER if len(weakest) > 1 else TieRule.EARLIER_ROUND
    return Tie(tuple(lowest), votes[lowest[0]], rule, number)
