"""A committee's members are called to a meeting, and say whether they come; or are told that it is called off."""

from dataclasses import dataclass

from civic.audience import Audience
from civic.broadcast import Content, Reason, Reply, State
from civic.consent import Purpose
from handlers.broadcast.course import move, take_out
from handlers.broadcast.made import Made, send
from handlers.series.words import LANGUAGES, carried
from handlers.spoken import spoken_hour
from handlers.staff.finding import NotPossible
from handlers.staff.meetings import Secretary
from storage import broadcasts, committees
from storage.meetings import Meeting

GOING, NOT_GOING = "yes", "no"


PREFIX = "reunion-"


def key_of(meeting_id: int) -> str:
    """Of the broadcast that calls to it."""
    return f"{PREFIX}{meeting_id}"


@dataclass(frozen=True, slots=True)
class Caller:
    """One act, one commit. All raise NoSuchMeeting, NotPossible."""

    secretary: Secretary

    def call(self, meeting_id: int) -> int:
        """Everybody who sits there now, once; how many are to get it."""
        by, meeting = self.secretary.convener, self.secretary.ahead(meeting_id)
        if broadcasts.find_broadcast(by.connection, key_of(meeting.id)):
            raise NotPossible(f"Ya se citó a sus integrantes: difusión {key_of(meeting.id)}.")
        texts = {
            language: self._text("meeting_call", meeting, language, agenda=meeting.agenda) for language in LANGUAGES
        }
        replies = tuple(
            Reply(name, by.world.phrase(phrase, "es"))
            for name, phrase in ((GOING, "meeting_going"), (NOT_GOING, "meeting_not_going"))
        )
        content = carried(by.world, "meeting", texts, self._variables(meeting), replies)
        return self._send(meeting, key_of(meeting.id), content)

    def call_off(self, meeting_id: int, why: str) -> None:
        """Who was called, or may have been, is told."""
        by = self.secretary.convener
        meeting = self.secretary.call_off(meeting_id, why)
        called = broadcasts.find_broadcast(by.connection, key_of(meeting.id))
        if called is None:
            return
        if called.state not in (State.DONE, State.CANCELLED):
            move(by.connection, by.world, called, State.CANCELLED, by.now, self._by, note=why, why=why)
            take_out(by.connection, called.id, Reason.CANCELLED)
        texts = {language: self._text("meeting_off", meeting, language, why=why.strip()) for language in LANGUAGES}
        content = carried(by.world, "meeting_off", texts, (*self._variables(meeting)[:2], why))
        self._send(meeting, f"{key_of(meeting.id)}-no", content)

    def _send(self, meeting: Meeting, key: str, content: Content) -> int:
        by = self.secretary.convener
        committee = committees.get_committee(by.connection, meeting.committee_id)
        made = Made(
            key=key,
            title=f"{committee.name}, {meeting.starts_at.astimezone(by.world.hours.zone):%Y-%m-%d}",
            audience=Audience(committees=(committee.key,), purpose=Purpose.COMMITTEE),
            purpose=Purpose.COMMITTEE,
            content=content,
            ends_by=meeting.starts_at,
        )
        return send(by.connection, by.world, made, self._by, by.now)

    def _variables(self, meeting: Meeting) -> tuple[str, str, str]:
        by = self.secretary.convener
        committee = committees.get_committee(by.connection, meeting.committee_id)
        return committee.name, spoken_hour(meeting.starts_at, by.world.hours.zone), meeting.place

    def _text(self, phrase: str, meeting: Meeting, language: str, **more: str) -> str:
        by = self.secretary.convener
        committee = committees.get_committee(by.connection, meeting.committee_id)
        when = spoken_hour(meeting.starts_at, by.world.hours.zone, language)
        return by.world.phrase(phrase, language, committee=committee.name, when=when, place=meeting.place, **more)

    @property
    def _by(self) -> str:
        return f"staff:{self.secretary.convener.staff}"[:80]
