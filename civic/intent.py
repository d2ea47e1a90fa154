"""What a message is about, from its words alone.

The words are in `civic/words/*.toml`, where a civil servant can read and change them; this file holds only who wins over whom.
An unneeded 911 sentence costs little (the talk goes on), a missed one may cost a life: emergencies lean towards saying it.
"""

import re
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from civic.phrases import Found, Phrasebook
from civic.sound import hear
from civic.vocabulary import groups, phrases


class Intent(StrEnum):
    """Members in English for code, values in Spanish as in the evaluation files."""

    GREETING = "saludo"
    MENU = "menu"
    HELP = "ayuda"
    CANCEL = "cancelar"
    BACK = "atras"
    OPT_OUT = "baja"
    OPT_IN = "alta"
    HUMAN = "humano"
    THANKS = "gracias"
    YES = "si"
    NO = "no"
    DONT_KNOW = "no_se"
    SKIP = "saltar"
    FOLIO_STATUS = "estado_folio"
    PROPOSE = "proponer"
    COMPLAIN = "queja_obra"
    COMMITTEE = "comite"
    PRIVACY = "privacidad"
    PRIVACY_RIGHTS = "arco"
    EMERGENCY = "emergencia"
    INSULT = "insulto"
    UNKNOWN = "no_entendido"


COURTESY = "cortesia"
WHOLE = ".entero"
LONGEST_ANSWER = 8
"""Words; a longer message is not a bare yes, no, thanks or greeting."""
LONGEST_HINT = 5
"""Words; up to here one telling word is enough."""

LONGEST_BARE_NAME = 2
"""Words; so short an answer may be the name of a place: `El Alacrán`, `Rancho la Víbora`."""

LONGEST_READ = 240
"""Words; of a longer message the beginning and the end are read, so that no sender can hold up the others."""

_SAID_ANYWHERE = (
    Intent.THANKS,
    Intent.PRIVACY_RIGHTS,
    Intent.PRIVACY,
    Intent.CANCEL,
    Intent.FOLIO_STATUS,
    Intent.COMMITTEE,
    Intent.OPT_IN,
    Intent.MENU,
    Intent.BACK,
    Intent.PROPOSE,
    Intent.COMPLAIN,
)
_SAID_BRIEFLY = (Intent.HELP, Intent.DONT_KNOW, Intent.SKIP, Intent.NO, Intent.YES)
_SAID_BESIDE = (Intent.HELP, Intent.INSULT)
_WHOLE_ORDER = (
    Intent.OPT_OUT,
    Intent.COMMITTEE,
    Intent.HUMAN,
    Intent.PRIVACY_RIGHTS,
    Intent.PRIVACY,
    Intent.CANCEL,
    Intent.OPT_IN,
    Intent.FOLIO_STATUS,
    Intent.MENU,
    Intent.BACK,
    Intent.DONT_KNOW,
    Intent.SKIP,
    Intent.PROPOSE,
    Intent.COMPLAIN,
    Intent.EMERGENCY,
    Intent.HELP,
    Intent.NO,
    Intent.THANKS,
    Intent.INSULT,
    Intent.YES,
    Intent.GREETING,
)
"""When a message is nothing but short phrases, the first of these among them is meant: `ok gracias` thanks, `hola ayuda` asks."""

_SIGNS = {
    f"{Intent.PROPOSE}.deseo": Intent.PROPOSE,
    f"{Intent.COMPLAIN}.problema": Intent.COMPLAIN,
    f"{Intent.COMPLAIN}.arreglo": Intent.COMPLAIN,
}
"""Lists of wishes and of problems: nobody says `propongo` or `queja`, yet it is meant."""

_NOT_UNDERSTOOD = frozenset({Intent.UNKNOWN, Intent.HELP})
_REASSURING = frozenset({"emergencia.pasado", "emergencia.calma"})

_FOLIO = re.compile(r"\b[a-z]{2,6}[ -]*20\d\d[ -]*\d{4,6}(?!\d)", re.IGNORECASE)


_SHORT = 40
"""Characters. Residents say the same few short things all day; what is longer is said once, and not remembered."""

_FILES = ("intents", "emergency")
_BOOK = Phrasebook(phrases(*_FILES), groups(*_FILES))


@dataclass(frozen=True, slots=True)
class _Message:
    """What was found in one message; labels are `intent.list` of the word files."""

    length: int
    found: Sequence[Found]
    labels: frozenset[str]
    openings: frozenset[str]
    """The labels of phrases that begin the message."""

    def says(self, intent: Intent) -> bool:
        return f"{intent}.dice" in self.labels and f"{intent}.salvo" not in self.labels

    def first_said(self, order: Iterable[Intent]) -> Intent | None:
        return next((intent for intent in order if self.says(intent)), None)

    def first_opened(self, order: Iterable[Intent]) -> Intent | None:
        return next((intent for intent in order if f"{intent}.abre" in self.openings), None)

    def first_hinted(self) -> Intent | None:
        return next((intent for intent in _WHOLE_ORDER if f"{intent}.corto" in self.labels), None)


