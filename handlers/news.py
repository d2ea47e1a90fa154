"""How news are said: one message, however much there is to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from civic.complaint import OPEN, Status
from civic.message import Choice, Message
from civic.personal import without_personal_data
from civic.repair import Answer
from civic.updates import PRIVATE, READABLE, TEMPLATES, Subject
from flows.speech import filled, shortened
from handlers.spoken import spoken_day, spoken_moment
from handlers.world import World
from storage.asks import OpenAsk
from storage.history import Event
from storage.telling import News, Standing, StandingConsultation, StandingInitiative, StandingProposal, Told

MOST_TOLD = 4
"""Complaints told of one by one."""
_NOTE = 200
"""Characters of what staff wrote; all of it stands under the folio."""
_LINES = 8
"""Of a history that are told under its folio."""
_WORDS = 60
"""Characters of a proposal, to know it again."""


def compose(
    world: World, language: str, matters: Sequence[tuple[Told, Sequence[News]]], ask: OpenAsk | None, photo: str
) -> Message:
    """`matters`: each with its news; a complaint without news is said as it stands. `photo`: of the repair asked about."""
    told = [_matter(world, language, standing, news) for standing, news in matters[:MOST_TOLD]]
    parts = [one.text for one in told]
    if len(matters) > MOST_TOLD:
        parts.append(world.phrase("update_more", language, count=str(len(matters) - MOST_TOLD)))
    if ask:
        parts.append(question_words(world, language, ask))
    return Message(
        text="\n\n".join(parts),
        choices=_choices(world, language, ask),
        template=TEMPLATES[ask.kind if ask else ""],
        values=_values(world, language, (told[0].name, told[0].said) if told else None, ask),
        language=language,
        photo=photo,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of one matter. `name`: its folio or title; `said`: what changed, or that nothing did."""

    name: str
    said: str
    text: str


def _matter(world: World, language: str, standing: Told, news: Sequence[News]) -> _Told:
    if isinstance(standing, Standing):
        return _complaint(world, language, standing, news)
    said = _sentence(world, language, news)
    match standing:
        case StandingProposal(folio=name, text=text):
            what = shortened(" ".join(without_personal_data(text).split()), _WORDS)
            words = world.phrase("update_proposal", language, folio=name, what=what, news=said)
        case StandingConsultation(id=consultation_id):
            name = _title(world, language, consultation_id)
            words = world.phrase("update_consultation", language, title=name, news=said)
        case StandingInitiative(title=name):
            words = world.phrase("update_initiative", language, title=name, news=said)
    return _Told(name, said, words)


def _title(world: World, language: str, consultation_id: int) -> str:
    held = world.consultation(consultation_id)
    return world.book.translated(held.consultation.title, language) if held else ""


def _complaint(world: World, language: str, standing: Standing, news: Sequence[News]) -> _Told:
    said = _sentence(world, language, news) if news else same(world, language, standing)
    words = world.phrase(
        "update",
        language,
        folio=standing.folio,
        what=what(world, standing.category, standing.neighbourhood_key, language),
        news=_line(world, language, "update_news", news=said) if news else "",
        same="" if news else said,
        holder=holder(world, language, standing),
        promise=promise(world, language, standing),
        slip=slip(world, language, standing),
    )
    return _Told(standing.folio, said, words)


class Running(Protocol):
    """What is said of a complaint as it stands."""

    @property
    def status(self) -> Status: ...
    @property
    def department(self) -> str: ...
    @property
    def promised_on(self) -> date | None: ...
    @property
    def slip(self) -> str: ...


def holder(world: World, language: str, told: Running) -> str:
    """Who has it, while work on it goes on; else empty, as the two below."""
    return _line(world, language, "update_holder", department=world.department(told.department) if _runs(told) else "")


def promise(world: World, language: str, told: Running) -> str:
    day = spoken_day(told.promised_on, language) if _runs(told) and told.promised_on else ""
    return _line(world, language, "update_promise", day=day)


