"""A broadcast as one person reads it."""

from civic.broadcast import Content
from civic.message import Choice, Message
from flows.speech import filled
from handlers.world import World
from storage.broadcasts import Broadcast
from storage.recipients import Next

_NOBODY = {"es": ("vecina o vecino", "su colonia"), "en": ("neighbor", "your neighborhood")}
"""For whom we know no name or neighbourhood of."""


def message_for(world: World, broadcast: Broadcast, one: Next) -> Message:
    return _message(world, broadcast, one.language, one.name, one.neighbourhood_key)


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