def understand(text: str) -> Intent:
    """The one intent of a message. Emergency wins over everything, then opt-out, then a wish for a person."""
    return _often_said(text) if len(text) <= _SHORT else _understood(text)


@lru_cache(maxsize=4096)
def _often_said(text: str) -> Intent:
    return _understood(text)


def names_a_fault(text: str) -> bool:
    """Whether something broken is named: an emergency's words may be a report as well (`alguien cayó en una coladera`)."""
    return f"{Intent.COMPLAIN}.desperfecto" in _listen(hear(text)).labels


def _understood(text: str) -> Intent:
    words = hear(text)
    if not words:
        return Intent.HELP if "?" in text else Intent.UNKNOWN
    message = _listen(words)
    if _emergency(message):
        return Intent.EMERGENCY
    meant = _stated(message, text) or _nothing_but(message) or _mentioned(message)
    return Intent.EMERGENCY if meant in _NOT_UNDERSTOOD and _sounds_dangerous(message) else meant


def _listen(words: Sequence[str]) -> _Message:
    if len(words) > LONGEST_READ:
        words = [*words[: LONGEST_READ // 2], *words[-LONGEST_READ // 2 :]]
    found = _BOOK.find(words)
    labels = frozenset(label for label, _, _ in found)
    return _Message(len(words), found, labels, frozenset(label for label, start, _ in found if start == 0))


def _emergency(message: _Message) -> bool:
    """Now and sure; or grave and not told of another day; or slight and nothing calm beside it. Sayings do not count."""
    kinds = _outside_sayings(message)
    told = "emergencia.pasado" in kinds and "emergencia.apremio" not in kinds
    calm = told or ("emergencia.calma" in kinds and "emergencia.apremio" not in kinds)
    grave, slight = "emergencia.grave" in kinds, "emergencia.leve" in kinds
    return "emergencia.siempre" in kinds or (grave and not told) or (slight and not calm)


def _sounds_dangerous(message: _Message) -> bool:
    """A telling word in what nobody understood: the one guess worth making, unless something calm is beside it."""
    kinds = _outside_sayings(message)
    long = message.length > LONGEST_BARE_NAME
    return long and "emergencia.indicio" in kinds and kinds.isdisjoint(_REASSURING)


def _outside_sayings(message: _Message) -> Set[str]:
    sayings = [(start, end) for label, start, end in message.found if label == "emergencia.dichos"]
    if not sayings:
        return message.labels
    return {label for label, start, end in message.found if not any(a < end and start < b for a, b in sayings)}


def _stated(message: _Message, text: str) -> Intent | None:
    """What may not be drowned by the rest of the message: to be left alone, to have a person, a folio."""
    folio = Intent.FOLIO_STATUS if _FOLIO.search(text) else None
    return message.first_said((Intent.OPT_OUT, Intent.HUMAN)) or folio


def _nothing_but(message: _Message) -> Intent | None:
    """The intent of a message made of short phrases only, from the first word to the last."""
    pieces = _pieces(message)
    return next((intent for intent in _WHOLE_ORDER if intent in pieces), None)


def _pieces(message: _Message) -> Collection[str]:
    """The intents of the fewest short phrases that cover the whole message; none when a word is left over."""
    short = sorted({(end, start, label[: -len(WHOLE)]) for label, start, end in message.found if label.endswith(WHOLE)})
    best: dict[int, tuple[int, tuple[str, ...]]] = {0: (0, ())}
    for end, start, intent in short:
        if start in best:
            pieces = (best[start][0] + 1 + (intent == COURTESY), (*best[start][1], intent))
            best[end] = min(best.get(end, pieces), pieces)
    return best.get(message.length, (0, ()))[1]


def _mentioned(message: _Message) -> Intent:
    said = message.first_said(_SAID_ANYWHERE) or _problem_or_wish(message)
    return said or (_briefly(message) if message.length <= LONGEST_ANSWER else None) or _beside(message)


def _problem_or_wish(message: _Message) -> Intent | None:
    """`hay un bache, pongan atención` complains, `pongan topes porque hay baches` proposes: what comes first is meant."""
    signs = [(start, -end, label) for label, start, end in message.found if label in _SIGNS]
    return _SIGNS[min(signs)[2]] if signs and f"{Intent.COMPLAIN}.salvo" not in message.labels else None


def _briefly(message: _Message) -> Intent | None:
    """An answer or a request in few words; in very few, one telling word is enough."""
    said = message.first_said((*_SAID_BRIEFLY, *_SAID_BESIDE))
    if said or message.length > LONGEST_HINT:
        return said
    return message.first_hinted() or message.first_opened((Intent.THANKS, Intent.NO, Intent.YES, Intent.GREETING))


def _beside(message: _Message) -> Intent:
    """What a longer message says beside what we do not understand; at last, that it speaks of works at all."""
    works = Intent.COMPLAIN if f"{Intent.COMPLAIN}.tema" in message.labels else None
    return message.first_opened((Intent.THANKS,)) or works or message.first_said(_SAID_BESIDE) or Intent.UNKNOWN
