"""Whom a broadcast or an audience reaches, before anybody is picked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from civic.audience import Audience
from civic.broadcast_rules import MARGIN
from civic.consent import Purpose
from civic.estimate import Alike
from handlers.world import World
from storage.broadcasts import Broadcast
from storage.reach import Counted, count_reach
from storage.store import Connection

_LONGEST_WINDOW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom an audience reaches now."""

    counted: Sequence[Counted]

    @property
    def matched(self) -> int:
        return sum(one.people for one in self.counted)

    @property
    def written_to(self) -> int:
        return sum(one.people for one in self.counted if not one.reason)

    @property
    def left_out(self) -> dict[str, int]:
        """By civic.broadcast.Reason."""
        reasons: Counter[str] = Counter()
        for one in self.counted:
            reasons[one.reason] += one.people
        del reasons[""]
        return dict(sorted(reasons.items()))

    def alike(self) -> list[Alike]:
        return [Alike(one.account, one.is_inside, one.people) for one in self.counted if not one.reason]


def reached_by(connection: Connection, world: World, one: Broadcast, now: datetime) -> Reached:
    """Whom a broadcast would be sent to now."""
    return _reached(connection, world, one.audience, one.purpose, now, one.ends_by or now)


def reached(connection: Connection, world: World, audience: Audience, now: datetime) -> Reached:
    """Whom an audience would be told something now."""
    return _reached(connection, world, audience, audience.purpose, now, now)


def needs_approval(world: World, one: Broadcast, people: int) -> bool:
    """A second person has to look at it first. `people`: who would be written to."""
    return people > world.broadcasts.approve_above and not one.approved_by


def _reached(
    connection: Connection, world: World, audience: Audience, purpose: Purpose, now: datetime, until: datetime
) -> Reached:
    windows = [one.window for one in world.broadcasts.senders.values() if one.window]
    since = now - (min(windows, default=_LONGEST_WINDOW) - MARGIN)
    return Reached(count_reach(connection, audience, purpose, until, since))
