"""What a message is about, from its words alone.

The words are in `civic/words/*.toml`, where a civil servant can read and change them; this file holds only who wins over whom.
An unneeded 911 sentence costs little (the talk goes on), a missed one may cost a life: emergencies lean towards saying it.
"""

import re
from collections.abc import Collection, Sequence
from enum import StrEnum

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

_SAID_ANYWHERE = (
    Intent.PRIVACY_RIGHTS,
    Intent.PRIVACY,
    Intent.CANCEL,
    Intent.FOLIO_STATUS,
    Intent.COMMITTEE,
    Intent.OPT_IN,
    Intent.BACK,
    Intent.PROPOSE,
    Intent.COMPLAIN,
    Intent.MENU,
)
_SAID_BRIEFLY = (Intent.HELP, Intent.DONT_KNOW, Intent.SKIP, Intent.NO, Intent.YES)
_SAID_BESIDE = (Intent.HELP, Intent.INSULT, Intent.THANKS)
_WHOLE_ORDER = (
    Intent.OPT_OUT,
    Intent.HUMAN,
    Intent.PRIVACY_RIGHTS,
    Intent.PRIVACY,
    Intent.CANCEL,
    Intent.OPT_IN,
    Intent.FOLIO_STATUS,
    Intent.COMMITTEE,
    Intent.BACK,
    Intent.MENU,
    Intent.PROPOSE,
    Intent.COMPLAIN,
    Intent.HELP,
    Intent.DONT_KNOW,
    Intent.SKIP,
    Intent.NO,
    Intent.THANKS,
    Intent.INSULT,
    Intent.YES,
    Intent.GREETING,
)
"""When a message is nothing but short phrases, the first of these among them is meant: `ok gracias` thanks, `hola ayuda` asks."""

_FOLIO = re.compile(r"\b[a-z]{2,6}[ -]*20\d\d[ -]*\d{4,6}(?!\d)", re.IGNORECASE)


_FILES = ("intents", "emergency")
_BOOK = Phrasebook(phrases(*_FILES), groups(*_FILES))


def understand(text: str) -> Intent:
    """The one intent of a message. Emergency wins over everything, then opt-out, then a wish for a person."""
    words = hear(text)
    if not words:
        return Intent.HELP if "?" in text else Intent.UNKNOWN
    found = _BOOK.find(words)
    if _emergency(found):
        return Intent.EMERGENCY
    return _stated(found, text) or _nothing_but(found, len(words)) or _mentioned(found, len(words))


def _emergency(found: Sequence[Found]) -> bool:
    sayings = [span for label, *span in found if label == "emergencia.dichos"]
    kinds = {label for label, start, end in found if not any(a < end and start < b for a, b in sayings)}
    if "emergencia.siempre" in kinds or (
        "emergencia.apremio" in kinds and kinds & {"emergencia.grave", "emergencia.leve"}
    ):
        return True
    told = "emergencia.pasado" in kinds
    return ("emergencia.grave" in kinds and not told) or (
        "emergencia.leve" in kinds and not told and "emergencia.calma" not in kinds
    )


def _stated(found: Sequence[Found], text: str) -> Intent | None:
    """What may not be drowned by the rest of the message: to be left alone, to have a person, a folio."""
    for intent in (Intent.OPT_OUT, Intent.HUMAN):
        if _says(found, intent):
            return intent
    return Intent.FOLIO_STATUS if _FOLIO.search(text) else None


def _says(found: Sequence[Found], intent: Intent) -> bool:
    labels = {label for label, _, _ in found}
    return f"{intent}.dice" in labels and f"{intent}.salvo" not in labels


def _nothing_but(found: Sequence[Found], length: int) -> Intent | None:
    """The intent of a message made of short phrases only, from the first word to the last."""
    pieces = _pieces(found, length)
    return next((intent for intent in _WHOLE_ORDER if intent in pieces), None)


def _pieces(found: Sequence[Found], length: int) -> Collection[str]:
    """The intents of the fewest short phrases that cover the whole message; none when a word is left over."""
    short = sorted({(end, start, label[: -len(WHOLE)]) for label, start, end in found if label.endswith(WHOLE)})
    best: dict[int, tuple[int, tuple[str, ...]]] = {0: (0, ())}
    for end, start, intent in short:
        if start in best:
            pieces = (best[start][0] + 1 + (intent == COURTESY), (*best[start][1], intent))
            best[end] = min(best.get(end, pieces), pieces)
    return best.get(length, (0, ()))[1]


def _mentioned(found: Sequence[Found], length: int) -> Intent:
    said = _said(found, _SAID_ANYWHERE) or _problem_or_wish(found)
    return said or (_briefly(found, length) if length <= LONGEST_ANSWER else None) or _beside(found)


def _said(found: Sequence[Found], order: Sequence[Intent]) -> Intent | None:
    return next((intent for intent in order if _says(found, intent)), None)


def _briefly(found: Sequence[Found], length: int) -> Intent | None:
    """An answer or a request in few words, where one telling word is enough."""
    if length > LONGEST_HINT:
        return _said(found, (*_SAID_BRIEFLY, *_SAID_BESIDE))
    hinted = {label for label, _, _ in found}
    opened = {label for label, start, _ in found if start == 0}
    return (
        _said(found, (*_SAID_BRIEFLY, *_SAID_BESIDE))
        or next((intent for intent in _WHOLE_ORDER if f"{intent}.corto" in hinted), None)
        or next((intent for intent in (Intent.NO, Intent.YES, Intent.GREETING) if f"{intent}.abre" in opened), None)
    )


def _beside(found: Sequence[Found]) -> Intent:
    """What a longer message says beside what we do not understand; at last, that it speaks of works at all."""
    if any(label == f"{Intent.COMPLAIN}.tema" for label, _, _ in found):
        return Intent.COMPLAIN
    return _said(found, _SAID_BESIDE) or Intent.UNKNOWN


def _problem_or_wish(found: Sequence[Found]) -> Intent | None:
    """`hay un bache, pongan atención` complains and `pongan topes porque hay baches` proposes: what comes first is meant."""
    signs = {
        "proponer.deseo": Intent.PROPOSE,
        "queja_obra.problema": Intent.COMPLAIN,
        "queja_obra.arreglo": Intent.COMPLAIN,
    }
    first = min(((start, -end, label) for label, start, end in found if label in signs), default=None)
    if first is None or any(label == f"{Intent.COMPLAIN}.salvo" for label, _, _ in found):
        return None
    return signs[first[2]]
