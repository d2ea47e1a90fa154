"""A series as staff write it: read whole, or refused whole with every fault, its line and what to do."""

import re
from collections.abc import Collection

from civic.broadcast import Content
from civic.broadcast_document import PURPOSES, noted, texts_of, variables_of
from civic.calendar import Calendar
from civic.consent import Purpose
from civic.document import Document
from civic.document_table import Refused, Sheet, Table
from civic.recurrence import BadRule, Recurrence, Shift
from civic.series import Series, SeriesKind

FORMAT = 1
KINDS = {"aviso": SeriesKind.NOTICE, "hoja": SeriesKind.SHEET, "avance": SeriesKind.PROGRESS}
SHIFTS = {"igual": Shift.KEEP, "se_recorre": Shift.NEXT, "se_salta": Shift.SKIP}
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY_SIGNS, _TITLE_SIGNS, _RULE_SIGNS = 24, 80, 60
_OF_NOTICE = ("publico", "proposito", "texto", "plantilla", "variables")


def read_series(document: Document, calendar: Calendar, templates: Collection[str]) -> Series:
    """`templates`: names of those approved here. Raises Refused."""
    sheet = Sheet(document, calendar.zone)
    series = _read(sheet.top, calendar, templates)
    if sheet.faults:
        raise Refused(sorted(set(sheet.faults)))
    return series


def _read(top: Table, calendar: Calendar, templates: Collection[str]) -> Series:
    if top.number("formato", required=True) not in (FORMAT, None):
        top.fault("formato", f"este programa lee el formato {FORMAT}; escriba formato = {FORMAT}.")
    kind = top.one_of("tipo", KINDS, SeriesKind.NOTICE, required=True) or SeriesKind.NOTICE
    is_notice = kind is SeriesKind.NOTICE
    series = Series(
        key=top.name("clave", _KEY, _KEY_SIGNS, "minúsculas sin acentos, números y guiones, como hoja-semanal"),
        title=top.text("titulo", _TITLE_SIGNS, required=True),
        kind=kind,
        rule=_rule(top, calendar),
        shift=top.one_of("si_es_inhabil", SHIFTS, Shift.KEEP) or Shift.KEEP,
        late_hours=top.number("tarde_horas", least=1) or 24,
        committee_kinds=() if is_notice else _kinds(top),
        audience=top.text("publico", _KEY_SIGNS + 16, required=True) if is_notice else "",
        purpose=top.one_of("proposito", PURPOSES, Purpose.COMMITTEE, required=True) if is_notice else Purpose.COMMITTEE,
        content=_content(top, templates) if is_notice else None,
    )
    for key in () if is_notice else (key for key in _OF_NOTICE if key in top.values):
        top.take(key)
        top.fault(key, 'solo se usa con tipo = "aviso"; quítela: este tipo se escribe solo.')
    top.done()
    return series


def _rule(top: Table, calendar: Calendar) -> str:
    rule = top.text("cuando", _RULE_SIGNS, required=True)
    try:
        if rule:
            Recurrence(rule, calendar)
    except BadRule:
        says = 'escriba cinco campos como en cron: minuto, hora, día, mes y día de la semana; "0 10 * * 1" es lunes a las 10:00.'
        top.fault("cuando", says)
    return rule


def _kinds(top: Table) -> tuple[str, ...]:
    value = top.take("comites", required=True)
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        if value is not None:
            top.fault("comites", 'escriba una lista con los tipos de comité que la reciben, como ["colonia"].')
        return ()
    return tuple(value)


def _content(top: Table, templates: Collection[str]) -> Content:
    content = Content(
        text=texts_of(top.table("texto")), template=top.text("plantilla", 40), variables=variables_of(top)
    )
    noted(top, content, templates)
    return content
