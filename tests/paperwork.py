"""One paper of each kind, filled as it would be in a year of a committee; and any paper as plain text."""

from collections.abc import Callable
from datetime import date, datetime
from functools import singledispatch
from hashlib import sha256

from civic import paper
from civic.committee_papers import (
    Acceptance,
    Accredited,
    Accusation,
    Agreement,
    AgreementCounts,
    Answer,
    Attendee,
    Body,
    Complained,
    Constitution,
    Handover,
    Letter,
    Meeting,
    MeetingCalled,
    Named,
    Report,
    Seen,
    Substitution,
    Trained,
    Training,
    Unit,
    Visit,
    VisitMade,
)
from civic.works import PublicWork
from handlers import papers

DURANGO = "Municipio de Durango, Durango"
WORK = PublicWork(
    key="OP-2026-014",
    name="Pavimentación de la calle Nazas",
    status="terminada",
    contractor="Constructora Guadiana, S.A. de C.V.",
    supervisor="Ing. Raúl Peña",
    centavos=125_000_050,
    metres=820.5,
    starts_on=date(2026, 3, 2),
    ends_on=date(2026, 10, 30),
    progress=100.0,
)
BODY = Body(
    key="CO-014", name="Nazas", kind="Comité de obra", audits=True, neighbourhood="Benito Juárez (CP 34120)", work=WORK
)
ANA, LUIS, EVA = Named("Ana Núñez", "Presidenta"), Named("Luis Ibáñez", "Secretario"), Named("Eva Muñoz", "Vocal")
MEMBERS = (ANA, LUIS, EVA)
OFFICIAL = Named("Lic. Rosa Ávila", "Contraloría Municipal")
LETTER = (
    "Yo, Ana Núñez, acepto ser Presidenta del comité «Nazas».\n\n"
    "Me comprometo a:\n"
    "1. Visitar la obra y contar lo que vea, sin quitar ni agregar.\n"
    "2. Cuidar los datos de quien me cuente algo.\n"
    "3. No pedir ni recibir dinero por esta tarea — nunca…"
)
PHOTO = sha256(b"foto").hexdigest()

CONSTITUTION = Constitution(
    body=BODY, day=date(2026, 2, 20), place="la cancha de la colonia", members=MEMBERS, officials=(OFFICIAL,)
)
SUBSTITUTION = Substitution(
    body=BODY, day=date(2026, 6, 5), leaves=EVA, why="Cambió de domicilio.", comes=Named("José Ríos", "Vocal")
)
TRAINING = Training(
    body=BODY,
    day=date(2026, 3, 15),
    units=(
        Unit("Qué es la contraloría social", (Trained(ANA, 1, date(2026, 3, 1)), Trained(LUIS, 3, date(2026, 3, 4)))),
        Unit("Cómo se visita una obra", (Trained(ANA, 1, date(2026, 3, 2)), Trained(LUIS, 2))),
    ),
)
LETTER_SIGNED = Letter(
    body=BODY,
    member=ANA,
    text=LETTER,
    version="2026-1",
    sha256=sha256(LETTER.encode()).hexdigest(),
    accepted=Acceptance(at=datetime(2026, 11, 24, 18, 5), channel="Telegram"),
)
MEETING = Meeting(
    body=BODY,
    called_on=date(2026, 5, 1),
    starts_at=datetime(2026, 5, 9, 18, 30),
    place="Casa de la cultura",
    agenda="1. Avance de la obra\n2. Banquetas",
    attendance=(
        Attendee(member=ANA, reply=True, attended=True),
        Attendee(member=LUIS, reply=False, attended=False),
        Attendee(member=EVA),
    ),
    minutes="Se vio que falta la banqueta del lado norte.",
    agreements=(Agreement("Pedir el plano de las banquetas", "Ana Núñez", date(2026, 5, 20)),),
)
VISIT = Visit(
    body=BODY,
    at=datetime(2026, 7, 3, 9, 15),
    member=ANA,
    answers=(
        Answer("¿Está el letrero de la obra?", Seen.YES),
        Answer("¿Hay gente trabajando?", Seen.NO),
        Answer("¿El material es el del contrato?", Seen.UNSEEN),
    ),
    observed=40,
    reported=62.5,
    alerted=True,
    note="Hay zanjas abiertas sin señal.",
    place="Nazas y Pino Suárez",
    point=(24.02772, -104.65318),
    photos=(PHOTO,),
)
REPORT = Report(
    body=BODY,
    since=date(2026, 7, 1),
    until=date(2026, 9, 30),
    visits=(
        VisitMade(day=date(2026, 7, 3), member="Ana Núñez", observed=40, reported=62.5, alerted=True),
        VisitMade(day=date(2026, 8, 7), member="Luis Ibáñez", reported=70.0),
    ),
    meetings=(
        MeetingCalled(day=date(2026, 7, 11), place="Casa de la cultura", held=True, attended=2),
        MeetingCalled(day=date(2026, 9, 12), place="Casa de la cultura", held=False),
    ),
    agreements=AgreementCounts(kept=3, open=2, late=1),
    complaints=(("Resueltas", 2), ("En revisión", 1)),
    members=(ANA, LUIS),
)
COMPLAINT = Complained(
    act=Accusation.DENUNCIA,
    folio="DGO-2026-00041-K",
    told_on=date(2026, 7, 6),
    work=WORK.name,
    place="Nazas 210",
    what="El camión de la obra descargó cemento en una casa particular.",
    since="desde hace una semana",
    evidence=(PHOTO,),
    status="En investigación",
)
ACCREDITED = Accredited(
    figure="Contralor Ciudadano",
    shown="Luis Ibáñez",
    observatory="Observatorio de Obra Pública",
    first_day=date(2026, 1, 15),
    last_day=date(2027, 1, 14),
    code="K7QX-4M2P",
    where="https://voz.example/acreditacion/K7QX-4M2P",
)
HANDOVER = Handover(body=BODY, day=date(2026, 11, 6), accepted=True, members=MEMBERS, officials=(OFFICIAL,))

