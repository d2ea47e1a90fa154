"""Lista de asistencia a capacitación."""

from collections.abc import Iterator

from civic.committee_papers import Trained, Training, Unit
from civic.paper import Block, Note, Paper, Paragraph
from handlers.papers import rests_on
from handlers.papers.parts import body_facts, counted, listed, title_of
from handlers.spoken import spoken_day

_COLUMNS = ("Integrante", "Cargo", "Aprobó el", "Intentos")


def training_paper(municipality: str, training: Training) -> Paper:
    return Paper(
        municipality=municipality,
        title="Lista de asistencia a capacitación",
        subtitle=title_of(training.body),
        reference=f"Capacitación, {training.body.key}, {training.day.isoformat()}",
        blocks=(
            Paragraph(f"Así estaba la capacitación el {spoken_day(training.day)}. {_summary(training)}"),
            body_facts(training.body),
            *(block for number, unit in enumerate(training.units, 1) for block in _unit(number, unit)),
            Note("La asistencia se acredita al contestar bien las preguntas con que termina cada unidad."),
            *rests_on.audit(training.body),
        ),
    )


def _summary(training: Training) -> str:
    members = {one.member for unit in training.units for one in unit.trained}
    if not training.units:
        return "Todavía no hay unidades de capacitación."
    if not members:
        return "Nadie ha tomado todavía la capacitación."
    done = [member for member in members if all(_passed(unit, member) for unit in training.units)]
    whole = counted(len(training.units), "unidad", "unidades")
    return f"Tiene {whole}. Integrantes que la terminaron: {len(done)} de {len(members)}."


def _passed(unit: Unit, member: object) -> bool:
    return any(one.member == member and one.passed_on for one in unit.trained)


def _unit(number: int, unit: Unit) -> Iterator[Block]:
    rows = map(_row, unit.trained)
    yield from listed(
        f"Unidad {number}. {unit.title}", _COLUMNS, rows, "Nadie ha tomado todavía esta unidad.", (5, 4, 4, 2)
    )


def _row(one: Trained) -> tuple[str, ...]:
    passed = spoken_day(one.passed_on) if one.passed_on else "Todavía no"
    return one.member.name, one.member.role, passed, str(one.attempts)
