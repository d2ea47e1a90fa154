"""Nobody is told apart in what is published, and no sum is lost."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.small_cells import LEAST, Cell, without_small_cells


def cells(*lines: str) -> list[Cell]:
    """`centro/analco 5 3`: a path, the people, and how many of them said yes."""
    read = [line.rsplit(" ", 2) for line in lines]
    return [Cell(tuple(path.split("/")) if path else (), int(people), {"yes": int(yes)}) for path, people, yes in read]


def lines(found: Sequence[Cell]) -> list[str]:
    return [f"{'/'.join(cell.path)} {cell.people} {cell.figures['yes']}" for cell in found]


TABLE = [
    (["a 3 1", "b 4 2"], ["a 3 1", "b 4 2"], "all are large enough"),
    (["a 9 1", "b 2 2", "c 1 0"], ["a 9 1", "otros 3 2"], "two small ones make a large one"),
    (
        ["a 9 1", "b 5 2", "c 2 2"],
        ["a 9 1", "otros 7 4"],
        "one small one alone is the total minus the rest: b joins it",
    ),
    (["a 9 1", "b 5 2", "c 1 1", "d 1 0"], ["a 9 1", "otros 7 3"], "two people are too few as well"),
    (["a 9 1", "b 1 0", "c 1 1", "d 1 0"], ["a 9 1", "otros 3 1"], "three people of three cells are enough"),
    (["a 5 1", "b 9 2", "c 5 3", "d 1 1"], ["b 9 2", "c 5 3", "otros 6 2"], "of two alike the first by the alphabet"),
    (["a 9 1", "b 2 2"], [" 11 3"], "nothing else would be left: the total alone"),
    (["a 1 1", "b 1 0"], [" 2 1"], "the total of everybody may be small"),
    (["a 2 1"], [" 2 1"], "also of one cell"),
    (["a 3 1"], ["a 3 1"], "one cell, large enough"),
    ([" 2 1"], [" 2 1"], "no breakdown was given"),
    ([], [], "nobody"),
    (
        ["a 9 1", "b 5 1", "c 0 0"],
        ["a 9 1", "otros 5 1"],
        "nobody is fewer than three too",
    ),
    (["a 2 1", "b 4 2", "a 1 1"], ["a 3 2", "b 4 2"], "two rows of one place are one cell"),
    (["otros 5 1", "a 9 2", "b 4 1", "c 2 2"], ["a 9 2", "b 4 1", "otros 7 3"], "a cell of that name takes them in"),
    (["otros 5 1", "a 9 2"], ["otros 5 1", "a 9 2"], "and stays where nothing is small"),
    (["otros 2 1", "a 9 2", "b 4 1"], ["a 9 2", "otros 6 2"], "and is treated as others when it is small itself"),
    (
        ["n/a 9 1", "n/b 2 2", "n/c 1 0", "s/d 5 1", "s/e 4 1"],
        ["n/a 9 1", "n/otros 3 2", "s/d 5 1", "s/e 4 1"],
        "within their own parent",
    ),
    (["n/a 9 1", "n/b 2 2", "s/d 5 1", "s/e 4 1"], ["n 11 3", "s/d 5 1", "s/e 4 1"], "that parent without a breakdown"),
    (
        ["n/a 1 1", "n/b 1 1", "s/d 5 1", "s/e 4 1", "w/f 9 0"],
        ["w/f 9 0", "otros 11 4"],
        "a small parent, and the next smallest",
    ),
    (["n/a 1 1", "s/b 2 1", "w/c 5 0", "w/d 6 0"], ["w/c 5 0", "w/d 6 0", "otros 3 2"], "two small parents"),
    (["n/a 2 1", "s/b 2 1"], [" 4 2"], "small parents and no other"),
    (["n/a/x 4 1", "n/a/y 2 1", "n/b/z 9 1"], ["n/a 6 2", "n/b/z 9 1"], "three levels: only the finest is given up"),
    (["n/a/x 1 1", "n/a/y 1 0", "n/b/z 9 1", "s/c/w 3 1"], ["n 11 2", "s/c/w 3 1"], "a small cell in the middle"),
]


@pytest.mark.parametrize(("given_lines", "published", "reason"), TABLE)
def test_small_cells_go_into_others(given_lines: list[str], published: list[str], reason: str) -> None:
    assert lines(without_small_cells(cells(*given_lines), others="otros")) == published, reason


def test_as_many_people_as_asked_for() -> None:
    rows = cells("a 9 1", "b 5 2", "c 4 1", "d 3 0")
    assert lines(without_small_cells(rows, others="rest", least=5)) == ["a 9 1", "b 5 2", "rest 7 1"]
    assert without_small_cells(rows, others="rest", least=1) == rows


def test_figures_that_only_some_have_are_kept() -> None:
    rows = [Cell(("a",), 1, {"yes": 1}), Cell(("b",), 2, {"no": 2}), Cell(("c",), 3, {"no": 3})]
    assert without_small_cells(rows, others="otros") == [rows[2], Cell(("otros",), 3, {"yes": 1, "no": 2})]


def test_cells_are_given_at_one_depth() -> None:
    with pytest.raises(ValueError, match="one depth"):
        without_small_cells(cells("n 9 1", "n/a 3 1"), others="otros")


PEOPLE = st.one_of(st.integers(0, 4), st.integers(0, 30))


@st.composite
def breakdowns(draw: st.DrawFn) -> list[Cell]:
    depth = draw(st.integers(0, 3))
    path = st.tuples(*[st.sampled_from(["a", "b", "c", "d", "otros"])] * depth)
    found = draw(st.dictionaries(path, PEOPLE, max_size=25))
    return [Cell(path, people, {"yes": draw(st.integers(0, people))}) for path, people in found.items()]


def inside(cell: Cell, shown: Sequence[Cell]) -> Cell:
    """The published cell that a given one went into: its own place, else `otros` beside the way there."""
    by_path = {each.path: each for each in shown}
    upward = [cell.path[:depth] for depth in range(len(cell.path), -1, -1)]
    beside = [(*way[:-1], "otros") for way in upward if way]
    return next(by_path[way] for way in (*upward, *beside) if way in by_path)


@settings(max_examples=300)
@given(breakdowns())
def test_every_person_is_in_one_published_cell(given_cells: list[Cell]) -> None:
    shown = without_small_cells(given_cells, others="otros")
    assert len({cell.path for cell in shown}) == len(shown)
    for each in shown:
        members = [cell for cell in given_cells if inside(cell, shown) is each]
        assert each.people == sum(cell.people for cell in members)
        assert sum(each.figures.values()) == sum(cell.figures["yes"] for cell in members)


@settings(max_examples=300)
@given(breakdowns())
def test_a_parent_that_is_shown_keeps_its_total(given_cells: list[Cell]) -> None:
    shown = without_small_cells(given_cells, others="otros")
    whole = {each.path[:depth] for each in shown for depth in range(len(each.path))}
    for parent in whole:
        under = [sum(c.people for c in rows if c.path[: len(parent)] == parent) for rows in (shown, given_cells)]
        assert under[0] == under[1] >= (LEAST if parent else 0)


@settings(max_examples=300)
@given(breakdowns(), st.integers(1, 6))
def test_no_published_cell_is_small(given_cells: list[Cell], least: int) -> None:
    for each in without_small_cells(given_cells, others="otros", least=least):
        assert each.people >= least or each.path == ()


@settings(max_examples=300)
@given(breakdowns())
def test_what_is_hidden_is_never_the_total_minus_the_rest(given_cells: list[Cell]) -> None:
    """Nobody gets at a small cell by sums and differences: what is hidden in a parent is hidden among two or more."""
    shown = without_small_cells(given_cells, others="otros")
    for each in shown:
        parent = each.path[:-1]
        if each.path[-1:] != ("otros",) or any(cell.path[: len(each.path)] == each.path for cell in given_cells):
            continue  # a cell of that name was given: see the table
        beside = {cell.path[len(parent)] for cell in given_cells if cell.path[: len(parent)] == parent}
        alone = {cell.path[len(parent)] for cell in shown if cell.path[: len(parent)] == parent} - {"otros"}
        assert len(beside - alone) >= 2


@given(breakdowns(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_only_the_order(given_cells: list[Cell], chance: Random) -> None:
    mixed = chance.sample(given_cells, len(given_cells))
    shown, other = (without_small_cells(rows, others="otros") for rows in (given_cells, mixed))
    assert sorted(shown, key=lambda cell: cell.path) == sorted(other, key=lambda cell: cell.path)
