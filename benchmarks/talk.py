"""The one talk that every contestant plays: a resident files a complaint in eight messages and gets eight answers."""

import itertools
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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


CATEGORIES = ("Bache", "Alumbrado", "Fuga", "Drenaje", "Basura", "Parque", "Semáforo", "Perros", "Otro")
NEIGHBOURHOODS = tuple((Path(__file__).parent / "neighbourhoods.txt").read_text(encoding="utf-8").splitlines())
"""Each resident reports from a place and of a kind of their own, so that nobody's report looks like a neighbour's."""
CATEGORY, NEIGHBOURHOOD = "%(category)s", "%(neighbourhood)s"

TALK = (
    Step("opening", "Hola", "Hola. Usaré lo que me escriba para atenderle. ¿Está de acuerdo? Escriba sí o no."),
    Step("consent", "Sí", "Gracias. ¿En qué le ayudo? Puede reportar un problema o hacer una propuesta.", ("sí", "si")),
    Step("wish", "Quiero reportar un problema", "¿Qué pasa? Cuéntelo en pocas palabras."),
    Step(
        "description",
        "Está muy mal y ya van dos meses así",
        "¿De qué se trata? Escriba: bache, alumbrado, fuga, drenaje, basura, parque, semáforo, perros u otro.",
    ),
    Step("category", CATEGORY, "Entendido. ¿En qué colonia está?", tuple(name.lower() for name in CATEGORIES)),
    Step("neighbourhood", NEIGHBOURHOOD, "Puede enviar una foto. Si no tiene, escriba: saltar. ¿Qué prefiere?"),
    Step(
        "photo",
        "Saltar",
        "Esto anoté: un problema en su colonia desde hace dos meses. ¿Es correcto? Escriba sí o no.",
        ("saltar",),
    ),
    Step("review", "Sí", "Gracias. Su reporte quedó registrado con el folio {folio}.", ("sí", "si")),
)
LENGTH = len(TALK)
ACTIVE = range(2_000_000, 3_000_000)
"""Telegram ids of residents who talk; a run takes as many from the start as it needs."""
PARKED_AT = 4
"""Messages that a parked resident has already sent: in the middle, asked what it is about."""


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
    text = json.dumps(_update(words))
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
        values: dict[bytes, int | bytes] = {b"update": number, b"message": number, b"resident": resident}
        return _TEMPLATES[step] % {**values, **_own_words(resident)}


def words_of(resident: int, step: Step) -> str:
    """What this resident says at this step."""
    return step.words % {name.decode(): json.loads(b'"' + said + b'"') for name, said in _own_words(resident).items()}


@lru_cache(maxsize=100_000)
def _own_words(resident: int) -> dict[bytes, bytes]:
    place, kind = resident % len(NEIGHBOURHOODS), resident // len(NEIGHBOURHOODS) % len(CATEGORIES)
    return {b"neighbourhood": _escaped(NEIGHBOURHOODS[place]), b"category": _escaped(CATEGORIES[kind])}


def _escaped(words: str) -> bytes:
    return json.dumps(words)[1:-1].encode()
