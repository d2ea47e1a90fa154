"""What staff read about committees."""

from datetime import date

from babel.dates import format_date

from civic.committee import Ending, Lacking

LACKING = {
    Lacking.TRAINING: "la capacitación",
    Lacking.LETTER: "firmar la carta",
    Lacking.ACCREDITATION: "una acreditación vigente",
}
ENDINGS = {
    Ending.LEFT: "se fue",
    Ending.REPLACED: "se sustituyó",
    Ending.REMOVED: "se dio de baja",
    Ending.CLOSED: "se cerró el comité",
    Ending.JOINED: "era la misma persona",
    Ending.ERASED: "pidió borrar sus datos",
}
EVENTS = {
    "formed": "Se formó",
    "constituted": "Se constituyó",
    "closed": "Se cerró",
    "invited": "Se hizo una invitación",
    "group_invited": "Se invitó a su grupo",
    "group_joined": "Su grupo quedó unido",
    "joined": "Se integró alguien",
    "left": "Alguien se fue",
    "replaced": "Se sustituyó a alguien",
    "removed": "Se dio de baja a alguien",
    "signed": "Se firmó una carta",
    "accredited": "Se acreditó a alguien",
    "revoked": "Se revocó una acreditación",
    "meeting_called": "Se citó a reunión",
    "meeting_called_off": "Se canceló una reunión",
    "meeting_held": "Se escribió la minuta de una reunión",
    "agreed": "Hay un acuerdo nuevo",
    "agreement_done": "Se cumplió un acuerdo",
    "agreement_dropped": "Se descartó un acuerdo",
    "handed_over": "Recibió su obra",
    "handover_refused": "No recibió su obra",
}
TOLD = frozenset(
    {
        "constituted", "closed", "meeting_called_off", "agreed", "agreement_done", "agreement_dropped", "revoked",
        "handover_refused",
    }
)  # fmt: skip
"""Of which what stands in the history beside them is in words for people."""
ANSWERS = {"yes": "Sí", "no": "No", "unseen": "No se pudo ver"}


def day(one: date) -> str:
    """`24 nov 2026`."""
    return format_date(one, "d MMM y", locale="es_MX")
