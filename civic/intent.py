"""What a message is about, from its words alone."""

from enum import StrEnum


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


def understand(text: str) -> Intent:
    """The one intent of a message. Emergency wins over everything, then opt-out, then a wish for a person."""
    raise NotImplementedError
