"""Public works: what is being built, where, by whom."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

_COLUMNS = ("clave", "nombre", "id_asentamiento", "contratista", "estado")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWork:
    key: str
    name: str
    neighbourhood_key: str
    """Empty: the work is in no single neighbourhood."""
    contractor: str = ""
    status: str = ""


def works_from(rows: Iterable[Mapping[str, str | None]], known: Collection[str]) -> tuple[list[PublicWork], list[str]]:
    """Works of a register's CSV rows, and what is wrong with it, each with the line and the remedy. `id_asentamiento`
    is the neighbourhood's whole key (`10005-0428`) or empty."""
    works: list[PublicWork] = []
    faults: list[str] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, 2):
        missing = [name for name in _COLUMNS if row.get(name) is None]
        if missing:
            faults.append(
                f"line {line}: column {', '.join(missing)} is missing. The columns are {', '.join(_COLUMNS)}."
            )
            continue
        values = {name: str(row[name]).strip() for name in _COLUMNS}
        fault = _fault(values, known, seen)
        if fault:
            faults.append(f"line {line}: {fault}")
            continue
        seen.add(values["clave"])
        works.append(
            PublicWork(
                key=values["clave"],
                name=values["nombre"],
                neighbourhood_key=values["id_asentamiento"],
                contractor=values["contratista"],
                status=values["estado"],
            )
        )
    return works, faults


def _fault(values: Mapping[str, str], known: Collection[str], seen: Collection[str]) -> str:
    if not values["clave"] or len(values["clave"]) > 40:
        return "clave must have 1 to 40 characters."
    if values["clave"] in seen:
        return f"clave {values['clave']} stands twice. Give each work its own."
    if not values["nombre"]:
        return f"work {values['clave']} has no nombre. Write one."
    if values["id_asentamiento"] and values["id_asentamiento"] not in known:
        return f"id_asentamiento {values['id_asentamiento']} is in no catalogue. Import the neighbourhoods first, or leave it empty."
    return ""
