"""Plays a written talk with the engine alone and says where it differs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as replace_book
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from civic.intent import Intent, understand
from civic.message import Choice, Media, MediaKind, Message, Place
from civic.places import Directory
from flows import engine
from flows.book import Book
from flows.codec import decode, encode
from flows.questionnaire import flows_of
from flows.talk import Act, Asked, Event, Facts, Outcome, Session, Turn
from flows.transcript import CHOICE, Said, Step, Transcript, TranscriptError

_SENT = re.compile(r"\((?P<kind>foto|voz|ubicación|sticker)\) ?(?P<words>.*)")
_ROUNDS = 8
_MEDIA = {"foto": MediaKind.PHOTO, "voz": MediaKind.VOICE}
_NOTICES = {"on": True, "all": True, "off": False, "stopped": False}
"""Outcomes of `set_notices` and what they leave."""
_TAKES_ANSWERS = ("answer_question", "confirm_repair")
_NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Difference:
    where: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected!r}, got {self.got!r}"


def play(book: Book, transcript: Transcript) -> list[Difference]:
    """What the engine says otherwise than is written; empty when nothing."""
    player = Player(book, transcript)
    return [difference for step in transcript.steps for difference in player.differences(step)]


class Player:
    """A resident with the engine alone: emergencies and opt-outs are said as `handlers/receive` says them."""

    def __init__(self, book: Book, transcript: Transcript) -> None:
        asked = {flow.id: flow for one in transcript.consultations for flow in flows_of(one.consultation, book)}
        self.book = replace_book(book, flows={**book.flows, **asked})
        self.name = transcript.name
        self.is_staff = transcript.is_staff
        self.session = Session()
        self.shown: dict[str, str] = {}
        """Labels of every choice ever shown, to their tokens."""
        self.facts = Facts(
            now=_NOW,
            municipality="Durango",
            directory=Directory(transcript.neighbourhoods),
            works=transcript.works,
            consultations=transcript.consultations,
            consented=transcript.consented,
            notices={"folio": True, "consultation": False, "committee": False, "programme": False},
            office_hours="lunes a viernes de 09:00 a 15:00",
            folio_example="DGO-2026-000017-K",
        )

    def differences(self, step: Step) -> Iterator[Difference]:
        """Play one step and compare."""
        if step.restarted:
            self.session = decode(encode(self.session))
        says, acts = self.answer(step)
        yield from _compare_acts(f"{self.name}:{step.line}", step, acts)
        if len(says) != len(step.says):
            got = " / ".join(message.text for message in says)
            yield Difference(f"{self.name}:{step.line}", f"{len(step.says)} messages", f"{len(says)}: {got}")
        for said, message in zip(step.says, says, strict=False):
            yield from _compare(f"{self.name}:{said.line}", said, message)

    def answer(self, step: Step) -> tuple[list[Message], list[str]]:
        """What is said, and the names of the acts that were due."""
        self._ask(step)
        event = self._event(step.words)
        says = list(self._before(event))
        acts: list[str] = []
        if not says or (event.intent is Intent.EMERGENCY and engine.takes_words(self.book, self.session)):
            turn = self._advance(event, step.found)
            acts = list(self._finish(turn, step, says))
        elif self.session.talk:
            says += engine.repeat(self.book, self.session, self.facts)
        for message in says:
            self.shown.update({choice.label: choice.token for choice in message.choices})
        return list(_joined(says)), acts

    def _ask(self, step: Step) -> None:
        """What was asked outside of any talk; only what was asked just now can be the last thing said."""
        for asked in step.asked:
            self.shown.update(_buttons(self.book, asked))
        replies = [Choice(f"go:reply_broadcast:reply:1.{n}", label) for n, label in enumerate(step.replies, 1)]
        self.shown.update({reply.label: reply.token for reply in replies})
        self.facts = replace(self.facts, replies=replies)
        known = [replace(earlier, last=False) for earlier in self.facts.asked] + step.asked
        self.facts = replace(self.facts, asked=[replace(one, quoted=one.folio == step.quoted) for one in known])

    def _before(self, event: Event) -> Iterator[Message]:
        """What is said before the conversation is asked."""
        if event.intent is Intent.EMERGENCY:
            yield self.book.message("emergency", self.facts)
        elif event.intent is Intent.OPT_OUT:
            yield self.book.message("opted_out", self.facts)

    def _event(self, words: str) -> Event:
        pressed = CHOICE.fullmatch(words)
        if pressed:
            return Event(text=pressed[1], choice=self.shown.get(pressed[1], f"0:{pressed[1]}"))
        sent = _SENT.fullmatch(words)
        if not sent:
            return Event(text=words, intent=understand(words), is_staff=self.is_staff)
        text, kind = sent["words"], sent["kind"]
        place = Place(24.0277, -104.6532) if kind == "ubicación" else None
        media = (Media(_MEDIA[kind], "ref"),) if kind in _MEDIA else ()
        intent = understand(text) if text else None
        ids = (1,) * len(media)
        return Event(text=text, media=media, media_ids=ids, place=place, intent=intent, unsupported=kind == "sticker")

    def _advance(self, event: Event, found: Mapping[str, Any]) -> Turn:
        facts = self.facts
        for _ in range(_ROUNDS):
            turn = engine.advance(self.book, self.session, event, facts)
            if turn.need is None:
                return turn
            facts = replace(facts, found={**facts.found, **_found(turn.need.name, found)})
        raise TranscriptError(f"{self.name}: the engine asks without end for {turn.need}")

    def _finish(self, turn: Turn, step: Step, says: list[Message]) -> Iterator[str]:
        """Do what is due, with the outcomes written down, until nothing is."""
        outcomes = {name: outcome for _, name, outcome in step.acts}
        self.session = turn.session
        says += turn.says
        while turn.act:
            yield turn.act.name
            if turn.act.name not in outcomes:
                return
            self._after(turn.act, outcomes[turn.act.name].name)
            turn = self._finished(turn, outcomes[turn.act.name], step.found)
            self.session = turn.session
            says += turn.says

    def _after(self, act: Act, outcome: str) -> None:
        """What an act changes of what the engine may know."""
        if act.name in _TAKES_ANSWERS:
            left = [asked for asked in self.facts.asked if asked.folio != act.answers["report"]]
            self.facts = replace(self.facts, asked=left)
        elif act.name == "give_consent":
            self.facts = replace(self.facts, consented=True)
        elif act.name == "set_language":
            language = act.answers["language"]
            self.facts = replace(self.facts, language=language, translate=self.book.translator(language))
        elif act.name == "set_notices" and outcome in _NOTICES:
            chosen = self.facts.notices if outcome in ("all", "stopped") else {act.answers["purpose"]}
            self.facts = replace(self.facts, notices={**self.facts.notices, **dict.fromkeys(chosen, _NOTICES[outcome])})

    def _finished(self, turn: Turn, outcome: Outcome, found: Mapping[str, Any]) -> Turn:
        facts = self.facts
        for _ in range(_ROUNDS):
            end = engine.finish(self.book, turn.session, outcome, facts)
            if end.need is None:
                return end
            facts = replace(facts, found={**facts.found, **_found(end.need.name, found)})
        raise TranscriptError(f"{self.name}: the engine asks without end for {end.need}")


def _buttons(book: Book, asked: Asked) -> Mapping[str, str]:
    """Label to token, of the message that asked."""
    flow = book.flows[book.menu.asked_flow(asked.kind)]
    token = f"go:{flow.id}:report:{asked.folio}"
    if asked.kind == "question":
        return {book.phrases["question_button"]: token}
    votes = flow.questions[1]
    return {book.phrases[f"vote_{option.id}"]: f"{token}:{votes.id}:{option.id}" for option in votes.options}


def _found(need: str, written: Mapping[str, Any]) -> dict[str, Any]:
    if need == "folio":
        return {"folio": written.get("folio"), "own_folios": written.get("own_folios", [])}
    return {need: written.get(need, [])}


def _joined(says: Iterable[Message]) -> Iterator[Message]:
    """A turn is one message, as it leaves."""
    *before, last = [*says] or [Message(text="")]
    text = "\n\n".join(message.text for message in (*before, last))
    if text:
        yield replace(last, text=text)


def _compare_acts(where: str, step: Step, acts: list[str]) -> Iterator[Difference]:
    expected = [name for _, name, _ in step.acts]
    if expected != acts:
        yield Difference(where, f"acts {', '.join(expected) or 'none'}", ", ".join(acts) or "none")


def _compare(where: str, said: Said, message: Message) -> Iterator[Difference]:
    pieces = (re.escape(piece.strip()) for piece in _plain(said.text).split("…"))
    if not re.fullmatch(".*".join(pieces), _plain(message.text), re.DOTALL):
        yield Difference(where, said.text, message.text)
    labels = [choice.label for choice in message.choices]
    if said.labels and said.labels != labels:
        yield Difference(where, str(said.labels), str(labels))


def _plain(text: str) -> str:
    """Line ends do not matter."""
    return " ".join(text.split())
