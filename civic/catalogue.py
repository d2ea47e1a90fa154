"""A municipality's catalogue of neighbourhoods, read from the rows of its file."""

import re
from collections.abc import Iterable, Mapping

from civic.neighbourhood import Neighbourhood

_COLUMNS = ("nombre", "tipo", "codigo_postal", "ciudad", "zona", "clave_inegi_municipio", "id_asentamiento")


def neighbourhoods_from(rows: Iterable[Mapping[str, str | None]]) -> tuple[list[Neighbourhood], list[str]]:
    """Neighbourhoods of a catalogue's CSV rows, and what is wrong with it, each with the line and the remedy."""
    found: dict[str, Neighbourhood] = {}
    faults: list[str] = []
    municipality = ""
    line = 1
    for line, row in enumerate(rows, 2):
        missing = [name for name in _COLUMNS if row.get(name) is None]
        if missing:
            faults.append(
                f"line {line}: column {', '.join(missing)} is missing. The columns are {', '.join(_COLUMNS)}."
            )
            continue
        one = _read(row)
        municipality = municipality or one.key[:5]
        fault = _fault(one, municipality, found)
        if fault:
            faults.append(f"line {line}: {fault}")
        else:
            found[one.key] = one
    if line == 1:
        faults.append("the file has no rows. The first line names the columns, each further line is one settlement.")
    return list(found.values()), faults


def _read(row: Mapping[str, str | None]) -> Neighbourhood:
    values = {name: str(row[name]).strip() for name in _COLUMNS}
    return Neighbourhood(
        key=f"{values['clave_inegi_municipio']}-{values['id_asentamiento']}",
        name=values["nombre"],
        kind=values["tipo"],
        postal_code=values["codigo_postal"],
        zone=values["zona"],
        city=values["ciudad"],
    )


def _fault(one: Neighbourhood, municipality: str, found: Mapping[str, Neighbourhood]) -> str:
    if not re.fullmatch(r"\d{5}-\d{1,6}", one.key):
        return f"clave_inegi_municipio and id_asentamiento must be digits, not {one.key}. Read both columns as text, so that zeros stay."
    if not one.name:
        return "nombre is empty. Write the settlement's name."
    if not re.fullmatch(r"\d{5}", one.postal_code):
        return (
            f"codigo_postal must be five digits, not {one.postal_code!r}. Read the column as text, so that zeros stay."
        )
    if one.key[:5] != municipality:
        return (
            f"a settlement of municipality {one.key[:5]} in a file of {municipality}. Import one municipality a file."
        )
    if one.key in found:
        return f"id_asentamiento {one.key[6:]} stands twice. Each settlement has its own."
    return ""
