"""The degrade table: how each face of the simulated phone says a message. Pure.

A part's request is what the page draws, and nothing else:

    text       str, always
    buttons    [{token, label}] to tap under the bubble
    list       [{token, label, detail}] behind one "Ver opciones" button
    keyboard   [{does: "place" | "contact" | "text", label}] above the line where one writes; [] takes it away
"""

from collections.abc import Mapping, Sequence
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

_KEYS = {
    Wish.PLACE: {"does": "place", "label": "Enviar mi ubicación"},
    Wish.CONTACT: {"does": "contact", "label": "Compartir mi número"},
}
_HOW_TO_SEND_A_PLACE = "Para enviar su ubicación, toque el clip y elija Ubicación."


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
    """A bubble holds buttons or puts up a keyboard, never both: beside a wish, choices are keys that type their label."""
    return [_KEYS[message.wish], *({"does": "text", "label": choice.label} for choice in message.choices)]


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
        return _in_pieces(text, WHATSAPP_TEXT, {"list": [_row(choice) for choice in message.choices]})
    return _in_pieces(text, WHATSAPP_TEXT, {"buttons": [_button(choice) for choice in message.choices]})


def _template(message: Message) -> Sequence[Part]:
    """The simulated provider has approved every template that has a name, with the message's own words."""
    if not message.template:
        raise OutsideWindow
    return _in_pieces(numbered(message), WHATSAPP_TEXT, {})


def _with_way_to_place(message: Message) -> str:
    return f"{message.text}\n\n{_HOW_TO_SEND_A_PLACE}" if message.wish is Wish.PLACE else message.text


def _numbered_as(text: str, message: Message) -> str:
    return numbered(Message(text=text, choices=message.choices))


def _in_pieces(text: str, limit: int, extra: Mapping[str, Any]) -> Sequence[Part]:
    """What is to be tapped stands under the last piece, where the resident stops reading."""
    *first, last = split(text, limit)
    return [*(Part({"text": piece}) for piece in first), Part({"text": last, **extra})]


def _button(choice: Choice) -> Mapping[str, str]:
    return {"token": choice.token, "label": choice.label}


def _row(choice: Choice) -> Mapping[str, str]:
    return {"token": choice.token, "label": choice.label, "detail": choice.detail}
