"""How WhatsApp says a neutral message: the degrade table. Pure.

    the message                 window open                               window closed
    text                        body, cut at 1,500                        approved template, else OutsideWindow
    1-3 choices, label <= 20    quick-reply buttons under the last piece  same
    4 choices, one may be typed three buttons, the fourth in the text     same
    up to 10 choices            list picker: row 24, description 72       same
    more, or buttons off        numbered list in the text                 same
    wish: place                 a sentence on how, before the question    same
    wish: contact               nothing: the number came with the person  same
    photo                       a message of its own, before the words    left out
    document                    a message of its own, after the words     left out
    one of these and no text    the message itself                        approved template, else OutsideWindow

Photo and document are alone because Twilio fetches them after it has taken the message: what fails then must not take
the words along. With no words beside it, a file reports for itself. A document may carry no words of its own (Twilio
guidance on WhatsApp media).
Every part with buttons also carries the numbered text, for when the Content API cannot be reached.
Limits: Body 1,600 (Twilio error 21617), button and list bodies 1,024, titles 20, rows 24, descriptions 72, ids 200
(Twilio documents of twilio/quick-reply and twilio/list-picker).
"""

import re
from collections.abc import Mapping, Sequence

from bot.channels.numbered import behind
from bot.channels.port import OutsideWindow, Part
from bot.channels.scarce import with_few_buttons
from bot.channels.split import length, shorten, split
from bot.channels.whatsapp.words import words
from civic.message import Choice, Message, Wish

_BODY = 1500
_BUTTON_BODY = 1000
_BUTTONS, _BUTTON_LABEL = 3, 20
_ROWS, _ROW_LABEL, _ROW_DETAIL = 10, 24, 72
_TOKEN = 200
_LEAST_ROOM = 300  # a message of ours is no longer than this
_VARIABLE, _ALL_VARIABLES = 250, 900  # a filled template may hold 1,024 in all (error 63021)
_STYLED = re.compile(r"(?<!\w)([*_~])(?=\S)(.+?)(?<=\S)\1(?!\w)")
_LOOKALIKE = {"*": "\N{ASTERISK OPERATOR}", "_": "\N{MODIFIER LETTER LOW MACRON}", "~": "\N{TILDE OPERATOR}"}
_GRAVE = "\N{MODIFIER LETTER GRAVE ACCENT}"


def render(message: Message, templates: Mapping[str, str], *, window_open: bool, buttons: bool) -> list[Part]:
    """`templates`: name to Content SID of those approved. Raises OutsideWindow; ValueError when there is nothing to say."""
    has_text = bool(message.text.strip())
    if not has_text and not message.photo and not message.document:
        raise ValueError("a message needs text, a photo or a document")
    if not window_open:
        return [_template(message, templates)]
    if not has_text:
        return [_file(message)]
    photo = [Part({"photo": message.photo})] if message.photo else []
    document = [Part({"document": message.document.file}, aside=True)] if message.document else []
    return [*photo, *_words(message, buttons=buttons), *document]


def _file(message: Message) -> Part:
    """All there is: what becomes of it is what becomes of the row."""
    file = {"document": message.document.file} if message.document else {"photo": message.photo}
    return Part({**file, "reports": True})


def _words(message: Message, *, buttons: bool) -> list[Part]:
    if buttons:
        message = with_few_buttons(message, _BUTTONS)
    text = _with_hint(unstyled(message.text.strip()), message)
    if buttons and _tappable(message.choices):
        return _with_buttons(text, message)
    return [Part({"body": piece}) for piece in split(_numbered(text, message.choices), _BODY)]


def unstyled(text: str) -> str:
    """Marks that WhatsApp would turn into bold, italic, struck or fixed type, replaced by ones that look the same:
    what a resident wrote must not gain weight by being repeated. Single marks, as in a folio or a sum, stay.
    """
    plain = _STYLED.sub(lambda found: f"{_LOOKALIKE[found[1]]}{found[2]}{_LOOKALIKE[found[1]]}", text)
    return plain.replace("`", _GRAVE)


