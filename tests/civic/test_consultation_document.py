"""A consultation's document: read whole, or refused whole with every fault, its line and the remedy, in the words of staff."""

import json
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from civic.consultation import Action, Consultation, Level, Phase
from civic.consultation_document import read_consultation
from civic.consultation_meaning import changed_meaning
from civic.document import Unreadable, read_document
from civic.document_table import Refused

EXAMPLE = Path("docs/examples/consulta.toml").read_text(encoding="utf-8")
DURANGO = ZoneInfo("America/Monterrey")
PLACES = {"Guadalupe": ["10005-0310", "10005-0095"], "Azcapotzalco": ["10005-0428"], "10005-0095": ["10005-0095"]}


def find(said: str) -> Sequence[str]:
    return PLACES.get(said, [])


def read(text: str) -> Consultation:
    return read_consultation(read_document(text), DURANGO, find)


def faults(text: str) -> list[str]:
    try:
        read(text)
    except Refused as refused:
        return [str(fault) for fault in refused.faults]
    except Unreadable as unreadable:
        return [str(unreadable)]
    return []


def test_the_example_says_all_that_a_consultation_may_hold() -> None:
    made = read(EXAMPLE)
    assert (made.key, made.label, len(made.topics), len(made.questions), len(made.statements)) == (
        "consulta-2026", "Consulta 2026", 4, 3, 2,
    )  # fmt: skip
    assert [span.phase for span in made.spans] == list(Phase)
    assert made.level(Action.VOTE) is Level.NEIGHBOURHOOD
    assert made.paper is not None
    assert made.paper.budget == 10_000_000
    assert made.closes_at == datetime(2027, 2, 8, 6, tzinfo=UTC), "the seventh of February is a whole day in Durango"


def test_json_says_the_same() -> None:
    as_json = json.dumps(tomllib.loads(EXAMPLE), default=str, indent=1)
    assert read(as_json) == read(EXAMPLE)


SLIPS = [
    ("formato = 1", "formato = 2", "línea 2: clave `formato`: este programa lee el formato 1; escriba formato = 1."),
    ('clave = "consulta-2026"', 'clave = "Consulta 2026"',
     "línea 3: clave `clave`: use solo minúsculas, números y guiones, como plan-2026."),
    ('boton = "Consulta 2026"', "", "línea 1: clave `boton`: falta; agréguela."),
    ('boton = "Consulta 2026"', 'boton = "Consulta ciudadana 2026"',
     "línea 5: clave `boton`: tiene 23 letras y en un teléfono caben 20; acórtelo."),
    ('titulo = "Consulta ciudadana 2026"', 'titulo = "Consulta {nombre}"',
     "línea 4: clave `titulo`: no use llaves { } en un texto; quítelas."),
    ("propuestas = 5 ", 'propuestas = "5" ',
     "línea 17: limites, clave `propuestas`: escriba un número entero, sin comillas ni comas."),
    ("propuestas = 5 ", "propuestas = 0 ", "línea 17: limites, clave `propuestas`: debe ser 1 o más."),
    ('colonias = "todas"  ', 'colonias = ["Guadalupe"]',
     "línea 9: participan, clave `colonias`: «Guadalupe»: hay varias que se llaman así; use la clave de una: "
     "10005-0095, 10005-0310."),
    ('colonias = "todas"  ', 'colonias = ["Azcapotzalco", "La Luna"]',
     "línea 9: participan, clave `colonias`: «La Luna»: no está en el catálogo; revise cómo se escribe o use su clave."),
    ('proponer = "canal"', 'proponer = "canl"',
     "línea 10: participan, clave `proponer`: escriba una de estas palabras: canal, colonia, cotejado."),
    ("hasta = 2027-01-31", "hasta = 2027-01-01",
     "línea 33: fase 3, clave `hasta`: termina antes de empezar; ponga una fecha posterior a `desde`."),
    ("hasta = 2027-01-31", 'hasta = "31 de enero"',
     "línea 33: fase 3, clave `hasta`: escriba una fecha que exista, como 2026-12-01 o 2026-12-01T09:00:00."),
    ("desde = 2027-03-01", "desde = 2027-01-02",
     "línea 45: clave `fase`: los resultados empiezan antes de que termine la participación; muévalos después."),
    ('tipo = "apoyar"\ndesde = 2027-01-16', 'tipo = "proponer"\ndesde = 2027-01-10',
     "línea 30: clave `fase`: hay otra fase del mismo tipo en esas fechas; deje una."),
    ('tipo = "escala"', 'tipo = "escalas"',
     "línea 80: pregunta 2 («ronda»), clave `tipo`: escriba una de estas palabras: opcion, opciones, escala, numero, "
     "texto, orden, colonia, foto."),
    ("hasta = 5\n", "hasta = 1\n", "línea 84: pregunta 2 («ronda»), clave `hasta`: debe ser mayor que `desde`."),
    ("hasta = 5\n", "hasta = 50\n",
     "línea 84: pregunta 2 («ronda»), clave `hasta`: una escala tiene a lo más 10 pasos; para más use `numero`."),
    ('es = ["seguridad"]', 'es = ["nada"]',
     "línea 88: pregunta 2 («ronda»), si, clave `es`: escriba una lista con opciones de «principal»: seguridad, calles, "
     "empleo."),
    ('pregunta = "principal", es', 'pregunta = "edad", es',
     "línea 88: pregunta 2 («ronda»), si, clave `pregunta`: «edad» debe ser una pregunta de tipo `opcion` que esté antes "
     "que esta."),
    ("opcional = true\n", "",
     "línea 96: pregunta 3 («edad»), clave `personal`: lo que dice quién es alguien va con opcional = true y con "
     "`para_que`."),
    ('id = "edad"', 'id = "principal"', None),
    ('id = "camiones"', 'id = "noche"', "línea 109: clave `frase`: el id noche está repetido; cambie uno."),
    ("presupuesto = 10_000_000", "presupuesto = 6_000_000",
     "línea 116: boleta, clave `presupuesto`: alguna opción cuesta más que todo el presupuesto; nadie podría elegirla."),
    ("costo = 4_000_000", "", None),
    ('resumen = "', 'resumen = "\n', None),
    ("[limites]", "[limite]", "línea 16: clave `limite`: no se usa; ¿quiso poner `limites`?"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "slip", "fault"), SLIPS, ids=[f"{row[0]} → {row[1]}"[:60] for row in SLIPS])
