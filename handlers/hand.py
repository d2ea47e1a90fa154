"""Who changes something: what every change needs to know."""

from dataclasses import dataclass
from datetime import datetime

from civic.complaint import Actor
from civic.updates import TOLD, Subject
from handlers.world import World
from storage.history import append
from storage.ledger import Ledger
from storage.store import Connection
from storage.updates import spread


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes something, when, and through which channel."""

    connection: Connection
    world: World
    ledger: Ledger
    now: datetime
    actor: Actor
    by: str
    """As the history has it: `resident`, `staff:<name>`, `clock`."""
    account: str = ""
    person_id: int | None = None
    """The resident whose hand it is."""

    def record(self, subject: Subject, subject_id: int, event: str, note: str = "") -> None:
        """Append to its history; what concerns others, they are told."""
        history_id = append(
            self.ledger, subject.value, subject_id, event,
            by=self.by, now=self.now, person_id=self.person_id, account=self.account, note=note,
        )  # fmt: skip
        if event in TOLD[subject]:
            who = self.person_id if self.actor is Actor.RESIDENT else None  # they have their answer already
            later = self.world.next_update(self.now)
            self.ledger.later(
                lambda connection: spread(connection, subject, subject_id, history_id, self.now, but=who, later=later)
            )


def clock_hand(connection: Connection, world: World, now: datetime) -> Hand:
    return Hand(connection, world, Ledger(world.ids), now, Actor.CLOCK, "clock")


def staff_hand(connection: Connection, world: World, staff: str, now: datetime, channel: str) -> Hand:
    """`channel`: through what they act, as `cli`."""
    return Hand(connection, world, Ledger(world.ids), now, Actor.STAFF, f"staff:{staff}", channel)
