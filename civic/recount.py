"""Counting once more what was published of a consultation, from its published data, and saying what does not agree."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from civic.ballot import ChoiceRefused
from civic.consultation import Consultation
from civic.figures import figures
from civic.open_data import ALL, BALLOTS, DATA, PEOPLE, PROPOSALS, RECEIPTS
from civic.small_cells import LEAST
from civic.table import Table

_MARK = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Check:
    what: str
    """A table, or a rule that holds between several."""
    wrong: str = ""
    """What does not agree; empty: it agrees."""


def recount(made: Consultation, published: Mapping[str, Table]) -> list[Check]:
    """Every table of figures against the same one counted anew, then what must hold within the data."""
    missing = [name for name in DATA if name not in published and name not in (BALLOTS, RECEIPTS)]
    if missing:
        return [Check(name, "it is missing, and without it nothing can be counted") for name in missing]
    try:
        counted = {table.name: table for table in figures(made, published)}
    except ChoiceRefused as refused:
        return [Check(BALLOTS, f"the paper does not allow one of the ballots: {refused or type(refused).__name__}")]
    names = [*counted, *(name for name in published if name not in counted and name not in DATA)]
    same = [_same(name, published.get(name), counted.get(name)) for name in names]
    return [*same, *_people(published), *_receipts(published)]


def _same(name: str, published: Table | None, counted: Table | None) -> Check:
    if published is None or counted is None:
        return Check(name, "nothing was published" if published is None else "nothing in the data leads to it")
    said, found = [tuple(row) for row in published.rows], [tuple(row) for row in counted.rows]
    if said == found:
        return Check(name)
    line = next(
        (at for at, pair in enumerate(zip(said, found, strict=False)) if pair[0] != pair[1]), min(len(said), len(found))
    )
    return Check(name, f"row {line + 1}: published {_row(said, line)}, counted {_row(found, line)}")


def _row(rows: list[tuple[str | int, ...]], at: int) -> str:
    return ", ".join(map(str, rows[at])) if at < len(rows) else "nothing"


def _people(published: Mapping[str, Table]) -> Iterator[Check]:
    """Each group holds everybody once, with all proposals and supports, and no cell of too few."""
    proposals = published[PROPOSALS].records()
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for cell in published[PEOPLE].records():
        groups.setdefault(str(cell["grupo"]), []).append(cell)
    everybody = {sum(cell["personas"] for cell in cells) for cells in groups.values()}
    for group, cells in groups.items():
        what = f"{PEOPLE}, {group}"
        if len(everybody) > 1:
            yield Check(what, "the groups are not of the same number of people")
        elif sum(cell["propuestas"] for cell in cells) != len(proposals):
            yield Check(what, "its proposals are not as many as the list has")
        elif sum(cell["apoyos"] for cell in cells) != sum(one["apoyos"] for one in proposals):
            yield Check(what, "its supports are not as many as the list has")
        elif any(cell["personas"] < LEAST and cell["valor"] != ALL for cell in cells):
            yield Check(what, f"a cell is of fewer than {LEAST} people")
        else:
            yield Check(what)


def _receipts(published: Mapping[str, Table]) -> Iterator[Check]:
    """Who cast a ballot has a receipt; two receipts of one person, known as two before, may stand for one ballot."""
    if BALLOTS not in published and RECEIPTS not in published:
        return
    marks = [str(row[0]) for row in published[RECEIPTS].rows] if RECEIPTS in published else []
    ballots = len(published[BALLOTS].rows) if BALLOTS in published else 0
    if not all(_MARK.fullmatch(mark) for mark in marks) or len(set(marks)) < len(marks):
        yield Check(RECEIPTS, "a mark is there twice, or is none")
    elif len(marks) < ballots:
        yield Check(RECEIPTS, f"{len(marks)} marks for {ballots} ballots")
    else:
        yield Check(RECEIPTS)
