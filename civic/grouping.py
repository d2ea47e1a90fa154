"""Which of many texts ask for the same thing: a suggestion, a person decides.

Every text of a group is alike every other, so that no chain of likenesses joins what has nothing in common. Only texts that share
a subject are compared: without one they are never alike enough.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from civic.similarity import Reading

Likeness = Callable[[int, int], float]
"""Of two texts by their index, 0..1."""


@dataclass(frozen=True, slots=True)
class Group:
    members: Sequence[int]
    """Indexes, lowest first; at least two."""
    least: float
    """The lowest likeness between any two of them."""


def group_alike(readings: Sequence[Reading], likeness: Likeness, least: float) -> list[Group]:
    """Groups whose texts are all alike from `least` on, the largest first. `least` must be so high that two texts without a
    common subject never reach it."""
    likenesses = {
        pair: alike for pair in _sharing_a_subject(readings) if (alike := likeness(*pair)) >= least
    }  # fmt: skip
    groups = {index: [index] for pair in likenesses for index in pair}
    for one, other in sorted(likenesses, key=lambda pair: (-likenesses[pair], pair)):
        mine, theirs = groups[one], groups[other]
        if mine is not theirs and all(_pair(a, b) in likenesses for a in mine for b in theirs):
            mine.extend(theirs)
            groups.update(dict.fromkeys(theirs, mine))
    found = [Group(tuple(sorted(group)), _lowest(group, likenesses)) for group in _distinct(groups) if len(group) > 1]
    return sorted(found, key=lambda group: (-len(group.members), group.members))


def _sharing_a_subject(readings: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Each pair once, the lower index first."""
    earlier: dict[str, list[int]] = defaultdict(list)
    for index, reading in enumerate(readings):
        subjects = reading.whole.subjects
        for before in {other for subject in subjects for other in earlier[subject]}:
            yield before, index
        for subject in subjects:
            earlier[subject].append(index)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _distinct(groups: dict[int, list[int]]) -> Iterator[list[int]]:
    yield from {id(group): group for group in groups.values()}.values()


def _lowest(group: Sequence[int], likenesses: dict[tuple[int, int], float]) -> float:
    return min(likenesses[_pair(one, other)] for one in group for other in group if one < other)
