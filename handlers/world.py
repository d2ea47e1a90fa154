"""What every handler may know besides the database: one municipality, its conversations and its rules."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache

from civic.broadcast_rules import BroadcastRules
from civic.calendar import Calendar
from civic.charter import Charter
from civic.consultation import Published
from civic.folio import Folio
from civic.hours import OfficeHours, QuietHours
from civic.meaning import Meaning
from civic.neighbourhood import Neighbourhood
from civic.places import Directory
from civic.routing import Routes
from flows.book import Book
from flows.speech import filled
from flows.talk import Work
from storage.consultations import InForce
from storage.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
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
    charter: Charter
    routes: Routes
    quiet: QuietHours
    in_force: tuple[InForce, ...] = ()
    """Which revisions `consultations` are."""
    consultations: tuple[Published, ...] = ()
    confirmations: int = 2
    """How many neighbours' yes confirm a repair; fewer when fewer were asked."""
    remind_weeks: int = 4
    """How long after a repair its reporters are asked whether it still holds."""
    similar_metres: int = 150
    """Within which two pins may mean the same thing."""
    updates_per_week: int = 4
    """How often at most one resident hears from us unasked."""
    update_hour: int = 10
    """The local hour at which such news leave."""
    meaning: Meaning | None = None
    """Compares what proposals mean, where that is switched on."""
    messages_per_minute: int = 40
    reports_per_day: int = 10
    whatsapp_account: str = ""
    """Through which somebody is asked who gave their number to a promoter; empty: nobody is."""
    public_url: str = ""
    """Where our pages are; empty: nowhere that a resident could reach."""
    broadcasts: BroadcastRules = field(default_factory=BroadcastRules)
    link_code_lasts: timedelta = timedelta(minutes=15)

    @property
    def calendar(self) -> Calendar:
        """The days on which this municipality works: for its promises and for the law's terms alike."""
        return self.charter.calendar

    def neighbourhood(self, key: str) -> Neighbourhood | None:
        """None for no key, and for one that is in no catalogue in use."""
        try:
            return self.directory.get(key) if key else None
        except KeyError:
            return None

    def consultation(self, consultation_id: int | None) -> Published | None:
        """In force, however far it is; None for no id, and for one that cannot be read."""
        return next((one for one in self.consultations if one.id == consultation_id), None)

    def consultation_called(self, key: object) -> Published | None:
        return next((one for one in self.consultations if one.consultation.key == key), None)

    def folio_example(self, now: datetime) -> str:
        """What a folio of this municipality looks like."""
        return _example(self.folio_prefix, now.year)

    def phrase(self, name: str, language: str, **values: str) -> str:
        """A sentence of ours. Needs nothing but the book: it also serves when something else is broken."""
        sentence = self.book.translated(self.book.phrases[name], language)
        return filled(sentence, values).strip() if values else sentence

    def category(self, category: str, language: str) -> str:
        """As residents read it: `Alumbrado`."""
        question = self.book.flows["complain"].question("category")
        option = question.option(category) if question else None
        return self.book.translated(option.label, language) if option else ""

    def department(self, department: str) -> str:
        """As residents read it; empty for none."""
        return self.routes.names.get(department, "")

    def next_update(self, after: datetime) -> datetime:
        """When somebody who was told something at `after` is told again though nothing changed: a week later, at the hour
        for it."""
        day = after.astimezone(self.hours.zone).date() + timedelta(days=7)
        return datetime.combine(day, time(self.update_hour), self.hours.zone)


@lru_cache(maxsize=8)
def _example(prefix: str, year: int) -> str:
    return str(Folio(prefix, year, 17))
