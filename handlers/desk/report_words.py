"""Figures as staff read them."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from civic.measures import EDGES, STEP_NAMES, Span, within
from civic.periods import Period, Step
from storage.rollups import Sums

LEAST = 5
"""Ratings in one figure: of fewer nothing is told."""
FEW = f"menos de {LEAST}"
KEPT_BACK = "no se muestra"
NOTHING = "–"
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def steps(sums: Sums, span: Span) -> list[int]:
    return [sums.get(name, 0) for name in STEP_NAMES[span]]


def half(sums: Sums, span: Span) -> int | None:
    """Within how many minutes half of them were; 0: more than can be told."""
    return within(steps(sums, span), 0.5)


def nine_in_ten(sums: Sums, span: Span) -> int | None:
    return within(steps(sums, span), 0.9)


def minutes(value: int | None) -> str:
    """`12 min`, `1 h 30 min`, `más de 72 h`."""
    if value is None:
        return NOTHING
    if value == 0:
        return f"más de {EDGES[-1] // 60} h"
    hours, left = divmod(value, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{left} min" if left else "") if part)


def spoken(value: int) -> str:
    """In a sentence: `12 minutos de oficina o menos`."""
    if value == 0:
        return f"más de {EDGES[-1] // 60} horas de oficina"
    if value < 60:
        return f"{value} {'minuto' if value == 1 else 'minutos'} de oficina o menos"
    hours, left = divmod(value, 60)
    told = f"{hours} {'hora' if hours == 1 else 'horas'}" + (f" y {left} minutos" if left else "")
    return f"{told} de oficina o menos"


def share(part: int, whole: int) -> str:
    """Whole per cent."""
    return f"{_per_cent(part, whole)}\u00a0%" if whole else NOTHING


def _per_cent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)


def plain_minutes(value: int | None) -> int | str:
    """For a spreadsheet; what is beyond the last step in words."""
    return "" if value is None else value or f"más de {EDGES[-1]}"


def plain_share(part: int, whole: int) -> int | str:
    return _per_cent(part, whole) if whole else ""


def change(now: int, before: int) -> str:
    if now == before:
        return "igual"
    if not before:
        return "antes no hubo"
    if not now:
        return "ahora no hubo"
    percent = _per_cent(abs(now - before), before)
    return f"{'sube' if now > before else 'baja'} {percent:,}\u00a0%" if percent else "casi igual"


def quicker(now: int | None, before: int | None) -> str:
    if now is None or before is None:
        return "no se puede comparar"
    pace, earlier = now or EDGES[-1] * 2, before or EDGES[-1] * 2
    return "igual" if pace == earlier else "más rápido" if pace < earlier else "más lento"


def points(now: tuple[int, int], before: tuple[int, int], *, more_is_good: bool) -> str:
    """How two shares differ, each a part and its whole."""
    if not now[1] or not before[1]:
        return "no se puede comparar"
    apart = _per_cent(*now) - _per_cent(*before)
    if not apart:
        return "igual"
    word = "mejora" if (apart > 0) == more_is_good else "empeora"
    return f"{word} {abs(apart)} {'punto' if abs(apart) == 1 else 'puntos'}"


def long_day(day: date) -> str:
    """`1 de octubre de 2026`."""
    return format_date(day, "d 'de' MMMM 'de' y", locale="es_MX")


def step_label(step: Step, day: date) -> str:
    """In a table: `24 nov 2026`, `semana del 23 nov 2026`, `noviembre 2026`."""
    if step is Step.MONTH:
        return format_date(day, "MMMM y", locale="es_MX")
    told = format_date(day, "d MMM y", locale="es_MX")
    return f"semana del {told}" if step is Step.WEEK else told


def step_name(step: Step, day: date) -> str:
    """Under an axis: `24 nov`, `nov 26`."""
    return format_date(day, "MMM yy" if step is Step.MONTH else "d MMM", locale="es_MX").replace(".", "")


STEPS = {Step.DAY: "por día", Step.WEEK: "por semana", Step.MONTH: "por mes"}


def when(period: Period, preset: str) -> str:
    """As a sentence begins."""
    said = {"hoy": "Hoy", "7": "En los últimos 7 días", "30": "En los últimos 30 días", "anio": "En lo que va del año"}
    if preset in said:
        return said[preset]
    if period.days == 1:
        return f"El {long_day(period.since)}"
    return f"Del {long_day(period.since)} al {long_day(period.until)}"


def listed(parts: Sequence[str]) -> str:
    return "; ".join(part for part in parts if part)
