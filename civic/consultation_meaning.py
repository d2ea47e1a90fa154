"""What two revisions of a consultation mean, beside how they are worded."""

from collections.abc import Callable, Mapping

from civic.consultation import Action, Choice, Consultation, Question


def changed_meaning(before: Consultation, after: Consultation) -> list[str]:
    """What differs beside wording, in words for staff: answers given to `before` would not mean the same in `after`."""
    return [name for name, of in _SHAPE.items() if of(before) != of(after)]


_SHAPE: Mapping[str, Callable[[Consultation], object]] = {
    "fase": lambda c: c.spans,
    "participan": lambda c: (c.neighbourhood_keys, {a: c.level(a) for a in Action}),
    "limites": lambda c: (c.proposals_most, c.supports_most),
    "tema": lambda c: [t.id for t in c.topics],
    "pregunta": lambda c: [_question_shape(q) for q in c.questions],
    "frase": lambda c: [s.id for s in c.statements],
    "boleta": lambda c: c.paper and (c.paper.kind, c.paper.most, c.paper.budget, *map(_option_shape, c.paper.options)),
}


def _question_shape(q: Question) -> tuple[object, ...]:
    limits = (q.most, q.lowest, q.highest)
    return (q.id, q.kind, [o.id for o in q.options], limits, q.optional, q.personal, q.length, q.when)


def _option_shape(option: Choice) -> tuple[object, ...]:
    return (option.id, option.cost)