def slip(world: World, language: str, told: Running) -> str:
    return _line(world, language, "update_slip", reason=told.slip.rstrip(".") if _runs(told) else "")


def _runs(told: Running) -> bool:
    return told.status in OPEN and told.status is not Status.DONE


@lru_cache(maxsize=4096)
def what(world: World, category: str, neighbourhood_key: str, language: str) -> str:
    """`Alumbrado, Benito Juárez`."""
    where = world.neighbourhood(neighbourhood_key)
    return ", ".join(part for part in (world.category(category, language), where.name if where else "") if part)


def same(world: World, language: str, standing: Standing) -> str:
    return _same(world, language, standing.status, spoken_moment(standing.status_at, world.hours.zone, language))


@lru_cache(maxsize=4096)
def _same(world: World, language: str, status: Status, since: str) -> str:
    said = world.phrase(f"complaint_{status}", language)
    return world.phrase("update_same", language, status=said, since=since)


def _sentence(world: World, language: str, news: Sequence[News]) -> str:
    """Several changes are one sentence, in their order."""
    return "; ".join(event_words(world, language, one.subject, one.event, one.note) for one in news)


@lru_cache(maxsize=4096)
def event_words(world: World, language: str, subject: str, event: str, note: str) -> str:
    """One line of a history, without its last stop."""
    note = shortened(" ".join(note.split()), _NOTE).rstrip(".")
    name = f"{subject}_{event}"
    said = world.phrase(name if name in world.book.phrases else f"event_{event}", language, note=note)
    return f"{said}: {note}" if note and note not in said else said


def told_history(world: World, language: str, subject: Subject, events: Sequence[Event]) -> str:
    """The last lines of a history that anybody may read under its folio, each with its day."""
    lines = [one for one in events if one.event in READABLE[subject]][-_LINES:]
    zone = world.hours.zone
    return "\n".join(
        f"{spoken_moment(one.at, zone, language)}: "
        + event_words(world, language, subject, one.event, one.note if one.event not in PRIVATE else "")
        for one in lines
    )


def _line(world: World, language: str, phrase: str, **named: str) -> str:
    """A sentence with one value; empty without it."""
    [(name, value)] = named.items()
    return _said(world.book.translated(world.book.phrases[phrase], language), name, value) if value else ""


@lru_cache(maxsize=4096)
def _said(sentence: str, name: str, value: str) -> str:
    """A department, a day, a reason come back thousands of times when everybody is told."""
    return filled(sentence, {name: value})


def question_words(world: World, language: str, ask: OpenAsk) -> str:
    if ask.kind == "vote":
        return world.phrase("vote_ask", language, folio=ask.folio)
    day = spoken_day(world.charter.day_of(ask.answer_by), language)
    return world.phrase("question_ask", language, folio=ask.folio, question=ask.text, day=day)


def _choices(world: World, language: str, ask: OpenAsk | None) -> tuple[Choice, ...]:
    if ask is None:
        return ()
    if ask.kind == "vote":
        return vote_choices(world, language, ask.folio)
    token = f"go:{world.book.menu.asked_flow(ask.kind)}:report:{ask.folio}"
    return (Choice(token, world.phrase("question_button", language)),)


def vote_choices(world: World, language: str, folio: str) -> tuple[Choice, ...]:
    """One tap for each answer to *is it fixed?*"""
    token = f"go:{world.book.menu.asked_flow('vote')}:report:{folio}"
    return tuple(
        Choice(f"{token}:fixed:{vote}", world.phrase(f"vote_{vote}", language), typed=vote is Answer.DONT_KNOW)
        for vote in Answer
    )


def _values(world: World, language: str, first: tuple[str, str] | None, ask: OpenAsk | None) -> tuple[str, ...]:
    """The variables of the template, in order. `first`: the folio told of first, and what is said of it."""
    if ask and ask.kind == "question":
        return (ask.folio, ask.text, spoken_day(world.charter.day_of(ask.answer_by), language))
    return first or (ask.folio if ask else "", "")
