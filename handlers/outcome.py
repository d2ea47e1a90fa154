"""What came of the parts of a consultation that are chosen, not written: questions, statements, the ballot. As tables."""

import json
from collections.abc import Iterable, Mapping

from civic.answers import answer_lines, count_answers
from civic.consultation import Consultation, Stance
from civic.table import Table
from civic.tally import Tally, count
from storage import results
from storage.store import Connection


def statements(connection: Connection, consultation_id: int, made: Consultation) -> Table:
    """How many agree, disagree and pass, a line a statement."""
    counted = results.count_stances(connection, consultation_id)
    rows: list[tuple[str | int, ...]] = [
        (one.id, *(counted.get(one.id, {}).get(stance, 0) for stance in Stance), one.text) for one in made.statements
    ]
    return Table("statements", ("statement", *(stance.value for stance in Stance), "text"), rows)


def questions(connection: Connection, consultation_id: int, made: Consultation) -> Table:
    """A line for each option, step or number that was given; of written answers how many there are."""
    given = answers_by_question(results.list_answers(connection, consultation_id))
    rows = [
        (line.question, line.answer, line.people, line.points, line.answered)
        for one in made.questions
        for line in answer_lines(one, count_answers(one, given.get(one.id, ())))
    ]
    return Table("questions", ("question", "answer", "people", "points", "answered"), rows)


def answers_by_question(rows: Iterable[tuple[str, str]]) -> dict[str, list[object]]:
    """What was answered to each question, one value a person. `rows`: the question's id and the value as JSON."""
    given: dict[str, list[object]] = {}
    for question_id, value in rows:
        given.setdefault(question_id, []).append(json.loads(value))
    return given


def ballot(connection: Connection, consultation_id: int, made: Consultation) -> tuple[Table, Tally | None]:
    """Votes by option, best first, and how they were counted. None: there is no ballot."""
    if made.paper is None:
        return Table("ballot", (), ()), None
    cast = [tuple(json.loads(choice)) for choice in results.list_ballots(connection, consultation_id)]
    tally = count(made.paper.ballot, cast)
    labels: Mapping[str, str] = {option.id: option.label for option in made.paper.options}
    rows = [(one, labels[one], tally.votes[one], "yes" if one in tally.winners else "") for one in tally.order]
    return Table("ballot", ("option", "label", "votes", "wins"), rows), tally
