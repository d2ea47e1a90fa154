"""What staff do with series: write, switch, skip one time, look at what one would say."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from civic.document import Unreadable
from civic.document_table import Refused
from civic.recurrence import Time
from civic.series import Occurrence, Series, SeriesKind
from handlers.schemes import scheme_in_force
from handlers.series.run import Seen, recurrence_of, seen_lately, series_from, times_ahead
from handlers.series.words import Saying, sayings
from handlers.staff.committees import Convener
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import audiences
from storage import series as stored
from storage.series import Came, Kept
from storage.store import Connection

_COMPARED = 60
_APART = timedelta(hours=1)


class NoSuchSeries(NoSuch):
    """None has this key."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A series and when it comes next."""

    kept: Kept
    series: Series | None
    """None: it can be read no more. What it names is gone: a template, for one."""
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Scheduler:
    """One act, one commit. All raise NotPossible, and where they name one NoSuchSeries."""

    connection: Connection
    world: World
    staff: str
    now: datetime

    def save(self, document: str) -> Series:
        """It is off until somebody else switches it on. Raises Unreadable, Refused."""
        series = series_from(document, self.world)
        before = stored.find_series(self.connection, series.key)
        if before and before.is_on:
            raise NotPossible(f"{series.key} está activa. Apáguela antes de escribirla otra vez.")
        self._demand_known(series)
        kept = Kept(series.key, document, False, None, f"staff:{self.staff}"[:80], "", self.now)
        stored.save_series(self.connection, kept)
        return series

    def _demand_known(self, series: Series) -> None:
        if series.kind is SeriesKind.NOTICE and audiences.find_audience(self.connection, series.audience) is None:
            raise NotPossible(f"No hay un público guardado {series.audience}. Guárdelo antes.")
        scheme = scheme_in_force(self.connection, self.world)
        for kind in series.committee_kinds:
            if scheme.kind(kind) is None:
                known = ", ".join(one.id for one in scheme.kinds) or "ninguno todavía"
                raise NotPossible(f"El esquema no tiene el tipo de comité {kind}; hay: {known}.")

    def switch_on(self, key: str) -> None:
        """From the next of its times on. By somebody else than who wrote it."""
        kept = self._find(key)
        if kept.is_on:
            raise NotPossible(f"{key} ya está activa.")
        if kept.by == f"staff:{self.staff}"[:80]:
            raise NotPossible(f"La escribió usted ({self.staff}): la activa otra persona.")
        series = series_from(kept.document, self.world)
        self._demand_known(series)
        self._demand_alone(series)
        columns = {"is_on": True, "since": self.now, "approved_by": f"staff:{self.staff}"[:80]}
        stored.change_series(self.connection, key, **columns)

    def _demand_alone(self, series: Series) -> None:
        """Nobody gets two of a kind at one time."""
        own = list(islice(recurrence_of(series, self.world).after(self.now), _COMPARED))
        for kept in stored.list_series(self.connection, only_on=True):
            other = self._readable(kept)
            if other is None:  # nothing of it leaves
                continue
            shared = set(series.committee_kinds) & set(other.committee_kinds) or (
                series.audience and series.audience == other.audience
            )
            if other.kind is not series.kind or not shared:
                continue
            theirs = list(islice(recurrence_of(other, self.world).after(self.now), _COMPARED))
            for at in own:
                if any(abs(at - one) < _APART for one in theirs):
                    local = at.astimezone(self.world.hours.zone)
                    raise NotPossible(
                        f"Coincide con {kept.key} el {local:%Y-%m-%d %H:%M}, para las mismas personas. Cambie `cuando`, "
                        f"o apague {kept.key}."
                    )

    def switch_off(self, key: str) -> None:
        if not self._find(key).is_on:
            raise NotPossible(f"{key} ya está apagada.")
        stored.change_series(self.connection, key, is_on=False)

    def switch_committee(self, key: str, committee: str, *, on: bool) -> None:
        """Whether one committee gets it."""
        self._find(key)
        found = Convener(self.connection, self.world, self.staff, self.now).find(committee)
        if on:
            stored.switch_on(self.connection, key, found.id)
        else:
            stored.switch_off(self.connection, key, found.id, f"staff:{self.staff}"[:80], self.now)

    def skip(self, key: str, day: date, why: str) -> datetime:
        """The time that comes on that day; it is marked with the reason."""
        kept = self._find(key)
        if not why.strip():
            raise NotPossible("Escriba por qué se omite.")
        time = self._on(series_from(kept.document, self.world), day)
        by = f"staff:{self.staff}"[:80]
        skipped = Came(key, time.named, Occurrence.SKIPPED, why.strip(), by, 0, self.now)
        if time.due <= self.now or not stored.add_occurrence(self.connection, skipped):
            raise NotPossible(f"Lo de {key} el {day} ya se atendió.")
        return time.due

    def preview(self, key: str, day: date) -> list[Saying]:
        """What it would say on that day, from what is known now."""
        series = series_from(self._find(key).document, self.world)
        return sayings(self.connection, self.world, series, self._on(series, day).due)

    def list(self) -> list[Planned]:
        seen = seen_lately(self.connection, self.now)
        return [self.planned(kept, seen) for kept in stored.list_series(self.connection)]

    def planned(self, kept: Kept, seen: Seen) -> Planned:
        """`seen`: of every series, lately."""
        series = self._readable(kept)
        if series is None:
            return Planned(kept, None, None)
        times = times_ahead(self.world, series, self.now, seen)
        free = (one.due for one, is_skipped in times if not is_skipped)
        return Planned(kept, series, next(free, None) if kept.is_on else None)

    def _readable(self, kept: Kept) -> Series | None:
        try:
            return series_from(kept.document, self.world)
        except (Unreadable, Refused):
            return None

    def _on(self, series: Series, day: date) -> Time:
        begin = datetime.combine(day, time(), self.world.hours.zone)
        at = next(recurrence_of(series, self.world).times_after(begin - timedelta(microseconds=1)), None)
        if at is None or at.due.astimezone(self.world.hours.zone).date() != day:
            raise NotPossible(f"{series.key} no sale el {day}. Elija uno de sus días.")
        return at

    def _find(self, key: str) -> Kept:
        found = stored.find_series(self.connection, key)
        if found is None:
            raise NoSuchSeries(f"there is no series {key!r}. `voz series list` shows all.")
        return found
