"""The world as it is now: what was published, closed, set at the desk or imported since the program started needs no
restart."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from civic.places import Directory
from flows.talk import Work
from handlers.consultations import Unread, with_consultations
from handlers.overrides import with_overrides
from handlers.world import World
from storage.consultations import InForce
from storage.incidents import open_incident
from storage.places import list_neighbourhoods
from storage.stand import Stand, get_stand
from storage.store import Connection
from storage.works import list_works


def refreshed(connection: Connection, world: World) -> World:
    """The same world, or a newer one. Staff are told of a consultation that cannot be read."""

    def tell_staff(one: InForce, error: Exception) -> None:
        detail = f"consultation {one.key}, revision {one.revision}: {error}"
        open_incident(connection, world.ids, kind="failure", now=datetime.now(UTC), detail=detail)

    return _refreshed(connection, world, tell_staff)


def looked_up(connection: Connection, world: World) -> World:
    """The same where nothing may be written: one that cannot be read is left out, and staff were told of it."""
    return _refreshed(connection, world, lambda _one, _error: None)


def _refreshed(connection: Connection, world: World, unread: Unread) -> World:
    stand = get_stand(connection)
    return (
        world if stand == world.stand else with_consultations(connection, _brought_up(connection, world, stand), unread)
    )


def _brought_up(connection: Connection, world: World, stand: Stand) -> World:
    made = replace(world, stand=stand)
    if world.keeps_up and stand[2:4] != world.stand[2:4]:
        made = replace(
            made, directory=directory_in(connection), works=works_in(connection), consultations=(), in_force=()
        )
    return with_overrides(connection, made) if stand[:2] != world.stand[:2] else made


def directory_in(connection: Connection) -> Directory:
    return Directory(list_neighbourhoods(connection))


def works_in(connection: Connection) -> tuple[Work, ...]:
    return tuple(
        Work(key=one.key, name=one.name, neighbourhood_keys=one.neighbourhood_keys) for one in list_works(connection)
    )


@dataclass(slots=True)
class Present:
    """One for the whole program: whoever comes first after a change reads it, for all."""

    world: World
    _looked: World = field(init=False)

    def __post_init__(self) -> None:
        self._looked = self.world

    def refresh(self, connection: Connection) -> World:
        """In a transaction that writes."""
        self.world = self._looked = refreshed(connection, self.world)
        return self.world

    def look(self, connection: Connection) -> World:
        """In one that reads."""
        self._looked = looked_up(connection, self._looked)
        return self._looked
