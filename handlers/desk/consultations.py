"""Consultations: where each stands and how many took part; closing one before its time, and opening it again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from civic.access import Permission
from civic.consultation import Phase, Published
from civic.proposal import UNSEEN
from handlers.desk import words
from handlers.desk.complaint import shown_event
from handlers.desk.complaints import short_day
from handlers.desk.errand import Errand, Goto, NotHere, Page
from handlers.desk.refusing import NOT_YOURS
from handlers.staff.consultations import Planner
from handlers.staff.finding import NotPossible
from storage import consultations, results
from storage.consultation_lists import count_participants
from storage.history import list_events
from storage.proposal_lists import count_consultations, visible_proposals

PATH = "/desk/consultas"
PHASES = {
    Phase.INFORMING: "Información",
    Phase.PROPOSING: "Propuestas",
    Phase.SUPPORTING: "Apoyos",
    Phase.VOTING: "Votación",
    Phase.REVIEWING: "El municipio revisa",
    Phase.RESULTS: "Resultados",
}
_EVENTS = {
    "published": "Se publicó", "revised": "Se corrigió su redacción", "rescheduled": "Cambiaron sus fechas",
    "closed": "Se cerró antes de tiempo", "reopened": "Se abrió otra vez",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedConsultation:
    key: str
    title: str
    state: str
    opens: str
    closes: str
    people: int
    proposals: int
    held: int


def show(errand: Errand) -> Page:
    world = errand.world
    people = count_participants(errand.connection)
    counts = count_consultations(errand.connection, visible_proposals(errand.me.access))
    rows = []
    for held in reversed(world.consultations):
        made, found = held.consultation, counts.get(held.id, {})
        rows.append(
            ListedConsultation(
                key=made.key,
                title=made.title,
                state=_state(errand, held),
                opens=_day(errand, made.opens_at),
                closes=_day(errand, made.closes_at),
                people=people.get(held.id, 0),
                proposals=sum(count for status, count in found.items() if status not in UNSEEN),
                held=found.get("held", 0),
            )
        )
    return Page("consultations.html", {"title": "Consultas", "rows": rows})


def _day(errand: Errand, moment: Any) -> str:
    return short_day(moment.astimezone(errand.zone).date())


def _state(errand: Errand, held: Published) -> str:
    made, now = held.consultation, errand.now
    if held.closed_at:
        return "Cerrada antes de tiempo"
    running = ", ".join(PHASES[span.phase] for span in made.phases(now))
    return running or ("Por abrir" if now < made.opens_at else "Terminada")


def access_consultation(errand: Errand) -> Published:
    """Raises NotHere."""
    world = errand.world
    found = world.consultation_called(errand.path["key"])
    if found is None:
        raise NotHere
    return found


def may_close(errand: Errand) -> bool:
    """A consultation is the whole town's: a role in one part of it does not close it."""
    return any(not grant.quadrant for grant in errand.me.access.granting(Permission.WORK_PROPOSALS))


def show_one(errand: Errand) -> Page:
    held = access_consultation(errand)
    made, connection = held.consultation, errand.connection
    totals = results.totals(connection, held.id)
    values: dict[str, Any] = {
        "title": made.title,
        "key": made.key,
        "path": f"{PATH}/{made.key}",
        "state": _state(errand, held),
        "phases": [
            (PHASES[span.phase], words.moment(span.opens_at, errand.zone), words.moment(span.closes_at, errand.zone),
             span.holds(errand.now))
            for span in made.spans
        ],
        "figures": [
            ("Personas que participan", totals.participants), ("Propuestas publicadas", totals.proposals),
            ("Propuestas retenidas: falta leerlas", totals.held), ("Apoyos", totals.supports),
            ("Colonias con propuesta", sum(totals.places.values())), ("Respuestas al cuestionario", totals.answers),
            ("Posturas sobre frases", totals.stances), ("Votos", totals.ballots),
        ],
        "revisions": [
            (one.number, words.moment(one.published_at, errand.zone), one.by.removeprefix("staff:"), one.why)
            for one in consultations.list_revisions(connection, held.id)
        ],
        "events": [
            shown_event(errand, one, lambda name: _EVENTS.get(name, name))
            for one in list_events(connection, "consultation", held.id)
        ],
        "may_work": may_close(errand),
        "may_close": may_close(errand) and not held.closed_at and errand.now < made.closes_at,
        "may_reopen": may_close(errand) and bool(held.closed_at) and errand.now < made.closes_at,
        "seen": "",
        "failed": errand.form.get("act", "") if errand.error else "",
    }  # fmt: skip
    return Page("consultation.html", values)


def _act(errand: Errand, do: Callable[[Planner, str], None], done: str) -> Goto:
    held = access_consultation(errand)
    if not may_close(errand):
        raise NotPossible(NOT_YOURS)
    do(Planner(errand.connection, errand.world, errand.me.name, errand.now, "desk"), held.consultation.key)
    return Goto(f"{PATH}/{held.consultation.key}", done)


def close(errand: Errand) -> Goto:
    return _act(errand, lambda planner, key: planner.close(key, errand.form.get("note", "")), "consulta_cerrada")


def reopen(errand: Errand) -> Goto:
    return _act(errand, lambda planner, key: planner.reopen(key, errand.form.get("note", "")), "consulta_abierta")
