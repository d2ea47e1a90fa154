"""What several papers have in common."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from civic.committee_papers import Body, Named
from civic.paper import Block, Facts, Grid, Heading, Paragraph, Signature, Signatures
from civic.works import PublicWork
from handlers.amounts import UNKNOWN, number, per_cent, pesos
from handlers.spoken import spoken_day

NO_MEMBERS = "Todavía no hay integrantes registrados."
NO_OFFICIALS = "No se anotó a nadie por parte del municipio."


def title_of(body: Body) -> str:
    return f"{body.kind} «{body.name}»"


def body_facts(body: Body, *more: tuple[str, str]) -> Facts:
    """What its title does not say: which it is and what it watches."""
    watched = [("Obra", f"{body.work.name} (clave {body.work.key})")] if body.work else []
    lives = [("Colonia o localidad", body.neighbourhood)] if body.neighbourhood else []
    return Facts((("Clave del comité", body.key), *watched, *lives, *more))


def work_facts(work: PublicWork) -> Facts:
    """Its figures as the register of works has them."""
    return Facts(
        (
            ("Situación", work.status or UNKNOWN),
            ("Contratista", work.contractor or UNKNOWN),
            ("Supervisión", work.supervisor or UNKNOWN),
            ("Monto", UNKNOWN if work.centavos is None else pesos(work.centavos)),
            ("Metros", UNKNOWN if work.metres is None else number(work.metres)),
            ("Inicio", day_or_unknown(work.starts_on)),
            ("Término", day_or_unknown(work.ends_on)),
            ("Avance oficial", per_cent_or_unknown(work.progress)),
        )
    )


def day_or_unknown(day: date | None) -> str:
    return spoken_day(day) if day else UNKNOWN


def per_cent_or_unknown(value: float | None) -> str:
    return UNKNOWN if value is None else per_cent(value)


def spoken_hour(at: datetime) -> str:
    """`24 de noviembre de 2026, 9:30 horas`."""
    return f"{spoken_day(at.date())}, {hour_words(at)}"


def hour_words(at: datetime) -> str:
    return f"{at.hour}:{at:%M} horas"


def people(heading: str, named: Sequence[Named], nobody: str) -> tuple[Block, Block]:
    rows = tuple((one.name, one.role) for one in named)
    return listed(heading, ("Nombre", "Cargo"), rows, nobody)


def listed(
    heading: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], nothing: str, shares: tuple[int, ...] = ()
) -> tuple[Block, Block]:
    """A table under its heading; the sentence `nothing` where it would be empty."""
    found = tuple(rows)
    return Heading(heading), Grid(columns, found, shares) if found else Paragraph(nothing)


def files(heading: str, fingerprints: Sequence[str], nothing: str) -> tuple[Block, Block]:
    """Each file by its sha256, which shows that it was not changed."""
    rows = ((str(at), sha256) for at, sha256 in enumerate(fingerprints, 1))
    return listed(heading, ("Núm.", "Huella del archivo (sha256)"), rows, nothing, (1, 9))


def signed_by_hand(what: str, *groups: Sequence[Named]) -> tuple[Block, ...]:
    """A line for each; nothing where there is nobody to sign.

    `what` is signed: `esta acta`. It is said again, since the lines may come to stand on a page of their own.
    """
    lines = tuple(Signature(one.name, one.role) for group in groups for one in group)
    opening = f"{'Firma' if len(lines) == 1 else 'Firman'} {what}. Todas sus hojas llevan al pie la misma huella."
    return (Heading("Firmas"), Signatures(lines, opening)) if lines else ()


def counted(number_of: int, one: str, several: str) -> str:
    """`1 visita`, `3 visitas`."""
    return f"{number_of:,} {one if number_of == 1 else several}"
