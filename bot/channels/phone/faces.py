"""The degrade table: how each face of the simulated phone says a message. Pure.

A part's request is what the page draws, and nothing else:

    text       str, always
    buttons    [{token, label}] to tap under the bubble
    list       {label, rows: [{token, label, detail}]}: rows behind one button
    keyboard   [{does: "place" | "contact" | "text", label}] above the line where one writes; [] takes it away
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.channels.numbered import numbered, spelled, split
from bot.channels.port import OutsideWindow, Part
from civic.message import Choice, Message, Wish


class Face(StrEnum):
    """Which of the two apps the phone looks like."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"


TELEGRAM_TEXT = 4096
WHATSAPP_TEXT = 1500
"""Of the 1,600 characters a WhatsApp body may have; the rest is room for what a provider adds."""
QUICK_REPLIES = 3
LIST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Words:
    """The few that a face adds of its own."""

    place: str
    contact: str
    how_to_send_a_place: str
    open_list: str


_WORDS = {
    "es": Words(
        "Enviar mi ubicación",
        "Compartir mi número",
        "Para enviar su ubicación, toque el clip y elija Ubicación.",
        "Ver opciones",
    ),
    "en": Words(
        "Send my location",
        "Share my number",
        "To send your location, tap the clip and choose Location.",
        "See options",
    ),
}


def parts(face: Face, message: Message, *, window_open: bool) -> Sequence[Part]:
    """What to draw so that `face` says `message`. Raises OutsideWindow on WhatsApp's face only."""
    return _telegram(message) if face is Face.TELEGRAM else _whatsapp(message, window_open)


def _telegram(message: Message) -> Sequence[Part]:
    extra: dict[str, Any] = {}
    if message.wish is not Wish.NOTHING:
        extra["keyboard"] = _keyboard(message)
    elif message.choices:
        extra["buttons"] = [_button(choice) for choice in message.choices]
    elif message.closes_keyboard:
        extra["keyboard"] = []
    return _in_pieces(_with_details(message), TELEGRAM_TEXT, extra)


def _keyboard(message: Message) -> list[Mapping[str, str]]:
    """A bubble holds buttons or puts up a keyboard, never both: beside a wish, choices are keys that type a label."""
    words = _words(message)
    own = words.place if message.wish is Wish.PLACE else words.contact
    key = {"does": message.wish.value, "label": message.wish_label or own}
    return [key, *({"does": "text", "label": choice.label} for choice in message.choices)]


def _with_details(message: Message) -> str:
    """Buttons have room for the label only, so details go into the words."""
    details = [spelled(choice) for choice in message.choices if choice.detail]
    return "\n".join([message.text, "", *details]) if details else message.text


def _whatsapp(message: Message, window_open: bool) -> Sequence[Part]:
    if not window_open:
        return _template(message)
    text = _with_way_to_place(message)
    if not message.choices or len(message.choices) > LIST_ROWS:
        return _in_pieces(_numbered_as(text, message), WHATSAPP_TEXT, {})
    if len(message.choices) > QUICK_REPLIES:
        return _in_pieces(text, WHATSAPP_TEXT, {"list": _list(message)})
    return _in_pieces(text, WHATSAPP_TEXT, {"buttons": [_button(choice) for choice in message.choices]})


def _template(message: Message) -> Sequence[Part]:
    """The simulated provider has approved every template that has a name, with the message's own words."""
    if not message.template:
        raise OutsideWindow
    return _in_pieces(numbered(message), WHATSAPP_TEXT, {})


def _with_way_to_place(message: Message) -> str:
    """The question stays last."""
    return f"{_words(message).how_to_send_a_place}\n\n{message.text}" if message.wish is Wish.PLACE else message.text


def _numbered_as(text: str, message: Message) -> str:
    return numbered(Message(text=text, choices=message.choices))


def _in_pieces(text: str, limit: int, extra: Mapping[str, Any]) -> Sequence[Part]:
    """What is to be tapped stands under the last piece, where the resident stops reading."""
    *first, last = split(text, limit)
    return [*(Part({"text": piece}) for piece in first), Part({"text": last, **extra})]


def _button(choice: Choice) -> Mapping[str, str]:
    return {"token": choice.token, "label": choice.label}


def _list(message: Message) -> Mapping[str, Any]:
    rows = [{**_button(choice), "detail": choice.detail} for choice in message.choices]
    return {"label": _words(message).open_list, "rows": rows}


def _words(message: Message) -> Words:
    return _WORDS.get(message.language[:2], _WORDS["es"])
