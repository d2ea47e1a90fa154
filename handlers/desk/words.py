"""What staff read for the words of the program."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from civic.access import Role

ROLES = {
    Role.ADMINISTRATOR: "Administración",
    Role.SUPERVISOR: "Supervisión",
    Role.OPERATOR: "Atención",
    Role.PLANNER: "Planeación",
    Role.SOCIAL_AUDIT: "Contraloría social",
    Role.AUDITOR: "Auditoría",
}
PRIORITIES = ("Urgente", "Alta", "Normal")
CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "phone": "Teléfono de prueba"}
SENT = {
    "queued": "En espera de salir",
    "claimed": "Saliendo",
    "window": "Espera a que la persona escriba (pasaron 24 horas)",
    "sent": "Enviado",
    "delivered": "Entregado",
    "read": "Leído",
    "failed": "No llegó",
    "unknown": "No se sabe si llegó",
    "cancelled": "No se envió",
}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def role(one: Role) -> str:
    return ROLES[one]


def channel(account: str) -> str:
    """`telegram:123` is Telegram."""
    kind = account.partition(":")[0]
    return CHANNELS.get(kind, kind.capitalize())


def how_long(passed: timedelta) -> str:
    """`12 min`, `3 h`, `2 días`."""
    if passed < _HOUR:
        return f"{max(passed // _MINUTE, 0)} min"
    if passed < 2 * _DAY:
        return f"{passed // _HOUR} h"
    return f"{passed // _DAY} días"


_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser(told: str) -> str:
    """`Firefox en Windows`, from what a browser says of itself."""
    name = next((spoken for sign, spoken in _BROWSERS if sign in told), "Otro navegador")
    system = next((spoken for sign, spoken in _SYSTEMS if sign in told), "")
    return f"{name} en {system}" if system else name


def due(at: datetime | None, now: datetime, near: datetime) -> str:
    """Said of what is due up to `near`, or overdue."""
    if at is None or at > near:
        return ""
    return f"vence en {how_long(at - now)}" if at > now else f"venció hace {how_long(now - at)}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """`24 nov 2026, 10:05`."""
    return format_datetime(at.astimezone(zone), "d MMM y, HH:mm", locale="es_MX")


def day(one: date) -> str:
    """`24 nov 2026`."""
    return format_date(one, "d MMM y", locale="es_MX")


def clock(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The hour of today, else the day as well."""
    local = at.astimezone(zone)
    today = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if today else format_datetime(local, "d MMM, HH:mm", locale="es_MX")


def people(many: int) -> str:
    """`1 persona`, `1,200 personas`."""
    return f"{many:,} {'persona' if many == 1 else 'personas'}"


def masked(name: str) -> str:
    """For who may not know names: the first letter of each word."""
    return " ".join(f"{word[0]}***" for word in name.split())
