"""What a reader is given and what it gives back."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from civic.intent import Intent
from civic.message import Wish
from flows.book import Book
from flows.form import Question
from flows.speech import fill
from flows.talk import Event, Facts, Need, Talk

DECLINES = frozenset({Intent.NO, Intent.SKIP, Intent.DONT_KNOW})
"""Intents that may mean *without an answer*."""
BESIDE = frozenset({Intent.THANKS, Intent.GREETING, Intent.INSULT})
"""What may be said beside an answer."""


class Hearing(Struct, frozen=True):
    """What a reader may look at."""

    book: Book
    question: Question
    talk: Talk
    event: Event
    facts: Facts
    folded: str
    """The event's words, folded."""

    @property
    def kept(self) -> Any:
        """What was noted for this question earlier."""
        return self.talk.heard.get(self.question.id)

    @property
    def typed(self) -> str:
        return self.event.text.strip()

    def say(self, phrase: str, **values: str) -> str:
        return self.book.text(phrase, self.facts, **values)

    def own(self, sentence: str, **values: str) -> str:
        """A sentence of the flow, translated and filled, also with what was answered before: `{report}`."""
        answered = {name: answer.shown for name, answer in self.talk.answers.items()}
        return fill(self.facts.translate(sentence), self.facts, {**answered, **values})


class Pick(Struct, frozen=True):
    """One thing to choose, before it has a token."""

    id: str
    label: str
    detail: str = ""
    bare: bool = False
    """Never shown behind a number of its place."""


class Prompt(Struct, frozen=True):
    """The question put into words. `note` is remembered for the answer."""

    text: str
    picks: Sequence[Pick] = ()
    wish: Wish = Wish.NOTHING
    note: Any = None
    photo: str = ""
    """A picture to show with it."""
    skips: bool = True
    """The way past an optional question is shown."""


class Got(Struct, frozen=True):
    """An answer. An empty `shown` marks one that nobody was asked for."""

    value: Any
    shown: str


class Again(Struct, frozen=True):
    """No answer yet. `says` replaces the usual sentence; `note` is remembered; `counts`: it was a misunderstanding."""

    says: str = ""
    note: Any = None
    counts: bool = True


class Lack(Struct, frozen=True):
    """A fact must be looked up first."""

    need: Need


Reading = Got | Again | Lack


class Reader:
    """One kind of question."""

    takes_numbers = False
    """A typed number is the answer itself, never the place of something shown."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        """How to ask; Got when there is nothing to ask."""
        return Prompt(at.own(at.question.ask))

    def declines(self, at: Hearing) -> bool:
        """The words say that an optional question stays without an answer."""
        return at.event.intent in DECLINES

    def skipped(self, at: Hearing) -> Reading:
        """What it means to go on from an optional question: mostly that it stays without an answer."""
        return Got(None, at.say("shown_skipped"))

    def claims(self, _at: Hearing, /) -> bool:
        """The words surely answer the question, whatever else they mean elsewhere: the place of a button, a way out."""
        return False

    def read(self, at: Hearing) -> Reading:
        """What the event says, as an answer to the question."""
        raise NotImplementedError

    def pick(self, _at: Hearing, _pick_id: str, /) -> Reading:
        """One of the offered things was chosen."""
        return Again()

    def glean(self, _at: Hearing, /) -> Got | Again | None:
        """What words said before the question was asked already tell; None: nothing."""
        return None
