"""How staff read where a sentence stands, and what became different in it."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from flows.book import Book
from flows.passages import Passage

LANGUAGES = {"es": "Español", "en": "Inglés"}
_KEYS = {
    "ask": "Lo que se pregunta",
    "example": "Ejemplo, cuando no se entendió",
    "why": "Por qué hace falta",
    "label": "Nombre corto",
    "detail": "Explicación",
    "skip": "Botón para seguir sin contestar",
    "words": "Otras palabras que la eligen",
    "opening": "Al empezar",
    "thing": "Cómo se nombra a media frase",
    "resume": "Botón para retomar",
    "say": "Lo que se dice",
}
_PIECES = re.compile(r"\s+|\{[a-z_]+\}|\w+|[^\w\s]")
_ALIKE = 0.5
"""Of two texts that share less than this part of their words a mixture would be read by nobody."""


def group(book: Book, name: str) -> str:
    """Of a flow's id, `phrases` or `menu`."""
    if name == "phrases":
        return "Frases de todas las conversaciones"
    if name == "menu":
        return "Menú"
    return book.flows[name].label


def heading(book: Book, passage: Passage) -> tuple[str, str]:
    """What it belongs to, and which part of that it is."""
    name, *steps = passage.place.split("/")
    if name in ("phrases", "menu"):
        return f"Frase {steps[-1]}" if name == "phrases" else "Menú", _KEYS.get(steps[-1], "Lo que se dice")
    flow, key = book.flows[name], _KEYS.get(steps[-1], steps[-1])
    if steps[0] == "question":
        question = flow.question(steps[1])
        asked = (question.label or steps[1]) if question else steps[1]
        if len(steps) < 5 or question is None:
            return f"Pregunta «{asked}»", key
        option = question.option(steps[3])
        return f"Opción «{option.label if option else steps[3]}» de «{asked}»", key
    if steps[0] == "finish":
        of = f"Al terminar ({steps[1]})"
        return (of, f"Botón {steps[3]}") if len(steps) > 3 else (of, key)
    return "La conversación", key


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Pieces in order: `same`, `gone` or `new`, with their text. Where little is the same, all of the one, then all of the
    other."""
    one, other = _PIECES.findall(before), _PIECES.findall(after)
    if before and after and _alike(one, other) < _ALIKE:
        return [("gone", before), ("same", "\n"), ("new", after)]
    return list(_pieces(one, other))


def _alike(one: list[str], other: list[str]) -> float:
    """Without the spaces, which are the same in any two texts."""
    words, others = ([piece for piece in pieces if not piece.isspace()] for pieces in (one, other))
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _pieces(one: list[str], other: list[str]) -> Iterator[tuple[str, str]]:
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(one[a:b])
            continue
        if b > a:
            yield "gone", "".join(one[a:b])
        if d > c:
            yield "new", "".join(other[c:d])
