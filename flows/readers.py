"""How each kind of question asks, and how an event becomes its answer or not.

Values of answers, as acts get them (JSON):
    text           {"text": str, "media": [row ids]}
    choice, review the option's id
    neighbourhood  {"key": str} | {"postal_code": str} | {"typed": str}
    evidence       {"media": [row ids], "place": {"latitude", "longitude", "label"} | absent, "note": str | absent}
    public_work    {"key": str} | {"typed": str}
    similar        the complaint's id
    folio, code    str
Every optional question may also be None: skipped.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from civic.intent import Intent
from civic.message import MediaKind, Wish
from civic.neighbourhood import Neighbourhood
from civic.spanish import fold
from flows.book import Book
from flows.form import Question
from flows.position import review
from flows.speech import LABEL, fill, shortened
from flows.talk import Event, Facts, Need, Talk
from flows.vocabulary import Vocabulary, phrase_of

MOST_CHOICES = 9
"""Rows of a WhatsApp list (10) less one for a way out."""
NAMES_SHOWN = 3
TRIES_BEFORE_POSTAL_CODE = 2
_POSTAL_CODE = re.compile(r"\b\d{5}\b")
_CODE = re.compile(r"\b(?=[a-z0-9]*\d)[a-z0-9]{6}\b")


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a reader may look at."""

    book: Book
    question: Question
    talk: Talk
    event: Event
    facts: Facts
    folded: str

    @property
    def kept(self) -> Any:
        """What was noted for this question earlier."""
        return self.talk.heard.get(self.question.id)

    def say(self, phrase: str, **values: str) -> str:
        return self.book.text(phrase, self.facts, **values)

    def own(self, sentence: str, **values: str) -> str:
        return fill(self.facts.translate(sentence), self.facts, values)


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to choose, before it has a token."""

    id: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The question put into words. `note` is remembered for the answer."""

    text: str
    picks: Sequence[Pick] = ()
    wish: Wish = Wish.NOTHING
    note: Any = None


@dataclass(frozen=True, slots=True)
class Got:
    """An answer. An empty `shown` marks one that nobody was asked for."""

    value: Any
    shown: str


@dataclass(frozen=True, slots=True)
class Again:
    """No answer yet. `says` replaces the usual sentence; `note` is remembered; `counts`: it was a misunderstanding."""

    says: str = ""
    note: Any = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Lack:
    """A fact must be looked up first."""

    need: Need


Reading = Got | Again | Lack


class Reader(Protocol):
    """One kind of question."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        """How to ask; Got when there is nothing to ask."""
        ...

    def read(self, at: Hearing) -> Reading:
        """What the event says, as an answer to the question."""
        ...

    def pick(self, at: Hearing, pick_id: str) -> Reading:
        """One of the offered things was chosen."""
        ...

    def glean(self, at: Hearing) -> Got | Again | None:
        """What words said before the question was asked already tell; None: nothing."""
        ...


class Text:
    """Own words, or a voice note in their place."""

    def prompt(self, at: Hearing) -> Prompt:
        return Prompt(at.own(at.question.ask))

    def read(self, at: Hearing) -> Reading:
        media = [*(at.kept or {}).get("media", ()), *at.event.media_ids]
        text = at.event.text.strip()
        if len(text) >= max(at.question.least, 1):
            return Got({"text": text, "media": media}, text)
        if _speaks(at.event):
            return Got({"text": text, "media": media}, at.say("shown_voice"))
        if at.event.media:
            return Again(at.say("what_shows"), note={"media": media}, counts=False)
        return Again()

    def pick(self, at: Hearing, pick_id: str) -> Reading:
        return Again()

    def glean(self, at: Hearing) -> Got | Again | None:
        flow = at.book.flows[at.talk.flow]
        if _speaks(at.event) or (flow.content(at.folded) and len(at.event.text.strip()) >= at.question.least):
            reading = self.read(at)
            return reading if isinstance(reading, Got) else None
        return None


class Choice:
    """One of the options written in the flow."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        return Prompt(at.own(at.question.ask), self.picks(at))

    def picks(self, at: Hearing) -> list[Pick]:
        return [Pick(o.id, at.own(o.label), at.own(o.detail) if o.detail else "") for o in at.question.options]

    def read(self, at: Hearing) -> Reading:
        meant = next((o.id for o in at.question.options if o.means and o.means == at.event.intent), "")
        named = at.question.vocabulary.named(at.folded) or meant
        return self.pick(at, named or at.question.vocabulary.spot(at.folded, answering=True))

    def pick(self, at: Hearing, pick_id: str) -> Reading:
        option = at.question.option(pick_id)
        return Got(option.id, at.own(option.label)) if option else Again()

    def glean(self, at: Hearing) -> Got | Again | None:
        words = at.question.vocabulary
        reading = self.pick(at, words.named(at.folded) or words.spot(at.folded, answering=False))
        return reading if isinstance(reading, Got) else None


