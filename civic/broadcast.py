"""A message to many: where it can stand, what it says, and what may become of each who is to get it."""

import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

import msgspec

from civic.message import LABEL_SIGNS, Document
from civic.moves import MoveNotAllowed


class State(StrEnum):
    DRAFT = "draft"
    WAITING_APPROVAL = "waiting_approval"  # a second person looks at it
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.WAITING_APPROVAL, State.SCHEDULED, State.CANCELLED}),
    State.WAITING_APPROVAL: frozenset({State.DRAFT, State.WAITING_APPROVAL, State.SCHEDULED, State.CANCELLED}),
    State.SCHEDULED: frozenset({State.WAITING_APPROVAL, State.SCHEDULED, State.SENDING, State.CANCELLED}),
    State.SENDING: frozenset({State.PAUSED, State.DONE, State.CANCELLED}),
    State.PAUSED: frozenset({State.SENDING, State.DONE, State.CANCELLED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset(),
}
"""Another time is another `scheduled`; one that is paused when its time is over is done."""
UNPLANNED = frozenset({State.DRAFT, State.WAITING_APPROVAL, State.SCHEDULED})
"""Nobody was picked yet: what it says and to whom may still change."""


def moved(state: State, to: State) -> State:
    """Raises MoveNotAllowed."""
    if to not in MOVES[state]:
        raise MoveNotAllowed(state, to, "staff", [one for one in State if one in MOVES[state]])
    return to


class Standing(StrEnum):
    """Of one recipient. What became of a queued one is its outbox row's to tell."""

    PLANNED = "planned"
    QUEUED = "queued"
    EXCLUDED = "excluded"  # with a Reason


class Reason(StrEnum):
    """Why somebody whom the audience matches is not written to."""

    NO_CONSENT = "no_consent"
    PAUSED = "paused"  # they asked for silence until a day that has not come
    NO_ADDRESS = "no_address"  # they blocked us, or there is no chat
    GROUP_REMOVED = "group_removed"
    OPTED_OUT = "opted_out"  # after they were picked
    LATE = "late"  # its time was over before their turn came
    CANCELLED = "cancelled"


WHY: Mapping[str, str] = {
    Reason.NO_CONSENT: "sin aceptar estos avisos",
    Reason.PAUSED: "pidieron silencio por unos días",
    Reason.NO_ADDRESS: "sin un chat al que escribirles",
    Reason.GROUP_REMOVED: "con el asistente fuera del grupo",
    Reason.OPTED_OUT: "pidieron no recibir más",
    Reason.LATE: "a quienes no alcanzó el plazo",
    Reason.CANCELLED: "porque se canceló",
}
"""As staff read it, after a number of people."""


class Outcome(StrEnum):
    """What is shown of one recipient: they always add up to the audience."""

    PLANNED = "planned"
    EXCLUDED = "excluded"
    HELD = "held"  # for their next message, since WhatsApp lets nothing else through
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"


PLACEHOLDERS = ("nombre", "colonia", "municipio")
LANGUAGES = ("es", "en")
MOST_REPLIES = 3
"""Buttons of a WhatsApp message."""
TEXT_SIGNS, BUTTON_TEXT_SIGNS = 1600, 1024
"""Twilio: error 21617; twilio/quick-reply."""
_FILLED_SIGNS = 60
"""What a name or a neighbourhood may add to a text, at most of each."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_UNFIT = re.compile(r"[\n\r\t]| {4}")
"""In a variable of a template (Twilio error 21656)."""


class Reply(msgspec.Struct, frozen=True):
    """An answer that is one tap away."""

    id: str
    label: str


class Content(msgspec.Struct, frozen=True, kw_only=True):
    text: Mapping[str, str]
    """By language; Spanish is always there."""
    photo: str = ""
    """Name in the pictures folder."""
    document: Document | None = None
    replies: tuple[Reply, ...] = ()
    template: str = ""
    """Name of the approved WhatsApp template that carries it outside the 24 hours; empty: it waits."""
    variables: tuple[str, ...] = ()

    def text_in(self, language: str) -> str:
        return self.text.get(language) or self.text["es"]


Fault = tuple[tuple[str | int, ...], str]
"""Where in the document, and in Spanish what is wrong and what to do."""


def faults_of(content: Content, templates: Collection[str]) -> list[Fault]:
    """Why it cannot be sent. `templates`: those approved here."""
    return [
        *_faults_of_texts(content), *_faults_of_replies(content.replies), *_faults_of_template(content, templates),
    ]  # fmt: skip


def _faults_of_texts(content: Content) -> Iterator[Fault]:
    most = BUTTON_TEXT_SIGNS if content.replies else TEXT_SIGNS
    if not content.text.get("es", "").strip():
        yield ("texto", "es"), "falta el texto en español; agréguelo."
    for language, text in content.text.items():
        yield from ((("texto", language), fault) for fault in faults_of_text(text, most))
    if content.photo and content.document:
        yield ("documento",), "un mensaje lleva una imagen o un documento; quite uno."


def faults_of_text(text: str, most: int) -> Iterator[str]:
    """In Spanish. `most`: signs that WhatsApp takes."""
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        yield f"hay una llave sin su pareja; escriba {known}, o quite la llave."
    named = _PLACEHOLDER.findall(text)
    for name in dict.fromkeys(named):
        if name not in PLACEHOLDERS:
            yield f"no existe {{{name}}}; puede usar {known}."
    grown = len(text) + len(named) * _FILLED_SIGNS
    if grown > most:
        yield f"con los datos de cada persona puede llegar a {grown} letras y en WhatsApp caben {most}; acórtelo."


def _faults_of_replies(replies: tuple[Reply, ...]) -> Iterator[Fault]:
    if len(replies) > MOST_REPLIES:
        yield ("respuesta",), f"son {len(replies)} y caben {MOST_REPLIES}; quite algunas."
    for place, one in enumerate(replies):
        if not one.label.strip() or len(one.label) > LABEL_SIGNS:
            yield ("respuesta", place, "texto"), f"«{one.label}» debe tener de 1 a {LABEL_SIGNS} letras; acórtela."
        if any(one.id == other.id or one.label == other.label for other in replies[:place]):
            yield ("respuesta", place, "id"), f"«{one.label}» está repetida; cambie una."


def _faults_of_template(content: Content, templates: Collection[str]) -> Iterator[Fault]:
    if content.variables and not content.template:
        yield ("variables",), "son de una plantilla y no hay `plantilla`; póngala o quite las variables."
    if content.template and content.template not in templates:
        named = ", ".join(sorted(templates)) or "ninguna"
        says = f"«{content.template}» no está aprobada aquí ([whatsapp] templates); hay: {named}."
        yield ("plantilla",), says
    for place, value in enumerate(content.variables):
        yield from ((("variables", place), fault) for fault in _faults_of_variable(value))


def _faults_of_variable(value: str) -> Iterator[str]:
    if not value.strip():
        yield "está vacía; escriba un texto."
    if _UNFIT.search(value):
        yield "WhatsApp no permite saltos de línea, tabuladores ni cuatro espacios seguidos; quítelos."
    yield from faults_of_text(value, BUTTON_TEXT_SIGNS)
