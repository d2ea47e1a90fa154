"""Dates and places as they are read on a page."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from civic.neighbourhood import Neighbourhood


def day(value: date) -> str:
    """`24 de noviembre de 2026`."""
    return format_date(value, format="long", locale="es_MX")


def count(value: int) -> str:
    """`5,204`."""
    return f"{value:,}"


def span(opens_at: datetime, closes_at: datetime, zone: ZoneInfo) -> str:
    """`del 5 de diciembre de 2026, 9:00 h, al 15 de enero de 2027`: a day by itself means all of it."""
    begins, ends = opens_at.astimezone(zone), closes_at.astimezone(zone)
    last = ends - timedelta(days=1) if ends.time() == time() else ends
    return f"del {_instant(begins)} al {_instant(last)}"


def until(closes_at: datetime, zone: ZoneInfo) -> str:
    """`hasta el 15 de enero de 2027`."""
    ends = closes_at.astimezone(zone)
    return f"hasta el {_instant(ends - timedelta(days=1) if ends.time() == time() else ends)}"


def _instant(moment: datetime) -> str:
    """At midnight the day alone."""
    hour = f", {moment.hour}:{moment.minute:02} h" if moment.time() != time() else ""
    return day(moment.date()) + hour


def place(neighbourhood: Neighbourhood) -> str:
    """With what tells it from another of the same name."""
    return f"{neighbourhood.name} ({neighbourhood.kind}, CP {neighbourhood.postal_code})"


def sentence(words: str) -> str:
    """With a capital to begin with; the rest as it was written."""
    return words[:1].upper() + words[1:]
