"""Staff accredit somebody as what the scheme names, for a time, with a public code that tells nothing but that it holds."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.committee import record
from handlers.schemes import scheme_in_force
from handlers.staff.committees import Convener
from handlers.staff.finding import NoSuch, NotPossible
from storage import committees
from storage.committees import Accreditation
from storage.links import random_code

_LONGEST = timedelta(days=366 * 5)


class NoSuchAccreditation(NoSuch):
    """None has this code."""


@dataclass(frozen=True, slots=True)
class Accreditor:
    """One act, one commit. All raise NotPossible."""

    convener: Convener

    def accredit(self, key: str, name: str, *, first: date, last: date | None = None, show_name: bool) -> str:
        """A member of a committee whose kind asks for it; the public code. `show_name`: its holder agreed to that."""
        by, now, world = self.convener, self.convener.now, self.convener.world
        committee = by.find(key)
        member = by.member(committee, name)
        scheme = scheme_in_force(by.connection, world)
        kind = scheme.kind(committee.kind)
        figure = scheme.figure(kind.figure) if kind else None
        if committee.closed_at or figure is None:
            raise NotPossible(f"A los integrantes de {key} no se les acredita.")
        last = last or months_after(first, figure.months) - timedelta(days=1)
        if last < first or last - first > _LONGEST:
            raise NotPossible("La acreditación termina después de empezar, y dura cinco años a lo más.")
        starts_at = datetime.combine(first, time(), world.hours.zone)
        ends_at = datetime.combine(last + timedelta(days=1), time(), world.hours.zone)
        if ends_at <= now:
            raise NotPossible(f"El {last} ya pasó. Escriba hoy o un día posterior.")
        self._demand_none_runs(member.person_id, figure.id, starts_at, ends_at)
        code = random_code()
        shown = member.name if show_name else ""
        made = Accreditation(
            world.ids.new(), member.person_id, committee.id, figure.id, code, shown,
            starts_at, ends_at, None, "", f"staff:{by.staff}"[:80], now,
        )  # fmt: skip
        committees.add_accreditation(by.connection, made)
        self._record(committee.id, "accredited", f"{figure.id} {first} - {last}")
        return code

    def _demand_none_runs(self, person_id: int, figure: str, starts_at: datetime, ends_at: datetime) -> None:
        for one in committees.list_accreditations(self.convener.connection, person_id=person_id):
            if one.figure == figure and one.revoked_at is None and one.starts_at < ends_at and starts_at < one.ends_at:
                raise NotPossible(f"En ese tiempo vale su acreditación {one.code}. Revóquela, o empiece después.")

    def revoke(self, code: str, why: str) -> None:
        """From this moment on."""
        by = self.convener
        found = committees.find_accreditation(by.connection, code.strip().upper())
        if found is None:
            raise NoSuchAccreditation(f"no accreditation has the code {code!r}. `voz accreditation list` shows all.")
        if found.revoked_at:
            raise NotPossible(f"{found.code} se revocó el {found.revoked_at:%Y-%m-%d}.")
        if not why.strip():
            raise NotPossible("Escriba por qué se revoca.")
        committees.revoke_accreditation(by.connection, found.id, why.strip(), by.now)
        if found.committee_id:
            self._record(found.committee_id, "revoked", why.strip())

    def _record(self, committee_id: int, event: str, note: str) -> None:
        hand = self.convener.hand()
        record(hand, committee_id, event, note)
        hand.ledger.save(self.convener.connection)


def months_after(day: date, months: int) -> date:
    """The same day of the month, or its last one: 31 January and one month is 28 February.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))
