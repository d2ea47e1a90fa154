"""The Postal Service's catalogue of one municipality, from the rows of its CSV file."""

import re
from collections.abc import Iterable, Iterator, Mapping

from civic.neighbourhood import Neighbourhood

COLUMNS = ("nombre", "tipo", "codigo_postal", "clave_inegi_municipio", "id_asentamiento")
"""Columns the file must have; `zona`, `ciudad` and `cuadrante` are read when they are there."""
_DIGITS = {"codigo_postal": 5, "clave_inegi_municipio": 5, "id_asentamiento": 4}
_QUADRANT_SIGNS = 40
_FIRST_LINE = 2
"""Line 1 is the header."""

Row = Mapping[str, str | None]
"""A row of `csv.DictReader`."""


def neighbourhoods_from(rows: Iterable[Row]) -> tuple[list[Neighbourhood], list[str]]:
    """The settlements in the file's order, and one sentence for an operator per fault, with the line and the remedy.

    A row with a fault gives no settlement: import the file only when there is no fault. All rows must be of the
    municipality of the first sound one.
    """
    numbered = [(line, _cells(row)) for line, row in enumerate(rows, start=_FIRST_LINE)]
    if not numbered:
        return [], ["the file has no rows: export the catalogue again."]
    if missing := [column for column in COLUMNS if column not in numbered[0][1]]:
        return [], [f"line 1: no column {', '.join(missing)}: the header must name {', '.join(COLUMNS)}."]
    found: dict[str, tuple[int, Neighbourhood]] = {}
    faults: list[str] = []
    for line, cells in numbered:
        wrong = [*_cell_faults(cells, line)] or [*_place_faults(cells, line, found)]
        faults += wrong
        if not wrong:
            found[_key(cells)] = (line, _neighbourhood(cells))
    return [neighbourhood for _, neighbourhood in found.values()], faults


def _cells(row: Row) -> dict[str, str]:
    return {column: (cell or "").strip() for column, cell in row.items() if column is not None}


def _cell_faults(cells: Mapping[str, str], line: int) -> Iterator[str]:
    for column in ("nombre", "tipo"):
        if not cells[column]:
            yield f"line {line}: {column} is empty: fill it in or remove the row."
    for column, digits in _DIGITS.items():
        if not re.fullmatch(rf"[0-9]{{{digits}}}", cells[column]):
            yield (
                f"line {line}: {column} is {cells[column]!r}, not {digits} digits: "
                "save the column as text so that leading zeros stay."
            )
    if len(cells.get("cuadrante", "")) > _QUADRANT_SIGNS:
        yield f"line {line}: cuadrante has more than {_QUADRANT_SIGNS} letters: give that part of town a shorter name."


def _place_faults(cells: Mapping[str, str], line: int, found: Mapping[str, tuple[int, Neighbourhood]]) -> Iterator[str]:
    ours = next((key.partition("-")[0] for key in found), cells["clave_inegi_municipio"])
    if cells["clave_inegi_municipio"] != ours:
        yield (
            f"line {line}: municipality {cells['clave_inegi_municipio']}, but the file began with {ours}: "
            "import one municipality per file."
        )
    elif earlier := found.get(_key(cells)):
        yield (
            f"line {line}: id_asentamiento {cells['id_asentamiento']} was already on line {earlier[0]}: "
            "remove one of the two rows."
        )


def _key(cells: Mapping[str, str]) -> str:
    return f"{cells['clave_inegi_municipio']}-{cells['id_asentamiento']}"


def _neighbourhood(cells: Mapping[str, str]) -> Neighbourhood:
    return Neighbourhood(
        key=_key(cells),
        name=cells["nombre"],
        kind=cells["tipo"],
        postal_code=cells["codigo_postal"],
        zone=cells.get("zona", ""),
        city=cells.get("ciudad", ""),
        quadrant=cells.get("cuadrante", ""),
    )
