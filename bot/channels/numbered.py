"""A message as plain text that works everywhere: choices become numbered lines, long text becomes several pieces."""

from civic.message import Choice, Message

_CUTS = ("\n\n", "\n", ". ", " ")
"""Where a long text may be cut, best first: paragraph, line, sentence, word."""


def numbered(message: Message) -> str:
    """The words, then each choice on its own line behind the number that a resident may type.

    >>> numbered(Message(text="¿Es correcto?", choices=(Choice("y", "Sí"), Choice("n", "Corregir"))))
    '¿Es correcto?\\n\\n1 Sí\\n2 Corregir'
    """
    lines = [f"{number} {spelled(choice)}" for number, choice in enumerate(message.choices, 1)]
    return "\n".join([message.text, "", *lines]) if lines else message.text


def spelled(choice: Choice) -> str:
    return f"{choice.label}: {choice.detail}" if choice.detail else choice.label


def split(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` characters in reading order; only white space at a cut is lost. Never empty."""
    pieces: list[str] = []
    rest = text
    while len(rest) > limit:
        end = _cut(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest or not pieces else pieces


def _cut(text: str, limit: int) -> int:
    """Where the first piece ends: the last good place in the second half, so that no piece is a crumb."""
    for mark in _CUTS:
        at = text.rfind(mark, limit // 2, limit)
        if at >= 0:
            return at + len(mark.rstrip())
    return limit
