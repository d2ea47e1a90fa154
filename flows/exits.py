"""Words that leave an open question: an escape word alone in its message, or a flow's command."""

import re

from civic.intent import Intent
from flows.book import Book
from flows.talk import Event

_FOLIO = re.compile(r"^[a-z]{2,6} ?\d{4} ?\d{4,} ?[a-z0-9]$")

_CORRECTING = ("corregir ", "corrige ", "correct ")
"""Before the name of an answer; `cambiar` is not among them, because a report may begin with it."""
_LONGEST_CORRECTION = 4
_LONGEST: dict[Intent, tuple[str, int]] = {
    Intent.CANCEL: ("cancel", 4),
    Intent.BACK: ("back", 3),
    Intent.MENU: ("menu", 4),
    Intent.HELP: ("help", 4),
    Intent.SKIP: ("skip", 3),
    Intent.DONT_KNOW: ("dont_know", 4),
    Intent.HUMAN: ("person", 7),
    Intent.GREETING: ("greeting", 7),
    Intent.THANKS: ("thanks", 5),
    Intent.INSULT: ("insult", 5),
}
"""Most words with which an intent is still an escape and not an answer."""
_LONGEST_OPENING: dict[Intent, int] = {
    Intent.PRIVACY: 6,
    Intent.PRIVACY_RIGHTS: 6,
    Intent.FOLIO_STATUS: 4,
    Intent.OPT_IN: 4,
}
"""The same for intents that open a flow over an open question."""


def exit_of(book: Book, event: Event, folded: str, open_flow: str) -> str:
    """The name of the exit, `open:<flow>` for a command, or empty: the words are an answer.

    `open_flow`: the flow of the open talk; a code or folio typed there answers its question.
    """
    if not event.text.strip():
        return ""
    return named_exit(book, folded, open_flow) or _by_intent(book, event.intent, len(folded.split()), open_flow)


def named_exit(book: Book, folded: str, open_flow: str) -> str:
    """The same, for words that are written down as an exit or a command, and for a folio."""
    named = book.words.exits.get(folded) if folded else ""
    if named:
        return named
    if folded.startswith(_CORRECTING) and len(folded.split()) <= _LONGEST_CORRECTION:
        return "correct"
    coded = _with_code(book, folded)
    command = book.words.commands.get(folded) or (coded if coded != open_flow else "")
    return f"open:{command}" if command else ""


def _with_code(book: Book, folded: str) -> str:
    """A command with a code or folio after it (`enlazar abc234`, `confirmar DGO-2026-000017-K`), or a folio alone."""
    first, _, rest = folded.partition(" ")
    if rest and " " not in rest and first in book.words.coded:
        return book.words.coded[first]
    if first in book.words.foliate and _FOLIO.match(rest):
        return book.words.foliate[first]
    return book.by_intent.get(Intent.FOLIO_STATUS, "") if _FOLIO.match(folded) else ""


def _by_intent(book: Book, intent: Intent | None, words: int, open_flow: str) -> str:
    if intent is None:
        return ""
    name, most = _LONGEST.get(intent, ("", 0))
    if name and words <= most:
        return name
    flow_id = book.by_intent.get(intent, open_flow)
    return f"open:{flow_id}" if words <= _LONGEST_OPENING.get(intent, 0) and flow_id != open_flow else ""