def test_a_slip_is_told_with_its_line_and_the_remedy(written: str, slip: str, fault: str | None) -> None:
    assert written in EXAMPLE
    found = faults(EXAMPLE.replace(written, slip, 1))
    assert found, "it is refused"
    if fault:
        assert fault in found


def test_every_slip_is_told_at_once() -> None:
    text = EXAMPLE
    for written, slip, _ in (SLIPS[0], SLIPS[6], SLIPS[10], SLIPS[14]):
        text = text.replace(written, slip, 1)
    assert [fault.split(":")[0] for fault in faults(text)] == ["línea 2", "línea 17", "línea 33", "línea 80"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "línea 1: clave `clave`: falta; agréguela."),
        ("clave = ", "línea 1: no se entiende; revise comillas, corchetes y signos de igual."),
        ('titulo = "abierto', "línea 1: no se entiende; revise comillas, corchetes y signos de igual."),
        ('{"clave": "x",}', "línea 1: no se entiende como JSON; revise comas, comillas y llaves."),
        ('{"clave": "x"\n "titulo": 1}', "línea 2: no se entiende como JSON; revise comas, comillas y llaves."),
        ("fase = 3", "línea 1: clave `fase`: escríbala como lista de tablas: [[fase]]."),
        ("participan = 3", "línea 1: clave `participan`: escríbala como tabla: [participan]."),
    ],
)
def test_what_cannot_be_read_at_all(text: str, sentence: str) -> None:
    assert sentence in faults(text)


MEANINGS = [
    ("¿Qué es lo más urgente en su colonia?", "¿Qué urge en su colonia?", [], "another wording of a question"),
    ('nombre = "Seguridad"', 'nombre = "Vigilancia"', [], "another label"),
    ("500 lámparas", "Lámparas LED", [], "of a thing to vote on as well"),
    ("desde = 2027-01-16", "desde = 2027-01-17", ["fase"], "a date"),
    ('id = "de_60"', 'id = "mayor"', ["pregunta"], "an option is another one"),
    ("costo = 4_000_000", "costo = 4_100_000", ["boleta"], "a price"),
    ("propuestas = 5 ", "propuestas = 6 ", ["limites"], "how often"),
    ('votar = "colonia"', 'votar = "canal"', ["participan"], "who may"),
    ('id = "noche"', 'id = "de_noche"', ["frase"], "a statement is another one"),
]


@pytest.mark.parametrize(("before", "after", "parts", "reason"), MEANINGS, ids=[row[3] for row in MEANINGS])
def test_wording_may_change_and_meaning_is_named(before: str, after: str, parts: list[str], reason: str) -> None:
    assert changed_meaning(read(EXAMPLE), read(EXAMPLE.replace(before, after))) == parts, reason
