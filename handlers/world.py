"""What every handler may know besides the database: one municipality, its conversations and its rules."""

from dataclasses import dataclass
from datetime import timedelta

from civic.hours import OfficeHours
from civic.places import Directory
from flows.book import Book
from flows.talk import Work
from storage.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    municipality: str
    folio_prefix: str
    hours: OfficeHours
    notice_version: str
    notice_url: str
    book: Book
    directory: Directory
    works: tuple[Work, ...]
    ids: Ids
    messages_per_minute: int = 40
    link_code_lasts: timedelta = timedelta(minutes=15)
    similar_since: timedelta = timedelta(days=90)
