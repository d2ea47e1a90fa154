"""APScheduler rings the bell; what is due is a row, so that a restart or two leaders never do it twice or skip it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.log import log
from storage.firings import finish_firing, start_firing
from storage.store import Connection, Store, StoreUnavailable

Job = Callable[[Connection, datetime], Mapping[str, int]]
"""What is done at a due time; returns counts. May run twice without harm. While it counts `more`, it runs again in a
transaction of its own: those who write in meanwhile are not kept waiting."""


@dataclass(frozen=True, slots=True)
class Schedule:
    name: str
    cron: str
    """Minute, hour, day, month, weekday, in the municipality's time zone."""
    job: Job
    catch_up: timedelta = timedelta(days=1)
    """A due time missed for longer than this is let go."""


class Clock:
    def __init__(
        self, store: Store, schedules: list[Schedule], *, zone: ZoneInfo, worker: str, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._schedules = schedules
        self._zone = zone
        self._worker = worker
        self._now = now
        self._bell = AsyncIOScheduler(timezone=zone)

    def start(self) -> None:
        """Ring now for what fell due while nobody was there, and from now on; nobody waits for it."""
        for schedule in self._schedules:
            self._bell.add_job(
                self.ring,
                CronTrigger.from_crontab(schedule.cron, timezone=self._zone),
                args=[schedule],
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
                next_run_time=datetime.now(self._zone),
            )
        self._bell.start()

    def stop(self) -> None:
        if self._bell.running:
            self._bell.shutdown(wait=False)

    async def ring(self, schedule: Schedule) -> None:
        due_at = last_due(schedule, self._now(), self._zone)
        if due_at is None:
            return
        try:
            counts = await self._store.write(partial(self._fire, schedule=schedule, due_at=due_at))
            while counts and counts.get("more"):
                counts = _sum(counts, await self._store.write(lambda c: schedule.job(c, self._now())))
        except StoreUnavailable as e:
            log.error("clock_store_unavailable", schedule=schedule.name, reason=str(e))
            return
        except (
            Exception
        ) as e:  # one schedule's fault: nothing of it was kept, the others go on, the next ring tries again
            log.error("clock_failed", schedule=schedule.name, error=type(e).__name__, trace=True)
            return
        if counts is not None:
            done = {name: count for name, count in counts.items() if count}
            if done:
                log.info("clock_fired", schedule=schedule.name, due_at=due_at.isoformat(), **done)

    def _fire(self, connection: Connection, schedule: Schedule, due_at: datetime) -> Mapping[str, int] | None:
        if not start_firing(connection, schedule.name, due_at, self._worker, self._now()):
            return None
        counts = schedule.job(connection, self._now())
        finish_firing(
            connection,
            schedule.name,
            due_at,
            self._now(),
            ", ".join(f"{name} {count}" for name, count in counts.items()),
        )
        return counts


def _sum(before: Mapping[str, int], now: Mapping[str, int]) -> Mapping[str, int]:
    counts = {name: before.get(name, 0) + now.get(name, 0) for name in before.keys() | now.keys()}
    return {**counts, "more": now.get("more", 0)}


def last_due(schedule: Schedule, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The latest due time up to `now` within the catch-up span; None when there is none."""
    trigger = CronTrigger.from_crontab(schedule.cron, timezone=zone)
    latest: datetime | None = None
    due = trigger.get_next_fire_time(None, now - schedule.catch_up)
    while due is not None and due <= now:
        latest, due = due, trigger.get_next_fire_time(due, due + timedelta(seconds=1))
    return latest
