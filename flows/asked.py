"""What a resident says to a question that was sent to them outside of any talk: *is it fixed?*, or one of staff."""

from collections.abc import Mapping

from civic.intent import Intent
from flows.exits import named_exit
from flows.form import Flow, Question
from flows.play import open_about, thanks_for
from flows.readers import EVIDENCE
from flows.readers.reader import Got
from flows.stage import Stage, reader_of
from flows.talk import Asked
from flows.vocabulary import number_of
from flows.vote import Vote, outright, vote

_BARE = frozenset({Intent.YES, Intent.NO})


def replies(stage: Stage, leaving: str) -> bool:
    """The message quotes one of ours: it belongs to that question, whatever talk is open. `leaving`: the exit that the
    words are as well."""
    quoted = next((asked for asked in stage.facts.asked if asked.quoted), None)
    return quoted is not None and not _is_open(stage, quoted) and _answers(stage, quoted, leaving)


def answers_last(stage: Stage, leaving: str) -> bool:
    """Nothing is open, and a question of ours was the last thing said to them."""
    last = next((asked for asked in stage.facts.asked if asked.last), None)
    return last is not None and _answers(stage, last, leaving)


def answers_earlier(stage: Stage) -> bool:
    """Nothing is open, and the words say outright that it is fixed or not: they answer what was asked a while ago."""
    flow, question = _asked_in(stage, "vote")
    said = outright(stage, question)
    return said is not Vote.NONE and _open(stage, flow, "vote", _given(question, said))


def may_answer(stage: Stage) -> bool:
    """Nothing is open and nobody knows what the words are about: ask whether they answer what was asked a while ago."""
    flow, question = _asked_in(stage, "question")
    if stage.event.intent in _BARE and not number_of(stage.folded):
        voting, _ = _asked_in(stage, "vote")
        if _open(stage, voting, "vote", {}):
            return True
    reading = reader_of(question).read(stage.hearing(question)) if _says_something(stage) else None
    return isinstance(reading, Got) and _open(stage, flow, "question", {question.id: reading}, _GUESSED)


_GUESSED: Mapping[str, str] = {"guessed": "yes"}


def _is_open(stage: Stage, asked: Asked) -> bool:
    """The open question is the one they quote, and takes the answer as any other."""
    flow, question = _asked_in(stage, asked.kind)
    about = stage.talk.answers.get("report")
    return (
        (stage.talk.flow, stage.talk.open) == (flow.id, question.id)
        and about is not None
        and about.value == asked.folio
    )


def _asked_in(stage: Stage, kind: str) -> tuple[Flow, Question]:
    """The flow that takes the answer, and its question for it: the second, after the report."""
    flow = stage.book.flows[stage.book.menu.asked_flow(kind)]
    return flow, flow.questions[1]


def _says_something(stage: Stage) -> bool:
    return bool(stage.event.text.strip() or stage.event.media or stage.event.place)


def _open(
    stage: Stage, flow: Flow, kind: str, given: Mapping[str, Got], answers: Mapping[str, str] | None = None
) -> bool:
    """Open what takes the answer, if there is one to take. It asks about which report, where there are several."""
    if not any(asked.kind == kind for asked in stage.facts.asked):
        return False
    _take(stage, flow, answers or {}, given)
    return True


def _take(stage: Stage, flow: Flow, answers: Mapping[str, str], given: Mapping[str, Got]) -> None:
    words, shown = stage.event.text, _shown(stage, flow)
    if shown and not words.strip():
        stage.say(thanks_for(stage.event))
    open_about(stage, flow.id, answers, {**shown, **given})
    if "guessed" in answers:
        stage.remember(words=words)  # for what else they may be about


def _shown(stage: Stage, flow: Flow) -> dict[str, Got]:
    """A photo, a voice note or a place that came with the words, where the flow keeps such things without asking."""
    if not (stage.event.media or stage.event.place):
        return {}
    kept = (q for q in flow.questions if q.heard_only and q.reader == "evidence")
    return {q.id: EVIDENCE.without_words(stage.hearing(q), {}) for q in kept}


def _answers(stage: Stage, asked: Asked, leaving: str) -> bool:
    if not _says_something(stage):
        return False
    flow, question = _asked_in(stage, asked.kind)
    if asked.kind == "vote":
        return _votes(stage, asked, flow, question, leaving)
    if stage.folded == "1" and not asked.quoted:  # its only button
        _take(stage, flow, {"report": asked.folio}, {})
        return True
    return not _escapes(stage, leaving) and _tells_staff(stage, asked, flow, question)


def _votes(stage: Stage, asked: Asked, flow: Flow, question: Question, leaving: str) -> bool:
    said = vote(stage, question, quoted=asked.quoted)
    if said is Vote.NONE or (said is Vote.UNCLEAR and _escapes(stage, leaving)):
        return False
    _take(stage, flow, {"report": asked.folio}, _given(question, said))
    return True


def _given(question: Question, said: Got | Vote) -> Mapping[str, Got]:
    return {question.id: said} if isinstance(said, Got) else {}


def _tells_staff(stage: Stage, asked: Asked, flow: Flow, question: Question) -> bool:
    """Words that could be a wish of their own are not sent before it is asked whether they are meant so."""
    reading = reader_of(question).read(stage.hearing(question))
    if not isinstance(reading, Got):
        return False
    sure = asked.quoted or stage.event.intent not in stage.book.by_intent
    _take(stage, flow, {"report": asked.folio, **({} if sure else _GUESSED)}, {question.id: reading})
    return True


def _escapes(stage: Stage, leaving: str) -> bool:
    """An exit word answers nothing; `no sé` does, and so may what only sounds like another wish."""
    if not leaving or leaving == "dont_know":
        return False
    return not leaving.startswith("open:") or bool(named_exit(stage.book, stage.event, stage.folded, stage.talk))
