"""Talks written down so that a civil servant can read them, and a player that proves the flows still talk like that.

    # A comment; the first one is the title.
    colonia: 10005-0084 | Benito Juárez | Colonia | 34120      what the catalogue holds
    obra: 10005-7 | Pavimentación de la calle Pino | 10005-0084 what the register of works holds
    aviso: aceptado                                            the resident accepted the notice before
    ana> hay un bache en la Benito Juárez                      words
    ana> [Sí, registrar]                                       a button, by its label, now or from any earlier message
    ana> (foto) así está                                       a photo, also (voz), (ubicación), (sticker)
    ana@whatsapp> sí                                           the same resident on another channel
    busca< similar -> [{"id": 7, "folio": "...", ...}]         what a look-up finds; nothing unless said
    acto< file_complaint -> filed folio=DGO-2026-000017-K      the act that is due, and what it leads to
    bot< Registré su reporte. …                                what is said; `…` stands for anything
         [Otro reporte] [Menú]                                 its choices; not compared when left out
    -- reinicio --                                             the program stops and starts again here
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from civic.intent import Intent, understand
from civic.message import Media, MediaKind, Message, Place
from civic.neighbourhood import Neighbourhood
from civic.places import Directory
from flows import engine
from flows.book import Book
from flows.codec import decode, encode
from flows.talk import Event, Facts, Outcome, Session, Turn, Work

_SAID = re.compile(r"(?P<who>[a-z]+)(?:@(?P<channel>[a-z]+))?> ?(?P<words>.*)")
_SENT = re.compile(r"\((?P<kind>foto|voz|ubicación|sticker)\) ?(?P<words>.*)")
_CHOICE = re.compile(r"\[([^\]]+)\]")
_ROUNDS = 8
_MEDIA = {"foto": MediaKind.PHOTO, "voz": MediaKind.VOICE}
_NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


class TranscriptError(Exception):
    """A transcript cannot be read; the message names file and line."""


@dataclass(slots=True)
class Said:
    """What was expected of the program: one message."""

    line: int
    text: str
    labels: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Step:
    """One thing the resident did, and what is expected to follow."""

    line: int
    words: str
    channel: str = ""
    restarted: bool = False
    found: dict[str, Any] = field(default_factory=dict)
    acts: list[tuple[int, str, Outcome]] = field(default_factory=list)
    says: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class Transcript:
    name: str
    title: str = ""
    neighbourhoods: list[Neighbourhood] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    consented: bool = False
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    where: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected!r}, got {self.got!r}"


def load_transcripts(folder: Path) -> list[Transcript]:
    """Every `*.txt` of a folder, by name. Raises TranscriptError."""
    return [read_transcript(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.txt"))]


def read_transcript(text: str, name: str = "transcript") -> Transcript:
    """Raises TranscriptError."""
    made = Transcript(name)
    restarted = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() == "-- reinicio --":
            restarted = True
        elif line.strip() and not _read_head(made, line):
            restarted = _read_step(made, line, number, restarted)
    return made


def _read_head(made: Transcript, line: str) -> bool:
    key, _, value = line.partition(":")
    parts = [part.strip() for part in value.split("|")]
    if line.startswith("#"):
        made.title = made.title or line.lstrip("# ").strip()
    elif key == "colonia":
        made.neighbourhoods.append(Neighbourhood(key=parts[0], name=parts[1], kind=parts[2], postal_code=parts[3]))
    elif key == "obra":
        made.works.append(Work(key=parts[0], name=parts[1], neighbourhood_key=parts[2]))
    elif key == "aviso":
        made.consented = parts[0] == "aceptado"
    else:
        return False
    return True


def _read_step(made: Transcript, line: str, number: int, restarted: bool) -> bool:
    """Add the line to what was read. Returns whether a restart is still to be noted."""
    said = _SAID.fullmatch(line)
    if said:
        made.steps.append(Step(number, said["words"], said["channel"] or "", restarted))
        return False
    if not made.steps:
        raise TranscriptError(f"{made.name}:{number}: begin with what the resident says, as in `ana> hola`")
    _read_answer(made.steps[-1], line, f"{made.name}:{number}", number)
    return restarted


def _read_answer(step: Step, line: str, where: str, number: int) -> None:
    key, mark, value = line.partition("<")
    if line[0].isspace() and step.says:
        _read_more(step.says[-1], line)
    elif mark and key == "bot":
        step.says.append(Said(number, value.strip()))
    elif mark and key == "busca":
        name, _, found = value.partition("->")
        step.found[name.strip()] = json.loads(found)
    elif mark and key == "acto":
        name, _, outcome = value.partition("->")
        step.acts.append((number, name.strip(), _outcome(outcome.strip())))
    else:
        raise TranscriptError(f"{where}: cannot be read; lines begin with ana>, bot<, busca<, acto< or blanks")


def _read_more(said: Said, line: str) -> None:
    if line.strip().startswith("["):
        said.labels += _CHOICE.findall(line)
    else:
        said.text = f"{said.text}\n{line.strip()}"


def _outcome(text: str) -> Outcome:
    name, _, values = text.partition(" ")
    pairs = (pair.partition("=") for pair in values.split(";") if pair.strip())
    return Outcome(name, {key.strip(): value.strip() for key, _, value in pairs})


def play(book: Book, transcript: Transcript) -> list[Difference]:
    """What the engine says otherwise than is written; empty when nothing."""
    player = Player(book, transcript)
    return [difference for step in transcript.steps for difference in player.differences(step)]


class Player:
    """A resident with the engine alone: emergencies and opt-outs are said as `handlers/receive` says them."""

    def __init__(self, book: Book, transcript: Transcript) -> None:
        self.book = book
        self.name = transcript.name
        self.session = Session()
        self.shown: dict[str, str] = {}
        """Labels of every choice ever shown, to their tokens."""
        self.facts = Facts(
            now=_NOW,
            municipality="Durango",
            directory=Directory(transcript.neighbourhoods),
            works=transcript.works,
            consented=transcript.consented,
            notices={"folio": True, "consultation": False, "committee": False},
            office_hours="de lunes a viernes, de 9:00 a 15:00",
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

    def _before(self, event: Event) -> Iterator[Message]:
        """What is said before the conversation is asked."""
        if event.intent is Intent.EMERGENCY:
            yield self.book.message("emergency", self.facts)
        elif event.intent is Intent.OPT_OUT:
            yield self.book.message("opted_out", self.facts)

    def _event(self, words: str) -> Event:
        pressed = _CHOICE.fullmatch(words)
        if pressed:
            return Event(text=pressed[1], choice=self.shown.get(pressed[1], f"0:{pressed[1]}"))
        sent = _SENT.fullmatch(words)
        if not sent:
            return Event(text=words, intent=understand(words))
        text, kind = sent["words"], sent["kind"]
        place = Place(24.0277, -104.6532) if kind == "ubicación" else None
        media = (Media(_MEDIA[kind], "ref"),) if kind in _MEDIA else ()
        intent = understand(text) if text else None
        return Event(text=text, media=media, media_ids=(1,) * len(media), place=place, intent=intent, unsupported=kind == "sticker")

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
            self._after(turn.act.name, turn.act.answers)
            turn = self._finished(turn, outcomes[turn.act.name], step.found)
            self.session = turn.session
            says += turn.says

    def _after(self, act: str, answers: Mapping[str, Any]) -> None:
        """What an act changes of what the engine may know."""
        if act == "give_consent":
            self.facts = replace(self.facts, consented=True)
        elif act == "set_language":
            language = answers["language"]
            self.facts = replace(self.facts, language=language, translate=self.book.translator(language))

    def _finished(self, turn: Turn, outcome: Outcome, found: Mapping[str, Any]) -> Turn:
        facts = self.facts
        for _ in range(_ROUNDS):
            end = engine.finish(self.book, turn.session, outcome, facts)
            if end.need is None:
                return end
            facts = replace(facts, found={**facts.found, **_found(end.need.name, found)})
        raise TranscriptError(f"{self.name}: the engine asks without end for {end.need}")


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
