"""When somebody is there to answer, and the days on which nobody is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

from babel.dates import format_date

from handlers.desk import words
from handlers.desk.errand import Errand, Goto, Page
from handlers.desk.typed import typed_day
from handlers.overrides import CLOSED_DAY, HOURS, OFFICE, closed_day_of, timetable_of
from handlers.staff.finding import NotPossible
from handlers.staff.office import Timekeeper
from storage import overrides
from storage.chat_lists import count_waiting
from storage.overrides import Override
from storage.promises import count_due

HERE = "/desk/horario"
_DAYS = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")
_DAY = timedelta(days=1)
_AHEAD = timedelta(days=366)
_MOST = 50


def show(errand: Errand) -> Page:
    hours, form = errand.world.hours, errand.form
    sent = form.get("act") == "hours"
    days = {number for number in range(1, 8) if form.get(f"day{number}")} if sent else set(hours.days)
    today = errand.world.calendar.local_day(errand.now)
    base = (errand.world.base or errand.world).hours
    values = {
        "title": "Horario y días cerrados",
        "spoken": hours.spoken(),
        "days": [(number, name, number in days) for number, name in enumerate(_DAYS, 1)],
        "opens": form.get("opens", "") if sent else f"{hours.opens:%H:%M}",
        "closes": form.get("closes", "") if sent else f"{hours.closes:%H:%M}",
        "settings": base.spoken() if base != hours else "",
        "waiting": count_waiting(errand.connection),
        "closed": _closed(errand, today),
        "today": today.isoformat(),
        "is_open": errand.world.office_open(errand.now),
        "next": _next(errand),
        "versions": [_version(errand, one) for one in _versions(errand)],
    }
    return Page("office.html", values)


def set_hours(errand: Errand) -> Goto:
    days = [number for number in range(1, 8) if errand.form.get(f"day{number}")]
    _keeper(errand).set_hours(days, _typed_time(errand, "opens"), _typed_time(errand, "closes"))
    return Goto(HERE, "horario")


def settle(errand: Errand) -> Goto:
    _keeper(errand).settle_hours()
    return Goto(HERE, "horario")


def close_days(errand: Errand) -> Goto:
    first = typed_day(errand, "first", "Primer día")
    last = typed_day(errand, "last", "Último día") if errand.form.get("last") else first
    _keeper(errand).close_days(first, last, errand.form.get("reason", ""))
    return Goto(HERE, "horario")


def open_day(errand: Errand) -> Goto:
    _keeper(errand).open_day(typed_day(errand, "day", "Día"))
    return Goto(HERE, "horario")


def _closed(errand: Errand, today: date) -> list[tuple[str, str, str, int]]:
    """Days of the coming year on which nobody works: ISO, spoken, why, how many promises end then. ISO is empty for those
    that were not closed here."""
    until, calendar = today + _AHEAD, errand.world.calendar
    here = {
        date.fromisoformat(one.key): closed_day_of(one).reason
        for one in overrides.list_in_force(errand.connection)
        if one.kind == CLOSED_DAY
    }
    official = replace(calendar, closed=frozenset())
    every = [day for ahead in range((until - today).days + 1) if calendar.is_holiday(day := today + ahead * _DAY)]
    due = count_due(errand.connection, [calendar.end_of(day) for day in every])
    return [
        (
            day.isoformat() if day in here else "",
            _spoken(day),
            here.get(day, "Día festivo oficial" if official.is_holiday(day) else "En la configuración"),
            due.get(calendar.end_of(day), 0),
        )
        for day in every
    ]


def _next(errand: Errand) -> str:
    opening = errand.world.next_opening(errand.now)
    return words.moment(opening, errand.zone) if opening else ""


def _versions(errand: Errand) -> Iterable[Override]:
    both = [one for kind in (HOURS, CLOSED_DAY) for one in overrides.list_versions(errand.connection, kind, most=_MOST)]
    return sorted(both, key=lambda one: one.id, reverse=True)[:_MOST]


def _version(errand: Errand, one: Override) -> tuple[str, str, str]:
    """When, who, what."""
    return words.moment(one.at, errand.zone), one.staff, _told(one)


def _told(one: Override) -> str:
    if one.key != OFFICE:
        day = _spoken(date.fromisoformat(one.key))
        return f"Cerró el {day}: {closed_day_of(one).reason}" if one.value else f"Volvió a abrir el {day}"
    if not one.value:
        return "Volvió al horario de la configuración"
    table = timetable_of(one)
    names = ", ".join(_DAYS[number - 1].lower() for number in table.days)
    return f"Horario: {names}, de {table.opens:%H:%M} a {table.closes:%H:%M}"


def _spoken(day: date) -> str:
    """`jueves 24 dic 2026`."""
    return format_date(day, "EEEE d MMM y", locale="es_MX")


def _typed_time(errand: Errand, field: str) -> time:
    try:
        return time.fromisoformat(errand.form.get(field, ""))
    except ValueError:
        raise NotPossible("Escriba las horas como 09:00.") from None


def _keeper(errand: Errand) -> Timekeeper:
    return Timekeeper(errand.connection, errand.world, errand.me.name, errand.now, "desk")