class Review(Choice):
    """What will be kept, shown before it is kept."""

    def prompt(self, at: Hearing) -> Prompt:
        answers = review(at.book.flows[at.talk.flow], at.talk, at.facts.translate)
        return Prompt(at.own(at.question.ask, answers=answers), self.picks(at))

    def glean(self, at: Hearing) -> None:
        return None


class Notices(Choice):
    """Which notices to change, beside what is received now."""

    def prompt(self, at: Hearing) -> Prompt:
        return Prompt(at.own(at.question.ask, state=notices_shown(at)), self.picks(at))


class Place:
    """A neighbourhood of the catalogue: asks which one when several fit, takes a postal code, and goes on without."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if at.kept:
            found = [at.facts.directory.get(key) for key in at.kept["keys"]]
            return Prompt(at.say("which_neighbourhood"), [*_neighbourhoods(found), Pick("none", at.say("none_of_them"))])
        if at.talk.open == at.question.id and at.talk.tries >= TRIES_BEFORE_POSTAL_CODE:
            return Prompt(at.say("postal_code"))
        return Prompt(at.own(at.question.ask), self._home(at))

    def _home(self, at: Hearing) -> list[Pick]:
        home = at.facts.neighbourhood
        return [Pick("home", shortened(home.name, LABEL), at.say("your_neighbourhood"))] if home else []

    def read(self, at: Hearing) -> Reading:
        narrowed = self._narrowed(at)
        if narrowed:
            return narrowed
        code = _POSTAL_CODE.fullmatch(at.folded)
        if code:
            return self._by_code(at, code[0])
        match = at.facts.directory.find(at.event.text)
        return self._of(at, match.candidates[:NAMES_SHOWN]) if match.candidates else self._unknown(at)

    def _narrowed(self, at: Hearing) -> Reading | None:
        """The words tell the offered ones apart: a kind or a postal code."""
        offered = [at.facts.directory.get(key) for key in (at.kept or {}).get("keys", ())]
        words = set(at.folded.split())
        by_code = [n for n in offered if n.postal_code in words]
        fitting = by_code or [n for n in offered if fold(n.kind) in words]
        return self._of(at, fitting) if fitting and len(fitting) < len(offered) else None

    def _by_code(self, at: Hearing, code: str) -> Reading:
        found = at.facts.directory.with_postal_code(code)
        if not found:
            return self._unknown(at)
        if len(found) > MOST_CHOICES:
            return Got({"postal_code": code}, f"CP {code}")
        return self._of(at, found)

    def _of(self, at: Hearing, found: Sequence[Neighbourhood]) -> Reading:
        if len(found) == 1:
            return Got({"key": found[0].key}, neighbourhood_shown(found[0]))
        return Again(note={"keys": [n.key for n in found]}, counts=False)

    def _unknown(self, at: Hearing) -> Reading:
        typed = at.event.text.strip()
        if at.talk.tries >= TRIES_BEFORE_POSTAL_CODE and typed:
            return Got({"typed": typed}, typed)
        return Again(at.say("neighbourhood_unknown", typed=shortened(typed, 40)) if typed else "", note={})

    def pick(self, at: Hearing, pick_id: str) -> Reading:
        if pick_id == "home" and at.facts.neighbourhood:
            return self._of(at, [at.facts.neighbourhood])
        if pick_id in (at.kept or {}).get("keys", ()):
            return self._of(at, [at.facts.directory.get(pick_id)])
        return Again(at.say("neighbourhood_none"), note={})

    def glean(self, at: Hearing) -> Got | Again | None:
        match = at.facts.directory.spot(at.event.text)
        reading = self._of(at, match.candidates[:NAMES_SHOWN]) if match.candidates else None
        return None if isinstance(reading, Lack) else reading


class Evidence:
    """A photo, a voice note, a place or a few words on where it is."""

    def prompt(self, at: Hearing) -> Prompt:
        return Prompt(at.own(at.question.ask), wish=Wish.PLACE)

    def read(self, at: Hearing) -> Reading:
        if not (at.event.media_ids or at.event.place or at.event.text.strip()):
            return Again()
        if at.event.intent is Intent.YES and not at.event.media_ids:
            return Again(at.say("send_it_now"), counts=False)
        return self.with_more(at, {})

    def with_more(self, at: Hearing, before: Mapping[str, Any]) -> Got:
        """The earlier evidence and what this event brings."""
        value: dict[str, Any] = {**before, "media": [*before.get("media", ()), *at.event.media_ids]}
        if at.event.place:
            place = at.event.place
            value["place"] = {"latitude": place.latitude, "longitude": place.longitude, "label": place.label}
        if at.event.text.strip():
            value["note"] = " ".join(filter(None, (before.get("note"), at.event.text.strip())))
        return Got(value, self.shown(at, value))

    def shown(self, at: Hearing, value: Mapping[str, Any]) -> str:
        files = len(value["media"])
        parts = [
            at.say("shown_file") if files == 1 else at.say("shown_files", count=str(files)) if files else "",
            at.say("shown_place") if value.get("place") else "",
            value.get("note", ""),
        ]
        return ", ".join(filter(None, parts))

    def pick(self, at: Hearing, pick_id: str) -> Reading:
        return Again()

    def glean(self, at: Hearing) -> Got | Again | None:
        photos = any(medium.kind is not MediaKind.VOICE for medium in at.event.media)
        return self.without_words(at, {}) if photos or at.event.place else None

    def without_words(self, at: Hearing, before: Mapping[str, Any]) -> Got:
        """As `with_more`, but the words belong to another question."""
        bare = Hearing(at.book, at.question, at.talk, _wordless(at.event), at.facts, "")
        return self.with_more(bare, before)


class PublicWork:
    """A work of the register: those of the neighbourhood are offered, a name in own words is kept as well."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        works = self._works(at)
        if not works:
            return Got(None, "")
        picks = [Pick(work.key, shortened(work.name, LABEL), shortened(work.name, 72)) for work in works[: MOST_CHOICES - 1]]
        return Prompt(at.own(at.question.ask), picks)

    def _works(self, at: Hearing) -> list[Any]:
        here = [a.value["key"] for a in at.talk.answers.values() if isinstance(a.value, dict) and "key" in a.value]
        return [work for work in at.facts.works if work.neighbourhood_key in here]

    def read(self, at: Hearing) -> Reading:
        words = Vocabulary.of([(work.key, [work.name], []) for work in at.facts.works])
        key = words.named(at.folded) or words.spot(at.folded, answering=True)
        typed = at.event.text.strip()
        return self.pick(at, key) if key else Got({"typed": typed}, typed) if typed else Again()

    def pick(self, at: Hearing, pick_id: str) -> Reading:
        work = next((work for work in at.facts.works if work.key == pick_id), None)
        return Got({"key": work.key}, work.name) if work else Again()

    def glean(self, at: Hearing) -> None:
        return None


