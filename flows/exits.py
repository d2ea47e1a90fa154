"""Words that leave an open question: an escape word alone in its message, or a flow's command."""

import re

from civic.intent import Intent
from flows.book import Book
from flows.form import Question
from flows.talk import Event, Talk

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
_MATTERS = (Intent.HELP, Intent.HUMAN, Intent.INSULT, Intent.PRIVACY, Intent.PRIVACY_RIGHTS)
"""What somebody may well say who was asked what they want to talk about with a person."""
_LONGEST_OPENING: dict[Intent, int] = {
    Intent.PRIVACY: 6,
    Intent.PRIVACY_RIGHTS: 6,
    Intent.FOLIO_STATUS: 4,
    Intent.OPT_IN: 4,
}
"""The same for intents that open a flow over an open question."""


def exit_of(book: Book, event: Event, folded: str, talk: Talk) -> str:
    """The name of the exit, `open:<flow>` for a command, or empty: the words are an answer.

    `talk`: the open one; a code typed there, or a folio where one is asked for, answers its question.
    """
    if not event.text.strip():
        return ""
    return named_exit(book, event, folded, talk) or _by_intent(book, event.intent, folded, talk)


def named_exit(book: Book, event: Event, folded: str, talk: Talk) -> str:
    """The same, for words that are written down as an exit or a command, and for a folio."""
    if event.is_staff and folded in book.words.staff:
        return f"open:{book.words.staff[folded]}"
    named = book.words.exits.get(folded) if folded else ""
    if named:
        return named
    if folded.startswith(_CORRECTING) and len(folded.split()) <= _LONGEST_CORRECTION:
        return "correct"
    coded = _with_code(book, folded)
    if coded == talk.flow or (_FOLIO.match(folded) and _asks_folio(book, talk)):
        coded = ""
    command = book.words.commands.get(folded) or coded
    return f"open:{command}" if command else ""


def _with_code(book: Book, folded: str) -> str:
    """A command with a code or folio after it (`enlazar abc234`, `confirmar DGO-2026-000017-K`), or a folio alone."""
    first, _, rest = folded.partition(" ")
    if rest and " " not in rest and first in book.words.coded:
        return book.words.coded[first]
    if first in book.words.foliate and _FOLIO.match(rest):
        return book.words.foliate[first]
    return book.by_intent.get(Intent.FOLIO_STATUS, "") if _FOLIO.match(folded) else ""


def _open_question(book: Book, talk: Talk) -> Question | None:
    flow = book.flows.get(talk.flow)
    return flow.question(talk.open) if flow else None


def _asks_folio(book: Book, talk: Talk) -> bool:
    question = _open_question(book, talk)
    return question is not None and question.reader in ("folio", "report")


def _names_option(book: Book, folded: str, talk: Talk) -> bool:
    question = _open_question(book, talk)
    return question is not None and bool(question.vocabulary.opening(folded))


def _by_intent(book: Book, intent: Intent | None, folded: str, talk: Talk) -> str:
    words = len(folded.split())
    if intent is None or (intent is Intent.FOLIO_STATUS and _asks_folio(book, talk)):
        return ""
    if talk.flow == book.by_intent.get(Intent.HUMAN) and intent in _MATTERS:
        return ""  # `tengo una duda` is what they want to talk about
    if _names_option(book, folded, talk):
        return ""  # `ya quedó, gracias` is an answer with thanks
    name, most = _LONGEST.get(intent, ("", 0))
    if name and words <= most:
        return name
    flow_id = book.by_intent.get(intent, talk.flow)
    return f"open:{flow_id}" if words <= _LONGEST_OPENING.get(intent, 0) and flow_id != talk.flow else ""
