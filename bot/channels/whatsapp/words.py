"""The few words this channel adds of its own, by the language of the message."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    how_to_share_place: str
    """Whole sentence, shown before the question: WhatsApp has no button that asks for a location."""
    open_list: str
    """On the button that opens a list: at most 20 characters."""


_WORDS = {
    "es": Words("Puede compartir su ubicación: toque el clip 📎 y elija Ubicación.", "Ver opciones"),
    "en": Words("You can share your location: tap the clip 📎 and choose Location.", "See options"),
}


def words(language: str) -> Words:
    return _WORDS.get(language[:2], _WORDS["es"])
