"""Cédula de queja o denuncia: what was told, never who told it."""

from civic.committee_papers import Complained
from civic.paper import Facts, Heading, Note, Paper, Verbatim
from handlers.papers.parts import files
from handlers.papers.rests_on import COMPLAINING
from handlers.spoken import spoken_day


def complaint_paper(municipality: str, complaint: Complained) -> Paper:
    return Paper(
        municipality=municipality,
        title=f"Cédula de {complaint.act.value.lower()}",
        subtitle=f"Folio {complaint.folio}",
        reference=f"{complaint.act.value}, folio {complaint.folio}",
        blocks=(
            Facts(_facts(complaint)),
            Heading("Lo que se contó"),
            Verbatim(complaint.what),
            *files("Pruebas", complaint.evidence, "No se entregaron archivos."),
            Note("Esta cédula no dice quién presentó el caso."),
            COMPLAINING,
        ),
    )


def _facts(complaint: Complained) -> tuple[tuple[str, str], ...]:
    return (
        ("Se recibió el", spoken_day(complaint.told_on)),
        ("Obra", complaint.work or "Quien lo contó no sabe cuál es."),
        ("Lugar", complaint.place or "No se dijo"),
        ("Desde cuándo", complaint.since or "No se dijo"),
        ("Situación", complaint.status or "Recibida"),
    )