class Similar:
    """Open complaints like this one, offered one at a time: the same, or another?"""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if at.kept is None and "similar" not in at.facts.found:
            return Lack(Need("similar", {name: answer.value for name, answer in at.talk.answers.items()}))
        left = at.kept if at.kept is not None else list(at.facts.found["similar"])[:NAMES_SHOWN]
        if not left:
            return Got(None, "")
        return Prompt(self._ask(at, left[0]), [Pick("same", at.say("the_same")), Pick("other", at.say("another"))], note=left)

    def _ask(self, at: Hearing, one: Mapping[str, Any]) -> str:
        named = {key: shortened(str(one.get(key, "")), 120) for key in ("folio", "text", "neighbourhood", "since")}
        return at.book.text("similar", at.facts, ask=at.own(at.question.ask), **named)

    def read(self, at: Hearing) -> Reading:
        if at.event.intent is Intent.YES:
            return self.pick(at, "same")
        words = Vocabulary.of([("same", [at.say("the_same")], ["mismo", "same"]), ("other", [at.say("another")], ["otro", "otra", "other"])])
        meant = words.named(at.folded) or words.spot(at.folded, answering=True)
        return self.pick(at, "other" if at.event.intent is Intent.NO else meant)

    def pick(self, at: Hearing, pick_id: str) -> Reading:
        left = at.kept or []
        if pick_id == "same" and left:
            return Got(left[0]["id"], at.say("joins", folio=str(left[0].get("folio", ""))))
        if pick_id == "other":
            return Again(note=left[1:], counts=False) if len(left) > 1 else Got(None, "")
        return Again()

    def glean(self, at: Hearing) -> None:
        return None


