"""Proposals that are followed together through the six stages of a participatory process, each with its evidence.

Source: the stages of *Transparencia inteligente*, Durango's programme.
"""

from collections.abc import Collection
from enum import StrEnum


class Stage(StrEnum):
    """In their order. What a resident reads is the phrase `initiative_<stage>`."""

    PROBLEMS = "problems"
    POSSIBILITIES = "possibilities"
    SOLUTIONS = "solutions"
    KNOWLEDGE = "knowledge"
    USE = "use"
    RESULTS = "results"


class StageNotReached(Exception):
    """The stages are gone through one after another, each with evidence that it took place. `missing`: of which."""

    def __init__(self, missing: Stage) -> None:
        super().__init__(f"the stage {missing} has no evidence yet")
        self.missing = missing


def reach(stage: Stage, to: Stage, evident: Collection[Stage]) -> Stage:
    """The stage an initiative comes to stand at. Back is always possible. Raises StageNotReached with the first stage on
    the way that has no evidence."""
    order = list(Stage)
    for passed in order[order.index(stage) : order.index(to)]:
        if passed not in evident:
            raise StageNotReached(passed)
    return to
