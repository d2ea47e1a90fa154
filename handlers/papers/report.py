"""Informe del comité."""

from civic.committee_papers import MeetingCalled, Report, VisitMade
from civic.paper import Block, Facts, Heading, Paper, Paragraph
from handlers.papers import rests_on
from handlers.papers.parts import body_facts, counted, listed, per_cent_or_unknown, signed_by_hand, title_of
from handlers.spoken import spoken_day


def report_paper(municipality: str, report: Report) -> Paper:
    period = f"{report.since.isoformat()} a {report.until.isoformat()}"
    return Paper(
        municipality=municipality,
        title="Informe del comité",
        subtitle=title_of(report.body),
        reference=f"Informe, {report.body.key}, {period}",
        blocks=(
            Paragraph(f"Periodo: del {spoken_day(report.since)} al {spoken_day(report.until)}."),
            body_facts(report.body),
            Heading("Resumen"),
            Facts(_summary(report)),
            *_visits(report),
            *_meetings(report),
            *_agreements(report),
            *_complaints(report),
            *rests_on.watching(report.body),
            *signed_by_hand("este informe", report.members),
        ),
    )


def _summary(report: Report) -> tuple[tuple[str, str], ...]:
    held = sum(one.held for one in report.meetings)
    return (
        ("Visitas a la obra", str(len(report.visits))),
        ("Alertas por el avance", str(sum(one.alerted for one in report.visits))),
        ("Reuniones hechas", _held(held, len(report.meetings))),
        ("Quejas sobre la obra", str(sum(number for _, number in report.complaints))),
    )


def _held(held: int, called: int) -> str:
    return f"{held} de {counted(called, 'convocada', 'convocadas')}" if called else "0"


def _visits(report: Report) -> tuple[Block, ...]:
    columns = ("Día", "Quién visitó", "Avance observado", "Avance oficial", "Alerta")
    return listed("Visitas", columns, map(_visit, report.visits), "En este periodo no hubo visitas.", (3, 4, 2, 2, 2))


def _visit(one: VisitMade) -> tuple[str, ...]:
    observed, reported = per_cent_or_unknown(one.observed), per_cent_or_unknown(one.reported)
    return spoken_day(one.day), one.member, observed, reported, "Sí" if one.alerted else "No"


def _meetings(report: Report) -> tuple[Block, ...]:
    columns = ("Día", "Lugar", "¿Se hizo?", "Asistieron")
    nothing = "En este periodo no hubo reuniones."
    return listed("Reuniones", columns, map(_meeting, report.meetings), nothing, (3, 5, 2, 2))


def _meeting(one: MeetingCalled) -> tuple[str, ...]:
    if not one.held:
        return spoken_day(one.day), one.place, "No", "—"
    return spoken_day(one.day), one.place, "Sí", "No se anotó" if one.attended is None else str(one.attended)


def _agreements(report: Report) -> tuple[Block, ...]:
    kept = report.agreements
    if not (kept.kept or kept.open or kept.dropped):
        return Heading("Acuerdos"), Paragraph("En este periodo no hubo acuerdos.")
    late = f", de ellos {kept.late} con la fecha vencida" if kept.late else ""
    facts = (("Cumplidos", str(kept.kept)), ("Pendientes", f"{kept.open}{late}"), ("Retirados", str(kept.dropped)))
    return Heading("Acuerdos"), Facts(facts)


def _complaints(report: Report) -> tuple[Block, ...]:
    rows = ((outcome, str(number)) for outcome, number in report.complaints)
    nothing = "En este periodo no hubo quejas sobre la obra."
    return listed("Quejas sobre la obra", ("En qué van", "Cuántas"), rows, nothing, (5, 1))
