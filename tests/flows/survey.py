"""A questionnaire of every kind of question, for tests; and one question of it by itself."""

from dataclasses import replace
from typing import Any

from flows.book import Book
from flows.form import flow_from
from flows.talk import Outcome
from tests.flows.resident import Resident, shipped

PROBLEMS: list[dict[str, Any]] = [
    {"id": "security", "label": "Seguridad", "detail": "Robos, vigilancia", "words": ["robos", "policía"]},
    {"id": "light", "label": "Alumbrado", "words": ["luz", "lámparas"]},
    {"id": "street", "label": "Calles y banquetas", "words": ["baches", "pavimento"]},
    {"id": "parks", "label": "Parques y deporte", "words": ["cancha"]},
    {"id": "water", "label": "Agua potable", "words": ["fugas", "agua"]},
]
NONE: dict[str, Any] = {"id": "none", "label": "Ninguno de estos", "means": "no"}
CHOICES: dict[str, Any] = {
    "id": "problems",
    "reader": "choices",
    "label": "Hace falta",
    "ask": "¿Qué hace falta en su colonia?",
    "example": "Por ejemplo: «1, 3» o «seguridad y agua».",
    "why": "Con eso sabemos por dónde empezar.",
    "most": 3,
    "options": PROBLEMS,
}
RANKING: dict[str, Any] = {**CHOICES, "id": "order", "reader": "ranking", "label": "Orden", "ask": "¿Qué urge más?"}
SCALE: dict[str, Any] = {
    "id": "rating",
    "reader": "scale",
    "label": "Limpia",
    "ask": "¿Cómo califica el servicio de limpia?",
    "example": "Escriba un número. Por ejemplo: 4.",
    "lowest": 1,
    "highest": 5,
    "low_label": "Muy mala",
    "high_label": "Muy buena",
}
NUMBER: dict[str, Any] = {
    "id": "people",
    "reader": "number",
    "label": "Personas",
    "ask": "¿Cuántas personas viven en su casa?",
    "example": "Escriba un número. Por ejemplo: 4.",
    "lowest": 1,
    "highest": 20,
}
SAFE: dict[str, Any] = {
    "id": "safe",
    "reader": "choice",
    "label": "De noche",
    "ask": "¿Se siente a salvo de noche?",
    "example": "Responda sí o no.",
    "options": [{"id": "yes", "label": "Sí", "means": "si"}, {"id": "no", "label": "No", "means": "no"}],
}
PLACE: dict[str, Any] = {
    "id": "place",
    "reader": "evidence",
    "label": "Lugar",
    "ask": "¿Dónde hace más falta?",
    "example": "Mande la ubicación o una foto.",
    "optional": True,
    "skip": "No sé dónde",
}
COMMENT: dict[str, Any] = {
    "id": "comment",
    "reader": "text",
    "label": "Comentario",
    "ask": "¿Quiere decir algo más?",
    "optional": True,
    "skip": "Nada más",
}
REVIEW: dict[str, Any] = {
    "id": "review",
    "reader": "review",
    "ask": "Esto anoté:\n{answers}\n\n¿Lo registro?",
    "example": "Responda sí o corregir.",
    "options": [
        {"id": "send", "label": "Sí, registrar", "means": "si"},
        {"id": "correct", "label": "Corregir", "means": "no"},
    ],
}
FLOW = {
    "label": "Censo",
    "thing": "sus respuestas",
    "resume": "Seguir consulta",
    "act": "answer_survey",
    "commands": ["censo"],
    "finish": {"kept": {"say": "Gracias por participar."}},
}


def survey(*questions: dict[str, Any]) -> Book:
    """The shipped book with a questionnaire of these questions, opened by `censo`."""
    words = shipped().words
    flow = flow_from({**FLOW, "question": list(questions)}, "sample")
    return replace(
        shipped(),
        flows={**shipped().flows, "sample": flow},
        words=replace(words, commands={**words.commands, "censo": "sample"}),
    )


def asked(*questions: dict[str, Any]) -> Resident:
    """A resident who is asked the first of these questions."""
    ana = Resident(survey(*questions))
    ana.outcomes["answer_survey"] = Outcome("kept")
    ana.says("censo")
    return ana
