"""A broadcast as one person reads it."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from civic.broadcast import Content
from civic.message import Choice, Message
from flows.speech import filled
from handlers.world import World
from storage.broadcasts import Broadcast, find_by_id
from storage.recipients import Next, list_asking
from storage.store import Connection

_NOBODY = {"es": ("vecina o vecino", "su colonia"), "en": ("neighbor", "your neighborhood")}
"""For whom we know no name or neighbourhood of."""


def message_for(world: World, broadcast: Broadcast, one: Next) -> Message:
    """A group is not asked: nobody could tell who of it answered."""
    message = _message(world, broadcast, one.language, one.name, one.neighbourhood_key)
    return replace(message, choices=()) if one.is_group else message


def preview(world: World, broadcast: Broadcast, language: str, neighbourhood_key: str) -> Message:
    """As somebody would read it whose name we do not know."""
    return _message(world, broadcast, language, "", neighbourhood_key)


def _message(world: World, broadcast: Broadcast, theirs: str, name: str, neighbourhood_key: str) -> Message:
    content = broadcast.content
    language = "en" if theirs.startswith("en") and content.text.get("en") else "es"
    known = _values(world, name, neighbourhood_key, language)
    return Message(
        text=filled(content.text_in(language), known),
        choices=choices_of(broadcast.id, content),
        template=content.template,
        values=tuple(filled(value, known) for value in content.variables),
        photo=content.photo,
        document=content.document,
        language=language,
    )


def _values(world: World, name: str, neighbourhood_key: str, language: str) -> dict[str, str]:
    nobody, nowhere = _NOBODY[language]
    where = world.neighbourhood(neighbourhood_key)
    return {
        "nombre": " ".join(name.split())[:60] or nobody,
        "colonia": where.name if where else nowhere,
        "municipio": world.municipality,
    }


def choices_of(broadcast_id: int, content: Content) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"go:reply_broadcast:reply:{broadcast_id}.{number}", reply.label)
        for number, reply in enumerate(content.replies, 1)
    )


def replies_by_message(connection: Connection, outbox_ids: Sequence[int]) -> Mapping[int, tuple[Choice, ...]]:
    """What these messages can be answered with, those of them that are of a broadcast which asks."""
    asking = list_asking(connection, outbox_ids)
    found = (find_by_id(connection, broadcast_id) for broadcast_id in set(asking.values()))
    choices = {one.id: choices_of(one.id, one.content) for one in found if one}
    return {outbox_id: choices[broadcast_id] for outbox_id, broadcast_id in asking.items()}
