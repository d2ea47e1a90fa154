"""Where buttons are scarce: what may as well be written stands in the words, so that the rest is one tap away."""

from msgspec.structs import replace

from civic.message import Message

_OR_WRITE = {"es": "O escriba: {labels}.", "en": "Or write: {labels}."}


def with_few_buttons(message: Message, most: int) -> Message:
    """The same message with at most `most` choices, when those that may be written are all that is too many."""
    tapped = tuple(choice for choice in message.choices if not choice.typed)
    if len(message.choices) <= most or not 0 < len(tapped) <= most:
        return message
    labels = ", ".join(choice.label for choice in message.choices if choice.typed)
    sentence = _OR_WRITE["en" if message.language.startswith("en") else "es"].format(labels=labels)
    return replace(message, text=f"{message.text}\n{sentence}", choices=tapped)
