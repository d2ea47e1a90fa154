"""What came of the parts of a consultation that are chosen, not written: questions, statements, the ballot. As tables."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from civic.consultation import Consultation, Kind, Question, Stance
from civic.tally import Tally, count
from storage import results
from storage.store import Connection

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: Sequence[Row]


def statements(connection: Connection, consultation_id: int, made: Consultation) -> Table:
    """How many agree, disagree and pass, a line a statement."""
    counted = results.count_stances(connection, consultation_id)
    rows = [
        (one.id, *(counted.get(one.id, {}).get(stance, 0) for stance in Stance), one.text) for one in made.statements
    ]
    return Table(("statement", *(stance.value for stance in Stance), "text"), rows)


def questions(connection: Connection, consultation_id: int, made: Consultation) -> Table:
    """A line for each option, step or number that was given; of written answers how many there are. In a ranking, points: of
    n options the first has n."""
    given: dict[str, list[object]] = {}
    for question_id, value in results.list_answers(connection, consultation_id):
        given.setdefault(question_id, []).append(json.loads(value))
    rows = [row for one in made.questions for row in _counted(one, given.get(one.id, []))]
    return Table(("question", "answer", "people", "points", "answered"), rows)


def _counted(question: Question, values: Sequence[object]) -> Iterator[Row]:
    chosen: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for value in values:
        for place, one in enumerate(_names(value)):
            chosen[one] += 1
            points[one] += len(question.options) - place
    answers = [option.id for option in question.options] or sorted(chosen, key=lambda name: (len(name), name))
    if question.kind in (Kind.TEXT, Kind.PHOTO, Kind.NEIGHBOURHOOD):
        answers, chosen = [""], Counter({"": len(values)})
    ranked = question.kind is Kind.RANKING
    for answer in answers:
        yield (question.id, answer, chosen[answer], points[answer] if ranked else "", len(values))


def _names(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def ballot(connection: Connection, consultation_id: int, made: Consultation) -> tuple[Table, Tally | None]:
    """Votes by option, best first, and how they were counted. None: there is no ballot."""
    if made.paper is None:
        return Table((), ()), None
    cast = [tuple(json.loads(choice)) for choice in results.list_ballots(connection, consultation_id)]
    tally = count(made.paper.ballot, cast)
    labels: Mapping[str, str] = {option.id: option.label for option in made.paper.options}
    rows = [(one, labels[one], tally.votes[one], "yes" if one in tally.winners else "") for one in tally.order]
    return Table(("option", "label", "votes", "wins"), rows), tally
