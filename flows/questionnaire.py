"""A consultation's questionnaire and ballot as flows: the same engine asks them, so that they can be interrupted, corrected
and resumed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from civic.ballot import BallotKind
from civic.consultation import Consultation, Kind, Length, Paper, Question
from civic.message import DETAIL_SIGNS
from flows.book import Book
from flows.form import Flow, flow_from
from flows.form import Question as Asked
from flows.speech import shortened

_READERS = {
    Kind.CHOICE: "choice",
    Kind.CHOICES: "choices",
    Kind.SCALE: "scale",
    Kind.NUMBER: "number",
    Kind.TEXT: "text",
    Kind.RANKING: "ranking",
    Kind.NEIGHBOURHOOD: "neighbourhood",
    Kind.PHOTO: "evidence",
}
_OWN = "q_"
"""Before the id of each question, so that none is called as one of ours."""
_SHORTER: Mapping[Length, Sequence[str]] = {
    Length.SHORT: (),
    Length.MEDIUM: (Length.SHORT.value,),
    Length.FULL: (Length.SHORT.value, Length.MEDIUM.value),
}
"""The lengths that leave a question out."""


def flow_id_of(what: str, key: str) -> str:
    """`what`: `survey` or `ballot`. A key has no underscores, so no two consultations share one."""
    return f"{what}_{key.replace('-', '_')}"


def flows_of(consultation: Consultation, book: Book) -> list[Flow]:
    """Those that a consultation adds to ours."""
    asked = [questionnaire(consultation, book.flows["questionnaire"])] if consultation.questions else []
    voted = [ballot(consultation, consultation.paper, book.flows["ballot"])] if consultation.paper else []
    return [*asked, *voted]


def questionnaire(consultation: Consultation, like: Flow) -> Flow:
    """`like`: our flow of this kind, whose first and last questions and whose endings it has."""
    several = _several(consultation)
    made = _made(
        consultation, "survey", like, [_asked(question, several=several) for question in consultation.questions]
    )
    key, *own = made.questions
    length, review = (like.question(name) for name in ("length", "review"))
    before = [_length(consultation, length)] if length and several else []
    return replace(made, questions=(key, *before, *own, *([review] if review else ())))


_VOTED = {
    BallotKind.YES_NO: "choice",
    BallotKind.APPROVAL: "choices",
    BallotKind.KNAPSACK: "knapsack",
    BallotKind.RANKING: "ranking",
}


def ballot(consultation: Consultation, paper: Paper, like: Flow) -> Flow:
    """One question: what is voted on."""
    options = [
        {"id": o.id, "label": o.label, "detail": " ".join((f"${o.cost:,}" if o.cost else "", o.detail)).strip()}
        | ({"cost": o.cost} if o.cost else {})
        for o in paper.options
    ]
    asked: dict[str, Any] = {
        "id": "ballot", "reader": _VOTED[paper.kind], "label": "Su voto", "ask": paper.ask, "options": options,
    }  # fmt: skip
    if paper.kind in (BallotKind.APPROVAL, BallotKind.RANKING):
        asked["most"] = paper.most
    if paper.kind is BallotKind.KNAPSACK:
        asked["budget"] = paper.budget
    made = _made(consultation, "ballot", like, [asked])
    return replace(made, questions=(*made.questions, *like.questions))


def _made(consultation: Consultation, what: str, like: Flow, asked: Sequence[Mapping[str, Any]]) -> Flow:
    """It knows whose it is."""
    table = {
        "label": consultation.label,
        "detail": shortened(consultation.title, DETAIL_SIGNS),
        "thing": like.thing,
        "resume": like.resume,
        "act": like.act,
        "needs_consent": like.needs_consent,
        "only_in_consultation": like.only_in_consultation,
        "question": [{"id": "consultation", "reader": "constant", "ask": consultation.key}, *asked],
    }
    return replace(flow_from(table, flow_id_of(what, consultation.key)), finishes=like.finishes)


def _several(consultation: Consultation) -> bool:
    """There is something to choose: not all questions are of one length."""
    return len({question.length for question in consultation.questions}) > 1


def _length(consultation: Consultation, like: Asked) -> Asked:
    """Only the lengths that differ are offered, each with how many questions it has at most."""
    used = {question.length.value for question in consultation.questions} | {Length.SHORT.value}
    options = [replace(o, detail=_counted(_count(consultation, o.id))) for o in like.options if o.id in used]
    return replace(like, options=tuple(one for one in options if not one.detail.startswith("0 ")))


def _counted(count: int) -> str:
    return "1 pregunta" if count == 1 else f"{count} preguntas"


def _count(consultation: Consultation, length: str) -> int:
    return sum(length not in _SHORTER[question.length] for question in consultation.questions)


def _asked(question: Question, *, several: bool) -> dict[str, Any]:
    table: dict[str, Any] = {
        "id": f"{_OWN}{question.id}",
        "reader": _READERS[question.kind],
        "label": question.label,
        "ask": f"{question.reason}\n\n{question.ask}".strip(),
        "why": question.reason,
        "optional": question.optional,
        "skip": "Prefiero no decir" if question.optional and question.personal else "",
    }
    if question.options:
        table["options"] = [{"id": o.id, "label": o.label, "detail": o.detail} for o in question.options]
    if question.kind in (Kind.CHOICES, Kind.RANKING):
        table["most"] = question.most
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        table |= {"lowest": question.lowest, "highest": question.highest}
    if question.kind is Kind.SCALE:
        table |= {"low_label": question.low_label, "high_label": question.high_label}
    if question.when:
        table["when"] = {"question": f"{_OWN}{question.when.question}", "is": list(question.when.options)}
    if several and _SHORTER[question.length]:
        table["unless"] = {"question": "length", "is": list(_SHORTER[question.length])}
    return table


def answers_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """By the document's own ids."""
    return {name.removeprefix(_OWN): value for name, value in answers.items() if name.startswith(_OWN)}
