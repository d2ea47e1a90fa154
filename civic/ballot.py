"""The paper of one question of a consultation, and what may be chosen on it."""

from collections.abc import Sequence
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
    """Without faults: what is wrong with one is told when its document is read (civic.consultation_document)."""

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