MADE: dict[str, Callable[[], paper.Paper]] = {
    "accreditation": lambda: papers.accreditation_paper(DURANGO, ACCREDITED),
    "complaint": lambda: papers.complaint_paper(DURANGO, COMPLAINT),
    "constitution": lambda: papers.constitution_paper(DURANGO, CONSTITUTION),
    "handover": lambda: papers.handover_paper(DURANGO, HANDOVER),
    "letter": lambda: papers.letter_paper(DURANGO, LETTER_SIGNED),
    "meeting": lambda: papers.meeting_paper(DURANGO, MEETING),
    "report": lambda: papers.report_paper(DURANGO, REPORT),
    "substitution": lambda: papers.substitution_paper(DURANGO, SUBSTITUTION),
    "training": lambda: papers.training_paper(DURANGO, TRAINING),
    "visit": lambda: papers.visit_paper(DURANGO, VISIT),
}


def as_text(made: paper.Paper) -> str:
    """Block by block, as somebody would read it out."""
    head = f"{made.title.upper()}\n{made.subtitle}\n"
    return "\n".join([head, *map(_read, made.blocks)]) + "\n"


@singledispatch
def _read(block: object) -> str:
    raise TypeError(type(block))


@_read.register
def _(block: paper.Heading) -> str:
    return f"\n# {block.text}"


@_read.register
def _(block: paper.Paragraph) -> str:
    return block.text


@_read.register
def _(block: paper.Note) -> str:
    return f"({block.text})"


@_read.register
def _(block: paper.Verbatim) -> str:
    return "\n".join(f"| {line}".rstrip() for line in block.text.split("\n"))


@_read.register
def _(block: paper.Facts) -> str:
    return "\n".join(f"{name}: {value}" for name, value in block.pairs)


@_read.register
def _(block: paper.Grid) -> str:
    return "\n".join(" / ".join(row) for row in (block.columns, *block.rows))


@_read.register
def _(block: paper.Checks) -> str:
    return "\n".join(f"{one.question} {one.answer}" for one in block.items)


@_read.register
def _(block: paper.Signatures) -> str:
    lines = [f"____ {one.name}, {one.role}{f': {one.how}' if one.how else ''}" for one in block.lines]
    return "\n".join([block.opening, *lines] if block.opening else lines)


@_read.register
def _(block: paper.Verification) -> str:
    return f"Código: {block.code}, en {block.where}"


@_read.register
def _(block: paper.Square) -> str:
    return f"[QR {block.content}] {block.caption}"
