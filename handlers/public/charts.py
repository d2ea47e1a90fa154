"""Published tables as they are read on a page: each chart is a table whose lines carry a bar."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from civic.open_data import ALL, NO_ANSWER, ORIGIN, OTHERS, STATEMENTS
from civic.table import Table
from handlers.public import words
from handlers.release import Release

FULL = 1000
"""Length of the longest bar."""
_MOST_PLACES, _MOST_PROPOSALS = 20, 20

_ORIGINS = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "puerta": "En su puerta",
    "reunion": "En una reunión",
    "papel": "En papel",
}

Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    numbers: Sequence[int]
    bars: Sequence[tuple[int, int]] = ()
    """Where each piece of its bar begins and how long it is, up to FULL."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    heads: Sequence[str]
    """Of the name and of each number."""
    lines: Sequence[Line]
    note: str = ""
    key: Sequence[str] = field(default_factory=tuple)
    """What the pieces of a bar are, where it has several."""


def breakdown_charts(release: Release) -> list[Chart]:
    """Of proposals, in the order they are read; those that were not published are left out."""
    tables, labels = release.by_name, ("Propuestas", "Apoyos")
    found = [
        _chart("Por tema", ("Tema", *labels), tables.get("por_tema"), "nombre"),
        _chart("Por parte de la ciudad", ("Parte", *labels), tables.get("por_cuadrante"), "cuadrante"),
        _chart("Por tipo de lugar", ("Tipo", *labels), tables.get("por_tipo"), "tipo"),
        _places(tables.get("por_colonia"), labels),
        _chart("Por día", ("Día", *labels), tables.get("por_dia"), "dia", _day),
    ]
    return [chart for chart in found if chart.lines]


def _named(label: str) -> str:
    return {OTHERS: "Otros, juntos", ALL: "Todos"}.get(label, label[:1].upper() + label[1:])


def _day(label: str) -> str:
    return _named(label) if label in (OTHERS, ALL) else words.day(date.fromisoformat(label))


def _chart(
    title: str, heads: Sequence[str], table: Table | None, name: str, named: Callable[[str], str] = _named
) -> Chart:
    rows = table.records() if table else []
    longest = max((row["propuestas"] for row in rows), default=1)
    lines = [
        Line(named(row[name]), (row["propuestas"], row["apoyos"]), _bar(row["propuestas"], longest)) for row in rows
    ]
    return Chart(title, heads, lines)


def _bar(count: int, longest: int) -> tuple[tuple[int, int], ...]:
    return ((0, round(FULL * count / longest)),) if longest else ()


def _places(table: Table | None, labels: Sequence[str]) -> Chart:
    rows = table.records() if table else []
    longest = max((row["propuestas"] for row in rows), default=1)
    lines = [
        Line(
            f"{_named(row['colonia'])} ({row['tipo']})",
            (row["propuestas"], row["apoyos"]),
            _bar(row["propuestas"], longest),
        )
        for row in rows[:_MOST_PLACES]
    ]
    left = len(rows) - len(lines)
    note = f"Se muestran las {len(lines)} primeras; las otras {left} están en los datos." if left > 0 else ""
    return Chart("Por colonia", ("Colonia", *labels), lines, note)


def coverage_charts(tables: Tables) -> Iterator[Chart]:
    for name, column, title in (
        ("cobertura_cuadrante", "cuadrante", "Colonias escuchadas, por parte de la ciudad"),
        ("cobertura_tipo", "tipo", "Colonias escuchadas, por tipo"),
    ):
        if name in tables:
            lines = [
                Line(
                    _named(row[column]),
                    (row["con_propuesta"], row["colonias"]),
                    _bar(row["con_propuesta"], row["colonias"]),
                )
                for row in tables[name].records()
            ]
            yield Chart(title, (column.capitalize(), "Con propuesta", "Total"), lines)


