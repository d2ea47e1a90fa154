"""How the service is: channels, what waits, what somebody must look at, the clock."""

from dataclasses import dataclass

from civic.access import Permission
from handlers.desk import words
from handlers.desk.errand import Errand, Goto, NotHere, Page
from handlers.desk.masking import told
from handlers.desk.typed import number_of
from handlers.staff.incidents import see
from storage import incidents
from storage.health import Firing, health_figures, last_firings
from storage.incidents import Incident
from storage.migrate import HEAD, revision

PAGE = 50
_WORDS = 200
_KINDS = {
    "failure": "Un mensaje que no se pudo atender",
    "emergency": "Posible emergencia",
    "undeliverable": "Un mensaje que no llegó",
    "file_lost": "Un archivo que no se pudo guardar",
    "chat_late": "Una persona espera respuesta más de lo debido",
    "chat_unsolved": "Una conversación sigue sin resolverse más de lo debido",
    "late": "Un plazo vencido o por vencer",
    "unanswered": "Una persona no contestó a tiempo",
    "denied": "Alguien dice que no es suyo lo registrado",
    "vacancy": "A un comité le faltan integrantes",
    "group": "Un grupo del personal en Telegram",
    "group_full": "Un grupo del personal se llena: tenga listo el siguiente",
    "series": "Una serie activa no sale: ya no se puede leer",
    "gap": "Una obra: el avance visto y el informado no coinciden",
}
_SCHEDULES = {
    "forget": "Borrar lo que ya cumplió",
    "call_staff": "Avisar al personal que alguien espera",
    "note_late_chats": "Respuestas que se atrasan",
    "figures": "Cifras de los informes",
    "hand_out": "Repartir conversaciones",
    "expire": "Preguntas que vencieron",
    "escalate": "Plazos que vencen",
    "remind": "Recordar acuerdos",
    "ask_again": "Volver a preguntar",
    "series": "Series y reuniones",
    "programmes": "Programas",
    "broadcast": "Difusiones",
    "tell": "Avisos a vecinos",
}


_COUNTED = {
    "raw": "originales borrados", "talks": "pláticas sin terminar", "spent": "códigos vencidos",
    "desk": "sesiones y formularios", "openings": "aperturas", "expired": "vencidas", "escalated": "avisados",
    "reminded": "recordados", "asked_again": "preguntados otra vez", "sent": "mandados", "late": "tarde",
    "begun": "comenzadas", "cut_off": "cortadas", "done": "terminadas", "given": "repartidas", "late_chats": "atrasadas",
    "called": "avisados", "told": "avisados", "unsolved": "sin resolver", "near": "por vencer", "days": "días contados",
    "unreadable": "que ya no se pueden leer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedIncident:
    id: int
    kind: str
    at: str
    channel: str
    detail: str
    said: str


@dataclass(frozen=True, slots=True)
class ListedFiring:
    name: str
    at: str
    said: str
    is_finished: bool


def show(errand: Errand) -> Page:
    found = incidents.list_open(errand.connection, after=number_of(errand.query.get("desde", "")), most=PAGE + 1)
    figures = health_figures(errand.connection, errand.now)
    running = errand.running
    values = {
        "title": "Estado",
        "running": running,
        "figures": figures,
        "oldest": words.how_long(errand.now - figures.oldest_at) if figures.oldest_at else "",
        "incidents": [_listed(errand, one) for one in found[:PAGE]],
        "more": f"/desk/estado?desde={found[PAGE - 1].id}" if len(found) > PAGE else "",
        "firings": [_fired(errand, one) for one in last_firings(errand.connection, running.schedules)],
        "revision": revision(errand.connection),
        "head": HEAD,
    }
    return Page("health.html", values)


def mark_seen(errand: Errand) -> Goto:
    incident_id = number_of(errand.form.get("incident", ""))
    if not incident_id:
        raise NotHere
    see(errand.connection, incident_id, staff=errand.me.name, ids=errand.world.ids, now=errand.now)
    return Goto("/desk/estado", "visto")


def _listed(errand: Errand, one: Incident) -> ListedIncident:
    """What a resident wrote is for who looks after the whole town: an incident is of no department."""
    said = told(errand, " ".join(one.said.split())) if errand.me.access.may_in(Permission.READ_HEALTH, "", "") else ""
    return ListedIncident(
        id=one.id,
        kind=_KINDS.get(one.kind, one.kind),
        at=words.moment(one.opened_at, errand.zone),
        channel=words.channel(one.account) if one.account else "",
        detail=one.detail,
        said=said[:_WORDS],
    )


def _fired(errand: Errand, one: Firing) -> ListedFiring:
    name = _SCHEDULES.get(one.schedule, one.schedule)
    return ListedFiring(name, words.moment(one.due_at, errand.zone), _told(one.said), one.finished_at is not None)


def _told(said: str) -> str:
    """`sent 3, late 0, more 0` as `mandados 3`."""
    counts = (one.rpartition(" ") for one in said.split(", "))
    done = [f"{_COUNTED.get(name, name)} {count}" for name, _, count in counts if name != "more" and count != "0"]
    return ", ".join(done) or "nada que hacer"
