"""The data of a consultation that are published as they are, and what is taken out of them first.

Proposals were public all along, so their list is whole, but for telephones and the like in their words. Of people there are
only cells, each of at least `civic.small_cells.LEAST`, and no two of them cut the same people in ways of which one lies
inside the other: how somebody came and by which channel is one partition, each personal question that everybody was asked is
another, of the same people. Ballots and receipts are lists in the order of the alphabet, and not there at all when fewer than
that voted: a count of two tells each of them what the other one chose.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from civic.answers import count_answers, is_private
from civic.consultation import Consultation, Stance
from civic.neighbourhood import Neighbourhood
from civic.personal import without_personal_data
from civic.receipt import published
from civic.small_cells import LEAST, Cell, without_small_cells
from civic.table import Table

ORIGIN = "origen"
"""The group of cells by how people came."""
OTHERS = "otros"
ALL = "todos"
NO_ANSWER = "sin respuesta"
PROPOSALS, PLACES, PEOPLE, ANSWERS, STATEMENTS, BALLOTS, RECEIPTS = DATA = (
    "propuestas", "colonias", "personas", "respuestas", "frases", "boletas", "comprobantes",
)  # fmt: skip
"""Names of the tables."""
BETWEEN = "|"
"""Options of one ballot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A published proposal with all that is told of it."""

    folio: str
    topic: str
    text: str
    neighbourhood_key: str
    neighbourhood: str
    kind: str
    quadrant: str
    status: str
    """In words."""
    stands_in: str
    """Folio of the one that it was grouped into; empty: it stands for itself."""
    progress: int
    """Per cent of the work."""
    answer: str
    """Of the municipality; empty: none yet."""
    cost: int | None
    """Whole pesos."""
    law: str
    public_work_key: str
    commitment: str
    day: str
    supports: int


@dataclass(frozen=True, slots=True)
class Taking:
    """One person's part. It never leaves the program: only sums of several do."""

    origin: tuple[str, ...]
    answers: Mapping[str, str]
    """To personal questions that were answered, by question."""
    proposals: int
    supports: int
    """Of those proposals."""


def proposals_table(proposals: Iterable[Proposed]) -> Table:
    columns = (
        "folio", "tema", "clave_colonia", "colonia", "tipo", "cuadrante", "estado", "agrupada_en", "dia", "apoyos", "texto",
        "avance", "respuesta", "costo", "fundamento", "obra", "compromiso",
    )  # fmt: skip
    rows = [
        (
            one.folio, one.topic, one.neighbourhood_key, one.neighbourhood, one.kind, one.quadrant, one.status,
            one.stands_in, one.day, one.supports, " ".join(without_personal_data(one.text).split()),
            one.progress, " ".join(one.answer.split()), "" if one.cost is None else one.cost, one.law,
            one.public_work_key, one.commitment,
        )
        for one in proposals
    ]  # fmt: skip
    return Table(PROPOSALS, columns, sorted(rows))


def places_table(places: Iterable[Neighbourhood]) -> Table:
    rows = [(one.key, one.name, one.kind, one.postal_code, one.quadrant) for one in places]
    return Table(PLACES, ("clave", "colonia", "tipo", "codigo_postal", "cuadrante"), sorted(rows))


def people_table(taking: Sequence[Taking], questions: Iterable[str]) -> Table:
    """Everybody who takes part, once in each group. `questions`: ids of those that split people."""
    groups = {ORIGIN: _cells(taking, lambda one: one.origin)}
    for question in questions:
        groups[question] = _cells(taking, partial(_answer, question))
    rows = [
        (group, " / ".join(cell.path) or ALL, cell.people, cell.figures["propuestas"], cell.figures["apoyos"])
        for group, cells in groups.items()
        for cell in cells
    ]
    return Table(PEOPLE, ("grupo", "valor", "personas", "propuestas", "apoyos"), rows)


def _answer(question: str, one: Taking) -> tuple[str, ...]:
    return (one.answers.get(question, NO_ANSWER),)


def _cells(taking: Iterable[Taking], path: Callable[[Taking], tuple[str, ...]]) -> list[Cell]:
    cells = [Cell(path(one), 1, {"propuestas": one.proposals, "apoyos": one.supports}) for one in taking]
    return without_small_cells(sorted(cells, key=lambda cell: cell.path), others=OTHERS)


def answers_table(made: Consultation, given: Mapping[str, Sequence[object]]) -> Table:
    """Of questions that are not private, one by one: what the same person answered to two is nowhere to be seen."""
    asked = [one for one in made.questions if not is_private(one, made.questions)]
    counts = [count for one in asked for count in count_answers(one, given.get(one.id, ()))]
    rows = [(one.question, one.answer, one.place, one.people) for one in counts]
    return Table(ANSWERS, ("pregunta", "respuesta", "lugar", "personas"), rows)


def statements_table(made: Consultation, said: Mapping[str, Mapping[str, int]]) -> Table:
    rows: list[tuple[str | int, ...]] = [
        (one.id, *(said.get(one.id, {}).get(stance, 0) for stance in Stance), one.text) for one in made.statements
    ]
    return Table(STATEMENTS, ("frase", "de_acuerdo", "en_desacuerdo", "paso", "texto"), rows)


def vote_tables(ballots: Sequence[Sequence[str]], marks: Iterable[str]) -> list[Table]:
    if len(ballots) < LEAST:
        return []
    return [
        Table(BALLOTS, ("opciones",), sorted((BETWEEN.join(choice),) for choice in ballots)),
        Table(RECEIPTS, ("marca",), [(mark,) for mark in published(marks)]),
    ]
