"""The municipality's register of public works: what its cells may look like, and what an operator is told of a bad row."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from civic.register import COLUMNS, Register, register_from
from civic.works import Change, PublicWork, changes

KNOWN = {"10005-0084", "10005-0107", "10005-0234"}
GOOD = {
    "clave": "OP-014",
    "nombre": "Pavimentación de la calle Pino",
    "id_asentamiento": "10005-0084",
    "contratista": "Constructora del Valle",
    "monto": "$1,250,000.00",
    "metros": "640",
    "inicio": "2026-08-03",
    "termino": "2026-12-18",
    "avance": "55",
    "supervisor": "Ing. Soto",
    "estado": "en proceso",
}


def read(*rows: dict[str, str], header: Sequence[str] = COLUMNS) -> Register:
    lines = [header, *([row.get(column, "") for column in header] for row in rows)]
    return register_from(list(enumerate(lines, 1)), KNOWN)


def test_a_row_becomes_a_work() -> None:
    register = read(GOOD)
    assert (list(register.faults), register.kept_out, register.bad_rows) == ([], frozenset(), 0)
    assert register.works == [
        PublicWork(
            key="OP-014",
            name="Pavimentación de la calle Pino",
            status="en proceso",
            neighbourhood_keys=("10005-0084",),
            contractor="Constructora del Valle",
            supervisor="Ing. Soto",
            centavos=125_000_000,
            metres=640.0,
            starts_on=date(2026, 8, 3),
            ends_on=date(2026, 12, 18),
            progress=55.0,
        )
    ]


def test_only_key_name_and_status_are_required() -> None:
    least = {"clave": "OP-1", "nombre": "Parque", "estado": "por iniciar"}
    expected = [PublicWork(key="OP-1", name="Parque", status="por iniciar")]
    assert read(least, header=("estado", "clave", "nombre")).works == expected, "columns left out, in another order"
    assert read(least).works == expected, "empty cells"


@pytest.mark.parametrize(
    ("column", "cell", "field", "value", "reason"),
    [
        ("monto", "1250000", "centavos", 125_000_000, "digits alone"),
        ("monto", "$ 1,250,000.5", "centavos", 125_000_050, "one decimal, a space after the sign"),
        ("monto", "0.29", "centavos", 29, "exact, where 0.29 * 100 in binary is 28.999"),
        ("monto", "999,999,999,999.99", "centavos", 99_999_999_999_999, "the largest"),
        ("metros", "1,250.5", "metres", 1250.5, "thousands and a decimal"),
        ("inicio", "03/08/2026", "starts_on", date(2026, 8, 3), "day first"),
        ("inicio", "3/8/2026", "starts_on", date(2026, 8, 3), "without zeros"),
        ("avance", "55%", "progress", 55.0, "a sign"),
        ("avance", "55.5 %", "progress", 55.5, "a space before it"),
        ("avance", "0", "progress", 0.0, "nothing done is not nothing known"),
        ("avance", "0.5%", "progress", 0.5, "half of one, since it says so"),
        ("avance", "100", "progress", 100.0, "all"),
        ("id_asentamiento", "10005-0107 | 10005-0084|10005-0107", "neighbourhood_keys", ("10005-0084", "10005-0107"), ""),
        ("id_asentamiento", "", "neighbourhood_keys", (), "in none"),
        ("nombre", "  Parque \n Guadiana ", "name", "Parque Guadiana", "a line break in the cell"),
        ("clave", "A" * 40, "key", "A" * 40, "the longest"),
    ],
)  # fmt: skip
def test_cells_as_spreadsheets_write_them(column: str, cell: str, field: str, value: Any, reason: str) -> None:
    register = read(GOOD | {column: cell})
    assert register.faults == [], reason
    assert getattr(register.works[0], field) == value, reason


@pytest.mark.parametrize(
    ("change", "says", "reason"),
    [
        ({"clave": ""}, "clave is empty", "which work is it?"),
        ({"clave": "Ñ" * 21}, "clave is too long", "a button has so many bytes"),
        ({"nombre": " "}, "nombre is empty", "nothing to show"),
        ({"estado": ""}, "estado is empty", "required"),
        ({"estado": "x" * 31}, "estado has 31 signs", "more than the column holds"),
        ({"nombre": "Parque\x00"}, "there is a sign that cannot be printed", "no database takes it"),
        ({"monto": "1.250.000,00"}, "monto is '1.250.000,00': write digits", "as in Europe"),
        ({"monto": "1.250"}, "monto is '1.250': write digits", "a thousand, or one and a quarter?"),
        ({"monto": "1,25"}, "monto is '1,25': write digits", "a decimal comma"),
        ({"monto": "-5"}, "monto is '-5': write digits", "less than nothing"),
        ({"monto": "por definir"}, "monto is 'por definir': write digits", "words"),
        ({"monto": "1" * 13}, f"monto is '{'1' * 13}': that is too large", "a key that stuck"),
        ({"monto": "\u0661\u0662"}, "monto is", "digits of another script"),
        ({"metros": "640 m"}, "metros is '640 m': write digits", "a unit"),
        ({"inicio": "2026-13-01"}, "inicio is '2026-13-01': write a day that exists", "no such month"),
        ({"inicio": "11/24/2026"}, "inicio is '11/24/2026': write a day that exists", "month first"),
        ({"termino": "31/11/26"}, "termino is '31/11/26': write a day that exists", "which century?"),
        ({"termino": "2026-08-02"}, "termino 2026-08-02 is before inicio 2026-08-03", "it ends before it starts"),
        ({"avance": "101"}, "avance is '101': write a number from 0 to 100", "more than all"),
        ({"avance": "-1"}, "avance is '-1': write digits", "less than nothing"),
        ({"avance": "0.55"}, "avance is '0.55': write it in per cent", "a spreadsheet's 55 %, or half of one?"),
        ({"id_asentamiento": "10005-9999"}, "id_asentamiento '10005-9999' is in no catalogue", "unknown"),
        ({"id_asentamiento": "10005-0084,10005-0107"}, "id_asentamiento", "commas between them"),
        ({"clave": "OP-014"}, "clave OP-014 was already on line 2", "one key twice"),
    ],
)
def test_a_bad_row_is_named_with_line_and_remedy_and_kept_out(change: dict[str, str], says: str, reason: str) -> None:
    bad = GOOD | {"clave": "OP-015"} | change
    register = read(GOOD, bad)
    [fault] = register.faults
    assert fault.startswith(f"line 3: {says}"), reason
    assert fault.endswith("."), reason
    assert [work.key for work in register.works] == ["OP-014"], reason
    assert (register.kept_out, register.bad_rows) == ({bad["clave"]}, 1), reason


def test_every_fault_of_a_row_is_told_at_once() -> None:
    register = read(GOOD | {"monto": "?", "avance": "?", "nombre": ""})
    assert (len(register.faults), register.bad_rows) == (3, 1)


def test_an_amount_whose_commas_made_cells_is_found() -> None:
    lines = [(1, ["clave", "nombre", "estado", "monto"]), (2, ["OP-1", "Parque", "en proceso", "1", "250", "000.00"])]
    [fault] = register_from(lines, KNOWN).faults
    assert fault == 'line 2: 6 cells under 4 columns: put a value with a comma between quotes, as "1,250.00".'


@pytest.mark.parametrize(
    ("lines", "says", "reason"),
    [
        ([], "the file is empty", "nothing"),
        ([(1, [""]), (2, ["", ""])], "the file is empty", "blank lines"),
        ([(1, COLUMNS)], "the file has no rows", "or every work would be retired"),
        ([(1, ["clave", "nombre"]), (2, ["a", "b"])], "line 1: no column estado", "a required column"),
        ([(1, ["clave;nombre;estado"]), (2, ["a;b;c"])], "line 1: no column clave", "semicolons"),
        ([(1, [*COLUMNS, "Clave"]), (2, ["a"])], "line 1: column clave stands twice", "which one counts?"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_gives_no_work_at_all(
    lines: list[tuple[int, Sequence[str]]], says: str, reason: str
) -> None:
    register = register_from(lines, KNOWN)
    assert (list(register.works), len(register.faults)) == ([], 1), reason
    assert register.faults[0].startswith(says), reason


def test_the_header_is_read_as_people_write_it_and_what_is_not_ours_is_told() -> None:
    header = ["Clave", "NOMBRE", "Estado", "Término", "ID asentamiento", "Observaciones", ""]
    register = register_from([(1, header), (2, ["a", "b", "c", "2026-12-18", "10005-0084", "ninguna", ""])], KNOWN)
    assert register.works[0].ends_on == date(2026, 12, 18)
    assert register.unread == ["Observaciones"]


def test_lines_are_those_of_the_file_and_blank_rows_are_passed_over() -> None:
    blank = ["", "", ""]
    register = register_from([(1, ["clave", "nombre", "estado"]), (3, blank), (7, ["a", "", "c"])], KNOWN)
    assert register.faults == ["line 7: nombre is empty: fill it in or remove the row."]


def test_what_changed_between_two_versions() -> None:
    before = PublicWork(key="a", name="Parque", status="en proceso", progress=20.0, ends_on=date(2026, 12, 18))
    after = PublicWork(key="a", name="Parque", status="en proceso", progress=45.0, ends_on=date(2027, 1, 29))
    assert changes(before, before) == []
    assert changes(before, after) == [
        Change("ends_on", date(2026, 12, 18), date(2027, 1, 29)),
        Change("progress", 20.0, 45.0),
    ]
