"""What staff read about a broadcast."""

from collections.abc import Mapping

from civic.audience import Audience
from civic.broadcast import WHY, Outcome, State
from civic.consent import Purpose
from civic.estimate import Estimate
from handlers.amounts import number
from handlers.desk.words import channel, people
from handlers.world import World

STATES = {
    State.DRAFT: "Borrador",
    State.WAITING_APPROVAL: "Espera aprobación",
    State.SCHEDULED: "Programada",
    State.SENDING: "Saliendo",
    State.PAUSED: "En pausa",
    State.DONE: "Terminada",
    State.CANCELLED: "Cancelada",
}
OUTCOMES = {
    Outcome.PLANNED: "Les toca después",
    Outcome.QUEUED: "En espera de salir",
    Outcome.HELD: "Esperan a que la persona escriba (WhatsApp, 24 horas)",
    Outcome.SENT: "Enviado",
    Outcome.DELIVERED: "Entregado",
    Outcome.READ: "Leído",
    Outcome.FAILED: "No llegó",
    Outcome.UNKNOWN: "No se sabe si llegó",
    Outcome.EXCLUDED: "No se les escribe",
}
PURPOSES = {
    Purpose.COMMITTEE: "Comités y vida de la colonia",
    Purpose.CONSULTATION: "Consultas ciudadanas",
    Purpose.PROGRAMME: "Fechas de programas que pidieron recordar",
    Purpose.FOLIO: "Sus propios folios",
}
"""What those who are written to agreed to."""
EVENTS = {
    **{state.value: label for state, label in STATES.items()},
    "sending": "Empezó a salir, o siguió",
    "scheduled": "Quedó programada",
    "waiting_approval": "Quedó en espera de aprobación",
}
LANGUAGES = {"es": "español", "en": "inglés"}


def why(reason: str) -> str:
    """After a number of people; what the provider says stays as it is."""
    return WHY.get(reason, f"por el error {reason}")


def told(world: World, audience: Audience) -> str:
    """For whom, in a line."""
    whom = (
        "Grupos de comités" if audience.groups else "Integrantes de comités" if audience.is_of_committees else "Vecinos"
    )
    parts = [f"{label} {', '.join(names)}" for label, names in _narrowed(world, audience).items() if names]
    return "; ".join([whom if parts else f"{whom}: todos", *parts])


def _narrowed(world: World, audience: Audience) -> Mapping[str, list[str]]:
    places = [world.neighbourhood(key) for key in audience.neighbourhoods[:12]]
    more = len(audience.neighbourhoods) - len(places)
    return {
        "de": [place.name for place in places if place] + ([f"y {more} colonias más"] if more > 0 else []),
        "de comités de tipo": list(audience.committee_kinds),
        "del comité": list(audience.committees),
        "que son": list(audience.roles),
        "que vigilan la obra": list(audience.works),
        "que participan en": [consultation_name(world, one) for one in audience.consultations],
        "que propusieron sobre": list(audience.topics),
        "que pidieron el programa": list(audience.programmes),
        "por": [channel(one) for one in audience.channels],
        "que leen en": [LANGUAGES.get(one, one) for one in audience.languages],
    }


def consultation_name(world: World, key: str) -> str:
    held = world.consultation_called(key)
    return held.consultation.title if held else key


def estimate_parts(world: World, one: Estimate) -> list[str]:
    """What sending it through one account means."""
    parts = [f"{people(one.inside + one.outside)}, unos {_long(one.seconds)} a su paso"]
    if one.outside:
        parts.append(f"{number(one.outside)} sin haber escrito en 24 horas")
    parts += [f"{number(many)} plantillas ({category})" for category, many in one.templates.items()]
    if one.held:
        parts.append(f"{number(one.held)} esperan a que la persona escriba, porque no lleva plantilla")
    if one.days > 1:
        parts.append(f"en {one.days} días, por el límite diario")
    if one.cost:
        parts.append(f"costo aproximado {one.cost:,.2f} {world.broadcasts.currency}")
    return parts


def _long(seconds: int) -> str:
    return (
        f"{seconds} s" if seconds < 90 else f"{-(-seconds // 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
    )
