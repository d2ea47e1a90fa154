"""What staff do with the hours in which residents are answered, and the days on which nobody is there. All raise
NotPossible. Nothing that was promised already moves: only what is promised from now on is counted anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.overrides import CLOSED_DAY, HOURS, OFFICE, ClosedDay, Timetable, encoded
from handlers.staff.chats import Outdated
from handlers.staff.finding import NotPossible
from handlers.world import World
from storage import overrides
from storage.history import append
from storage.ledger import Ledger
from storage.overrides import Override
from storage.store import Connection

MOST_DAYS = 31
_LONGEST_REASON = 80
_AHEAD = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Timekeeper:
    connection: Connection
    world: World
    name: str
    now: datetime
    account: str = "terminal"

    def set_hours(self, days: Sequence[int], opens: time, closes: time) -> None:
        if not days:
            raise NotPossible("Marque al menos un día de la semana.")
        if closes <= opens:
            raise NotPossible("La hora de cierre debe ser después de la hora de apertura.")
        table = Timetable(tuple(sorted(set(days))), opens, closes)
        hours = self.world.hours
        if table == Timetable(tuple(sorted(hours.days)), hours.opens, hours.closes):
            raise NotPossible("Ese ya es el horario.")
        self._set(
            HOURS, OFFICE, encoded(table), "hours_set", f"{','.join(map(str, table.days))} {opens:%H:%M}-{closes:%H:%M}"
        )

    def settle_hours(self) -> None:
        """Those of the settings hold again."""
        self._set(HOURS, OFFICE, "", "hours_back", "")

    def close_days(self, first: date, last: date, reason: str) -> int:
        """How many days; those that are closed anyway are left as they are."""
        today, reason = self.world.calendar.local_day(self.now), " ".join(reason.split())
        if not reason:
            raise NotPossible("Escriba el motivo: lo lee quien revise la agenda.")
        if len(reason) > _LONGEST_REASON:
            raise NotPossible(f"El motivo tiene {len(reason)} letras; caben {_LONGEST_REASON}.")
        if last < first or first < today or last > today + _AHEAD:
            raise NotPossible("Elija días de hoy en adelante, el primero antes que el último.")
        if (last - first).days >= MOST_DAYS:
            raise NotPossible(f"Son más de {MOST_DAYS} días. Hágalo por partes.")
        span = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        new = [day for day in span if not self.world.calendar.is_holiday(day)]
        if not new:
            raise NotPossible("Esos días ya están cerrados.")
        for day in new:
            self._set(CLOSED_DAY, day.isoformat(), encoded(ClosedDay(reason)), "day_closed", f"{day}: {reason}")
        return len(new)

    def open_day(self, day: date) -> None:
        """One that was closed at the desk."""
        newest = overrides.find_newest(self.connection, CLOSED_DAY, day.isoformat())
        if newest is None or not newest.value:
            raise NotPossible("Ese día no se cerró aquí: es festivo o está en la configuración.")
        self._set(CLOSED_DAY, day.isoformat(), "", "day_opened", f"{day}")

    def _set(self, kind: str, key: str, value: str, event: str, note: str) -> None:
        before = overrides.find_newest(self.connection, kind, key)
        one = Override(
            id=self.world.ids.new(), kind=kind, key=key, after=before.id if before else 0, value=value, staff=self.name,
            at=self.now,
        )  # fmt: skip
        if not overrides.add_override(self.connection, one):
            raise Outdated("Alguien cambió el horario en este momento. Revise cómo quedó.")
        ledger = Ledger(self.world.ids)
        append(ledger, "office", one.id, event, by=f"staff:{self.name}", now=self.now, account=self.account, note=note)
        ledger.save(self.connection)
