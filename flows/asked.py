"""What a resident says to a question that was sent to them outside of any talk."""

from flows.play import open_about
from flows.readers.reader import Got
from flows.stage import Stage, reader_of
from flows.talk import Asked
from flows.vocabulary import number_of

_LONGEST_VOTE = 6
"""Most words of an answer to `is it fixed?`; more may be about something else."""


def replies(stage: Stage) -> bool:
    """The message answers one of ours, as a quote: it belongs to that question whatever talk is open."""
    quoted = next((asked for asked in stage.facts.asked if asked.quoted), None)
    return quoted is not None and _answers(stage, quoted, sure=True)


def answers_last(stage: Stage, leaving: str) -> bool:
    """Nothing is open, and a question of ours was the last thing said to them. `leaving`: the words are an escape too."""
    last = next((asked for asked in stage.facts.asked if asked.last), None)
    if last is None or (leaving and last.kind == "question"):
        return False
    return _answers(stage, last, sure=stage.event.intent not in stage.book.by_intent)


def may_answer(stage: Stage) -> bool:
    """Nothing is open and it is not clear what the words are about: they may answer what was asked a while ago."""
    return any(_answers(stage, asked, sure=False) for asked in stage.facts.asked)


def _answers(stage: Stage, asked: Asked, *, sure: bool) -> bool:
    flow = stage.book.flows[stage.book.menu.asked_flow(asked.kind)]
    question = flow.questions[1]
    event = stage.event
    if asked.kind == "vote" and len(stage.folded.split()) > _LONGEST_VOTE:
        return False
    if not (event.text.strip() or event.media or event.place):
        return False
    at = stage.hearing(question)
    number = number_of(stage.folded)
    if asked.kind == "vote" and sure and 0 < number <= len(question.options):
        reading = reader_of(question).pick(at, question.options[number - 1].id)
    else:
        reading = reader_of(question).read(at)
    if not isinstance(reading, Got):
        return False
    guess = {"guessed": "yes"} if asked.kind == "question" and not sure else {}
    open_about(stage, flow.id, {"report": asked.folio, **guess}, {question.id: reading})
    return True
