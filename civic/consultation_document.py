"""A consultation as staff write it: read whole, or refused whole with every fault, its line and what to do."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from civic.ballot import NO, YES, BallotKind
from civic.consultation import (
    ALLOWS,
    KEY_SIGNS,
    Action,
    Choice,
    Condition,
    Consultation,
    Kind,
    Length,
    Level,
    Paper,
    Phase,
    Question,
    Span,
    Statement,
)
from civic.document import Document
from civic.document_table import Refused, Sheet, Table
from civic.message import DETAIL_SIGNS, LABEL_SIGNS

FORMAT = 1
PHASES = {
    "informar": Phase.INFORMING,
    "proponer": Phase.PROPOSING,
    "apoyar": Phase.SUPPORTING,
    "votar": Phase.VOTING,
    "revisar": Phase.REVIEWING,
    "resultados": Phase.RESULTS,
}
ACTIONS = {
    "responder": Action.ANSWER,
    "opinar": Action.OPINE,
    "proponer": Action.PROPOSE,
    "apoyar": Action.SUPPORT,
    "votar": Action.VOTE,
}
LEVELS = {"canal": Level.CHANNEL, "colonia": Level.NEIGHBOURHOOD, "cotejado": Level.CHECKED}
LENGTHS = {"corta": Length.SHORT, "mediana": Length.MEDIUM, "completa": Length.FULL}
KINDS = {
    "opcion": Kind.CHOICE,
    "opciones": Kind.CHOICES,
    "escala": Kind.SCALE,
    "numero": Kind.NUMBER,
    "texto": Kind.TEXT,
    "orden": Kind.RANKING,
    "colonia": Kind.NEIGHBOURHOOD,
    "foto": Kind.PHOTO,
}
BALLOTS = {
    "si_no": BallotKind.YES_NO,
    "aprobacion": BallotKind.APPROVAL,
    "presupuesto": BallotKind.KNAPSACK,
    "orden": BallotKind.RANKING,
}
_WITH_OPTIONS = (Kind.CHOICE, Kind.CHOICES, Kind.RANKING)
_WITH_ENDS = (Kind.SCALE, Kind.NUMBER)
_YES_NO = (Choice(id=YES, label="Sí"), Choice(id=NO, label="No"))
_MOST_OPTIONS = 9
"""A WhatsApp list has ten rows; one is kept for *Listo*, or for who wants none of them."""
_NUMBERED_SIGNS = 18
"""Of a label that stands behind its number."""
_END_SIGNS = 40
_SCALE_STEPS = 10
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TITLE_SIGNS, _TEXT_SIGNS = 80, 600

Find = Callable[[str], Sequence[str]]
"""The keys of the neighbourhoods that a whole key or a name may mean."""


def read_consultation(document: Document, zone: ZoneInfo, find: Find) -> Consultation:
    """Times without a zone are of `zone`. Raises Refused."""
    sheet = Sheet(document, zone)
    consultation = _Reader(sheet.top, find).consultation()
    if sheet.faults:
        raise Refused(sorted(set(sheet.faults)))
    return consultation


@dataclass(slots=True)
class _Reader:
    top: Table
    find: Find

    def consultation(self) -> Consultation:
        top = self.top
        if top.number("formato", required=True) not in (FORMAT, None):
            top.fault("formato", f"este programa lee el formato {FORMAT}; escriba formato = {FORMAT}.")
        spans = tuple(filter(None, map(self._span, top.tables("fase", required=True))))
        people, limits = top.table("participan"), top.table("limites")
        questions = self._questions(top.tables("pregunta"))
        consultation = Consultation(
            key=top.name("clave", _KEY, KEY_SIGNS, "minúsculas, números y guiones, como plan-2026"),
            title=top.text("titulo", _TITLE_SIGNS, required=True),
            summary=top.text("resumen", _TEXT_SIGNS, required=True),
            label=top.text("boton", LABEL_SIGNS, required=True),
            spans=spans,
            neighbourhood_keys=self._neighbourhoods(people, "colonias"),
            levels={action: people.one_of(word, LEVELS, Level.CHANNEL) for word, action in ACTIONS.items()},
            proposals_most=limits.number("propuestas", least=1) or 5,
            supports_most=limits.number("apoyos", least=1) or 20,
            topics=tuple(self._choice(table) for table in top.tables("tema")),
            questions=questions,
            statements=tuple(self._statement(table) for table in top.tables("frase")),
            paper=self._paper(top.table("boleta")) if "boleta" in top.values else None,
        )
        for table in (people, limits, top):
            table.done()
        self._unique(top, "tema", [one.id for one in consultation.topics])
        self._unique(top, "frase", [one.id for one in consultation.statements])
        self._across(top, consultation)
        return consultation

    def _span(self, table: Table) -> Span | None:
        phase = table.one_of("tipo", PHASES, None, required=True)
        opens_at, closes_at = table.moment("desde"), table.moment("hasta", end=True)
        table.done()
        if phase is None or opens_at is None or closes_at is None:
            return None
        if closes_at <= opens_at:
            table.fault("hasta", "termina antes de empezar; ponga una fecha posterior a `desde`.")
            return None
        return Span(phase=phase, opens_at=opens_at, closes_at=closes_at)

    def _statement(self, table: Table) -> Statement:
        made = Statement(id=table.id(), text=table.text("texto", 300, required=True))
        table.done()
        return made

    def _choice(self, table: Table, *, cost: bool = False) -> Choice:
        made = Choice(
            id=table.id(),
            label=table.text("nombre", LABEL_SIGNS, required=True),
            detail=table.text("detalle", DETAIL_SIGNS),
            cost=(table.number("costo", least=1, required=True) or 0) if cost else 0,
        )
        table.done()
        return made

    def _neighbourhoods(self, table: Table, key: str) -> frozenset[str]:
        given = table.take(key)
        if given is None or given == "todas":
            return frozenset()
        if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
            table.fault(key, 'escriba "todas", o una lista de nombres o claves, como ["10005-0428", "Benito Juárez"].')
            return frozenset()
        keys: set[str] = set()
        for place, one in enumerate(given):
            found = self.find(one)
            if len(found) != 1:
                says = (
                    f"hay varias que se llaman así; use la clave de una: {', '.join(sorted(found)[:4])}."
                    if found
                    else "no está en el catálogo; revise cómo se escribe o use su clave."
                )
                table.fault(key, f"«{one}»: {says}", place)
            keys.update(found)
        return frozenset(keys)

    def _questions(self, tables: Sequence[Table]) -> tuple[Question, ...]:
        made: dict[str, Question] = {}
        for table in tables:
            question = self._question(table, made)
            if question.id in made:
                table.fault("id", f"ya hay otra pregunta «{question.id}»; cambie una.")
            made[question.id] = question
        return tuple(made.values())

    def _question(self, table: Table, before: Mapping[str, Question]) -> Question:
        kind = table.one_of("tipo", KINDS, None, required=True)
        options = tuple(self._choice(one) for one in table.tables("opcion", required=kind in _WITH_OPTIONS))
        low, high = (
            table.number("desde", required=kind in _WITH_ENDS),
            table.number("hasta", required=kind in _WITH_ENDS),
        )
        question = Question(
            id=table.id(),
            kind=kind or Kind.TEXT,
            ask=table.text("texto", 400, required=True),
            label=table.text("nombre", LABEL_SIGNS, required=True),
            options=options,
            most=table.number("maximo", least=1) or 0,
            lowest=low or 0,
            highest=high or 0,
            low_label=table.text("nombre_menor", _END_SIGNS),
            high_label=table.text("nombre_mayor", _END_SIGNS),
            optional=table.yes_no("opcional"),
            reason=table.text("para_que", 200),
            personal=table.yes_no("personal"),
            length=table.one_of("largo", LENGTHS, Length.SHORT) or Length.SHORT,
            when=self._condition(table.table("si"), before) if "si" in table.values else None,
        )
        self._fits(table, question)
        table.done()
        return question

    def _fits(self, table: Table, q: Question) -> None:
        """What one kind of question needs and another has not."""
        if q.kind in _WITH_OPTIONS:
            self._options(table, [one.id for one in q.options], q.most)
        elif q.options:
            table.fault("opcion", "este tipo no lleva opciones; quítelas o cambie `tipo`.")
        if q.most and q.kind not in (Kind.CHOICES, Kind.RANKING):
            table.fault("maximo", "solo se usa con `opciones` y `orden`; quítelo.")
        if q.kind in _WITH_ENDS and q.lowest >= q.highest and "hasta" in table.values:
            table.fault("hasta", "debe ser mayor que `desde`.")
        if q.kind in (Kind.CHOICES, Kind.RANKING):
            self._numbered(table, q.options)
        if q.kind is Kind.SCALE and not (q.low_label and q.high_label):
            table.fault("tipo", "una escala dice qué son sus dos puntas; ponga `nombre_menor` y `nombre_mayor`.")
        if q.kind is Kind.SCALE and q.highest - q.lowest >= _SCALE_STEPS + (q.lowest == 0):
            table.fault("hasta", f"una escala tiene a lo más {_SCALE_STEPS} pasos; para más use `numero`.")
        if q.personal and not (q.optional and q.reason):
            table.fault("personal", "lo que dice quién es alguien va con opcional = true y con `para_que`.")

    def _options(self, table: Table, ids: Sequence[str], most: int) -> None:
        if len(ids) == 1:
            table.fault("opcion", "una sola opción no es pregunta; ponga otra.")
        if len(ids) > _MOST_OPTIONS:
            table.fault("opcion", f"en un teléfono caben {_MOST_OPTIONS}; junte algunas o haga dos preguntas.")
        if most > len(ids) > 1:
            table.fault("maximo", f"hay {len(ids)} opciones; ponga un número de 1 a {len(ids)}.")
        self._unique(table, "opcion", ids)

    def _numbered(self, table: Table, options: Sequence[Choice]) -> None:
        for place, one in enumerate(options):
            if len(one.label) > _NUMBERED_SIGNS:
                says = f"«{one.label}» tiene {len(one.label)} letras y aquí caben {_NUMBERED_SIGNS}; acórtelo."
                table.fault("opcion", says, place)

    def _condition(self, table: Table, before: Mapping[str, Question]) -> Condition | None:
        name, options = table.text("pregunta", 40, required=True), table.take("es")
        table.done()
        asked = before.get(name)
        if asked is None or asked.kind is not Kind.CHOICE:
            table.fault("pregunta", f"«{name}» debe ser una pregunta de tipo `opcion` que esté antes que esta.")
            return None
        known = [one.id for one in asked.options]
        if not isinstance(options, list) or not options or any(one not in known for one in options):
            table.fault("es", f"escriba una lista con opciones de «{name}»: {', '.join(known)}.")
            return None
        return Condition(question=name, options=tuple(options))

    def _paper(self, table: Table) -> Paper:
        kind = table.one_of("tipo", BALLOTS, None, required=True)
        tables = table.tables("opcion", required=kind is not BallotKind.YES_NO)
        paper = Paper(
            kind=kind or BallotKind.APPROVAL,
            ask=table.text("texto", 400, required=True),
            options=tuple(self._choice(one, cost=kind is BallotKind.KNAPSACK) for one in tables) or _YES_NO,
            most=table.number("maximo", least=1, required=kind is BallotKind.APPROVAL) or 0,
            budget=table.number("presupuesto", least=1, required=kind is BallotKind.KNAPSACK) or 0,
        )
        table.done()
        if kind is BallotKind.YES_NO and tables:
            table.fault("opcion", "una boleta si_no no lleva opciones; quítelas.")
        elif kind:
            self._options(table, [one.id for one in paper.options], paper.most)
            self._numbered(table, paper.options)
        if kind is BallotKind.KNAPSACK and paper.budget and any(one.cost > paper.budget for one in paper.options):
            table.fault("presupuesto", "alguna opción cuesta más que todo el presupuesto; nadie podría elegirla.")
        return paper

    def _unique(self, table: Table, key: str, ids: Sequence[str]) -> None:
        for place, one in enumerate(ids):
            if one and one in ids[:place]:
                table.fault(key, f"el id {one} está repetido; cambie uno.", place)

    def _across(self, top: Table, c: Consultation) -> None:
        """What one part asks of another."""
        phases = [span.phase for span in c.spans]
        if not any(ALLOWS[phase] for phase in phases):
            top.fault("fase", "no hay ninguna en que se pueda participar; ponga una de tipo proponer, apoyar o votar.")
            return
        for phase, needed, key in (
            (Phase.VOTING, c.paper is not None, "boleta"),
            (Phase.PROPOSING, bool(c.topics), "tema"),
        ):
            if phase in phases and not needed:
                top.fault("fase", f"hay una fase que necesita `{key}` y no está; agréguela o quite la fase.")
        if c.paper and Phase.VOTING not in phases:
            top.fault("boleta", "no hay fase de tipo votar; agréguela o quite la boleta.")
        for place, one in enumerate(c.spans):
            if one.phase is Phase.RESULTS and one.opens_at < c.closes_at:
                says = "los resultados empiezan antes de que termine la participación; muévalos después."
                top.fault("fase", says, place)
            if any(one.phase is other.phase and one.opens_at < other.closes_at and other.opens_at < one.closes_at
                   for other in c.spans[:place]):  # fmt: skip
                top.fault("fase", "hay otra fase del mismo tipo en esas fechas; deje una.", place)
