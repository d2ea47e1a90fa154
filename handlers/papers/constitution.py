"""Acta de constitución."""

from civic.committee_papers import Constitution
from civic.paper import Block, Paper, Paragraph
from handlers.papers import rests_on
from handlers.papers.parts import NO_MEMBERS, NO_OFFICIALS, body_facts, people, signed_by_hand, title_of
from handlers.spoken import spoken_day


def constitution_paper(municipality: str, act: Constitution) -> Paper:
    return Paper(
        municipality=municipality,
        title="Acta de constitución",
        subtitle=title_of(act.body),
        reference=f"Constitución, {act.body.key}",
        blocks=(Paragraph(_opening(act)), *_blocks(act), *signed_by_hand("esta acta", act.members, act.officials)),
    )


def _opening(act: Constitution) -> str:
    where = f", en {act.place}," if act.place else ""
    return (
        f"El {spoken_day(act.day)}{where} las personas que se nombran en esta acta formaron el comité que aquí se describe"
        f"{_purpose(act)}."
    )


def _purpose(act: Constitution) -> str:
    if act.body.work:
        return f", para vigilar la obra «{act.body.work.name}» desde ahora y hasta su entrega"
    return f", que actúa en {act.body.neighbourhood}" if act.body.neighbourhood else ""


def _blocks(act: Constitution) -> tuple[Block, ...]:
    return (
        body_facts(act.body),
        *people("Integrantes", act.members, NO_MEMBERS),
        *people("Por el municipio", act.officials, NO_OFFICIALS),
        Paragraph(
            "Sus integrantes participan por voluntad propia y no reciben pago. Nadie puede usar este comité en favor o en "
            "contra de un partido o de una candidatura."
        ),
        *rests_on.audit(act.body),
    )
