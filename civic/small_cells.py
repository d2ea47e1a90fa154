"""Results in cells, none of so few people that somebody could be told apart.

What is published is a partition: every person counted is in one published cell. So whatever somebody adds and subtracts,
they get sums of published cells, and none of those is of too few people. This holds for one breakdown of the same
people; two that overlap (by place, and by age) can be held against each other, and no rule here sees that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 3
"""People in a published cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    path: tuple[str, ...]
    """Labels from the coarsest to the finest. Empty: everybody."""
    people: int
    figures: Mapping[str, int]
    """Sums over the people, by name."""


def without_small_cells(cells: Iterable[Cell], *, others: str, least: int = LEAST) -> list[Cell]:
    """The same people in cells of at least `least`; only the total of everybody, at an empty path, may have fewer.

    Within a parent, small cells go together into one labelled `others`. While that one is still small the next smallest
    cell joins it, so that it always hides two or more. Where nothing else would be left, the parent stands alone. A
    finer path than the result has was given up: paths of the result differ in length. Cells of one path are added up.
    A parent keeps the order in which its cells came, `others` last. Raises ValueError when paths differ in length.
    """
    given = list(cells)
    if len({len(cell.path) for cell in given}) > 1:
        raise ValueError("cells are given at one depth: name what is not known at the finer one")
    return _below((), given, others, least) if given else []


def _below(path: tuple[str, ...], cells: Sequence[Cell], others: str, least: int) -> list[Cell]:
    if path == cells[0].path:
        return [_together(path, cells)]
    children = _children(cells, len(path))
    hidden = _hidden({label: _people(inside) for label, inside in children.items()}, others, least)
    if len(hidden) == len(children):
        return [_together(path, cells)]
    shown: list[Cell] = []
    for label in [one for one in children if one not in hidden]:
        shown += _below((*path, label), children[label], others, least)
    rest = [cell for label in children if label in hidden for cell in children[label]]
    return [*shown, _together((*path, others), rest)] if rest else shown


def _children(cells: Sequence[Cell], depth: int) -> dict[str, list[Cell]]:
    """By their label at a depth."""
    children: dict[str, list[Cell]] = {}
    for cell in cells:
        children.setdefault(cell.path[depth], []).append(cell)
    return children


def _hidden(people: Mapping[str, int], others: str, least: int) -> set[str]:
    """The labels that are not shown: either none or at least two, unless there is but one."""
    by_size = sorted(people, key=lambda label: (people[label], label))
    hidden = {label for label in by_size if people[label] < least}
    if hidden and others in people:  # a cell of that very name cannot stand beside
        hidden.add(others)
    for label in by_size:
        if hidden and sum(people[one] for one in hidden) < least:
            hidden.add(label)
    return hidden


def _people(cells: Iterable[Cell]) -> int:
    return sum(cell.people for cell in cells)


def _together(path: tuple[str, ...], cells: Sequence[Cell]) -> Cell:
    names = dict.fromkeys(name for cell in cells for name in cell.figures)
    return Cell(path, _people(cells), {name: sum(cell.figures.get(name, 0) for cell in cells) for name in names})


def too_few(people: Mapping[str, int], least: int) -> set[str]:
    """The labels whose figures are not shown where all labels together are: those of too few, and with them as many of
    the next smallest as it takes that nobody finds out by subtracting. Nobody at all hides nobody."""
    by_size = sorted((label for label in people if people[label]), key=lambda label: (people[label], label))
    hidden = {label for label in by_size if people[label] < least}
    for label in by_size:
        if hidden and sum(people[one] for one in hidden) < least:
            hidden.add(label)
    return hidden
