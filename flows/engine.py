"""The engine: plays the flows. Pure: no clock, no store, no network; what it lacks it names in `Turn.need`.

Before it, the caller has answered emergencies, opt-outs and chats that a person owns; `repeat` asks the open question
again after such an answer. A turn with a need changed nothing: look the need up, put it in `Facts.found` and call the
same function with the same arguments again. A turn with an act waits for `finish` with the act's outcome.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from civic.message import MediaKind, Message
from flows.asked import answers_earlier, answers_last, may_answer, replies
from flows.book import Book
from flows.exits import exit_of
from flows.form import Question
from flows.leave import leave
from flows.play import conclude, open_talk, pending, proceed, show_menu, skip, take, thanks_for, withdraw
from flows.position import position
from flows.press import open_question, press, settles_aside, typed_choice
from flows.readers import EVIDENCE
from flows.readers.reader import Prompt
from flows.stage import Stage, choices_of, prompted, reader_of, spoken
from flows.talk import Event, Facts, Outcome, Session, Turn

_WORDS_WORTH_KEEPING = 3


def advance(book: Book, session: Session, event: Event, facts: Facts) -> Turn:
    """One event of a resident."""
    stage = Stage(book, session, event, facts)
    if session.talk and session.talk.flow not in book.flows:
        withdraw(stage)
    else:
        _play(stage)
    return stage.turn()


def finish(book: Book, session: Session, outcome: Outcome, facts: Facts) -> Turn:
    """Say what the act of the open talk led to, and go on: a talk put aside, or ways to continue.

    `facts` are those after the act. Raises KeyError when no talk is open or its flow has no such finish.
    """
    stage = Stage(book, session, Event(), facts)
    stage.photo = outcome.photo
    conclude(stage, outcome.name, outcome.values, outcome.opens)
    return stage.turn()


def repeat(book: Book, session: Session, facts: Facts) -> tuple[Message, ...]:
    """The open question once more; empty when none is open. Nothing is changed."""
    if session.talk is None or session.talk.flow not in book.flows:
        return ()
    stage = Stage(book, session, Event(), facts)
    question = position(stage.flow, stage.talk)
    if question is None:
        return ()
    prompt = prompted(stage, question)
    if not isinstance(prompt, Prompt):
        prompt = Prompt(stage.own(question.ask))
    return (spoken(book, facts, prompt.text, choices_of(stage, question, prompt), prompt.wish),)


def takes_words(book: Book, session: Session) -> bool:
    """The open question is answered with free words, so that whatever is said belongs to it."""
    return asks_for(book, session) == "text"


def asks_for(book: Book, session: Session) -> str:
    """The reader of the open question, as in its TOML; empty when none is open."""
    talk = session.talk
    flow = book.flows.get(talk.flow) if talk else None
    question = flow.question(talk.open) if flow and talk else None
    return question.reader if question else ""


def attach(book: Book, session: Session, media_ids: Sequence[int]) -> Session:
    """Lay further files of an album beside those that the open talk got last. Without an open talk nothing changes."""
    talk = session.talk
    flow = book.flows.get(talk.flow) if talk else None
    if talk is None or flow is None:
        return session
    for name, answer in reversed(talk.answers.items()):
        if isinstance(answer.value, dict) and answer.value.get("media"):
            more = replace(answer, value=_with_media(answer.value, media_ids))
            return replace(session, talk=replace(talk, answers={**talk.answers, name: more}))
    for name, note in talk.heard.items():
        if isinstance(note, dict) and note.get("media"):
            return replace(session, talk=replace(talk, heard={**talk.heard, name: _with_media(note, media_ids)}))
    return session


def _with_media(value: Mapping[str, Any], media_ids: Sequence[int]) -> dict[str, Any]:
    return {**value, "media": [*value["media"], *media_ids]}


def _play(stage: Stage) -> None:
    if stage.event.contact:
        stage.say("contact_not_needed")
        pending(stage)
        return
    typed = not stage.event.choice
    claimed = typed and _claimed(stage)
    leaving = exit_of(stage.book, stage.event, stage.folded, stage.talk) if typed and not claimed else ""
    if typed and _answers_asked(stage, leaving):
        return
    token = stage.event.choice or ("" if claimed else typed_choice(stage))
    if not (token or stage.talking):
        stage.remember(words="")
    if token:
        press(stage, token)
    elif leaving:
        leave(stage, leaving)
    elif stage.talking:
        _answer(stage)
    else:
        _begin(stage)


def _claimed(stage: Stage) -> bool:
    """The words surely answer the open question."""
    question = stage.flow.question(stage.talk.open) if stage.talking else None
    return question is not None and reader_of(question).claims(stage.hearing(question))


def _answers_asked(stage: Stage, leaving: str) -> bool:
    """The words belong to what was asked outside of any talk. An open talk comes first, unless they quote that."""
    if not stage.facts.asked:
        return False
    if replies(stage, leaving):
        return True
    return not stage.talking and (answers_last(stage, leaving) or answers_earlier(stage))


def _answer(stage: Stage) -> None:
    """Words, a place or files, said to the open question."""
    if stage.talk.open.startswith("@") and settles_aside(stage):
        return
    question = open_question(stage)
    if question is None or _keeps_evidence(stage, question):
        return
    if _says_nothing(stage.event):
        stage.say("unsupported")
        proceed(stage)
        return
    at = stage.hearing(question)
    if question.optional and reader_of(question).declines(at):
        skip(stage, question)
    else:
        take(stage, question, reader_of(question).read(at))


def _says_nothing(event: Event) -> bool:
    return not (event.text.strip() or event.media or event.place)


def _keeps_evidence(stage: Stage, question: Question) -> bool:
    """Files and places that come before they are asked for are kept. True when there was nothing else to answer."""
    event = stage.event
    if question.reader == "evidence" or not (event.media or event.place) or _is_answer(stage, question):
        return False
    target = next((q for q in stage.flow.questions if q.reader == "evidence"), None)
    if target is None and question.reader == "text" and event.media:
        return False
    _put_in_evidence(stage, target)
    stage.event = replace(event, media=(), media_ids=(), place=None)
    if stage.event.text.strip():
        return False
    proceed(stage)
    return True


def _is_answer(stage: Stage, question: Question) -> bool:
    """A voice note or a photo with words answers a question for words."""
    voice = any(medium.kind is MediaKind.VOICE for medium in stage.event.media)
    return question.reader == "text" and bool(stage.event.media) and (voice or bool(stage.event.text.strip()))


def _put_in_evidence(stage: Stage, target: Question | None) -> None:
    if target is None:
        stage.say("not_here")
        return
    before = stage.talk.answers.get(target.id)
    kept = before.value if before and before.value else {}
    stage.record(target, EVIDENCE.without_words(stage.hearing(target), kept))
    stage.say(thanks_for(stage.event))


def _begin(stage: Stage) -> None:
    """Nothing is open: the words or files say what they are about."""
    event, book = stage.event, stage.book
    flow_id = book.by_intent.get(event.intent) if event.intent else None
    if not flow_id and stage.facts.asked and may_answer(stage):
        return
    if event.media or event.place:
        _begin_with_evidence(stage, flow_id or book.menu.evidence_flow)
    elif flow_id:
        open_talk(stage, flow_id)
    elif _says_nothing(event):
        stage.say("unsupported")
        _show_ways(stage)
    else:
        _begin_unclear(stage)


def _begin_with_evidence(stage: Stage, flow_id: str) -> None:
    if not stage.event.text.strip():
        stage.say(thanks_for(stage.event))
    open_talk(stage, flow_id)


def _begin_unclear(stage: Stage) -> None:
    """Keep the words for the flow that the resident picks."""
    if len(stage.folded.split()) >= _WORDS_WORTH_KEEPING:
        stage.remember(words=stage.event.text)
        if stage.facts.consented:
            stage.say("what_is_it")
    _show_ways(stage)


def _show_ways(stage: Stage) -> None:
    if stage.facts.consented:
        show_menu(stage)
    else:
        open_talk(stage, stage.book.menu.gate_flow)
