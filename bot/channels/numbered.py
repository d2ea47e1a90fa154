"""A message as plain text that works everywhere: choices become numbered lines."""

from civic.message import Choice, Message


def numbered(message: Message) -> str:
    """The words, then each choice on its own line behind the number that a resident may type.

    >>> numbered(Message(text="¿Es correcto?", choices=(Choice("y", "Sí"), Choice("n", "Corregir"))))
    '¿Es correcto?\\n\\n1 Sí\\n2 Corregir'
    """
    lines = [behind(number, choice, spelled(choice)) for number, choice in enumerate(message.choices, 1)]
    return "\n".join([message.text, "", *lines]) if lines else message.text


def behind(number: int, choice: Choice, line: str) -> str:
    """The line behind its number, unless a number would be one too many."""
    return line if choice.bare else f"{number} {line}"


def spelled(choice: Choice) -> str:
    return f"{choice.label}: {choice.detail}" if choice.detail else choice.label
