"""One turn under way: what is remembered so far, and what has been said."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from civic.message import Choice, Message, Wish
from civic.spanish import fold
from flows.book import Book
from flows.form import Flow, Offer, Question
from flows.readers import READERS
from flows.readers.reader import Got, Hearing, Lack, Prompt, Reader
from flows.speech import fill, filled
from flows.talk import Act, Answer, Event, Facts, Need, Session, Talk, Turn

PARKED = 3
"""Most talks put aside at once."""
NOBODY = Talk(number=0, flow="")
NO_VALUES: Mapping[str, str] = MappingProxyType({})


class Stage:
    """Changes only itself; `turn` gives what happened as plain data."""

    def __init__(self, book: Book, session: Session, event: Event, facts: Facts) -> None:
        self.book = book
        self.before = session
        self.session = session
        """What is remembered of the resident, but for the open talk: that is `talk`."""
        self._talk = session.talk
        self.event = event
        self.facts = facts
        self.folded = fold(event.text) if event.text else ""
        self.lines: list[str] = []
        self.choices: tuple[Choice, ...] = ()
        self.wish = Wish.NOTHING
        self.photo = ""
        self.need: Need | None = None
        self.act: Act | None = None
        self.forgets = False
        self.pressed = False
        """The event was a choice: its words are a label of ours."""

    @property
    def talking(self) -> bool:
        """A talk is open."""
        return self._talk is not None

    @property
    def talk(self) -> Talk:
        """The open talk; one without number and flow when none is open."""
        return self._talk or NOBODY

    def begin(self, talk: Talk) -> None:
        self._talk = talk

    def end(self) -> None:
        self._talk = None

    @property
    def flow(self) -> Flow:
        return self.book.flows[self.talk.flow]

    def change(self, **changes: Any) -> None:
        """Change what is remembered of the open talk."""
        self._talk = replace(self.talk, **changes)

    def remember(self, **changes: Any) -> None:
        """Change what is remembered of the resident."""
        self.session = replace(self.session, **changes)

    def say(self, phrase: str, **values: str) -> None:
        self.lines.append(self.book.text(phrase, self.facts, **values))

    def own(self, sentence: str, **values: str) -> str:
        """A flow's own sentence, translated and filled."""
        return fill(self.facts.translate(sentence), self.facts, values)

    def label(self, phrase: str) -> str:
        return self.book.text(phrase, self.facts)

    def offer(self, offers: Sequence[Offer], values: Mapping[str, str] = NO_VALUES) -> None:
        """Ways to go on; one to a flow that is withdrawn is not shown. `values` fill what an offer already answers."""
        there = [offer for offer in offers if offer.flow in self.book.flows or offer.flow in ("menu", "continue")]
        ways = ((filled(offer.token, values), self.own(offer.label)) for offer in there)
        self.choices = tuple(Choice(token, label) for token, label in ways if token)

    def hearing(self, question: Question, event: Event | None = None) -> Hearing:
        """What the question's reader may look at; `event` when it is not the one that came."""
        if event is None or event is self.event:
            return Hearing(self.book, question, self.talk, self.event, self.facts, self.folded)
        return Hearing(self.book, question, self.talk, event, self.facts, fold(event.text))

    def record(self, question: Question, got: Got, *, gleaned: bool = False) -> None:
        """Keep an answer as the last given; what was noted for the question is no longer needed."""
        answers = {name: kept for name, kept in self.talk.answers.items() if name != question.id}
        answers[question.id] = Answer(got.value, got.shown, question.print, gleaned)
        heard = {name: kept for name, kept in self.talk.heard.items() if name != question.id}
        self.change(answers=answers, heard=heard)

    def note(self, question: Question, note: Any) -> None:
        self.change(heard={**self.talk.heard, question.id: note})

    def drop(self, *question_ids: str) -> None:
        """Forget these answers, and those that were looked up from them."""
        order = [q.id for q in self.flow.questions]
        first = min((order.index(name) for name in question_ids if name in order), default=len(order))
        gone = {*question_ids, *(q.id for q in self.flow.questions[first:] if q.reader == "similar")}
        self.change(
            answers={name: kept for name, kept in self.talk.answers.items() if name not in gone},
            heard={name: kept for name, kept in self.talk.heard.items() if name not in gone},
        )

    def turn(self) -> Turn:
        """What happened. With a need nothing did: the session is as it came."""
        if self.need:
            return Turn(session=self.before, need=self.need)
        shown = tuple(choice.token for choice in self.choices) if self.lines else self.session.offered
        session = replace(self.session, talk=self._talk, offered=shown)
        return Turn(session=session, says=self._says(), act=self.act, forgets=self.forgets)

    def _says(self) -> tuple[Message, ...]:
        if not self.lines:
            return ()
        text = "\n\n".join(self.lines)
        return (
            spoken(
                self.book, self.facts, text, self.choices, self.wish, closes=self._closes_keyboard(), photo=self.photo
            ),
        )

    def _closes_keyboard(self) -> bool:
        talk = self.before.talk
        flow = self.book.flows.get(talk.flow) if talk else None
        asked = flow.question(talk.open) if flow and talk else None
        return bool(asked and asked.reader == "evidence" and self.wish is Wish.NOTHING)


def reader_of(question: Question) -> Reader:
    return READERS[question.reader]


def spoken(
    book: Book,
    facts: Facts,
    text: str,
    choices: tuple[Choice, ...],
    wish: Wish,
    *,
    closes: bool = False,
    photo: str = "",
) -> Message:
    """A message in the resident's language, the button for a place included."""
    label = book.text("send_place", facts) if wish is Wish.PLACE else ""
    return Message(
        text=text,
        choices=choices,
        wish=wish,
        wish_label=label,
        closes_keyboard=closes,
        photo=photo,
        language=facts.language,
    )


def choices_of(stage: Stage, question: Question, prompt: Prompt) -> tuple[Choice, ...]:
    """The picks as things to tap, with the way past an optional question last."""
    ours = f"{stage.talk.number}:{question.id}"
    shown = [Choice(f"{ours}:{pick.id}", pick.label, pick.detail, bare=pick.bare) for pick in prompt.picks]
    if question.optional and question.skip and prompt.skips:
        shown.append(Choice(f"{ours}:skip", stage.own(question.skip), bare=reader_of(question).takes_numbers))
    return tuple(shown)


def show(stage: Stage, question: Question, prompt: Prompt) -> None:
    """Ask: the question becomes the open one."""
    if prompt.note is not None:
        stage.note(question, prompt.note)
    tries = stage.talk.tries if stage.talk.open == question.id else 0
    stage.change(open=question.id, open_print=question.print, tries=tries)
    stage.lines.append(prompt.text)
    stage.choices = choices_of(stage, question, prompt)
    stage.wish = prompt.wish
    stage.photo = prompt.photo


def prompted(stage: Stage, question: Question) -> Prompt | Got | Lack:
    return reader_of(question).prompt(stage.hearing(question))
