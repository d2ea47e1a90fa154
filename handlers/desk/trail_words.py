"""What the trail says for the words that histories are kept in."""

from civic.access import Role
from handlers.desk.words import ROLES

SUBJECTS = {
    "chat": "Conversación",
    "complaint": "Reporte",
    "proposal": "Propuesta",
    "consultation": "Consulta",
    "initiative": "Iniciativa",
    "committee": "Comité",
    "broadcast": "Difusión",
    "person": "Persona",
    "staff": "Cuenta del personal",
    "incident": "Incidencia",
    "reply": "Respuesta rápida",
    "text": "Texto",
    "office": "Horario",
    "trail": "Bitácora",
}
_EVENTS = {
    "read": "Vio sus datos",
    "taken": "Tomó", "assigned": "Asignó", "released": "Devolvió a la fila", "transferred": "Turnó",
    "answered": "Contestó", "sent_again": "Mandó otra vez", "snoozed": "Pospuso", "closed": "Cerró",
    "snoozed_asked": "Pospuso porque la persona lo pidió", "target_changed": "Cambió el plazo para resolver",
    "labelled": "Cambió las etiquetas", "exported": "Bajó la transcripción",
    "unsaid": "Pidió borrar un mensaje mandado", "identity_set": "Anotó el correo con el que entra",
    "identity_linked": "Enlazó la cuenta del municipio", "identity_unlinked": "Quitó la cuenta del municipio",
    "added": "Hizo la cuenta", "invited": "Dio un enlace de invitación", "granted": "Cambió los puestos",
    "capacity": "Cambió la capacidad", "second_factor_forgotten": "Olvidó el segundo paso",
    "entered": "Entró", "password_changed": "Cambió su contraseña", "second_factor_set": "Puso su segundo paso",
    "second_factor_dropped": "Quitó su segundo paso", "codes_renewed": "Hizo códigos de recuperación",
    "available": "Se puso disponible", "unavailable": "Dejó de estar disponible", "session_ended": "Cerró una sesión",
    "sessions_ended": "Cerró sus otras sesiones", "chat_linked": "Enlazó su chat", "chat_unlinked": "Quitó su chat",
    "link_given": "Pidió un enlace al asistente", "seen": "Ya lo vio",
    "document_seen": "Vio un documento", "document_refused": "Anuló un documento", "erased": "Borró sus datos",
    "privacy_written": "Contestó sobre datos personales", "privacy_answered": "Dio por contestada la solicitud",
    "contacts_joined": "Juntó dos contactos",
    "promoter_until": "Dio de alta como promotor", "promoter_ended": "Dio de baja como promotor",
    "received": "Recibido", "under_review": "En revisión", "referred": "Turnado", "scheduled": "Programado",
    "in_progress": "En proceso", "waiting": "Preguntó a la persona", "forwarded": "Pasado a otra instancia",
    "done": "Dijo que está hecho", "partly_done": "Hecho en parte", "not_competent": "No es competencia",
    "duplicate": "Repetido", "cancelled": "Cancelado", "reopened": "Abierto otra vez", "joined": "Juntó",
    "split": "Separó", "note": "Anotó", "constituted": "Constituyó", "meeting_called": "Convocó a reunión",
    "meeting_held": "Registró la reunión", "meeting_called_off": "Canceló la reunión", "accredited": "Acreditó",
    "revoked": "Revocó", "worded": "Publicó un texto", "worded_back": "Volvió al texto original",
    "hours_set": "Cambió el horario", "hours_back": "Volvió al horario de la configuración",
    "day_closed": "Cerró un día", "day_opened": "Volvió a abrir un día", "changed": "Cambió", "deleted": "Borró",
    "handed_over": "Entregó", "formed": "Formó", "begun": "Comenzó",
}  # fmt: skip


def subject(name: str) -> str:
    return SUBJECTS.get(name, name.capitalize())


def event(name: str) -> str:
    return _EVENTS.get(name, name.replace("_", " "))


def note(told: str, done: str) -> str:
    """Roles as staff call them."""
    if done not in ("added", "granted"):
        return told
    for role in Role:
        told = told.replace(role.value, ROLES[role])
    return told
