"""The scheme of committees as staff write it, and what it says of a work or a member."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from civic.committee import Lacking, Standing, has_room
from civic.document import read_document
from civic.document_table import Refused
from civic.scheme import Letter, Scheme
from civic.scheme_document import read_scheme

EXAMPLE = Path("docs/examples/comites.toml").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)


def scheme(text: str = EXAMPLE) -> Scheme:
    return read_scheme(read_document(text), ZoneInfo("America/Monterrey"))


def test_the_example_is_read_whole() -> None:
    made = scheme()
    assert [kind.id for kind in made.kinds] == ["obra", "colonia", "seguridad", "observatorio", "piloto"]
    assert [unit.id for unit in made.units_of(["obra", "observatorio"])] == ["que_es", "derechos", "visita"]
    assert made.units_of(["seguridad", "gone"]) == []
    assert made.gap == 15


FAULTS = [
    ("formato = 1", "formato = 2", "este programa lee el formato 1"),
    ('de = "obra"', 'de = "obras"', "escriba una de estas palabras: obra, colonia, municipio"),
    ("minimo = 5", "minimo = 0", "debe ser 1 o más"),
    ('carta = "compromiso"', 'carta = "otra"', "no hay carta con el id «otra»; hay: compromiso"),
    ('acreditacion = "contralor"', 'acreditacion = "juez"', "no hay figura con el id «juez»"),
    ('["que_es", "derechos", "visita"]', '["que_es", "nada"]', "no hay unidad con el id «nada»"),
    ('["que_es", "derechos", "visita"]', '"que_es"', 'escriba una lista, como ["uno", "dos"]'),
    ('correcta = "reporta"', 'correcta = "calla2"', "no hay opcion con el id «calla2»"),
    ("{asunto}", "{obra}", "entre llaves solo puede ir: nombre, cargo, comite, asunto, municipio"),
    ("{asunto}", "{asunto", "entre llaves solo puede ir"),
    ('version = "2026-1"', 'version = "la nueva"', "letras, números, puntos y guiones"),
    ("meses = 12", 'meses = "doce"', "escriba un número entero"),
    ('id = "trabajan"', 'id = "letrero"', "el id letrero está repetido"),
    ('nombre = "Lo reporta con foto"', 'nombre = "Lo reporta con foto y lo dice"', "en un teléfono caben 20"),
    ("diferencia = 15", "diferencias = 15", "¿quiso poner `diferencia`?"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), FAULTS, ids=[said[:40] for *_, said in FAULTS])
def test_what_is_wrong_is_said_with_its_line_and_the_remedy(right: str, wrong: str, said: str) -> None:
    assert right in EXAMPLE
    with pytest.raises(Refused) as refused:
        scheme(EXAMPLE.replace(right, wrong, 1))
    line = next(number for number, text in enumerate(EXAMPLE.replace(right, wrong, 1).split("\n"), 1) if wrong in text)
    assert any(said in str(fault) for fault in refused.value.faults)
    assert any(abs(fault.line - line) <= 30 for fault in refused.value.faults)


def test_roles_that_cannot_make_up_the_least_number_are_refused() -> None:
    with pytest.raises(Refused, match="los cargos no alcanzan"):
        scheme(EXAMPLE.replace('nombre = "Vocalía"', 'nombre = "Vocalía"\nhasta = 1', 1))


def test_a_letter_takes_its_values_in_one_pass() -> None:
    letter = Letter("carta", "1", "Yo, {nombre}, en {comite}.")
    assert letter.filled({"nombre": "{comite}", "comite": "X"}) == "Yo, {comite}, en X."


@pytest.mark.parametrize(
    ("work", "checklist"),
    [
        ("Pavimentación de la calle Pino", "calle"),
        ("PAVIMENTACION CON CONCRETO", "calle"),
        ("Techumbre de la primaria Hidalgo", "general"),
        ("", "general"),
    ],
)
def test_the_name_of_a_work_tells_what_is_looked_at(work: str, checklist: str) -> None:
    found = scheme().checklist(work)
    assert found
    assert found.id == checklist


TRAINED = frozenset({"que_es", "derechos", "visita"})
SOON, OVER = NOW + timedelta(seconds=1), NOW


@pytest.mark.parametrize(
    ("kind", "standing", "lacks"),
    [
        ("obra", Standing(), [Lacking.TRAINING, Lacking.LETTER]),
        ("obra", Standing(TRAINED - {"visita"}, has_letter=True), [Lacking.TRAINING]),
        ("obra", Standing(TRAINED, has_letter=True), []),
        ("obra", Standing(TRAINED), [Lacking.LETTER]),
        ("seguridad", Standing(), []),
        ("observatorio", Standing(TRAINED), [Lacking.ACCREDITATION]),
        ("observatorio", Standing(TRAINED, accredited_until=SOON), []),
        ("observatorio", Standing(TRAINED, accredited_until=OVER), [Lacking.ACCREDITATION]),
    ],
)
def test_what_a_member_has_still_to_do(kind: str, standing: Standing, lacks: list[Lacking]) -> None:
    made = scheme()
    asked = made.kind(kind)
    assert asked
    assert standing.lacks(asked, made, NOW) == lacks


@pytest.mark.parametrize(
    ("role", "taken", "room"),
    [
        ("presidencia", [], True),
        ("presidencia", ["presidencia"], False),
        ("vocal", ["vocal"] * 40, True),
        ("x", [], False),
    ],
)
def test_a_role_has_room_or_not(role: str, taken: list[str], room: bool) -> None:
    kind = scheme().kind("obra")
    assert kind
    assert has_room(kind, role, taken) is room
