"""Figures of a stretch of time: one sentence, what changed, how it went day by day, and by what it differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from civic.access import Permission
from civic.measures import NAMES, STEP_NAMES, TOGETHER, Cut, Span
from civic.periods import Period, Step, start_of, starts_in, step_for
from civic.table import Table
from handlers.desk import drawing, report_words, words
from handlers.desk.errand import Errand, Page
from handlers.desk.inbox import Tab
from handlers.desk.report_lines import CHATS, COMPLAINTS, SHEET, Line, lines, summary
from handlers.desk.report_words import LEAST, half, listed, minutes, nine_in_ten, plain_minutes, spoken
from handlers.desk.typed import day_of
from storage import rollups
from storage.access import visible_asked, visible_figures
from storage.rollups import Mark, Sums

PATH = "/desk/informes"
_DAY = timedelta(days=1)
_LONGEST = 3660
"""Days."""
_MOST_LINES, _MOST_BARS = 60, 24
_PEOPLE_DAYS = 31
"""Over more days people are not counted one by one."""
_PRESETS = {"hoy": "Hoy", "7": "7 días", "30": "30 días", "anio": "Este año"}
BY = {
    "dependencia": ("Por dependencia", Cut.ALL, "department"),
    "canal": ("Por canal", Cut.CHANNEL, "label"),
    "colonia": ("Por colonia", Cut.NEIGHBOURHOOD, "label"),
    "zona": ("Por zona", Cut.ALL, "quadrant"),
    "hora": ("Por hora del día", Cut.HOUR, "label"),
    "semana": ("Por día de la semana", Cut.WEEKDAY, "label"),
}
_SIZES = ("opened", "complaints", "rated")
_SERIES = ("opened", "complaints", "ended", *STEP_NAMES[Span.FIRST])


@dataclass(frozen=True, slots=True)
class Asked:
    period: Period
    preset: str
    """Empty: two days of their own choice."""
    by: str

    def query(self, **other: str) -> str:
        chosen = {"dias": self.preset} if self.preset else _days(self.period)
        return urlencode({**chosen, "por": self.by, **other})


def _days(period: Period) -> dict[str, str]:
    return {"desde": period.since.isoformat(), "hasta": period.until.isoformat()}


def asked_of(errand: Errand) -> Asked:
    """What the address asks for; what makes no sense is not asked for: then it is the last thirty days."""
    query, today = errand.query, errand.now.astimezone(errand.zone).date()
    by = query.get("por", "")
    by = by if by in BY else "dependencia"
    since, until = day_of(query.get("desde", "")), day_of(query.get("hasta", ""))
    if since and until:
        since, until = sorted((since, until))
        until = min(until, today)
        return Asked(Period(max(min(since, until), until - _LONGEST * _DAY), until), "", by)
    preset = query.get("dias", "")
    preset = preset if preset in _PRESETS else "30"
    return Asked(_preset(preset, today), preset, by)


def _preset(preset: str, today: date) -> Period:
    first = {"hoy": today, "anio": today.replace(month=1, day=1)}.get(preset)
    return Period(first or today - (int(preset) - 1) * _DAY, today)


def show(errand: Errand) -> Page:
    asked, within = asked_of(errand), visible_figures(errand.me.access)
    mark = rollups.find_mark(errand.connection, errand.zone)
    period, before = asked.period, asked.period.before()
    now, then = rollups.sums_of_two(errand.connection, within, period.parts(), before.parts())
    step, series = step_for(period), _series(errand, period)
    broken, left_out = _lines(errand, asked, _MOST_LINES)
    values = {
        "title": "Informes",
        "asked": asked,
        "days": _days(period),
        "headline": _headline(errand, asked, now, mark),
        "counted": words.moment(mark.at, errand.zone) if mark else "",
        "presets": [
            Tab(f"{PATH}?{urlencode({'dias': key, 'por': asked.by})}", label, "", key == asked.preset)
            for key, label in _PRESETS.items()
        ],
        "tabs": _tabs(asked),
        "by": BY,
        "period": _spoken(period),
        "before": _spoken(before),
        "summary": summary(now, then, with_proposals=_sees_proposals(errand)),
        "step": report_words.STEPS[step],
        "charts_made": _charts(step, series),
        "series": [_told(step, day, sums) for day, sums in series.items()],
        "lines": broken,
        "left_out": left_out,
        "heads": (CHATS, COMPLAINTS),
        "broken": _broken(asked, broken),
        "is_running": mark is not None and period.until >= mark.day,
        "least": LEAST,
        "export": f"{PATH}.csv?{asked.query()}",
        "export_series": f"{PATH}.csv?{asked.query(tabla='tiempo')}",
    }
    return Page("reports.html", values)


def _sees_proposals(errand: Errand) -> bool:
    """They are of no department."""
    return any(not grant.department for grant in errand.me.access.granting(Permission.READ_REPORTS))


def _spoken(period: Period) -> str:
    told = [words.day(day) for day in (period.since, period.until)]
    return told[0] if period.days == 1 else " a ".join(told)


def _tabs(asked: Asked) -> list[Tab]:
    return [
        Tab(f"{PATH}?{Asked(asked.period, asked.preset, key).query()}#lineas", label, "", key == asked.by)
        for key, (label, _, _) in BY.items()
    ]


def _headline(errand: Errand, asked: Asked, now: Sums, mark: Mark | None) -> str:
    """Only what was measured."""
    if mark is None:
        return "Todavía no hay cifras: se cuentan cada cuarto de hora."
    began = report_words.when(asked.period, asked.preset)
    first = [half(now, Span.FIRST), nine_in_ten(now, Span.FIRST)]
    answered = ""
    if first[0] is not None and first[1] is not None:
        answered = f"la mitad de las primeras respuestas llegó en {spoken(first[0])}"
        answered += f", y nueve de cada diez en {spoken(first[1])}" if first[0] != first[1] else ""
    told = listed([f"{began} {_who(errand, asked, now, mark)}", answered]) + "."
    complaints, confirmed = now.get("complaints", 0), now.get("confirmed", 0)
    told += f" {_many(complaints, 'Se recibió una queja', 'Se recibieron {} quejas', 'No se recibieron quejas')}"
    told += (
        f"; los vecinos confirmaron {confirmed:,} {'arreglo' if confirmed == 1 else 'arreglos'}." if confirmed else "."
    )
    if now.get("rated", 0) >= LEAST:
        told += f" De {now['rated']:,} calificaciones de la atención, {now.get('good', 0):,} fueron «bien»."
    return told


def _who(errand: Errand, asked: Asked, now: Sums, mark: Mark) -> str:
    if asked.period.days > _PEOPLE_DAYS:
        return _many(
            now.get("opened", 0), "se abrió una conversación con el personal",
            "se abrieron {} conversaciones con el personal", "nadie pidió hablar con una persona",
        )  # fmt: skip
    start, end = (
        datetime.combine(day, time.min, errand.zone) for day in (asked.period.since, asked.period.until + _DAY)
    )
    within = visible_asked(errand.me.access)
    people = rollups.count_people(errand.connection, within, start, min(end, mark.at))
    return _many(
        people, "una persona pidió hablar con alguien", "{} personas pidieron hablar con alguien",
        "nadie pidió hablar con una persona",
    )  # fmt: skip


def _many(count: int, one: str, more: str, none: str) -> str:
    return none if not count else one if count == 1 else more.format(f"{count:,}")


def _series(errand: Errand, period: Period) -> dict[date, Sums]:
    """By the first day of each step, also those on which nothing happened."""
    step, within = step_for(period), visible_figures(errand.me.access)
    parts = period.parts() if step is Step.MONTH else period.day_parts()
    found = rollups.sums_by(errand.connection, within, parts, Cut.ALL, "day", _SERIES)
    series: dict[date, dict[str, int]] = {day: {} for day in starts_in(step, period)}
    for day, sums in found.items():
        of_step = series[start_of(step, day)]
        for name, value in sums.items():
            of_step[name] = of_step.get(name, 0) + value
    return dict(series)


def _charts(step: Step, series: Mapping[date, Sums]) -> list[drawing.Chart]:
    names = [report_words.step_name(step, day) for day in series]
    every = report_words.STEPS[step]

    def values(name: str) -> list[int]:
        return [sums.get(name, 0) for sums in series.values()]

    answers = [half(sums, Span.FIRST) for sums in series.values()]
    return [
        drawing.columns(f"Conversaciones abiertas, {every}", "Barras.", names, values("opened")),
        drawing.curve(
            f"Primera respuesta: en cuántos minutos de oficina llegó la mitad, {every}",
            "Línea; se corta donde no hubo respuestas.", names, [value or None for value in answers],
        ),
        drawing.columns(
            f"Quejas, {every}", "Barras: recibidas. Línea: terminadas.", names, values("complaints"), values("ended")
        ),
    ]  # fmt: skip


def _told(step: Step, day: date, sums: Sums) -> tuple[str, ...]:
    counts = (f"{sums.get(name, 0):,}" for name in ("opened", "complaints", "ended"))
    opened, received, ended = counts
    return report_words.step_label(step, day), opened, minutes(half(sums, Span.FIRST)), received, ended


def _broken(asked: Asked, broken: list[Line]) -> drawing.Chart:
    shown = broken[:_MOST_BARS]
    label = BY[asked.by][0].lower()
    return drawing.rows(
        f"Conversaciones abiertas, {label}", "Barras.", [one.label for one in shown], [one.opened for one in shown]
    )


def _lines(errand: Errand, asked: Asked, most: int | None = None) -> tuple[list[Line], int]:
    """The largest first, hours and days as they come; and how many there are beyond `most`."""
    _, cut, column = BY[asked.by]
    within = visible_figures(errand.me.access, apart=column != "label" or cut not in TOGETHER)
    by = partial(rollups.sums_by, errand.connection, within, asked.period.parts(), cut, column)
    many = most is not None and cut not in TOGETHER and asked.period.days > _PEOPLE_DAYS
    sizes = by(_SIZES if many else NAMES)
    by_clock = asked.by in ("hora", "semana")
    labels = sorted(sizes, key=lambda one: (0 if by_clock else -_weight(sizes[one]), one))[:most]
    found = by(NAMES, only=labels) if many else sizes
    rated = {label: sums.get("rated", 0) for label, sums in sizes.items()}
    names = {label: _name(errand, asked.by, label) for label in labels}
    return lines(found, names, rated), len(sizes) - len(labels)


def _weight(sums: Sums) -> int:
    return sums.get("opened", 0) + sums.get("complaints", 0)


def _name(errand: Errand, by: str, label: str) -> str:
    match by:
        case "dependencia":
            return errand.world.department(label) or label or "Sin dependencia"
        case "canal":
            return words.channel(label) if label else "Sin canal"
        case "colonia":
            there = errand.world.neighbourhood(label)
            return there.name if there else "Sin colonia"
        case "hora":
            return f"{label}:00 a {label}:59"
        case "semana":
            return report_words.WEEKDAYS[int(label) - 1].capitalize()
        case _:
            return label or "Sin zona"


def sheet(errand: Errand) -> Table:
    """What the page shows, all of it, for a spreadsheet."""
    asked = asked_of(errand)
    if errand.query.get("tabla") == "tiempo":
        heads = ("desde", "conversaciones_abiertas", "primera_mitad_min", "quejas_recibidas", "quejas_terminadas")
        series = _series(errand, asked.period).items()
        return Table("informe-tiempo", heads, [_plainly(day, sums) for day, sums in series])
    rows = [(one.label, *one.cells) for one in _lines(errand, asked)[0]]
    return Table("informe", (asked.by, *SHEET), rows)


def _plainly(day: date, sums: Sums) -> tuple[Any, ...]:
    received, ended = sums.get("complaints", 0), sums.get("ended", 0)
    return day.isoformat(), sums.get("opened", 0), plain_minutes(half(sums, Span.FIRST)), received, ended
