"""The consultations in force, as every message meets them."""

from collections.abc import Callable
from dataclasses import replace

from civic.consultation import Consultation, Published
from civic.consultation_document import read_consultation
from civic.document import Unreadable, read_document
from civic.document_table import Refused
from civic.places import Directory
from civic.spanish import fold
from flows.questionnaire import flows_of
from handlers.world import World
from storage.consultations import InForce, get_document, list_in_force
from storage.store import Connection

Unread = Callable[[InForce, Exception], None]
"""What is done about one that this version cannot read: all else goes on without it."""


def with_consultations(connection: Connection, world: World, unread: Unread) -> World:
    """The same world, or one with what was published or closed since."""
    stand = list_in_force(connection)
    if stand == world.in_force:
        return world
    known = {(one.id, one.revision): one.consultation for one in world.consultations}
    published = []
    for one in stand:
        made = known.get((one.id, one.revision)) or _read(connection, world, one, unread)
        if made:
            published.append(Published(id=one.id, revision=one.revision, consultation=made, closed_at=one.closed_at))
    asked = {flow.id: flow for one in published for flow in flows_of(one.consultation, world.book)}
    book = replace(world.book, flows={**world.book.flows, **asked})
    return replace(world, in_force=stand, consultations=tuple(published), book=book)


def _read(connection: Connection, world: World, one: InForce, unread: Unread) -> Consultation | None:
    try:
        return published_from(get_document(connection, one.id, one.revision), world)
    except (Unreadable, Refused) as error:
        unread(one, error)
        return None


def consultation_from(document: str, world: World) -> Consultation:
    """As a document has it. Raises Unreadable, Refused."""
    return read_consultation(read_document(document), world.hours.zone, lambda said: keys_of(world.directory, said))


def published_from(document: str, world: World) -> Consultation:
    """The same of one that was published: a place that the catalogue has no more, or twice since, is no fault of it."""
    return read_consultation(
        read_document(document), world.hours.zone, lambda said: keys_of(world.directory, said)[:1] or [said]
    )


def keys_of(directory: Directory, said: str) -> list[str]:
    """The neighbourhoods that a whole key or an exact name may mean; accents and capitals do not matter."""
    name = fold(said)
    return [one.key for one in directory if one.key == said or fold(one.name) == name]
