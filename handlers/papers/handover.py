"""Acta de entrega-recepción: the committee takes note of a finished work, or says why it does not sign."""

from civic.committee_papers import Handover
from civic.paper import Block, Heading, Paper, Paragraph, Verbatim
from handlers.papers import rests_on
from handlers.papers.parts import (
    NO_MEMBERS,
    NO_OFFICIALS,
    body_facts,
    people,
    signed_by_hand,
    title_of,
    work_facts,
)
from handlers.spoken import spoken_day


def handover_paper(municipality: str, handover: Handover) -> Paper:
    signing = (handover.members,) if handover.accepted else ()
    return Paper(
        municipality=municipality,
        title="Acta de entrega-recepción",
        subtitle=title_of(handover.body),
        reference=f"Entrega-recepción, {handover.body.key}",
        blocks=(
            Paragraph(f"El {spoken_day(handover.day)} se presentó la obra terminada al comité que la vigiló."),
            body_facts(handover.body),
            *_figures(handover),
            *_decision(handover),
            *people("Integrantes", handover.members, NO_MEMBERS),
            *people("Por el municipio", handover.officials, NO_OFFICIALS),
            *rests_on.delivering(handover.body),
            *signed_by_hand("esta acta", *signing, handover.officials),
        ),
    )


def _figures(handover: Handover) -> tuple[Block, ...]:
    work = handover.body.work
    return (Heading("La obra en cifras"), work_facts(work)) if work else ()


def _decision(handover: Handover) -> tuple[Block, ...]:
    heading = Heading("Decisión del comité")
    if handover.accepted:
        remark = (Paragraph("Hizo esta observación:"), Verbatim(handover.reason)) if handover.reason else ()
        return heading, Paragraph("El comité recibió la obra de conformidad."), *remark
    refused = Paragraph("El comité no firmó de conformidad. La obra se entrega sin su firma, por este motivo:")
    return heading, refused, Verbatim(handover.reason or "No se escribió el motivo.")
