"""A town whose consultation holds proposals as they were written down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from civic.field_sheet import field_sheet_from
from civic.meaning import Meaning
from handlers.consultations import keys_of
from handlers.present import refreshed
from handlers.staff.consultations import Planner
from handlers.staff.field import import_field_sheet
from handlers.world import World
from storage.consultations import list_proposed
from storage.places import import_neighbourhoods
from storage.store import Connection, Store
from tests.corridor import TUESDAY, a_world
from tests.handlers.test_consultation import EXAMPLE

KEY = "consulta-2026"
OPEN = datetime(2026, 12, 6, 16, tzinfo=UTC)
HERE, THERE = "Azcapotzalco", "10005-0021"


@dataclass(frozen=True, slots=True)
class Town:
    store: Store
    world: World
    proposal_ids: Sequence[int]

    def thinking(self, meaning: Meaning) -> World:
        return replace(self.world, meaning=meaning)


async def town_with(store: Store, *texts: str, place: str = HERE, topic: str = "Otro tema") -> Town:
    """All for one place and of one topic."""
    return await town_of(store, *((text, place, topic) for text in texts))


async def town_of(store: Store, *lines: tuple[str, str, str]) -> Town:
    """Text, place and topic of each proposal."""

    def fill(connection: Connection) -> Town:
        world = a_world()
        import_neighbourhoods(connection, list(world.directory), "sample", TUESDAY)
        Planner(connection, world, "lupita", OPEN).publish(EXAMPLE, "")
        world = refreshed(connection, world)
        (published,) = world.consultations
        sheet = [("registro", "propuesta", "colonia", "tema"), *((str(n), *line) for n, line in enumerate(lines))]
        read = field_sheet_from(
            enumerate(sheet, 1), published.consultation, partial(keys_of, world.directory), world.hours.zone
        )
        assert read.faults == []
        import_field_sheet(connection, world, published.id, read.proposals, "lupita", OPEN)
        return Town(store, world, [one.id for one in list_proposed(connection, published.id)])

    return await store.write(fill)
