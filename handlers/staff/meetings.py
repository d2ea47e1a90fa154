"""What staff do with a committee's meetings and agreements: call, call off, write down who came and what was agreed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.committee import record
from handlers.staff.committees import Convener
from handlers.staff.finding import NoSuch, NotPossible
from storage import committees, meetings
from storage.committees import Committee, Member
from storage.meetings import Agreement, Meeting

_PLACE_SIGNS, _AGENDA_SIGNS, _TEXT_SIGNS = 120, 600, 300


class NoSuchMeeting(NoSuch):
    """None has this id."""


class NoSuchAgreement(NoSuch):
    """None has this id."""


def expected_at(meeting: Meeting, everybody: Iterable[Member]) -> list[Member]:
    """Who sits on the committee now, or did when it began and left since. `everybody`: in the order in which they came."""
    could = [one for one in everybody if one.ended_at is None or (one.ended_at > meeting.starts_at and one.name)]
    return list({one.person_id: one for one in could}.values())


@dataclass(frozen=True, slots=True)
class Secretary:
    """One act, one commit. All raise NotPossible, and where they name one NoSuchCommittee, NoSuchMember, NoSuchMeeting or
    NoSuchAgreement."""

    convener: Convener

    def plan(self, key: str, starts_at: datetime, place: str, agenda: str) -> int:
        """A meeting; its id. Its members see it at once in their committee; the call is a broadcast of its own."""
        by = self.convener
        committee = self._open(key)
        if starts_at <= by.now:
            raise NotPossible("Una reunión se cita antes de que empiece. Escriba un día u hora posterior.")
        if not place.strip() or len(place) > _PLACE_SIGNS:
            raise NotPossible(f"Escriba dónde es, en {_PLACE_SIGNS} letras a lo más.")
        if not agenda.strip() or len(agenda) > _AGENDA_SIGNS:
            raise NotPossible(f"Escriba de qué se trata, en {_AGENDA_SIGNS} letras a lo más.")
        made = Meeting(
            by.world.ids.new(),
            committee.id,
            starts_at,
            place.strip(),
            agenda.strip(),
            None,
            "",
            None,
            "",
            self._by,
            by.now,
        )
        meetings.add_meeting(by.connection, made)
        self._record(committee.id, "meeting_called", f"{starts_at:%Y-%m-%d %H:%M}Z")
        return made.id

    def call_off(self, meeting_id: int, why: str) -> Meeting:
        meeting = self.ahead(meeting_id)
        if not why.strip():
            raise NotPossible("Escriba por qué se cancela.")
        columns = {"called_off_at": self.convener.now, "called_off_why": why.strip()}
        meetings.change_meeting(self.convener.connection, meeting.id, **columns)
        self._record(meeting.committee_id, "meeting_called_off", why.strip())
        return meeting

    def write_down(self, meeting_id: int, minutes: str, present: Sequence[str]) -> None:
        """The minutes, and by name who was there: whoever else could have been was not. Written once."""
        by, meeting = self.convener, self.find(meeting_id)
        if meeting.called_off_at:
            raise NotPossible("Esta reunión se canceló.")
        if meeting.starts_at > by.now:
            raise NotPossible("Esta reunión todavía no empieza.")
        if meeting.held_at:
            raise NotPossible(f"Su minuta se escribió el {meeting.held_at:%Y-%m-%d} y ya no cambia.")
        if not minutes.strip():
            raise NotPossible("Escriba la minuta: qué se dijo y qué se acordó.")
        committee = committees.get_committee(by.connection, meeting.committee_id)
        expected = expected_at(meeting, committees.list_members(by.connection, committee.id, with_past=True))
        there = {by.member(committee, name, expected).id for name in present}
        meetings.put_attendance(by.connection, meeting.id, {one.id: one.id in there for one in expected})
        meetings.change_meeting(by.connection, meeting.id, held_at=by.now, minutes=minutes.strip())
        self._record(committee.id, "meeting_held", f"{len(there)} of {len(expected)} there")

    def agree(self, key: str, text: str, due_on: date, *, meeting_id: int | None = None, who: str = "") -> int:
        """Something to be done by a day; its id. `who`: a department of the settings, a member's name, or nobody named: then
        all of them."""
        by, committee = self.convener, self._open(key)
        if not text.strip() or len(text) > _TEXT_SIGNS:
            raise NotPossible(f"Escriba qué se acordó, en {_TEXT_SIGNS} letras a lo más.")
        if due_on < by.world.calendar.local_day(by.now):
            raise NotPossible(f"El {due_on} ya pasó. Escriba hoy o un día posterior.")
        if meeting_id and self.find(meeting_id).committee_id != committee.id:
            raise NotPossible(f"La reunión {meeting_id} no es de {key}.")
        department = who if who in by.world.routes.names else ""
        member = by.member(committee, who) if who and not department else None
        made = Agreement(
            by.world.ids.new(), committee.id, meeting_id, text.strip(), member.id if member else None,
            department, due_on, 0, None, "", "", self._by, by.now,
        )  # fmt: skip
        meetings.add_agreement(by.connection, made)
        self._record(committee.id, "agreed", f"{due_on}: {text.strip()}")
        return made.id

    def settle(self, agreement_id: int, *, done: bool, note: str) -> None:
        """It is done, or dropped with a reason."""
        found = meetings.find_agreement(self.convener.connection, agreement_id)
        if found is None:
            raise NoSuchAgreement(
                f"no agreement has the id {agreement_id}. `voz agreement list` shows those that are open."
            )
        if found.ended_at:
            raise NotPossible(f"El acuerdo ya se cerró el {found.ended_at:%Y-%m-%d}.")
        if not done and not note.strip():
            raise NotPossible("Escriba por qué se descarta.")
        ended_as = "done" if done else "dropped"
        columns = {"ended_at": self.convener.now, "ended_as": ended_as, "ended_note": note.strip()}
        meetings.change_agreement(self.convener.connection, found.id, **columns)
        self._record(found.committee_id, f"agreement_{ended_as}", note.strip() or found.text)

    def find(self, meeting_id: int) -> Meeting:
        found = meetings.find_meeting(self.convener.connection, meeting_id)
        if found is None:
            raise NoSuchMeeting(f"no meeting has the id {meeting_id}. `voz meeting list` shows a committee's.")
        return found

    def ahead(self, meeting_id: int) -> Meeting:
        """One that is still to come."""
        meeting = self.find(meeting_id)
        if meeting.called_off_at:
            raise NotPossible("La reunión ya se había cancelado.")
        if meeting.starts_at <= self.convener.now:
            raise NotPossible("Esta reunión ya empezó. Escriba su minuta.")
        return meeting

    def _open(self, key: str) -> Committee:
        committee = self.convener.find(key)
        if committee.closed_at:
            raise NotPossible(f"{key} se cerró el {committee.closed_at:%Y-%m-%d}.")
        return committee

    @property
    def _by(self) -> str:
        return f"staff:{self.convener.staff}"[:80]

    def _record(self, committee_id: int, event: str, note: str) -> None:
        hand = self.convener.hand()
        record(hand, committee_id, event, note)
        hand.ledger.save(self.convener.connection)
