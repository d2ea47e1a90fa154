"""Days as people say them."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime


def locale_of(language: str) -> str:
    return "en" if language == "en" else "es_MX"


@lru_cache(maxsize=512)
def spoken_day(day: date, language: str = "es") -> str:
    """`24 de noviembre de 2026`."""
    return format_date(day, format="long", locale=locale_of(language))


def spoken_moment(moment: datetime, zone: ZoneInfo, language: str = "es") -> str:
    """The day it is there and then."""
    return spoken_day(moment.astimezone(zone).date(), language)


def spoken_hour(moment: datetime, zone: ZoneInfo, language: str = "es") -> str:
    """`martes 24 de noviembre, 10:00`, there and then."""
    pattern = "EEEE d MMMM, HH:mm" if language == "en" else "EEEE d 'de' MMMM, HH:mm"
    return format_datetime(moment.astimezone(zone), pattern, locale=locale_of(language))