def question_charts(release: Release) -> Iterator[Chart]:
    """Questions with words for answers tell how many people gave one."""
    table = release.by_name.get("preguntas")
    asked = {question.id: question for question in release.made.questions}
    for question_id, group in groupby(table.records() if table else [], key=lambda row: row["pregunta"]):
        question, rows = asked[question_id], list(group)
        ranked = any(row["puntos"] for row in rows)
        counted = "puntos" if ranked else "personas"
        longest = max(row[counted] for row in rows)
        lines = [
            Line(row["nombre"] or "Con sus palabras", (row[counted],), _bar(row[counted], longest)) for row in rows
        ]
        heads = ("Respuesta", "Puntos" if ranked else "Personas")
        yield Chart(question.ask, heads, lines, f"La contestaron {rows[0]['contestaron']:,} personas.")


def statement_chart(tables: Tables) -> Chart | None:
    rows = tables[STATEMENTS].records()
    if not rows:
        return None
    stances = ("de_acuerdo", "en_desacuerdo", "paso")
    lines = [
        Line(row["texto"], [row[stance] for stance in stances], _pieces([row[s] for s in stances])) for row in rows
    ]
    heads = ("De acuerdo", "En desacuerdo", "Paso")
    return Chart("Frases", ("Frase", *heads), lines, key=heads)


def _pieces(counts: Sequence[int]) -> list[tuple[int, int]]:
    whole = sum(counts)
    ends = [round(FULL * sum(counts[: place + 1]) / whole) if whole else 0 for place in range(len(counts))]
    return [(begin, end - begin) for begin, end in zip([0, *ends], ends, strict=False)]


def people_charts(release: Release) -> Iterator[Chart]:
    asked = {question.id: question for question in release.made.questions}
    for group, cells in groupby(release.by_name["personas"].records(), key=lambda row: row["grupo"]):
        labels = {} if group == ORIGIN else {option.id: option.label for option in asked[group].options}
        rows = sorted(cells, key=partial(_place_of, list(labels)))
        longest = max(row["personas"] for row in rows)
        lines = [
            Line(
                labels.get(row["valor"], _group(row["valor"])),
                (row["personas"], row["propuestas"]),
                _bar(row["personas"], longest),
            )
            for row in rows
        ]
        title = "Por dónde participaron" if group == ORIGIN else asked[group].ask
        yield Chart(title, ("Grupo", "Personas", "Propuestas"), lines)


def _place_of(options: Sequence[str], row: Mapping[str, Any]) -> int:
    """Answers in the order in which they were offered, what is none of them last."""
    return options.index(row["valor"]) if row["valor"] in options else len(options)


def _group(label: str) -> str:
    """An answer, or how people came and by which channel."""
    return (
        "No contestó" if label == NO_ANSWER else ", ".join(_ORIGINS.get(one, _named(one)) for one in label.split(" / "))
    )


def vote_chart(release: Release) -> Chart | None:
    table = release.by_name.get("votacion")
    if table is None or release.made.paper is None:
        return None
    rows = table.records()
    longest = max(row["votos"] for row in rows)
    lines = [Line(row["nombre"], (row["votos"],), _bar(row["votos"], longest), _result(row)) for row in rows]
    return Chart(release.made.paper.ask, ("Opción", "Votos"), lines)


def _result(row: Mapping[str, Any]) -> str:
    if row["faltan_pesos"]:
        return f"No alcanza: faltan ${row['faltan_pesos']:,}"
    return _named(row["resultado"]) if row["resultado"] else ""


def most_supported(tables: Tables) -> Sequence[Mapping[str, Any]]:
    """Those that stand for themselves, with the supports of what was grouped into them."""
    proposals = {one["folio"]: one for one in tables["propuestas"].records()}
    supports = Counter[str]()
    for folio, one in proposals.items():
        supports[_root(folio, proposals)] += one["apoyos"]
    ranked = sorted(supports, key=lambda folio: (-supports[folio], folio))[:_MOST_PROPOSALS]
    return [{**proposals[folio], "apoyos": supports[folio]} for folio in ranked]


def _root(folio: str, proposals: Mapping[str, Mapping[str, Any]]) -> str:
    while (above := proposals[folio]["agrupada_en"]) in proposals:
        folio = above
    return folio
