"""The one talk that every contestant plays: a resident files a complaint in eight messages and gets eight answers."""

import itertools
import json
from dataclasses import dataclass

UPDATE, MESSAGE, RESIDENT, SENT_AT = 700_000_001, 700_000_002, 700_000_003, 1_790_000_000


@dataclass(frozen=True, slots=True)
class Step:
    field: str
    """What the resident's words answer; also the name of the position in which a contestant waits for them."""
    words: str
    reply: str
    """What the bot answers. The last one takes the folio."""
    allowed: tuple[str, ...] = ()
    """Words taken at this step, lower case; empty means any."""


TALK = (
    Step(
        "opening",
        "Quiero reportar un problema",
        "Con gusto le ayudo. ¿Qué quiere reportar? Escriba: bache, luminaria, basura o fuga.",
    ),
    Step(
        "category",
        "Bache",
        "Gracias. ¿Qué pasa? Cuéntelo en pocas palabras.",
        ("bache", "luminaria", "basura", "fuga"),
    ),
    Step(
        "description",
        "Está muy hondo y ya se poncharon dos llantas",
        "Entendido. ¿En qué colonia está?",
    ),
    Step(
        "neighbourhood",
        "Benito Juárez",
        "Hay varias con ese nombre: 1. Colonia, 2. Fraccionamiento, 3. Ejido. ¿Cuál es? Escriba el número.",
    ),
    Step(
        "which",
        "1",
        "Anotado. ¿En qué calle o frente a qué lugar?",
        ("1", "2", "3"),
    ),
    Step(
        "place",
        "Calle Pino, frente a la primaria",
        "Puede enviar una foto. Si no tiene, escriba: saltar. ¿Qué prefiere?",
    ),
    Step(
        "photo",
        "Saltar",
        "Esto anoté: un bache en la colonia Benito Juárez, calle Pino. ¿Es correcto? Escriba sí o no.",
        ("saltar",),
    ),
    Step(
        "review",
        "Sí",
        "Gracias. Su reporte quedó registrado con el folio {folio}.",
        ("sí", "si"),
    ),
)
LENGTH = len(TALK)
ACTIVE = range(2_000_000, 3_000_000)
"""Telegram ids of residents who talk; a run takes as many from the start as it needs."""
PARKED_AT = 4
"""Messages that a parked resident has already sent: in the middle, asked which neighbourhood of that name."""


def accepts(step: Step, words: str) -> bool:
    return not step.allowed or words.strip().lower() in step.allowed


def answers_until(messages: int) -> dict[str, str]:
    """What a contestant knows of a resident who has sent so many messages of the talk."""
    return {step.field: step.words for step in TALK[1:messages]}


def _update(words: str) -> dict[str, object]:
    person = {"id": RESIDENT, "is_bot": False, "first_name": "Vecina", "language_code": "es"}
    chat = {"id": RESIDENT, "type": "private", "first_name": "Vecina"}
    message = {"message_id": MESSAGE, "from": person, "chat": chat, "date": SENT_AT, "text": words}
    return {"update_id": UPDATE, "message": message}


def _template(words: str) -> bytes:
    text = json.dumps(_update(words)).replace("%", "%%")
    for number, name in ((UPDATE, "update"), (MESSAGE, "message"), (RESIDENT, "resident")):
        text = text.replace(str(number), f"%({name})d")
    return text.encode()


_TEMPLATES = tuple(_template(step.words) for step in TALK)


class Phone:
    """Writes what Telegram would post to the webhook: every update is new, none is ever repeated."""

    def __init__(self, first_update: int = 100_000_000) -> None:
        self._numbers = itertools.count(first_update)

    def write(self, resident: int, step: int) -> bytes:
        """The update with the resident's message number `step` (0 to 7), as the bytes of a webhook body."""
        number = next(self._numbers)
        return _TEMPLATES[step] % {b"update": number, b"message": number, b"resident": resident}
