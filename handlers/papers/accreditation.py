"""Acreditación de Contralor Ciudadano."""

from civic.committee_papers import Accredited
from civic.paper import Facts, Note, Paper, Paragraph, Square, Verification
from handlers.spoken import spoken_day

_UNNAMED = "La persona acreditada pidió que su nombre no se muestre."


def accreditation_paper(municipality: str, accredited: Accredited) -> Paper:
    return Paper(
        municipality=municipality,
        title="Acreditación",
        subtitle=accredited.figure,
        reference=f"Acreditación {accredited.code}",
        blocks=(
            Paragraph(_opening(accredited)),
            Facts(_facts(accredited)),
            Verification(accredited.code, accredited.where),
            Square(
                accredited.where, "Apunte la cámara del teléfono a este código para ver si la acreditación es válida."
            ),
            Note(
                "Esta hoja por sí sola no prueba que la acreditación siga vigente: puede haberse revocado después. Lo que "
                "cuenta es la respuesta que da el código."
            ),
        ),
    )


def _opening(accredited: Accredited) -> str:
    who = accredited.shown or "la persona que lleva este código"
    return f"El municipio acredita a {who} con la figura de {accredited.figure}, por los días que aquí se indican."


def _facts(accredited: Accredited) -> tuple[tuple[str, str], ...]:
    observatory = (("Observatorio", accredited.observatory),) if accredited.observatory else ()
    return (
        ("Nombre", accredited.shown or _UNNAMED),
        ("Figura", accredited.figure),
        *observatory,
        ("Vigencia", f"Del {spoken_day(accredited.first_day)} al {spoken_day(accredited.last_day)}"),
    )
