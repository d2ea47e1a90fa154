"""Where a talk stands, derived from its answers and the flow as it is today."""

from collections.abc import Callable

from flows.form import ANYTHING, Flow, Question
from flows.talk import Talk


def holds(question: Question, talk: Talk) -> bool:
    """The question's conditions are true with the answers so far."""
    for condition, wanted in ((question.when, True), (question.unless, False)):
        if condition:
            answer = talk.answers.get(condition.question)
            if (answer is not None and _meets(answer.value, condition.values)) is not wanted:
                return False
    return True


def _meets(value: object, wanted: frozenset[str]) -> bool:
    """An option or a number; of several options, one of them; with ANYTHING any answer but a skipped one."""
    values = value if isinstance(value, list) else [value]
    return (ANYTHING in wanted and value is not None) or any(
        isinstance(one, str | int) and str(one) in wanted for one in values
    )


def answered(question: Question, talk: Talk) -> bool:
    """There is an answer, given to the question as it is today."""
    answer = talk.answers.get(question.id)
    return answer is not None and answer.print == question.print


def position(flow: Flow, talk: Talk) -> Question | None:
    """The first question whose condition holds and that has no answer; None: all is said."""
    asked = (q for q in flow.questions if not q.heard_only)
    return next((q for q in asked if not answered(q, talk) and holds(q, talk)), None)


def worth_keeping(talk: Talk) -> bool:
    """The resident gave something that would be lost with the talk."""
    given = any(isinstance(note, dict) and (note.get("media") or note.get("chosen")) for note in talk.heard.values())
    return given or any(answer.shown for answer in talk.answers.values())


def shown_questions(flow: Flow, talk: Talk) -> list[Question]:
    """Questions that a resident may see answered, in the flow's order."""
    kept = (q for q in flow.questions if q.label and answered(q, talk) and holds(q, talk))
    return [q for q in kept if talk.answers[q.id].shown]


def review(flow: Flow, talk: Talk, translate: Callable[[str], str]) -> str:
    """What was answered, a line each; what was skipped is not named."""
    told = [q for q in shown_questions(flow, talk) if talk.answers[q.id].value is not None]
    return "\n".join(f"{translate(q.label)}: {_clipped(talk.answers[q.id].shown)}" for q in told)


def _clipped(shown: str) -> str:
    one_line = " ".join(shown.split())
    return one_line if len(one_line) <= 100 else one_line[:99] + "…"
