"""The paper of one question of a consultation, and what may be chosen on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

Choice = tuple[str, ...]
"""The ids of the options somebody chose. Their order says something only in a ranking: best first."""
YES, NO = "yes", "no"
"""The ids of the two options of a yes_no; their labels are the municipality's."""


class BallotKind(StrEnum):
    YES_NO = "yes_no"
    APPROVAL = "approval"  # any of the options, up to a number
    KNAPSACK = "knapsack"  # any of the options that together stay within a budget
    RANKING = "ranking"  # options in order of preference, up to a number


@dataclass(frozen=True, slots=True)
class BallotOption:
    id: str
    label: str
    cost: int = 0
    """Whole pesos; it counts only in a knapsack."""


@dataclass(frozen=True, slots=True)
class BallotPaper:
    """Nothing is checked here: `faults` says what is wrong with a paper. All else expects one without faults."""

    kind: BallotKind
    options: tuple[BallotOption, ...]
    most: int | None = None
    """How many options a ballot may name; None: all of them. In a yes_no it is one."""
    budget: int = 0
    """Whole pesos, of a knapsack."""

    @property
    def ids(self) -> Choice:
        return tuple(option.id for option in self.options)

    @property
    def limit(self) -> int:
        """How many options a ballot may name."""
        if self.kind is BallotKind.YES_NO:
            return 1
        return len(self.options) if self.most is None else self.most


class FaultName(StrEnum):
    NO_OPTIONS = "no_options"
    TOO_FEW_OPTIONS = "too_few_options"  # with one there is nothing to choose
    NOT_YES_AND_NO = "not_yes_and_no"
    DUPLICATE_ID = "duplicate_id"
    MOST_TOO_SMALL = "most_too_small"
    MOST_TOO_LARGE = "most_too_large"
    BUDGET_MISSING = "budget_missing"
    BUDGET_UNUSED = "budget_unused"  # no ballot but a knapsack would keep to it
    BUDGET_TOO_SMALL = "budget_too_small"  # for every option
    COST_NOT_POSITIVE = "cost_not_positive"
    COST_OVER_BUDGET = "cost_over_budget"  # nobody could choose that option


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a paper."""

    name: FaultName
    option_id: str = ""
    """Of the option it is about, or empty."""


def faults(paper: BallotPaper) -> tuple[Fault, ...]:
    """All faults of a paper, each option's once."""
    if not paper.options:
        return (Fault(FaultName.NO_OPTIONS),)
    return (*_option_faults(paper), *_most_faults(paper), *_budget_faults(paper), *_cost_faults(paper))


def _option_faults(paper: BallotPaper) -> Iterator[Fault]:
    ids = paper.ids
    yield from (Fault(FaultName.DUPLICATE_ID, one) for one in dict.fromkeys(ids) if ids.count(one) > 1)
    if paper.kind is BallotKind.YES_NO:
        if set(ids) != {YES, NO}:
            yield Fault(FaultName.NOT_YES_AND_NO)
    elif len(ids) < 2:
        yield Fault(FaultName.TOO_FEW_OPTIONS)


def _most_faults(paper: BallotPaper) -> Iterator[Fault]:
    if paper.most is None:
        return
    if paper.most < 1:
        yield Fault(FaultName.MOST_TOO_SMALL)
    if paper.most > (1 if paper.kind is BallotKind.YES_NO else len(paper.options)):
        yield Fault(FaultName.MOST_TOO_LARGE)


def _budget_faults(paper: BallotPaper) -> Iterator[Fault]:
    if paper.kind is not BallotKind.KNAPSACK:
        if paper.budget:
            yield Fault(FaultName.BUDGET_UNUSED)
    elif paper.budget <= 0:
        yield Fault(FaultName.BUDGET_MISSING)
    elif paper.budget < min(option.cost for option in paper.options):
        yield Fault(FaultName.BUDGET_TOO_SMALL)


def _cost_faults(paper: BallotPaper) -> Iterator[Fault]:
    if paper.kind is not BallotKind.KNAPSACK:
        return
    any_fits = paper.budget >= max(1, min(option.cost for option in paper.options))
    for option in paper.options:
        if option.cost <= 0:
            yield Fault(FaultName.COST_NOT_POSITIVE, option.id)
        elif any_fits and option.cost > paper.budget:
            yield Fault(FaultName.COST_OVER_BUDGET, option.id)


class ChoiceRefused(Exception):
    """The paper does not allow it; what is said to the resident is worded elsewhere."""


class Empty(ChoiceRefused):
    """Nothing is chosen."""


class UnknownOption(ChoiceRefused):
    """The paper has no such option."""

    def __init__(self, option_id: str) -> None:
        super().__init__(f"the paper has no option {option_id!r}")
        self.option_id = option_id


class Repeated(ChoiceRefused):
    """An option is named twice."""

    def __init__(self, option_id: str) -> None:
        super().__init__(f"option {option_id!r} is named twice")
        self.option_id = option_id


class Full(ChoiceRefused):
    """As many options are chosen as may be."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} may be chosen")
        self.most = most


class OverBudget(ChoiceRefused):
    """Together the options cost more than there is. `missing`: how many pesos."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} pesos are missing")
        self.missing = missing


def balance(paper: BallotPaper, chosen: Sequence[str]) -> int:
    """Pesos of a knapsack's budget that the options chosen leave; below zero when they cost too much."""
    return paper.budget - sum(option.cost for option in paper.options if option.id in chosen)


def toggled(paper: BallotPaper, chosen: Choice, option_id: str) -> Choice:
    """The choice with the option taken out when it was in, else put at its end.

    Where only one may be chosen, it takes the other's place. Raises UnknownOption, Full, OverBudget.
    """
    if option_id in chosen:
        return tuple(one for one in chosen if one != option_id)
    if option_id not in paper.ids:
        raise UnknownOption(option_id)
    kept = () if paper.limit == 1 else chosen
    _check_room(paper, (*kept, option_id))
    return (*kept, option_id)


def checked(paper: BallotPaper, chosen: Sequence[str]) -> Choice:
    """A whole ballot as it is cast: in the paper's order, which tells nothing of the voter, or in theirs in a ranking.

    Raises Empty, UnknownOption, Repeated, Full, OverBudget.
    """
    if not chosen:
        raise Empty
    for place, one in enumerate(chosen):
        if one not in paper.ids:
            raise UnknownOption(one)
        if one in chosen[:place]:
            raise Repeated(one)
    _check_room(paper, chosen)
    if paper.kind is BallotKind.RANKING:
        return tuple(chosen)
    return tuple(one for one in paper.ids if one in chosen)


def _check_room(paper: BallotPaper, chosen: Sequence[str]) -> None:
    if len(chosen) > paper.limit:
        raise Full(paper.limit)
    if paper.kind is BallotKind.KNAPSACK and (missing := -balance(paper, chosen)) > 0:
        raise OverBudget(missing)
