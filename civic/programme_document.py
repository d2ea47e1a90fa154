"""The municipality's programmes as staff write them: read whole, or refused whole with every fault, its line and what to do."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from civic.document import Document
from civic.document_table import Refused, Sheet, Table
from civic.message import LABEL_SIGNS
from civic.programme import Programme, ProgrammeDate

FORMAT = 1
_TEXT_SIGNS, _DATE_SIGNS = 900, 120
_MOST = 9
"""Rows of a WhatsApp list, one left for a way out."""
_LONGEST_BEFORE = 60


def read_programmes(document: Document, zone: ZoneInfo) -> tuple[Programme, ...]:
    """Raises Refused."""
    sheet = Sheet(document, zone)
    top = sheet.top
    if top.number("formato", required=True) not in (FORMAT, None):
        top.fault("formato", f"este programa lee el formato {FORMAT}; escriba formato = {FORMAT}.")
    made = tuple(map(_programme, top.tables("programa", required=True)))
    if len(made) > _MOST:
        top.fault("programa", f"son {len(made)} y en un teléfono caben {_MOST}; junte algunos.")
    _unique(top, "programa", [one.id for one in made])
    top.done()
    if sheet.faults:
        raise Refused(sorted(set(sheet.faults)))
    return made


def _programme(table: Table) -> Programme:
    dates = tuple(map(_date, table.tables("fecha")))
    made = Programme(
        id=table.id(),
        name=table.text("nombre", LABEL_SIGNS, required=True),
        words=_list(table, "palabras", str, 'escriba una lista de palabras, como ["beca", "becas"].'),
        text=table.text("texto", _TEXT_SIGNS, required=True),
        dates=dates,
    )
    _unique(table, "fecha", [one.id for one in dates])
    table.done()
    return made


def _date(table: Table) -> ProgrammeDate:
    given: Any = table.take("dia", required=True)
    day = given if type(given) is date else None
    if given is not None and day is None:
        table.fault("dia", "escriba una fecha que exista, sin comillas, como 2027-01-15.")
    before = _list(table, "avisar_antes", int, "escriba una lista de días, como [7, 1, 0].")
    if any(not 0 <= days <= _LONGEST_BEFORE for days in before):
        table.fault("avisar_antes", f"son días de 0 a {_LONGEST_BEFORE} antes de la fecha.")
    made = ProgrammeDate(
        table.id(),
        day or date.max,
        table.text("texto", _DATE_SIGNS, required=True),
        tuple(sorted(set(before), reverse=True)),
    )
    table.done()
    return made


def _list(table: Table, key: str, kind: type, remedy: str) -> tuple[Any, ...]:
    value = table.take(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(type(one) is kind for one in value):
        table.fault(key, remedy)
        return ()
    return tuple(value)


def _unique(table: Table, key: str, ids: list[str]) -> None:
    for place, one in enumerate(ids):
        if one and one in ids[:place]:
            table.fault(key, f"el id {one} está repetido; cambie uno.", place)
