"""Every figure that is published of a consultation, counted from its published data: whoever has those counts the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from civic.answers import AnswerCount, answer_lines
from civic.breakdown import NO_QUADRANT, breakdowns
from civic.consultation import Consultation, Paper
from civic.coverage import GROUPS, coverage
from civic.neighbourhood import Neighbourhood
from civic.open_data import ANSWERS, BALLOTS, BETWEEN, ORIGIN, PEOPLE, PLACES, PROPOSALS, RECEIPTS, STATEMENTS
from civic.table import Table
from civic.tally import SkipReason, Tally, Tie, TieRule, count

Data = Mapping[str, Table]
"""The tables of `civic.open_data`, by name. Those of a vote may be missing."""

_BROKEN_BY = {
    TieRule.EARLIER_ROUND: "rondas anteriores",
    TieRule.PAPER_ORDER: "orden en la boleta",
    TieRule.OPEN: "queda empatado",
}
_SKIPPED = {SkipReason.NO_VOTES: "sin votos", SkipReason.NO_MONEY: "no alcanza"}


def figures(made: Consultation, data: Data) -> list[Table]:
    """Only tables with something in them. Raises `civic.ballot.ChoiceRefused` for a ballot that the paper does not allow."""
    proposals = data[PROPOSALS].records()
    tables = [
        _totals(data, proposals),
        *breakdowns(made, proposals),
        *_coverage(data, proposals),
        _questions(made, data),
    ]
    if made.paper and BALLOTS in data:
        tables += _vote(made.paper, data)
    return [table for table in tables if table.rows]


def _totals(data: Data, proposals: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        ("personas", sum(one["personas"] for one in data[PEOPLE].records() if one["grupo"] == ORIGIN)),
        ("propuestas", len(proposals)),
        ("apoyos", sum(one["apoyos"] for one in proposals)),
        ("colonias", len({one["clave_colonia"] for one in proposals if one["colonia"]})),
        ("respuestas", sum(one["personas"] for one in data[ANSWERS].records() if not one["respuesta"])),
        (
            "opiniones",
            sum(
                one[stance] for one in data[STATEMENTS].records() for stance in ("de_acuerdo", "en_desacuerdo", "paso")
            ),
        ),
        *((name, len(data[name].rows)) for name in (BALLOTS, RECEIPTS) if name in data),
    ]
    return Table("totales", ("cifra", "cuenta"), rows)


def _coverage(data: Data, proposals: Sequence[Mapping[str, Any]]) -> list[Table]:
    heard = {one["clave_colonia"] for one in proposals}
    places = [
        Neighbourhood(
            key=one["clave"], name=one["colonia"], kind=one["tipo"], postal_code=one["codigo_postal"],
            quadrant=one["cuadrante"],
        )
        for one in data[PLACES].records()
    ]  # fmt: skip
    names = {"kind": "tipo", "quadrant": "cuadrante"}
    if not any(place.quadrant for place in places):
        del names["quadrant"]
    return [
        Table(
            f"cobertura_{names[by]}",
            (names[by], "con_propuesta", "colonias"),
            [(one.label or NO_QUADRANT, one.covered, one.all) for one in coverage(places, heard, by)],
        )
        for by in GROUPS
        if by in names
    ]


def _questions(made: Consultation, data: Data) -> Table:
    counts: dict[str, list[AnswerCount]] = {}
    for one in data[ANSWERS].records():
        counted = AnswerCount(one["pregunta"], one["respuesta"], one["lugar"], one["personas"])
        counts.setdefault(counted.question, []).append(counted)
    rows = []
    for question in made.questions:
        labels = {option.id: option.label for option in question.options}
        for line in answer_lines(question, counts.get(question.id, ())) if question.id in counts else ():
            label = labels.get(line.answer, line.answer)
            rows.append((line.question, line.answer, label, line.people, line.points, line.answered))
    return Table("preguntas", ("pregunta", "respuesta", "nombre", "personas", "puntos", "contestaron"), rows)


def _vote(paper: Paper, data: Data) -> list[Table]:
    tally = count(paper.ballot, [one["opciones"].split(BETWEEN) for one in data[BALLOTS].records()])
    labels = {option.id: option.label for option in paper.options}
    skipped = {one.option_id: one for one in tally.skipped}
    votes = [
        (place, one, labels[one], tally.votes[one], _outcome(tally, one), skipped[one].missing if one in skipped else 0)
        for place, one in enumerate(tally.order, 1)
    ]
    rounds = [
        (number, one, votes_of, "sale" if one == each.out else "", each.exhausted)
        for number, each in enumerate(tally.rounds, 1)
        for one, votes_of in each.votes.items()
    ]
    return [
        Table("votacion", ("lugar", "opcion", "nombre", "votos", "resultado", "faltan_pesos"), votes),
        Table("rondas", ("ronda", "opcion", "votos", "sale", "agotadas"), rounds),
        Table("empates", ("ronda", "opciones", "votos", "se_decide"), [_tie(one) for one in tally.ties]),
    ]


def _outcome(tally: Tally, option: str) -> str:
    why = next((_SKIPPED[one.why] for one in tally.skipped if one.option_id == option), "")
    return "gana" if option in tally.winners else why


def _tie(tie: Tie) -> tuple[int, str, int, str]:
    return tie.round, BETWEEN.join(tie.options), tie.votes, _BROKEN_BY[tie.broken_by]
