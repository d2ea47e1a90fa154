"""What staff read for the words of complaints."""

from civic.complaint import Status
from storage.complaint_lists import View

VIEWS = {
    View.OPEN: "Abiertas",
    View.LATE: "Atrasadas",
    View.MINE: "De mi dependencia",
    View.WAITING: "Esperan al vecino",
    View.DONE: "Terminadas, por confirmar",
    View.CLOSED: "Concluidas",
    View.ALL: "Todas",
}
STATUSES = {
    Status.RECEIVED: "Recibida",
    Status.UNDER_REVIEW: "En revisión",
    Status.REFERRED: "Turnada",
    Status.SCHEDULED: "Programada",
    Status.IN_PROGRESS: "En proceso",
    Status.WAITING: "Espera respuesta del vecino",
    Status.FORWARDED: "Enviada a otra institución",
    Status.DONE: "Terminada, por confirmar",
    Status.CONFIRMED: "Resuelta y confirmada",
    Status.UNCONFIRMED: "Terminada, sin confirmar",
    Status.PARTLY_DONE: "Resuelta a medias",
    Status.CLOSED: "Cerrada sin reparación",
    Status.NOT_COMPETENT: "No le toca al municipio",
    Status.DUPLICATE: "Unida a otra",
    Status.CANCELLED: "Cancelada",
    Status.REOPEN_REQUESTED: "El vecino dice que no quedó",
    Status.REOPENED: "Abierta otra vez",
}
_EVENTS = {
    "filed": "Se presentó",
    "joined": "Se le unió otra persona u otra queja",
    "added": "Se agregó información",
    "split": "Se separó de otra queja",
    "split_off": "Se le separó una queja",
    "left": "Una persona la retiró",
    "answered": "El vecino contestó",
    "unanswered": "Pasó el plazo para contestar",
    "repair_shown": "Se agregó una foto del trabajo",
    "published": "Se dejó ver una foto a otros vecinos",
    "unpublished": "Se dejó de mostrar una foto",
    "noted": "Nota interna",
    "task_added": "Tarea nueva",
    "task_done": "Tarea terminada",
    "task_dropped": "Tarea descartada",
    "vote_yes": "Un vecino dice que sí quedó",
    "vote_partly": "Un vecino dice que quedó a medias",
    "vote_no": "Un vecino dice que no quedó",
    "vote_dont_know": "Un vecino no sabe si quedó",
}
STEPS = {
    "assign": "Turnarla",
    "answer": "Contestar",
    "solve": "Resolverla",
    "confirm": "Confirmar",
    "reopen": "Reabrir",
}
KEPT = {"kept": "Cumplido", "late": "Se cumplió tarde", "void": "Ya no aplica", "": "Corre"}
_LEVELS = {"80": "por vencer", "100": "vencido", "300": "muy vencido"}
FILES = {"photo": "Foto", "video": "Video", "audio": "Audio", "voice": "Nota de voz", "document": "Documento"}
SHOWS = {"problem": "del problema", "repair": "del trabajo", "earlier": "de un trabajo anterior"}


def event(name: str) -> str:
    """A line of a history. One that is unknown here is called by its own name."""
    if name in set(Status):
        return STATUSES[Status(name)]
    if name.startswith("late_"):
        step, _, level = name.removeprefix("late_").rpartition("_")
        return f"Plazo {_LEVELS.get(level, level)} ({STEPS.get(step, step).lower()}): se avisó"
    return _EVENTS.get(name, name)


def who(by: str) -> str:
    """`staff:lupita` is lupita."""
    return {"resident": "Vecino", "clock": "El sistema"}.get(by, by.removeprefix("staff:"))
