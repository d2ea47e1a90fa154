"""The consultations in force, as every message meets them: what is published or closed needs no restart."""

from dataclasses import replace

from civic.consultation import Consultation, Published
from civic.consultation_document import read_consultation
from civic.document import read_document
from civic.places import Directory
from civic.spanish import fold
from flows.questionnaire import flows_of
from handlers.world import World
from storage.consultations import get_document, list_in_force
from storage.store import Connection


def refreshed(connection: Connection, world: World) -> World:
    """The same world, or one with what was published or closed since."""
    stand = list_in_force(connection)
    if stand == world.in_force:
        return world
    known = {(one.id, one.revision): one.consultation for one in world.consultations}
    published = [
        Published(
            id=one.id,
            revision=one.revision,
            consultation=known.get((one.id, one.revision))
            or consultation_from(get_document(connection, one.id, one.revision), world),
            closed_at=one.closed_at,
        )
        for one in stand
    ]
    asked = {flow.id: flow for one in published for flow in flows_of(one.consultation, world.book)}
    book = replace(world.book, flows={**world.book.flows, **asked})
    return replace(world, in_force=stand, consultations=tuple(published), book=book)


def consultation_from(document: str, world: World) -> Consultation:
    """As a document has it. Raises Unreadable, Refused."""
    return read_consultation(read_document(document), world.hours.zone, lambda said: keys_of(world.directory, said))


def keys_of(directory: Directory, said: str) -> list[str]:
    """The neighbourhoods that a whole key or an exact name may mean; accents and capitals do not matter."""
    name = fold(said)
    return [one.key for one in directory if one.key == said or fold(one.name) == name]
