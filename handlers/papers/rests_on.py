"""What a paper rests on, where the law says so.

LGDS: Ley General de Desarrollo Social, articles 68 to 71. LGRA: Ley General de Responsabilidades Administrativas,
articles 91 to 93. LCF: Ley de Coordinación Fiscal, article 33, part B, fraction II, on works of the fund FAISM.
"""

from civic.committee_papers import Body
from civic.paper import Note

_LGDS = "de la Ley General de Desarrollo Social"

_AUDIT = f"Fundamento: artículos 69 a 71 {_LGDS}, que definen la contraloría social y dicen qué puede hacer."
_WATCHING = (
    f"Fundamento: artículos 69 a 71 {_LGDS}. Quienes hacen contraloría social pueden pedir información a las "
    "autoridades, vigilar cómo se gastan y aplican los recursos y rendir informes."
)
_DELIVERED = (
    f"Fundamento: artículos 69 a 71 {_LGDS}. Si la obra se paga con el fondo de infraestructura social municipal (FAISM), "
    "también el artículo 33, apartado B, fracción II, de la Ley de Coordinación Fiscal: el municipio promueve que la "
    "comunidad vigile la obra y publica la evidencia de que se terminó."
)
COMPLAINING = Note(
    f"Fundamento: artículo 68 {_LGDS}, que permite denunciar sin dar el nombre, y artículos 91 a 93 de la Ley General de "
    "Responsabilidades Administrativas, que permiten la denuncia anónima, protegen la identidad de quien denuncia y "
    "admiten medios electrónicos."
)


def audit(body: Body) -> tuple[Note, ...]:
    """Nothing for a body that does no social audit."""
    return (Note(_AUDIT),) if body.audits else ()


def watching(body: Body) -> tuple[Note, ...]:
    return (Note(_WATCHING),) if body.audits else ()


def delivering(body: Body) -> tuple[Note, ...]:
    return (Note(_DELIVERED),) if body.audits else ()
