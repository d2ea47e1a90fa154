"""What staff read for the words of proposals."""

from civic.proposal import ANSWERS, ProposalStatus

_S = ProposalStatus
STATUSES = {
    _S.RECEIVED: "Recibida",
    _S.HELD: "Retenida: falta leerla",
    _S.UNPUBLISHED: "No se publicó",
    _S.GROUPED: "Junta con otra",
    _S.UNDER_ANALYSIS: "En análisis",
    _S.ACCEPTED: "Aceptada",
    _S.PARTLY: "Aceptada en parte",
    _S.REJECTED: "No se aceptó",
    _S.SCHEDULED: "Programada",
    _S.IN_PROGRESS: "En marcha",
    _S.DONE: "Cumplida",
}
VIEWS: dict[str, tuple[str, frozenset[ProposalStatus]]] = {
    "pendientes": ("Por contestar", frozenset({_S.RECEIVED, _S.UNDER_ANALYSIS})),
    "retenidas": ("Retenidas", frozenset({_S.HELD})),
    "contestadas": ("Contestadas", ANSWERS),
    "en_marcha": ("En marcha", frozenset({_S.SCHEDULED, _S.IN_PROGRESS})),
    "cumplidas": ("Cumplidas", frozenset({_S.DONE})),
    "otras": ("Juntas o sin publicar", frozenset({_S.GROUPED, _S.UNPUBLISHED})),
    "todas": ("Todas", frozenset()),
}
"""By the word in the address: its name, and the statuses it shows; none: all."""
_EVENTS = {
    "submitted": "Se presentó",
    "published": "Se leyó y se publicó",
    "split": "Se separó de otra",
    "stands_for": "Representa a otra",
    "topic_set": "Cambió de tema",
    "linked": "Se enlazó",
}


def event(name: str) -> str:
    return STATUSES[_S(name)] if name in set(_S) else _EVENTS.get(name, name)
