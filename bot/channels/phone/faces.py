"""The degrade table: how each face of the simulated phone says a message. Pure.

A part's request is what the page draws, and nothing else:

    text       str, always
    photo      name of a picture above the text
    document   {file, name} of a PDF above the text
    buttons    [{token, label}] to tap under the bubble
    list       {label, rows: [{token, label, detail}]}: rows behind one button
    keyboard   [{does: "place" | "contact" | "text", label}] above the line where one writes; [] takes it away
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from msgspec.structs import replace

from bot.channels.numbered import numbered, spelled
from bot.channels.port import OutsideWindow, Part
from bot.channels.scarce import with_few_buttons
from bot.channels.split import split
from civic.message import Choice, Message, Wish


class Face(StrEnum):
    """Which of the two apps the phone looks like."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"


TELEGRAM_TEXT = 4096
WHATSAPP_TEXT = 1500
"""Of the 1,600 characters a WhatsApp body may have; the rest is room for what a provider adds."""
WIDE_LABEL = 36
"""Characters that a Telegram button of the full width shows whole on a small phone."""
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
    if face is Face.WHATSAPP and not window_open:
        return _template(message)
    return _with_file(message, _telegram(message) if face is Face.TELEGRAM else _whatsapp(message))


def _with_file(message: Message, parts: Sequence[Part]) -> Sequence[Part]:
    first, *rest = parts
    if message.document:
        document = {"file": message.document.file, "name": message.document.name}
        return [Part({"document": document, **first.request}), *rest]
    return [Part({"photo": message.photo, **first.request}), *rest] if message.photo else parts


def _telegram(message: Message) -> Sequence[Part]:
    """A bubble holds buttons or changes the keyboard, never both: where a keyboard is up, choices become its keys."""
    if message.wish is not Wish.NOTHING or message.closes_keyboard:
        return _in_pieces(_with_details(message), TELEGRAM_TEXT, {"keyboard": _keyboard(message)})
    if all(len(_wide(choice)) <= WIDE_LABEL for choice in message.choices):
        wide = [{"token": choice.token, "label": _wide(choice)} for choice in message.choices]
        return _in_pieces(message.text, TELEGRAM_TEXT, {"buttons": wide} if wide else {})
    return _in_pieces(_with_details(message), TELEGRAM_TEXT, {"buttons": _buttons(message)})


def _wide(choice: Choice) -> str:
    return f"{choice.label} · {choice.detail}" if choice.detail else choice.label


def _keyboard(message: Message) -> list[Mapping[str, str]]:
    keys: list[Mapping[str, str]] = [{"does": "text", "label": choice.label} for choice in message.choices]
    if message.wish is Wish.NOTHING:
        return keys
    own = _words(message).place if message.wish is Wish.PLACE else _words(message).contact
    return [{"does": message.wish.value, "label": message.wish_label or own}, *keys]


def _with_details(message: Message) -> str:
    """What no button has room for goes into the words."""
    details = [spelled(choice) for choice in message.choices if choice.detail]
    return "\n".join([message.text, "", *details]) if details else message.text


def _whatsapp(message: Message) -> Sequence[Part]:
    message = with_few_buttons(message, QUICK_REPLIES)
    text = _with_way_to_place(message)
    if not message.choices or len(message.choices) > LIST_ROWS:
        return _in_pieces(numbered(replace(message, text=text)), WHATSAPP_TEXT, {})
    if len(message.choices) > QUICK_REPLIES:
        return _in_pieces(text, WHATSAPP_TEXT, {"list": _list(message)})
    return _in_pieces(_with_details(replace(message, text=text)), WHATSAPP_TEXT, {"buttons": _buttons(message)})


def _template(message: Message) -> Sequence[Part]:
    """The simulated provider has approved every template that has a name, with the message's own words."""
    if not message.template:
        raise OutsideWindow
    return _in_pieces(numbered(message), WHATSAPP_TEXT, {})


def _with_way_to_place(message: Message) -> str:
    """The question stays last."""
    return f"{_words(message).how_to_send_a_place}\n\n{message.text}" if message.wish is Wish.PLACE else message.text


def _in_pieces(text: str, limit: int, extra: Mapping[str, Any]) -> Sequence[Part]:
    """What is to be tapped stands under the last piece, where the resident stops reading."""
    *first, last = split(text, limit) or [""]
    return [*(Part({"text": piece}) for piece in first), Part({"text": last, **extra})]


def _buttons(message: Message) -> list[Mapping[str, str]]:
    return [{"token": choice.token, "label": choice.label} for choice in message.choices]


def _list(message: Message) -> Mapping[str, Any]:
    rows = [{"token": choice.token, "label": choice.label, "detail": choice.detail} for choice in message.choices]
    return {"label": _words(message).open_list, "rows": rows}


def _words(message: Message) -> Words:
    return _WORDS.get(message.language[:2], _WORDS["es"])
