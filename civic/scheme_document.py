"""The scheme of committees as staff write it: read whole, or refused whole with every fault, its line and what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from civic.document import Document
from civic.document_table import Refused, Sheet, Table
from civic.message import LABEL_SIGNS
from civic.scheme import (
    PLACEHOLDERS,
    Checklist,
    CommitteeKind,
    Figure,
    Letter,
    Option,
    Role,
    Scheme,
    Scope,
    Unit,
)

FORMAT = 1
SCOPES = {"obra": Scope.WORK, "colonia": Scope.NEIGHBOURHOOD, "municipio": Scope.MUNICIPALITY}
LETTER_SIGNS = 3000
"""Of a letter, which is shown whole in a chat: two messages of WhatsApp (1,600 characters each, Twilio errors 21617)."""
_UNIT_SIGNS = 900
"""Of a unit, so that its question fits beside it in one message with buttons (1,024, Twilio quick-reply)."""
_NAME_SIGNS, _POINT_SIGNS = 80, 200
_MOST_OPTIONS = 3
"""A WhatsApp message has three buttons."""
_MOST_POINTS = 15
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")
_BRACES = re.compile(r"\{([^{}]*)\}")


def read_scheme(document: Document, zone: ZoneInfo) -> Scheme:
    """Raises Refused."""
    sheet = Sheet(document, zone)
    scheme = _Reader(sheet.top).scheme()
    if sheet.faults:
        raise Refused(sorted(set(sheet.faults)))
    return scheme


@dataclass(slots=True)
class _Reader:
    top: Table

    def scheme(self) -> Scheme:
        top = self.top
        if top.number("formato", required=True) not in (FORMAT, None):
            top.fault("formato", f"este programa lee el formato {FORMAT}; escriba formato = {FORMAT}.")
        watching = top.table("vigilancia")
        kinds = top.tables("comite", required=True)
        scheme = Scheme(
            title=top.text("titulo", _NAME_SIGNS, required=True),
            units=tuple(map(self._unit, top.tables("unidad"))),
            letters=tuple(map(self._letter, top.tables("carta"))),
            checklists=tuple(map(self._checklist, top.tables("lista"))),
            figures=tuple(map(self._figure, top.tables("figura"))),
            gap=watching.number("diferencia", least=1) or 15,
            kinds=tuple(map(self._kind, kinds)),
        )
        watching.done()
        top.done()
        for key, ids in (
            ("comite", [one.id for one in scheme.kinds]),
            ("unidad", [one.id for one in scheme.units]),
            ("carta", [one.id for one in scheme.letters]),
            ("lista", [one.id for one in scheme.checklists]),
            ("figura", [one.id for one in scheme.figures]),
        ):
            _unique(top, key, ids)
        for table, kind in zip(kinds, scheme.kinds, strict=True):
            _names(table, "capacitacion", kind.units, [one.id for one in scheme.units], "unidad")
            _names(table, "carta", (kind.letter,), [one.id for one in scheme.letters], "carta")
            _names(table, "acreditacion", (kind.figure,), [one.id for one in scheme.figures], "figura")
        return scheme

    def _kind(self, table: Table) -> CommitteeKind:
        roles = tuple(map(self._role, table.tables("cargo", required=True)))
        made = CommitteeKind(
            id=table.id(),
            name=table.text("nombre", _NAME_SIGNS, required=True),
            scope=table.one_of("de", SCOPES, Scope.MUNICIPALITY, required=True) or Scope.MUNICIPALITY,
            least=table.number("minimo", least=1, required=True) or 1,
            roles=roles,
            units=_words(table, "capacitacion"),
            letter=table.text("carta", 20),
            figure=table.text("acreditacion", 20),
            votes=table.yes_no("confirma_arreglos"),
            audits=table.yes_no("contraloria_social"),
        )
        _unique(table, "cargo", [one.id for one in roles])
        if roles and all(one.most for one in roles) and sum(one.most or 0 for one in roles) < made.least:
            table.fault("minimo", "los cargos no alcanzan para tantos integrantes; baje `minimo` o suba `hasta`.")
        table.done()
        return made

    def _role(self, table: Table) -> Role:
        made = Role(table.id(), table.text("nombre", LABEL_SIGNS * 2, required=True), table.number("hasta", least=1))
        table.done()
        return made

    def _unit(self, table: Table) -> Unit:
        options = tuple(map(self._option, table.tables("opcion", required=True)))
        made = Unit(
            id=table.id(),
            title=table.text("titulo", _NAME_SIGNS, required=True),
            text=table.text("texto", _UNIT_SIGNS, required=True),
            ask=table.text("pregunta", 200, required=True),
            options=options,
            right=table.text("correcta", 20, required=True),
            because=table.text("porque", 400, required=True),
        )
        if not 2 <= len(options) <= _MOST_OPTIONS:
            table.fault("opcion", f"ponga de 2 a {_MOST_OPTIONS} opciones: son las que caben como botones.")
        _unique(table, "opcion", [one.id for one in options])
        _names(table, "correcta", (made.right,), [one.id for one in options], "opcion")
        table.done()
        return made

    def _option(self, table: Table) -> Option:
        made = Option(table.id(), table.text("nombre", LABEL_SIGNS, required=True))
        table.done()
        return made

    def _letter(self, table: Table) -> Letter:
        made = Letter(
            id=table.id(),
            version=table.name("version", _VERSION, 20, "letras, números, puntos y guiones, como 2026-1"),
            text=_template(table, "texto"),
        )
        table.done()
        return made

    def _checklist(self, table: Table) -> Checklist:
        points = []
        for one in table.tables("punto", required=True):
            points.append(Option(one.id(), one.text("texto", _POINT_SIGNS, required=True)))
            one.done()
        if len(points) > _MOST_POINTS:
            table.fault("punto", f"son {len(points)} y en una visita se contestan {_MOST_POINTS}; deje lo principal.")
        made = Checklist(
            table.id(), table.text("nombre", _NAME_SIGNS, required=True), _words(table, "palabras"), tuple(points)
        )
        _unique(table, "punto", [one.id for one in points])
        table.done()
        return made

    def _figure(self, table: Table) -> Figure:
        made = Figure(
            table.id(),
            table.text("nombre", _NAME_SIGNS, required=True),
            table.number("meses", least=1, required=True) or 1,
        )
        table.done()
        return made


def _template(table: Table, key: str) -> str:
    """A text with placeholders: here braces are meant."""
    value = table.take(key, required=True)
    if value is None:
        return ""
    if not isinstance(value, str) or not value.strip():
        table.fault(key, "escriba un texto entre comillas.")
        return ""
    text = value.strip()
    if len(text) > LETTER_SIGNS:
        table.fault(key, f"tiene {len(text)} letras y se muestra completa en un chat: a lo más {LETTER_SIGNS}.")
    unknown = [name for name in _BRACES.findall(text) if name not in PLACEHOLDERS]
    if unknown or "{" in _BRACES.sub("", text) or "}" in _BRACES.sub("", text):
        table.fault(key, f"entre llaves solo puede ir: {', '.join(PLACEHOLDERS)}.")
    return text


def _words(table: Table, key: str) -> tuple[str, ...]:
    value = table.take(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        table.fault(key, 'escriba una lista, como ["uno", "dos"].')
        return ()
    return tuple(value)


def _unique(table: Table, key: str, ids: Sequence[str]) -> None:
    for place, one in enumerate(ids):
        if one and one in ids[:place]:
            table.fault(key, f"el id {one} está repetido; cambie uno.", place)


def _names(table: Table, key: str, named: Sequence[str], known: Sequence[str], what: str) -> None:
    for one in named:
        if one and one not in known:
            table.fault(
                key, f"no hay {what} con el id «{one}»; {'hay: ' + ', '.join(known) if known else 'agréguela'}."
            )
