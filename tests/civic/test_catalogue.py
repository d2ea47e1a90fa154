"""The Postal Service's rows become settlements, or a sentence for the operator."""

from collections.abc import Mapping

import pytest

from civic.catalogue import neighbourhoods_from

GOOD = {
    "nombre": "Benito Juárez",
    "tipo": "Colonia",
    "codigo_postal": "34120",
    "ciudad": "Victoria de Durango",
    "zona": "Urbano",
    "clave_inegi_municipio": "10005",
    "id_asentamiento": "0084",
}


def test_a_row_becomes_a_settlement() -> None:
    [place], faults = neighbourhoods_from([GOOD])
    assert faults == []
    assert (place.key, place.name, place.kind, place.postal_code, place.zone, place.city) == (
        "10005-0084",
        "Benito Juárez",
        "Colonia",
        "34120",
        "Urbano",
        "Victoria de Durango",
    )


@pytest.mark.parametrize(
    ("cells", "quadrant", "reason"),
    [({"cuadrante": " Norte "}, "Norte", "named"), ({"cuadrante": ""}, "", "left empty"), ({}, "", "no such column")],
)
def test_a_settlement_may_be_in_a_quadrant(cells: Mapping[str, str], quadrant: str, reason: str) -> None:
    [place], faults = neighbourhoods_from([GOOD | cells])
    assert (place.quadrant, faults) == (quadrant, []), reason


def test_the_order_stays() -> None:
    rows = [GOOD | {"id_asentamiento": f"{number:04}"} for number in (3, 1, 2)]
    places, _ = neighbourhoods_from(rows)
    assert [place.key[-1] for place in places] == ["3", "1", "2"]


@pytest.mark.parametrize(
    ("change", "says", "reason"),
    [
        ({"codigo_postal": "3412"}, "line 3: codigo_postal is '3412', not 5 digits", "a leading zero lost or a slip"),
        ({"codigo_postal": "34a20"}, "line 3: codigo_postal is '34a20'", "letters"),
        ({"codigo_postal": ""}, "line 3: codigo_postal is ''", "empty"),
        ({"codigo_postal": None}, "line 3: codigo_postal is ''", "a short row"),
        ({"codigo_postal": "\u0661\u0661\u0661\u0661\u0661"}, "line 3: codigo_postal", "digits of another script"),
        ({"id_asentamiento": "84"}, "line 3: id_asentamiento is '84', not 4 digits", "a spreadsheet ate the zeros"),
        ({"clave_inegi_municipio": "5"}, "line 3: clave_inegi_municipio is '5', not 5 digits", "the wrong key"),
        ({"nombre": " "}, "line 3: nombre is empty", "no name"),
        ({"tipo": ""}, "line 3: tipo is empty", "no kind"),
        ({"cuadrante": "N" * 41}, "line 3: cuadrante has more than 40 letters", "no name of a part of town"),
        ({}, "line 3: id_asentamiento 0084 was already on line 2", "the same settlement twice"),
        ({"clave_inegi_municipio": "20067"}, "line 3: municipality 20067, but the file began with 10005", "two"),
    ],
)
def test_a_fault_names_line_and_remedy(change: Mapping[str, str | None], says: str, reason: str) -> None:
    places, faults = neighbourhoods_from([GOOD, {**GOOD, **change}])
    assert len(places) == 1, reason
    [fault] = faults
    assert fault.startswith(says), reason
    assert fault.endswith("."), reason
    assert len(fault.rpartition(": ")[2].split()) >= 4, "the remedy is a sentence"


def test_all_faults_are_told_at_once() -> None:
    _, faults = neighbourhoods_from([{**GOOD, "nombre": "", "codigo_postal": "x"}, {**GOOD, "tipo": ""}])
    assert [fault.partition(":")[0] for fault in faults] == ["line 2", "line 2", "line 3"]


def test_a_missing_column_is_named_once() -> None:
    rows = [{key: value for key, value in GOOD.items() if key not in ("tipo", "id_asentamiento")}] * 3
    places, faults = neighbourhoods_from(rows)
    assert places == []
    [fault] = faults
    assert fault.startswith("line 1: no column tipo, id_asentamiento: ")


def test_an_empty_file_is_a_fault() -> None:
    assert neighbourhoods_from([]) == ([], ["the file has no rows: export the catalogue again."])
