"""Acta de sustitución de integrante."""

from civic.committee_papers import Named, Substitution
from civic.paper import Facts, Heading, Paper, Paragraph
from handlers.papers import rests_on
from handlers.papers.parts import NO_OFFICIALS, body_facts, people, signed_by_hand, title_of
from handlers.spoken import spoken_day


def substitution_paper(municipality: str, act: Substitution) -> Paper:
    comes = (act.comes,) if act.comes else ()
    return Paper(
        municipality=municipality,
        title="Acta de sustitución de integrante",
        subtitle=title_of(act.body),
        reference=f"Sustitución, {act.body.key}, {act.day.isoformat()}",
        blocks=(
            Paragraph(f"El {spoken_day(act.day)} cambió quién integra el comité que aquí se describe."),
            body_facts(act.body),
            Heading("Quién deja el cargo"),
            Facts((*_who(act.leaves), ("Motivo", act.why or "No se escribió el motivo."))),
            Heading("Quién entra"),
            Facts(_who(act.comes)) if act.comes else Paragraph("Por ahora nadie ocupa el cargo."),
            *people("Por el municipio", act.officials, NO_OFFICIALS),
            *rests_on.audit(act.body),
            *signed_by_hand("esta acta", comes, act.officials),
        ),
    )


def _who(one: Named) -> tuple[tuple[str, str], ...]:
    return ("Nombre", one.name), ("Cargo", one.role)