class Folio:
    """A folio, however it is typed; the resident's own are offered."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        kept = at.kept or {}
        if kept.get("text") or "own" not in kept:
            if "folio" not in at.facts.found and "own_folios" not in at.facts.found:
                return Lack(Need("folio", {"text": kept.get("text", "")}))
            if at.facts.found.get("folio"):
                return self._got(at.facts.found["folio"])
        own = list(at.facts.found.get("own_folios", kept.get("own", ())))[:MOST_CHOICES]
        missed = at.say("folio_not_found") + "\n\n" if kept.get("text") else ""
        return Prompt(missed + at.own(at.question.ask), self._picks(own), note={"own": own})

    def _picks(self, own: Sequence[Mapping[str, Any]]) -> list[Pick]:
        return [Pick(one["folio"], one["folio"][:LABEL], shortened(str(one.get("text", "")), 72)) for one in own]

    def _got(self, found: Mapping[str, Any]) -> Got:
        return Got(found["folio"], found["folio"])

    def read(self, at: Hearing) -> Reading:
        if not at.event.text.strip():
            return Again()
        if "folio" not in at.facts.found:
            return Lack(Need("folio", {"text": at.event.text}))
        found = at.facts.found["folio"]
        return self._got(found) if found else Again(at.say("folio_not_found"))

    def pick(self, at: Hearing, pick_id: str) -> Reading:
        own = [one for one in (at.kept or {}).get("own", ()) if one["folio"] == pick_id]
        return self._got(own[0]) if own else Again()

    def glean(self, at: Hearing) -> Got | Again | None:
        typed = any(character.isdigit() for character in at.folded)
        return Again(note={"text": at.event.text}) if typed else None


class Code:
    """Six letters and digits that another channel showed."""

    def prompt(self, at: Hearing) -> Prompt:
        return Prompt(at.own(at.question.ask))

    def read(self, at: Hearing) -> Reading:
        found = _CODE.search(at.folded)
        return Got(found[0].upper(), found[0].upper()) if found else Again()

    def pick(self, at: Hearing, pick_id: str) -> Reading:
        return Again()

    def glean(self, at: Hearing) -> Got | Again | None:
        reading = self.read(at)
        return reading if isinstance(reading, Got) else None


EVIDENCE = Evidence()
READERS: Mapping[str, Reader] = {
    "text": Text(),
    "choice": Choice(),
    "review": Review(),
    "notices": Notices(),
    "neighbourhood": Place(),
    "evidence": EVIDENCE,
    "public_work": PublicWork(),
    "similar": Similar(),
    "folio": Folio(),
    "code": Code(),
}


def notices_shown(at: Hearing) -> str:
    """A line for each purpose: yes or no."""
    lines = ((o.label, at.facts.notices[o.id]) for o in at.question.options if o.id in at.facts.notices)
    return "\n".join(f"{at.own(label)}: {at.say('yes' if wanted else 'no')}" for label, wanted in lines)


def neighbourhood_shown(one: Neighbourhood) -> str:
    return f"{one.name} ({one.kind}, CP {one.postal_code})"


def _neighbourhoods(found: Sequence[Neighbourhood]) -> list[Pick]:
    """Settlements of one name are told apart by kind and postal code, others by name."""
    names = [one.name for one in found]
    return [_by_code(one) if names.count(one.name) > 1 else _by_name(one) for one in found]


def _by_code(one: Neighbourhood) -> Pick:
    kind = one.kind if len(one.kind) <= LABEL - len(" CP 00000") else one.kind[:5] + "."
    return Pick(one.key, f"{kind} CP {one.postal_code}", shortened(f"{one.name}, {one.kind}", 72))


def _by_name(one: Neighbourhood) -> Pick:
    return Pick(one.key, shortened(one.name, LABEL), shortened(f"{one.name}, {one.kind}, CP {one.postal_code}", 72))


def _speaks(event: Event) -> bool:
    return any(medium.kind is MediaKind.VOICE for medium in event.media)


def _wordless(event: Event) -> Event:
    return Event(place=event.place, media=event.media, media_ids=event.media_ids)
