"""Minuta de reunión."""

from civic.committee_papers import Attendee, Meeting
from civic.paper import Block, Facts, Heading, Note, Paper, Paragraph, Verbatim
from handlers.papers import rests_on
from handlers.papers.parts import body_facts, listed, signed_by_hand, spoken_hour, title_of
from handlers.spoken import spoken_day

_REPLIES = {True: "Dijo que sí", False: "Dijo que no", None: "No contestó"}
_ATTENDED = {True: "Asistió", False: "No asistió", None: "No se anotó"}


def meeting_paper(municipality: str, meeting: Meeting) -> Paper:
    return Paper(
        municipality=municipality,
        title="Minuta de reunión",
        subtitle=title_of(meeting.body),
        reference=f"Reunión, {meeting.body.key}, {meeting.starts_at.date().isoformat()}",
        blocks=(
            body_facts(meeting.body),
            *_call(meeting),
            *(_called_off(meeting) if meeting.called_off_on else _held(meeting)),
            *rests_on.audit(meeting.body),
            *signed_by_hand(
                "esta minuta",
                () if meeting.called_off_on else [one.member for one in meeting.attendance if one.attended],
            ),
        ),
    )


def _call(meeting: Meeting) -> tuple[Block, ...]:
    facts = (
        ("Se convocó el", spoken_day(meeting.called_on)),
        ("Día y hora", spoken_hour(meeting.starts_at)),
        ("Lugar", meeting.place or "No se escribió el lugar."),
    )
    agenda = Verbatim(meeting.agenda) if meeting.agenda else Paragraph("No se escribió un orden del día.")
    return Heading("Convocatoria"), Facts(facts), Heading("Orden del día"), agenda


def _called_off(meeting: Meeting) -> tuple[Block, ...]:
    assert meeting.called_off_on
    why = meeting.called_off_why or "no se escribió"
    return (
        Heading("La reunión no se hizo"),
        Facts((("Se canceló el", spoken_day(meeting.called_off_on)), ("Motivo", why))),
    )


def _held(meeting: Meeting) -> tuple[Block, ...]:
    minutes = Verbatim(meeting.minutes) if meeting.minutes else Paragraph("No se escribió lo que se trató.")
    agreements = ((one.text, one.who, spoken_day(one.due_on)) for one in meeting.agreements)
    return (
        *_attendance(meeting.attendance),
        Heading("Lo que se trató"),
        minutes,
        *listed("Acuerdos", ("Acuerdo", "Quién se encarga", "Para el"), agreements, "No hubo acuerdos.", (5, 3, 3)),
    )


def _attendance(attendance: tuple[Attendee, ...]) -> tuple[Block, ...]:
    rows = ((one.member.name, one.member.role, _REPLIES[one.reply], _ATTENDED[one.attended]) for one in attendance)
    columns = ("Integrante", "Cargo", "A la convocatoria", "A la reunión")
    nobody = "No se anotó quién asistió."
    listing = listed("Asistencia", columns, rows, nobody, (4, 3, 3, 2))
    return (*listing, Note(_came(attendance))) if attendance else listing


def _came(attendance: tuple[Attendee, ...]) -> str:
    noted = [one.attended for one in attendance if one.attended is not None]
    if not noted:
        return "No se anotó quién asistió."
    return f"Integrantes que asistieron: {noted.count(True)} de {len(attendance)}."
