"""Proposals taken down on paper: what a row must say, and what is told of one that does not."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from civic.consultation import Choice, Consultation, Phase, Source, Span
from civic.field_sheet import FieldSheet, field_sheet_from

ZONE = ZoneInfo("America/Monterrey")
MADE = Consultation(
    key="plan", title="Plan", summary="", label="Plan", proposals_most=2,
    spans=(Span(phase=Phase.PROPOSING, opens_at=datetime(2026, 12, 1, 6, tzinfo=UTC),
                closes_at=datetime(2026, 12, 11, 6, tzinfo=UTC)),),
    topics=(Choice(id="calles", label="Calles y banquetas"), Choice(id="otro", label="Otro tema")),
)  # fmt: skip
PLACES = {"Guadalupe": ["10005-0095", "10005-0310"], "Azcapotzalco": ["10005-0428"], "10005-0095": ["10005-0095"]}
HEADER = ["Registro", "Propuesta", "Colonia", "Tema", "Fuente", "Fecha", "Teléfono"]


def find(said: str) -> Sequence[str]:
    return PLACES.get(said, [])


def read(*rows: Sequence[str], header: Sequence[str] = HEADER) -> FieldSheet:
    return field_sheet_from(enumerate([header, *rows], 1), MADE, find, ZONE)


def test_a_row_says_who_what_where_and_when() -> None:
    sheet = read(
        ["12", "  Que tapen el  bache ", "Azcapotzalco", "calles y banquetas", "Puerta", "06/12/2026", "618 123 4567"],
        ["", "", "", "", "", ""],
        ["12", "Una cancha", "10005-0095", "", "", ""],
    )
    assert sheet.faults == []
    one, other = sheet.proposals
    assert (one.register, one.text, one.neighbourhood_key, one.topic, one.source, one.on, one.phone) == (
        "12", "Que tapen el bache", "10005-0428", "calles", Source.PROMOTER, date(2026, 12, 6), "+526181234567",
    )  # fmt: skip
    assert (other.register, other.topic, other.source, other.on, other.phone) == ("12", "", Source.PAPER, None, "")


SLIPS = [
    (["1", "Una cancha", "", "", "", "", "618"],
     "línea 2, columna telefono: «618»: escriba los 10 números, como 618 123 4567, o déjela vacía."),
    (["", "Una cancha"], "línea 2, columna registro: está vacía; llénela o quite el renglón."),
    (["1", ""], "línea 2, columna propuesta: está vacía; llénela o quite el renglón."),
    (["1", "x" * 5000], "línea 2, columna propuesta: tiene 5000 letras y caben 4000; acórtela."),
    (["1", "Una cancha", "Guadalupe"],
     "línea 2, columna colonia: «Guadalupe»: hay varias; use la clave de una: 10005-0095, 10005-0310."),
    (["1", "Una cancha", "La Luna"], "línea 2, columna colonia: «La Luna»: no está en el catálogo."),
    (["1", "Una cancha", "", "baches"],
     "línea 2, columna tema: «baches» no es un tema de esta consulta: Calles y banquetas, Otro tema."),
    (["1", "Una cancha", "", "", "radio"], "línea 2, columna fuente: «radio»: escriba una de estas palabras: puerta, reunion, papel."),
    (["1", "Una cancha", "", "", "", "ayer"],
     "línea 2, columna fecha: «ayer»: escriba un día que exista, como 2026-12-06 o 06/12/2026."),
    (["1", "Una cancha", "", "", "", "2026-12-11"],
     "línea 2, columna fecha: el 11/12/2026 esta consulta no recibía propuestas."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "fault"), SLIPS, ids=[fault for _, fault in SLIPS])
def test_a_slip_is_told_with_line_column_and_remedy(row: list[str], fault: str) -> None:
    sheet = read(row, ["9", "Otra cosa"])
    assert sheet.faults == [fault]
    assert [one.register for one in sheet.proposals] == ["9"], "the others can still be taken"


def test_nobody_proposes_more_on_paper_than_in_chat() -> None:
    sheet = read(["7", "Una"], ["7", "Dos"], ["7", "Tres"], ["8", "Una"])
    assert sheet.faults == ["línea 4, columna registro: 7 pasa de las 2 propuestas que puede hacer una persona."]


@pytest.mark.parametrize(
    ("rows", "header", "fault"),
    [
        ([], HEADER, "la hoja no tiene renglones"),
        ([["1", "x"]], ["numero", "propuesta"], "línea 1: falta la columna registro; use registro, propuesta, colonia"),
    ],
)
def test_a_sheet_that_cannot_be_used(rows: list[list[str]], header: list[str], fault: str) -> None:
    sheet = read(*rows, header=header)
    assert sheet.faults[0].startswith(fault)
    assert not sheet.proposals
