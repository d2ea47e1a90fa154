"""What a running program keeps in its memory follows what was imported and set since, and is made anew only then."""

import pytest

from bot.build import load_world
from bot.settings import Settings
from civic.register import Register
from flows.book import load_book
from handlers.overrides import CLOSED_DAY, ClosedDay, encoded
from handlers.present import Present
from handlers.world import World
from storage.ids import Ids
from storage.overrides import Override, add_override
from storage.places import import_neighbourhoods
from storage.store import Connection, Store
from storage.works import import_works
from tests.committees import WORK
from tests.corridor import TUESDAY, durango


@pytest.fixture
async def present(store: Store) -> Present:
    """As a program that starts on an empty database."""

    def load(connection: Connection) -> World:
        return load_world(connection, Settings(), load_book(), Ids())

    return Present(await store.read(load))


async def test_what_is_imported_is_known_without_a_restart(store: Store, present: Present) -> None:
    assert (list(present.world.directory), present.world.works) == ([], ())
    await store.write(lambda c: import_neighbourhoods(c, list(durango()), "a", TUESDAY))
    assert {one.key for one in (await store.read(present.look)).directory} == {one.key for one in durango()}
    await store.write(lambda c: import_works(c, Register(works=[WORK]), "b", TUESDAY))
    assert [one.key for one in (await store.write(present.refresh)).works] == [WORK.key]
    assert {one.key for one in present.world.directory} == {one.key for one in durango()}


async def test_nothing_is_made_anew_while_nothing_changes(store: Store, present: Present) -> None:
    seen = await store.write(present.refresh)
    assert await store.write(present.refresh) is seen
    assert await store.read(present.look) is seen


async def test_what_is_set_stays_when_something_is_imported(store: Store, present: Present) -> None:
    day = "2026-12-24"
    one = Override(
        id=7, kind=CLOSED_DAY, key=day, after=0, value=encoded(ClosedDay("Nochebuena")), staff="luz", at=TUESDAY
    )
    assert await store.write(lambda c: add_override(c, one))
    assert not await store.write(lambda c: add_override(c, one)), "the same one cannot be set twice"
    await store.write(present.refresh)
    await store.write(lambda c: import_neighbourhoods(c, list(durango()), "a", TUESDAY))
    world = await store.write(present.refresh)
    assert day in {closed.isoformat() for closed in world.calendar.closed}
    assert world.base and world.base.calendar.closed == frozenset()
