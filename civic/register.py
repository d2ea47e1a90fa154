"""The register of public works, from the rows of the municipality's CSV file."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from civic.cells import read_centavos, read_day, read_number, read_per_cent
from civic.spanish import fold
from civic.works import PublicWork

REQUIRED = ("clave", "nombre", "estado")
COLUMNS = (
    "clave",
    "nombre",
    "id_asentamiento",
    "contratista",
    "monto",
    "metros",
    "inicio",
    "termino",
    "avance",
    "supervisor",
    "estado",
)
"""Those that are not required may be left out or empty. `id_asentamiento` holds whole keys (`10005-0428`), several with
`|` between them."""
_KEY_BYTES = 40
"""A button carries the key, and Telegram gives it 64 bytes with all that goes around."""
_STATUS_SIGNS = 30
_READERS: Mapping[str, Callable[[str], Any]] = {
    "monto": read_centavos,
    "metros": lambda cell: float(read_number(cell)),
    "inicio": read_day,
    "termino": read_day,
    "avance": read_per_cent,
}
_BY_FOLDED = {fold(column): column for column in COLUMNS}

Line = tuple[int, Sequence[str]]
"""A line's number in the file, and its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    works: Sequence[PublicWork] = ()
    """Of the rows without a fault, in the file's order."""
    faults: Sequence[str] = ()
    """One sentence for an operator per fault, with the line and the remedy."""
    kept_out: frozenset[str] = frozenset()
    """Keys of the rows with a fault: nothing is known of these works. Empty text: a row that does not say which it is."""
    bad_rows: int = 0
    unread: Sequence[str] = ()
    """Columns of the file that are none of ours."""


def register_from(lines: Iterable[Line], known: Collection[str]) -> Register:
    """Read a file whose first line names the columns. `known`: keys of neighbourhoods that a work may lie in.

    A header that cannot be used and a file without rows give no works and say so.
    """
    filled = [
        (number, [" ".join(cell.split()) for cell in cells]) for number, cells in lines if any(map(str.strip, cells))
    ]
    if not filled:
        return Register(faults=["the file is empty: export the register again."])
    (number, names), *rows = filled
    header = [_BY_FOLDED.get(fold(name), name) for name in names]
    if fault := _header_fault(header):
        return Register(faults=[f"line {number}: {fault}"])
    if not rows:
        return Register(faults=["the file has no rows: export the register again."])
    return _register(header, rows, known)


def _header_fault(header: Sequence[str]) -> str:
    if missing := [column for column in REQUIRED if column not in header]:
        return f"no column {', '.join(missing)}: separate columns with commas and name them {','.join(COLUMNS)}."
    twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    return f"column {', '.join(twice)} stands twice: remove one." if twice else ""


def _register(header: Sequence[str], rows: Iterable[Line], known: Collection[str]) -> Register:
    works: dict[str, PublicWork] = {}
    lines: dict[str, int] = {}
    faults: list[str] = []
    kept_out: list[str] = []
    for number, row in rows:
        cells = dict.fromkeys(COLUMNS, "") | dict(zip(header, row, strict=False))
        values, wrong = _values(cells)
        wrong = [*_row_faults(header, row, cells, lines), *wrong, *_place_faults(cells, known), *_date_faults(values)]
        lines.setdefault(cells["clave"], number)
        if wrong:
            faults += [f"line {number}: {fault}" for fault in wrong]
            kept_out.append(cells["clave"])
        else:
            works[cells["clave"]] = _work(cells, values)
    return Register(
        works=list(works.values()),
        faults=faults,
        kept_out=frozenset(kept_out),
        bad_rows=len(kept_out),
        unread=[name for name in header if name and name not in COLUMNS],
    )


def _values(cells: Mapping[str, str]) -> tuple[Mapping[str, Any], list[str]]:
    """Numbers and dates; None for an empty cell, and for one that cannot be read."""
    values: dict[str, Any] = dict.fromkeys(_READERS)
    faults = []
    for column, read in _READERS.items():
        try:
            values[column] = read(cells[column]) if cells[column] else None
        except ValueError as e:
            faults.append(f"{column} is {cells[column]!r}: {e}.")
    return values, faults


def _row_faults(
    header: Sequence[str], row: Sequence[str], cells: Mapping[str, str], lines: Mapping[str, int]
) -> Iterable[str]:
    if len(row) > len(header):
        yield f'{len(row)} cells under {len(header)} columns: put a value with a comma between quotes, as "1,250.00".'
    if not "".join(row).isprintable():
        yield "there is a sign that cannot be printed: write the cell anew."
    for column in REQUIRED:
        if not cells[column]:
            yield f"{column} is empty: fill it in or remove the row."
    if len(cells["clave"].encode()) > _KEY_BYTES:
        yield f"clave is too long: shorten it to {_KEY_BYTES} signs; ñ and letters with an accent count twice."
    if len(cells["estado"]) > _STATUS_SIGNS:
        yield f"estado has {len(cells['estado'])} signs: shorten it to {_STATUS_SIGNS}."
    if earlier := lines.get(cells["clave"]) if cells["clave"] else None:
        yield f"clave {cells['clave']} was already on line {earlier}: remove one of the two rows."


def _place_faults(cells: Mapping[str, str], known: Collection[str]) -> Iterable[str]:
    for key in _keys(cells):
        if key not in known:
            yield (
                f"id_asentamiento {key!r} is in no catalogue: write the whole key, as 10005-0428, several with | between "
                "them; import the neighbourhoods first, or leave it empty."
            )


def _date_faults(values: Mapping[str, Any]) -> Iterable[str]:
    starts, ends = values["inicio"], values["termino"]
    if starts and ends and ends < starts:
        yield f"termino {ends} is before inicio {starts}: correct one of them."


def _keys(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({key.strip() for key in cells["id_asentamiento"].split("|") if key.strip()}))


def _work(cells: Mapping[str, str], values: Mapping[str, Any]) -> PublicWork:
    return PublicWork(
        key=cells["clave"],
        name=cells["nombre"],
        status=cells["estado"],
        neighbourhood_keys=_keys(cells),
        contractor=cells["contratista"],
        supervisor=cells["supervisor"],
        centavos=values["monto"],
        metres=values["metros"],
        starts_on=values["inicio"],
        ends_on=values["termino"],
        progress=values["avance"],
    )
