"""The degrade table: what to ask of Telegram so that it says a message. Pure.

| the message has               | Telegram gets                                                                        |
| ----------------------------- | ------------------------------------------------------------------------------------ |
| text over 4096 units          | several messages, cut at a paragraph or sentence; buttons under the last             |
| choices                       | buttons under the text: two a row when all are short, else one a row                 |
| choices with details          | on the buttons when all fit, else in the text                                        |
| a wish                        | a keyboard with the place or number button, in place of the phone's own              |
| a wish and choices            | that keyboard, the choices below as buttons that type their label                    |
| closes_keyboard               | the keyboard is taken away                                                           |
| closes_keyboard and choices   | the choices as a keyboard: it takes the old one's place                              |
| choices whose labels repeat   | always under the text, details on the buttons: a typed label would be two            |
| a photo or a document         | it with the text below it; a text over 1024 units follows as its own messages        |
| one of these and no text      | it with an empty caption (Bot API, sendPhoto: 0-1024 signs): nothing goes without it |

Telegram allows one sort of buttons a message. So where a keyboard is up, the choices go onto it: one message, and all
that can be tapped in one place, under the thumb. Such a tap arrives as typed text, not as a choice; the reader of a
typed label decides. Groups have no place and contact buttons: there the choices stay under the text (`GROUP_MARKUP`).

Never a parse mode, never a link preview: a resident's words cannot style, link or mention.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.port import Part
from bot.channels.split import length, split
from civic.message import Choice, Message, Wish

TEXT_UNITS = 4096
"""UTF-16 units a message holds (Bot API, sendMessage)."""
CAPTION_UNITS = 1024
"""UTF-16 units under a photo or document (Bot API, sendPhoto, sendDocument)."""
DATA_BYTES = 64
"""UTF-8 bytes of callback_data (Bot API, InlineKeyboardButton); at least 1."""
BUTTONS = 100
"""Buttons of one message (library constant InlineKeyboardMarkupLimit)."""
SHORT_LABEL = 14
"""UTF-16 units that show whole on half of a small phone's width."""
WIDE_LABEL = 36
"""The same for the full width."""

TOPIC = "topic"
"""Key of a request that is something done in a group with topics: the message itself."""
GROUP_MARKUP = "group_reply_markup"
"""Key of a request: the buttons to use instead when the address is a group; None for none."""

_WISH_BUTTON = {Wish.PLACE: "request_location", Wish.CONTACT: "request_contact"}
_WISH_LABEL = {
    "es": {Wish.PLACE: "📍 Enviar mi ubicación", Wish.CONTACT: "📱 Compartir mi número"},
    "en": {Wish.PLACE: "📍 Send my location", Wish.CONTACT: "📱 Share my number"},
}


def parts(message: Message) -> Sequence[Part]:
    """One request per Telegram message, in order. Raises ValueError for a message Telegram would never take."""
    if message.topic:
        return [Part({TOPIC: message})]
    _refuse_unsendable(message)
    requests = _requests(_body(message), _file(message))
    requests[-1].update(_markup(message))
    return [Part(request) for request in requests]


def without_file(request: Mapping[str, Any]) -> dict[str, Any] | None:
    """The same words and buttons as a message of text; None when the photo or document was all there was."""
    rest = {name: value for name, value in request.items() if name not in {"photo", "document", "caption"}}
    return {**_words(request["caption"]), **rest} if request.get("caption") else None


def is_all(request: Mapping[str, Any]) -> bool:
    """Whether the photo or document is the whole message: no words are with it, and none follow."""
    return request.get("caption") == ""


def _file(message: Message) -> dict[str, Any]:
    if message.document:
        return {"document": {"file": message.document.file, "name": message.document.name}}
    return {"photo": message.photo} if message.photo else {}


def _requests(body: str, file: dict[str, Any]) -> list[dict[str, Any]]:
    if file and length(body.strip()) <= CAPTION_UNITS:
        return [{**file, "caption": body.strip()}]
    alone = [file] if file else []
    return alone + [_words(piece) for piece in split(body, TEXT_UNITS)]


def _words(text: str) -> dict[str, Any]:
    return {"text": text, "link_preview_options": {"is_disabled": True}}


def _refuse_unsendable(message: Message) -> None:
    if not message.text.strip() and not _file(message):
        raise ValueError("a message without words")
    if len(message.choices) >= BUTTONS:
        raise ValueError(f"{len(message.choices)} choices; Telegram shows fewer than {BUTTONS}")
    for choice in message.choices:
        if not 1 <= len(choice.token.encode()) <= DATA_BYTES:
            raise ValueError(f"the token of the choice {choice.label!r} is not of 1 to {DATA_BYTES} bytes")
        if not choice.label.strip():
            raise ValueError(f"the choice {choice.token!r} has no label")


def _body(message: Message) -> str:
    """The text, and the details that the buttons do not show."""
    if _details_on_buttons(message):
        return message.text
    lines = [f"{choice.label}: {choice.detail}" for choice in message.choices if choice.detail]
    return "\n".join([message.text, "", *lines]) if lines else message.text


def _details_on_buttons(message: Message) -> bool:
    fit = all(length(_with_detail(choice)) <= WIDE_LABEL for choice in message.choices)
    return fit and not _keyboard_is_up(message)


def _keyboard_is_up(message: Message) -> bool:
    return (message.wish is not Wish.NOTHING or message.closes_keyboard) and not _labels_repeat(message)


def _labels_repeat(message: Message) -> bool:
    return len({choice.label for choice in message.choices}) < len(message.choices)


def _markup(message: Message) -> dict[str, Any]:
    inline = inline_buttons(message) if message.choices else None
    if not _keyboard_is_up(message):
        return {"reply_markup": inline} if inline else {}
    if message.wish is Wish.NOTHING and not message.choices:
        return {"reply_markup": {"remove_keyboard": True}}
    return {"reply_markup": _keyboard(message), GROUP_MARKUP: inline}


def inline_buttons(message: Message) -> dict[str, Any]:
    detailed = _details_on_buttons(message) or _labels_repeat(message)
    texts = [_with_detail(choice) if detailed else choice.label for choice in message.choices]
    buttons = zip(texts, message.choices, strict=True)
    return {"inline_keyboard": _in_rows([{"text": text, "callback_data": choice.token} for text, choice in buttons])}


def _keyboard(message: Message) -> dict[str, Any]:
    rows = _in_rows([{"text": choice.label} for choice in message.choices])
    if message.wish is not Wish.NOTHING:
        label = message.wish_label or _WISH_LABEL.get(message.language[:2], _WISH_LABEL["es"])[message.wish]
        rows.insert(0, [{"text": label, _WISH_BUTTON[message.wish]: True}])
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}


def _in_rows(buttons: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    width = 2 if all(length(button["text"]) <= SHORT_LABEL for button in buttons) else 1
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def _with_detail(choice: Choice) -> str:
    return f"{choice.label} · {choice.detail}" if choice.detail else choice.label


def for_address(part: Part, to: int) -> dict[str, Any]:
    """The request as this address takes it: chat ids of groups and channels are negative (Bot API, Chat)."""
    request = dict(part.request)
    instead = request.pop(GROUP_MARKUP, request.get("reply_markup"))
    if to < 0:
        request["reply_markup"] = instead
    return {name: value for name, value in request.items() if value is not None}
