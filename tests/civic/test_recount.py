"""Published figures follow from published data; whoever changes one of them is found out."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from civic.ballot import BallotKind
from civic.consultation import Choice, Consultation, Kind, Paper, Phase, Question, Span, Statement
from civic.figures import figures
from civic.neighbourhood import Neighbourhood
from civic.open_data import (
    Proposed,
    Taking,
    answers_table,
    people_table,
    places_table,
    proposals_table,
    statements_table,
    vote_tables,
)
from civic.recount import recount
from civic.table import Table
from tests.corridor import TUESDAY

OPTIONS = tuple(Choice(id=one, label=one.title()) for one in ("park", "road", "pool"))
MADE = Consultation(
    key="towns", title="Town", summary="", label="Town",
    spans=(Span(phase=Phase.VOTING, opens_at=TUESDAY, closes_at=TUESDAY),),
    topics=(Choice(id="calles", label="Calles"),),
    questions=(Question(id="first", kind=Kind.RANKING, ask="?", label="", options=OPTIONS),),
    statements=(Statement(id="night", text="De noche"),),
    paper=Paper(kind=BallotKind.RANKING, ask="?", options=OPTIONS),
)  # fmt: skip
PLACES = [
    Neighbourhood(key=f"10005-000{n}", name=f"Col {n}", kind=kind, postal_code="34000", quadrant=quadrant)
    for n, kind, quadrant in ((1, "Colonia", "Norte"), (2, "Colonia", "Sur"), (3, "Ejido", ""))
]
BALLOTS = [["park", "road"], ["road"], ["pool", "road"], ["park"], ["road", "park"]]


def proposed(number: int, place: Neighbourhood, topic: str = "calles") -> Proposed:
    return Proposed(
        folio=f"DGO-2026-{number:06}-A", topic=topic, text="Tapar baches, cel 618 123 45 67", supports=number,
        neighbourhood_key=place.key, neighbourhood=place.name, kind=place.kind, quadrant=place.quadrant,
        status="Recibida", stands_in="",
        progress=0, answer="", cost=None, law="", public_work_key="", commitment="", day=f"2026-12-0{number % 2 + 1}",
    )  # fmt: skip


def a_release() -> dict[str, Table]:
    """Nine proposals, eight of Colonia 1 and one of Colonia 2, by six people."""
    proposals = [proposed(number, PLACES[0]) for number in range(1, 9)] + [proposed(9, PLACES[1], "otro")]
    people = [Taking(("chat", "telegram"), {}, 1, 5)] * 5 + [Taking(("papel", "paper"), {}, 4, 20)]
    data = [
        proposals_table(proposals),
        places_table(PLACES),
        people_table(people, ["age"]),
        answers_table(MADE, {"first": [["park", "road"], ["road"]]}),
        statements_table(MADE, {"night": {"agree": 4, "pass": 1}}),
        *vote_tables(BALLOTS, [f"{number:064x}" for number in (5, 3, 1, 4, 2)]),
    ]
    tables = [*data, *figures(MADE, {table.name: table for table in data})]
    return {table.name: table for table in tables}


def test_the_figures_of_a_release() -> None:
    tables = a_release()
    told = {name: [" ".join(map(str, row)) for row in table.rows] for name, table in tables.items()}
    assert told["totales"] == [
        "personas 6", "propuestas 9", "apoyos 45", "colonias 2", "respuestas 2", "opiniones 5", "boletas 5",
        "comprobantes 5",
    ]  # fmt: skip
    assert told["por_dia"] == ["2026-12-01 4 20", "2026-12-02 5 25"]
    assert told["por_tema"] == ["todos Todos 9 45"], "one of another topic is not left alone, and not by subtraction"
    assert told["cobertura_cuadrante"] == ["sin cuadrante 0 1", "Norte 1 1", "Sur 1 1"]
    assert told["preguntas"] == ["first park Park 1 3 2", "first road Road 2 5 2", "first pool Pool 0 0 2"]
    assert told["frases"] == ["night 4 0 1 De noche"]
    assert told["personas"] == ["origen todos 6 9 45", "age sin respuesta 6 9 45"]
    assert told["votacion"] == ["1 road Road 2 gana 0", "2 park Park 2  0", "3 pool Pool 1  0"]
    assert told["rondas"] == ["1 park 2  0", "1 road 2  0", "1 pool 1 sale 0", "2 park 2 sale 0", "2 road 3  0"]
    assert "618" not in str(tables["propuestas"].rows)
    assert told["comprobantes"] == sorted(told["comprobantes"])


def test_what_was_published_agrees_with_itself() -> None:
    assert [check.what for check in recount(MADE, a_release()) if check.wrong] == []


def rows(name: str, change: Callable[[list[list[str | int]]], object]) -> Callable[[dict[str, Table]], object]:
    def changed(tables: dict[str, Table]) -> None:
        copied = [list(row) for row in tables[name].rows]
        change(copied)
        tables[name] = replace(tables[name], rows=copied)

    return changed


def cell(row: int, column: int, value: str | int) -> Callable[[list[list[str | int]]], object]:
    return lambda lines: lines[row].__setitem__(column, value)


TAMPERED = [
    (rows("totales", cell(1, 1, 99)), "totales", "row 2: published propuestas, 99, counted propuestas, 9"),
    (rows("propuestas", lambda lines: lines.pop()), "totales", "counted propuestas, 8"),
    (rows("propuestas", cell(0, 9, 500)), "personas, origen", "its supports are not as many as the list has"),
    (rows("por_dia", lambda lines: lines.pop()), "por_dia", "row 2: published nothing, counted 2026-12-02, 5, 25"),
    (rows("votacion", cell(0, 3, 4)), "votacion", "published 1, road, Road, 4, gana, 0"),
    (rows("boletas", cell(0, 0, "pool")), "rondas", "row 1"),
    (rows("boletas", cell(0, 0, "school")), "boletas", "the paper does not allow one of the ballots"),
    (rows("boletas", lambda lines: lines.append(["park"])), "comprobantes", "5 marks for 6 ballots"),
    (rows("comprobantes", cell(0, 0, "abc")), "comprobantes", "a mark is there twice, or is none"),
    (rows("respuestas", cell(1, 3, 7)), "preguntas", "counted first, park"),
    (rows("frases", cell(0, 1, 40)), "totales", "opiniones"),
    (rows("personas", cell(0, 2, 7)), "personas, age", "the groups are not of the same number of people"),
    (rows("personas", cell(0, 3, 7)), "personas, origen", "its proposals are not as many as the list has"),
    (lambda tables: tables.pop("por_tipo"), "por_tipo", "nothing was published"),
    (lambda tables: tables.update(por_sexo=tables["por_tipo"]), "por_sexo", "nothing in the data leads to it"),
    (lambda tables: tables.pop("personas"), "personas", "it is missing"),
]


@pytest.mark.parametrize(("tamper", "what", "wrong"), TAMPERED, ids=[f"{row[1]}: {row[2]}" for row in TAMPERED])
def test_what_was_changed_afterwards_is_named(
    tamper: Callable[[dict[str, Table]], object], what: str, wrong: str
) -> None:
    tables = a_release()
    tamper(tables)
    found = {check.what: check.wrong for check in recount(MADE, tables)}
    assert wrong in found[what], found


def test_a_cell_of_too_few_people_is_named() -> None:
    tables = a_release()
    lines = [
        ("origen", "chat / telegram", 4, 5, 25),
        ("origen", "papel / paper", 2, 4, 20),
        *tables["personas"].rows[1:],
    ]
    tables["personas"] = replace(tables["personas"], rows=lines)
    found = {check.what: check.wrong for check in recount(MADE, tables)}
    assert found["personas, origen"] == "a cell is of fewer than 3 people"


def test_two_ballots_are_not_published() -> None:
    assert vote_tables(BALLOTS[:2], ["a" * 64] * 2) == []
    assert [table.name for table in vote_tables(BALLOTS[:3], ["a" * 64] * 3)] == ["boletas", "comprobantes"]
