"""Cédula de vigilancia: one visit to a public work."""

from civic.committee_papers import Visit
from civic.paper import Block, Check, Checks, Facts, Heading, Note, Paper, Paragraph, Verbatim
from handlers.amounts import number
from handlers.papers import rests_on
from handlers.papers.parts import body_facts, files, per_cent_or_unknown, signed_by_hand, spoken_hour, title_of

_UNTOLD = "No se pudo estimar"


def visit_paper(municipality: str, visit: Visit) -> Paper:
    return Paper(
        municipality=municipality,
        title="Cédula de vigilancia",
        subtitle=title_of(visit.body),
        reference=f"Visita, {visit.body.key}, {visit.at:%Y-%m-%d %H:%M}",
        blocks=(
            body_facts(visit.body, ("Día y hora de la visita", spoken_hour(visit.at)), *_place(visit)),
            *_checked(visit),
            *_progress(visit),
            Heading("Lo que se observó"),
            Verbatim(visit.note) if visit.note else Paragraph("No se escribieron observaciones."),
            *files("Fotos", visit.photos, "No se tomaron fotos."),
            *rests_on.watching(visit.body),
            *signed_by_hand("esta cédula", (visit.member,)),
        ),
    )


def _place(visit: Visit) -> tuple[tuple[str, str], ...]:
    spot = visit.place or "No se escribió"
    if not visit.point:
        return (("Lugar", spot),)
    latitude, longitude = visit.point
    return ("Lugar", spot), ("Coordenadas", f"{latitude:.5f}, {longitude:.5f}")


def _checked(visit: Visit) -> tuple[Block, ...]:
    items = tuple(Check(one.question, one.seen.label) for one in visit.answers)
    return Heading("Lo que se revisó"), Checks(items) if items else Paragraph(
        "En esta visita no hubo lista de revisión."
    )


def _progress(visit: Visit) -> tuple[Block, ...]:
    observed = _UNTOLD if visit.observed is None else per_cent_or_unknown(visit.observed)
    facts = (
        ("Avance observado", observed),
        ("Avance oficial ese día", per_cent_or_unknown(visit.reported)),
        _gap(visit),
    )
    alert = (Note("Por esta diferencia se dio una alerta al municipio."),) if visit.alerted else ()
    return Heading("Avance"), Facts(facts), *alert


def _gap(visit: Visit) -> tuple[str, str]:
    if visit.observed is None or visit.reported is None:
        return "Diferencia", "No se puede comparar"
    gap = visit.observed - visit.reported
    if not gap:
        return "Diferencia", "Ninguna"
    side = "menos" if gap < 0 else "más"
    return "Diferencia", f"{_points(abs(gap))} {side} que lo oficial"


def _points(gap: float) -> str:
    """Of per cents: one from another."""
    return f"{number(gap)} {'punto' if gap == 1 else 'puntos'}"
