"""Published proposals by topic, place and day, in tables without small cells.

They are counted from the published list alone and cells are judged by their proposals, not by how many people made them: so
no table tells more than the list does, least of all that several proposals are of one person.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from civic.consultation import Consultation
from civic.open_data import ALL, OTHERS
from civic.small_cells import Cell, without_small_cells
from civic.table import Table
from civic.topics import Topic

NOWHERE, NO_QUADRANT = "sin colonia", "sin cuadrante"
_FIGURES = ("propuestas", "apoyos")

Record = Mapping[str, Any]
"""A row of `civic.open_data.proposals_table`."""


def breakdowns(made: Consultation, proposals: Sequence[Record]) -> list[Table]:
    """A part of town is told where the catalogue names any."""
    topics = topic_names(made)
    tables = [
        _by_topic(proposals, topics),
        _simple("por_tipo", "tipo", proposals, lambda one: one["tipo"] or NOWHERE),
        _by_place(proposals),
        _by_day(proposals),
    ]
    if any(one["cuadrante"] for one in proposals):
        quadrant = _simple("por_cuadrante", "cuadrante", proposals, lambda one: one["cuadrante"] or NO_QUADRANT)
        tables.insert(1, quadrant)
    return tables


def topic_names(made: Consultation) -> Mapping[str, str]:
    """How topics are called, by id: those of the consultation, and those that the words of a proposal may be put under."""
    return {topic.value: topic.label for topic in Topic} | {one.id: one.label for one in made.topics}


def _by_topic(proposals: Sequence[Record], names: Mapping[str, str]) -> Table:
    cells = _largest_first(_cells(proposals, lambda one: (one["tema"],)))
    rows = [(_last(cell), names.get(_last(cell), _last(cell).capitalize()), *_figures(cell)) for cell in cells]
    return Table("por_tema", ("tema", "nombre", *_FIGURES), rows)


def _simple(name: str, column: str, proposals: Sequence[Record], label: Callable[[Record], str]) -> Table:
    cells = _largest_first(_cells(proposals, lambda one: (label(one),)))
    return Table(name, (column, *_FIGURES), [(_last(cell), *_figures(cell)) for cell in cells])


def _by_place(proposals: Sequence[Record]) -> Table:
    """Small ones go together within their kind, and stand after those that have a line of their own."""
    names = {one["clave_colonia"]: one["colonia"] for one in proposals}
    cells = _largest_first(_cells(proposals, lambda one: (one["tipo"] or NOWHERE, one["clave_colonia"])))
    rows = [(*_place(cell, names), *_figures(cell)) for cell in cells]
    return Table("por_colonia", ("tipo", "clave", "colonia", *_FIGURES), sorted(rows, key=lambda row: not row[1]))


def _place(cell: Cell, names: Mapping[str, str]) -> tuple[str, str, str]:
    """Kind, key and name."""
    kind, key = (*cell.path, ALL, OTHERS)[:2] if cell.path else (ALL, OTHERS)
    return (kind, key, names[key]) if key in names else (kind, "", OTHERS)


def _by_day(proposals: Sequence[Record]) -> Table:
    cells = sorted(_cells(proposals, lambda one: (one["dia"],)), key=lambda cell: cell.path)
    return Table("por_dia", ("dia", *_FIGURES), [(_last(cell), *_figures(cell)) for cell in cells])


def _cells(proposals: Sequence[Record], path: Callable[[Record], tuple[str, ...]]) -> list[Cell]:
    cells = [Cell(path(one), 1, {"apoyos": one["apoyos"]}) for one in proposals]
    return without_small_cells(sorted(cells, key=lambda cell: cell.path), others=OTHERS)


def _largest_first(cells: list[Cell]) -> list[Cell]:
    """What was put together last."""
    return sorted(cells, key=lambda cell: (cell.path[-1:] == (OTHERS,), -cell.people, cell.path))


def _last(cell: Cell) -> str:
    return cell.path[-1] if cell.path else ALL


def _figures(cell: Cell) -> tuple[int, int]:
    return cell.people, cell.figures.get("apoyos", 0)
