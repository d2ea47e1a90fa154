"""What every handler may know besides the database: one municipality, its conversations and its rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, Protocol

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
from civic.working_time import after_working_time
from flows.book import Book
from flows.speech import filled
from flows.talk import Work
from storage.consultations import InForce
from storage.ids import Ids
from storage.stand import NOTHING, Stand
from storage.store import Connection


class StaffGroups(Protocol):
    """Groups on a messenger in which staff answer, where the settings name some; see handlers/bridge."""

    @property
    def rotate_at(self) -> int: ...

    @property
    def named(self) -> Sequence[str]: ...

    def hears(self, scene: Any) -> bool:
        """Take in what was said in one of them. False: it is none of theirs."""
        ...

    def is_one(self, connection: Connection, address_id: int) -> bool: ...

    def lets_go(self, connection: Connection, ids: Ids, person_id: int, now: datetime) -> None:
        """Called before an account is closed, or its chat no longer its own: whoever holds it is taken out of all of them.
        Nothing happens to whom no account is linked."""
        ...


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
    base: "World | None" = None
    """What the settings and the files made; None: this is it, nothing was set at the desk since."""
    stand: Stand = NOTHING
    """What was set and imported when it was made."""
    keeps_up: bool = False
    """`directory` and `works` are those of the database, and follow what is imported there."""
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
    answer_minutes: tuple[int, int] = (60, 120)
    """Of office time, in which a person of ours answers: first, and each time after that."""
    resolution_minutes: int = 0
    """Of office time from opening a chat to closing it, without what waits for the resident; 0: no such term."""
    department_minutes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Both, and the last where it is given, for a department that has its own."""
    warn_minutes: int = 15
    """Of office time, before a term ends: from then on it is near."""
    messages_per_minute: int = 40
    reports_per_day: int = 10
    whatsapp_account: str = ""
    """Through which somebody is asked who gave their number to a promoter; empty: nobody is."""
    telegram_username: str = ""
    """Of the bot, where it is switched on and known."""
    public_url: str = ""
    """Where our pages are; empty: nowhere that a resident could reach."""
    broadcasts: BroadcastRules = field(default_factory=BroadcastRules)
    staff_groups: StaffGroups | None = None
    link_code_lasts: timedelta = timedelta(minutes=15)

    @property
    def calendar(self) -> Calendar:
        """The days on which this municipality works: for its promises and for the law's terms alike."""
        return self.charter.calendar

    def office_open(self, now: datetime) -> bool:
        """Whether somebody is there to answer."""
        return self.hours.open_at(now) and not self.calendar.is_holiday(self.calendar.local_day(now))

    def next_opening(self, now: datetime) -> datetime | None:
        """When somebody is there again; None: not within a month."""
        for _ in range(31):
            opening = self.hours.next_opening(now)
            if opening is None or not self.calendar.is_holiday(opening.date()):
                return opening
            now = opening
        return None

    def answer_due(self, department: str, since: datetime, *, is_first: bool) -> datetime | None:
        """By when somebody who waits since then for a person is to be answered; None: the office never opens."""
        first, following, *_ = self.department_minutes.get(department, self.answer_minutes)
        minutes = timedelta(minutes=first if is_first else following)
        return after_working_time(self.hours, self.calendar, since, minutes)

    def solve_within(self, department: str) -> timedelta | None:
        """Of office time, in which a chat is to be resolved; None: no such term."""
        _, _, *own = self.department_minutes.get(department, self.answer_minutes)
        minutes = own[0] if own else self.resolution_minutes
        return timedelta(minutes=minutes) if minutes else None

    def near(self, now: datetime) -> datetime:
        """What is due up to then is near."""
        margin = timedelta(minutes=self.warn_minutes)
        return after_working_time(self.hours, self.calendar, now, margin) or now + margin

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