def clean_variable(value: str, limit: int = _VARIABLE) -> str:
    """One line without runs of spaces and never empty: what an approved template accepts (errors 21656, 92007)."""
    return shorten(unstyled(" ".join(value.split())), limit) or "-"


def _template(message: Message, templates: Mapping[str, str]) -> Part:
    sid = templates.get(message.template, "")
    if not sid:
        raise OutsideWindow(code="no_template")
    limit = min(_VARIABLE, _ALL_VARIABLES // max(len(message.values), 1))
    return Part({"template": sid, "variables": _numbers([clean_variable(value, limit) for value in message.values])})


def _with_hint(text: str, message: Message) -> str:
    if message.wish is not Wish.PLACE:
        return text
    start = max(text.rfind("¿"), 0) if text.endswith("?") else len(text)
    before, question = text[:start].rstrip(), text[start:]
    return " ".join(part for part in (before, words(message.language).how_to_share_place, question) if part)


def _tappable(choices: Sequence[Choice]) -> bool:
    labels = {choice.label for choice in choices}
    return (
        0 < len(choices) <= _ROWS
        and len(labels) == len(choices)
        and all(choice.label.strip() and 0 < length(choice.token) <= _TOKEN for choice in choices)
        and _room(choices) >= _LEAST_ROOM
    )


def _room(choices: Sequence[Choice]) -> int:
    """For the words above the numbered choices, which must be ready in case the buttons cannot be had."""
    return _BODY - length(_numbered("x", choices))


def _with_buttons(text: str, message: Message) -> list[Part]:
    *before, last = split(text, min(_BUTTON_BODY, _room(message.choices)))
    quick = len(message.choices) <= _BUTTONS and all(_fits_button(choice) for choice in message.choices)
    shape, variables = _quick(last, message) if quick else _list(last, message)
    spoken = _numbered(last, message.choices)
    with_buttons = Part({"body": spoken, "content": shape, "variables": _numbers(variables)})
    return [*(Part({"body": piece}) for piece in before), with_buttons]


def _fits_button(choice: Choice) -> bool:
    return length(choice.label) <= _BUTTON_LABEL


def _quick(text: str, message: Message) -> tuple[str, list[str]]:
    """A quick reply has no room for a detail: it is said in the text above."""
    titles = [value for choice in message.choices for value in (choice.label, choice.token)]
    details = [unstyled(f"{choice.label}: {choice.detail}") for choice in message.choices if choice.detail]
    return f"quick-{len(message.choices)}", ["\n".join([text, *details]), *titles]


def _list(text: str, message: Message) -> tuple[str, list[str]]:
    rows = [_row(choice) for choice in message.choices]
    shape = "".join("1" if detail else "0" for _, _, detail in rows)
    values = [value for row in rows for value in row if value]
    return f"list-{shape}", [text, words(message.language).open_list, *values]


def _row(choice: Choice) -> tuple[str, str, str]:
    """Label, token, description. A label too long for its row goes whole into the description."""
    whole, detail = length(choice.label) <= _ROW_LABEL, choice.detail.strip()
    if not whole:
        detail = ". ".join(part for part in (choice.label, detail) if part)
    return shorten(choice.label, _ROW_LABEL), choice.token, shorten(detail, _ROW_DETAIL)


def _numbered(text: str, choices: Sequence[Choice]) -> str:
    lines = [behind(number, choice, _line(choice)) for number, choice in enumerate(choices, start=1)]
    return "\n\n".join(part for part in (text, "\n".join(lines)) if part)


def _line(choice: Choice) -> str:
    return unstyled(f"{choice.label} ({choice.detail})" if choice.detail else choice.label)


def _numbers(values: Sequence[str]) -> dict[str, str]:
    return {str(number): value for number, value in enumerate(values, start=1)}
