"""The papers of social audit, as they read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from civic.committee_papers import Acceptance, Accusation, AgreementCounts, Attendee, Body, Seen, Unit
from civic.paper import Grid, Paper, sha256_of
from handlers import papers
from handlers.papers.letter import acceptance_words
from tests.paperwork import (
    ACCREDITED,
    ANA,
    BODY,
    COMPLAINT,
    CONSTITUTION,
    DURANGO,
    HANDOVER,
    LETTER,
    LETTER_SIGNED,
    LUIS,
    MADE,
    MEETING,
    REPORT,
    SUBSTITUTION,
    TRAINING,
    VISIT,
    as_text,
)

WATCHES = Body(key="SP-3", name="Centro", kind="Comité de seguridad", audits=False, neighbourhood="Zona Centro")


def test_a_committee_is_constituted() -> None:
    assert (
        as_text(papers.constitution_paper(DURANGO, CONSTITUTION))
        == """\
ACTA DE CONSTITUCIÓN
Comité de obra «Nazas»

El 20 de febrero de 2026, en la cancha de la colonia, las personas que se nombran en esta acta formaron el comité que \
aquí se describe, para vigilar la obra «Pavimentación de la calle Nazas» desde ahora y hasta su entrega.
Clave del comité: CO-014
Obra: Pavimentación de la calle Nazas (clave OP-2026-014)
Colonia o localidad: Benito Juárez (CP 34120)

# Integrantes
Nombre / Cargo
Ana Núñez / Presidenta
Luis Ibáñez / Secretario
Eva Muñoz / Vocal

# Por el municipio
Nombre / Cargo
Lic. Rosa Ávila / Contraloría Municipal
Sus integrantes participan por voluntad propia y no reciben pago. Nadie puede usar este comité en favor o en contra de \
un partido o de una candidatura.
(Fundamento: artículos 69 a 71 de la Ley General de Desarrollo Social, que definen la contraloría social y dicen qué \
puede hacer.)

# Firmas
Firman esta acta. Todas sus hojas llevan al pie la misma huella.
____ Ana Núñez, Presidenta
____ Luis Ibáñez, Secretario
____ Eva Muñoz, Vocal
____ Lic. Rosa Ávila, Contraloría Municipal
"""
    )


def test_one_of_a_neighbourhood_that_does_no_social_audit_names_no_law_of_it() -> None:
    empty = replace(CONSTITUTION, body=WATCHES, place="", members=(), officials=())
    text = as_text(papers.constitution_paper(DURANGO, empty))
    assert "formaron el comité que aquí se describe, que actúa en Zona Centro." in text
    assert "Todavía no hay integrantes registrados." in text
    assert "No se anotó a nadie por parte del municipio." in text
    assert "Fundamento" not in text
    assert "Firmas" not in text, "there is nobody to sign"


def test_a_member_is_replaced() -> None:
    assert (
        as_text(papers.substitution_paper(DURANGO, SUBSTITUTION))
        == """\
ACTA DE SUSTITUCIÓN DE INTEGRANTE
Comité de obra «Nazas»

El 5 de junio de 2026 cambió quién integra el comité que aquí se describe.
Clave del comité: CO-014
Obra: Pavimentación de la calle Nazas (clave OP-2026-014)
Colonia o localidad: Benito Juárez (CP 34120)

# Quién deja el cargo
Nombre: Eva Muñoz
Cargo: Vocal
Motivo: Cambió de domicilio.

# Quién entra
Nombre: José Ríos
Cargo: Vocal

# Por el municipio
No se anotó a nadie por parte del municipio.
(Fundamento: artículos 69 a 71 de la Ley General de Desarrollo Social, que definen la contraloría social y dicen qué \
puede hacer.)

# Firmas
Firma esta acta. Todas sus hojas llevan al pie la misma huella.
____ José Ríos, Vocal
"""
    )


def test_a_seat_may_stay_free_and_a_reason_unwritten() -> None:
    text = as_text(papers.substitution_paper(DURANGO, replace(SUBSTITUTION, comes=None, why="")))
    assert "Por ahora nadie ocupa el cargo." in text
    assert "Motivo: No se escribió el motivo." in text


def test_who_was_trained() -> None:
    assert (
        as_text(papers.training_paper(DURANGO, TRAINING))
        == """\
LISTA DE ASISTENCIA A CAPACITACIÓN
Comité de obra «Nazas»

Así estaba la capacitación el 15 de marzo de 2026. Tiene 2 unidades. Integrantes que la terminaron: 1 de 2.
Clave del comité: CO-014
Obra: Pavimentación de la calle Nazas (clave OP-2026-014)
Colonia o localidad: Benito Juárez (CP 34120)

# Unidad 1. Qué es la contraloría social
Integrante / Cargo / Aprobó el / Intentos
Ana Núñez / Presidenta / 1 de marzo de 2026 / 1
Luis Ibáñez / Secretario / 4 de marzo de 2026 / 3

# Unidad 2. Cómo se visita una obra
Integrante / Cargo / Aprobó el / Intentos
Ana Núñez / Presidenta / 2 de marzo de 2026 / 1
Luis Ibáñez / Secretario / Todavía no / 2
(La asistencia se acredita al contestar bien las preguntas con que termina cada unidad.)
(Fundamento: artículos 69 a 71 de la Ley General de Desarrollo Social, que definen la contraloría social y dicen qué \
puede hacer.)
"""
    )


def test_a_training_that_nobody_took() -> None:
    text = as_text(papers.training_paper(DURANGO, replace(TRAINING, units=(Unit("Qué es"),))))
    assert "Nadie ha tomado todavía la capacitación." in text
    assert "# Unidad 1. Qué es\nNadie ha tomado todavía esta unidad." in text
    without = as_text(papers.training_paper(DURANGO, replace(TRAINING, units=())))
    assert "Todavía no hay unidades de capacitación." in without


def test_a_letter_stands_as_it_was_shown() -> None:
    text = as_text(papers.letter_paper(DURANGO, LETTER_SIGNED))
    assert "# Texto de la carta\n" + "\n".join(f"| {line}".rstrip() for line in LETTER.split("\n")) in text
    assert (
        """
# Aceptación
____ Ana Núñez, Presidenta: Aceptada en el chat de Telegram el 24 de noviembre de 2026 a las 18:05 horas.
Versión de la carta: 2026-1
Huella del texto (sha256): 4422c93535fb3392978442075411c0ffc792aa6189bc24f624634bc896b8b81a
"""
        in text
    )


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        (
            Acceptance(at=datetime(2026, 1, 5, 9, 7), channel="WhatsApp"),
            "en el chat de WhatsApp el 5 de enero de 2026 a las 9:07",
        ),
        (Acceptance(at=datetime(2026, 1, 5, 9, 7)), "Aceptada en el chat el 5 de enero de 2026 a las 9:07 horas."),
        (
            Acceptance(at=datetime(2026, 1, 5, 9, 7), channel="Telegram", original="17/2026"),
            "Firmada en papel, original número 17/2026, registrada el 5 de enero de 2026.",
        ),
    ],
)
def test_how_a_letter_was_accepted(accepted: Acceptance, words: str) -> None:
    assert words in acceptance_words(accepted)


def test_what_a_meeting_came_to() -> None:
    assert (
        as_text(papers.meeting_paper(DURANGO, MEETING))
        == """\
MINUTA DE REUNIÓN
Comité de obra «Nazas»

Clave del comité: CO-014
Obra: Pavimentación de la calle Nazas (clave OP-2026-014)
Colonia o localidad: Benito Juárez (CP 34120)

# Convocatoria
Se convocó el: 1 de mayo de 2026
Día y hora: 9 de mayo de 2026, 18:30 horas
Lugar: Casa de la cultura

# Orden del día
| 1. Avance de la obra
| 2. Banquetas

# Asistencia
Integrante / Cargo / A la convocatoria / A la reunión
Ana Núñez / Presidenta / Dijo que sí / Asistió
Luis Ibáñez / Secretario / Dijo que no / No asistió
Eva Muñoz / Vocal / No contestó / No se anotó
(Integrantes que asistieron: 1 de 3.)

# Lo que se trató
| Se vio que falta la banqueta del lado norte.

# Acuerdos
Acuerdo / Quién se encarga / Para el
Pedir el plano de las banquetas / Ana Núñez / 20 de mayo de 2026
(Fundamento: artículos 69 a 71 de la Ley General de Desarrollo Social, que definen la contraloría social y dicen qué \
puede hacer.)

# Firmas
Firma esta minuta. Todas sus hojas llevan al pie la misma huella.
____ Ana Núñez, Presidenta
"""
    )


def test_a_meeting_of_which_little_was_written_down() -> None:
    bare = replace(MEETING, place="", agenda="", minutes="", agreements=(), attendance=())
    text = as_text(papers.meeting_paper(DURANGO, bare))
    for told in (
        "Lugar: No se escribió el lugar.",
        "No se escribió un orden del día.",
        "# Asistencia\nNo se anotó quién asistió.\n",
        "No se escribió lo que se trató.",
        "No hubo acuerdos.",
    ):
        assert told in text
    unseen = replace(MEETING, attendance=(Attendee(member=ANA, reply=True),))
    assert "(No se anotó quién asistió.)" in as_text(papers.meeting_paper(DURANGO, unseen))


def test_a_meeting_that_was_called_off_has_nothing_to_sign() -> None:
    text = as_text(
        papers.meeting_paper(DURANGO, replace(MEETING, called_off_on=date(2026, 5, 8), called_off_why="Lluvia."))
    )
    assert "# La reunión no se hizo\nSe canceló el: 8 de mayo de 2026\nMotivo: Lluvia.\n" in text
    assert "Asistencia" not in text
    assert "Firmas" not in text


def test_what_was_seen_at_a_visit() -> None:
    assert (
        as_text(papers.visit_paper(DURANGO, VISIT))
        == """\
CÉDULA DE VIGILANCIA
Comité de obra «Nazas»

Clave del comité: CO-014
Obra: Pavimentación de la calle Nazas (clave OP-2026-014)
Colonia o localidad: Benito Juárez (CP 34120)
Día y hora de la visita: 3 de julio de 2026, 9:15 horas
Lugar: Nazas y Pino Suárez
Coordenadas: 24.02772, -104.65318

# Lo que se revisó
¿Está el letrero de la obra? Sí
¿Hay gente trabajando? No
¿El material es el del contrato? No se pudo ver

# Avance
Avance observado: 40\u00a0%
Avance oficial ese día: 62.5\u00a0%
Diferencia: 22.5 puntos menos que lo oficial
(Por esta diferencia se dio una alerta al municipio.)

# Lo que se observó
| Hay zanjas abiertas sin señal.

# Fotos
Núm. / Huella del archivo (sha256)
1 / 6187eb884a2243dbed3a648d69e5a1a538be022abc7d72d596fc0b1024fa3dab
(Fundamento: artículos 69 a 71 de la Ley General de Desarrollo Social. Quienes hacen contraloría social pueden pedir \
información a las autoridades, vigilar cómo se gastan y aplican los recursos y rendir informes.)

# Firmas
Firma esta cédula. Todas sus hojas llevan al pie la misma huella.
____ Ana Núñez, Presidenta
"""
    )


@pytest.mark.parametrize(
    ("observed", "reported", "told"),
    [
        (41, 40.0, "1 punto más que lo oficial"),
        (40, 62.5, "22.5 puntos menos que lo oficial"),
        (40, 40.0, "Ninguna"),
        (None, 40.0, "No se puede comparar"),
        (40, None, "No se puede comparar"),
    ],
)
def test_what_was_seen_beside_what_was_reported(observed: int | None, reported: float | None, told: str) -> None:
    visit = replace(VISIT, observed=observed, reported=reported)
    assert f"Diferencia: {told}\n" in as_text(papers.visit_paper(DURANGO, visit))


def test_a_visit_of_which_little_was_written_down() -> None:
    bare = replace(VISIT, answers=(), observed=None, alerted=False, note="", place="", point=None, photos=())
    text = as_text(papers.visit_paper(DURANGO, bare))
    for told in (
        "Lugar: No se escribió\n",
        "En esta visita no hubo lista de revisión.",
        "Avance observado: No se pudo estimar",
        "No se escribieron observaciones.",
        "No se tomaron fotos.",
    ):
        assert told in text
    assert "alerta" not in text
    assert "Coordenadas" not in text


def test_every_answer_of_the_check_list_has_its_words() -> None:
    assert [seen.label for seen in Seen] == ["Sí", "No", "No se pudo ver"]


def test_what_a_committee_did_in_a_period() -> None:
    assert (
        as_text(papers.report_paper(DURANGO, REPORT))
        == """\
INFORME DEL COMITÉ
Comité de obra «Nazas»

Periodo: del 1 de julio de 2026 al 30 de septiembre de 2026.
Clave del comité: CO-014
Obra: Pavimentación de la calle Nazas (clave OP-2026-014)
Colonia o localidad: Benito Juárez (CP 34120)

# Resumen
Visitas a la obra: 2
Alertas por el avance: 1
Reuniones hechas: 1 de 2 convocadas
Quejas sobre la obra: 3

# Visitas
Día / Quién visitó / Avance observado / Avance oficial / Alerta
3 de julio de 2026 / Ana Núñez / 40\u00a0% / 62.5\u00a0% / Sí
7 de agosto de 2026 / Luis Ibáñez / sin dato / 70\u00a0% / No

# Reuniones
Día / Lugar / ¿Se hizo? / Asistieron
11 de julio de 2026 / Casa de la cultura / Sí / 2
12 de septiembre de 2026 / Casa de la cultura / No / —

# Acuerdos
Cumplidos: 3
Pendientes: 2, de ellos 1 con la fecha vencida
Retirados: 0

# Quejas sobre la obra
En qué van / Cuántas
Resueltas / 2
En revisión / 1
(Fundamento: artículos 69 a 71 de la Ley General de Desarrollo Social. Quienes hacen contraloría social pueden pedir \
información a las autoridades, vigilar cómo se gastan y aplican los recursos y rendir informes.)

# Firmas
Firman este informe. Todas sus hojas llevan al pie la misma huella.
____ Ana Núñez, Presidenta
____ Luis Ibáñez, Secretario
"""
    )


def test_a_period_in_which_nothing_happened() -> None:
    idle = replace(REPORT, visits=(), meetings=(), agreements=AgreementCounts(), complaints=(), members=())
    text = as_text(papers.report_paper(DURANGO, idle))
    assert "Reuniones hechas: 0\n" in text
    for thing in ("visitas", "reuniones", "acuerdos", "quejas sobre la obra"):
        assert f"En este periodo no hubo {thing}." in text


def test_a_denunciation_without_who_told_it() -> None:
    assert (
        as_text(papers.complaint_paper(DURANGO, COMPLAINT))
        == """\
CÉDULA DE DENUNCIA
Folio DGO-2026-00041-K

Se recibió el: 6 de julio de 2026
Obra: Pavimentación de la calle Nazas
Lugar: Nazas 210
Desde cuándo: desde hace una semana
Situación: En investigación

# Lo que se contó
| El camión de la obra descargó cemento en una casa particular.

# Pruebas
Núm. / Huella del archivo (sha256)
1 / 6187eb884a2243dbed3a648d69e5a1a538be022abc7d72d596fc0b1024fa3dab
(Esta cédula no dice quién presentó el caso.)
(Fundamento: artículo 68 de la Ley General de Desarrollo Social, que permite denunciar sin dar el nombre, y artículos 91 \
a 93 de la Ley General de Responsabilidades Administrativas, que permiten la denuncia anónima, protegen la identidad de \
quien denuncia y admiten medios electrónicos.)
"""
    )


def test_a_complaint_is_not_called_a_denunciation() -> None:
    bare = replace(COMPLAINT, act=Accusation.QUEJA, work="", place="", since="", evidence=(), status="")
    made = papers.complaint_paper(DURANGO, bare)
    text = as_text(made)
    assert made.title == "Cédula de queja"
    assert made.reference == "Queja, folio DGO-2026-00041-K"
    assert (
        "Obra: Quien lo contó no sabe cuál es.\nLugar: No se dijo\nDesde cuándo: No se dijo\nSituación: Recibida\n"
        in text
    )
    assert "No se entregaron archivos." in text


def test_somebody_is_accredited() -> None:
    assert (
        as_text(papers.accreditation_paper(DURANGO, ACCREDITED))
        == """\
ACREDITACIÓN
Contralor Ciudadano

El municipio acredita a Luis Ibáñez con la figura de Contralor Ciudadano, por los días que aquí se indican.
Nombre: Luis Ibáñez
Figura: Contralor Ciudadano
Observatorio: Observatorio de Obra Pública
Vigencia: Del 15 de enero de 2026 al 14 de enero de 2027
Código: K7QX-4M2P, en https://voz.example/acreditacion/K7QX-4M2P
[QR https://voz.example/acreditacion/K7QX-4M2P] Apunte la cámara del teléfono a este código para ver si la \
acreditación es válida.
(Esta hoja por sí sola no prueba que la acreditación siga vigente: puede haberse revocado después. Lo que cuenta es la \
respuesta que da el código.)
"""
    )


def test_an_accreditation_shows_no_name_unless_its_holder_agreed() -> None:
    text = as_text(papers.accreditation_paper(DURANGO, replace(ACCREDITED, shown="", observatory="")))
    assert "El municipio acredita a la persona que lleva este código con la figura de Contralor Ciudadano" in text
    assert "Nombre: La persona acreditada pidió que su nombre no se muestre." in text
    assert "Observatorio" not in text


def test_a_work_is_handed_over() -> None:
    text = as_text(papers.handover_paper(DURANGO, HANDOVER))
    assert text.startswith("""\
ACTA DE ENTREGA-RECEPCIÓN
Comité de obra «Nazas»

El 6 de noviembre de 2026 se presentó la obra terminada al comité que la vigiló.
Clave del comité: CO-014
Obra: Pavimentación de la calle Nazas (clave OP-2026-014)
Colonia o localidad: Benito Juárez (CP 34120)

# La obra en cifras
Situación: terminada
Contratista: Constructora Guadiana, S.A. de C.V.
Supervisión: Ing. Raúl Peña
Monto: $1,250,000.50 pesos
Metros: 820.5
Inicio: 2 de marzo de 2026
Término: 30 de octubre de 2026
Avance oficial: 100\u00a0%

# Decisión del comité
El comité recibió la obra de conformidad.

# Integrantes
""")
    assert "artículo 33, apartado B, fracción II, de la Ley de Coordinación Fiscal" in text
    assert "____ Ana Núñez, Presidenta\n" in text


def test_a_committee_may_refuse_and_then_its_members_do_not_sign() -> None:
    refused = replace(HANDOVER, accepted=False, reason="Faltan 40 metros de banqueta.")
    text = as_text(papers.handover_paper(DURANGO, refused))
    assert (
        """\
# Decisión del comité
El comité no firmó de conformidad. La obra se entrega sin su firma, por este motivo:
| Faltan 40 metros de banqueta.
"""
        in text
    )
    assert "____ Ana Núñez" not in text
    assert "____ Lic. Rosa Ávila, Contraloría Municipal" in text
    assert "| No se escribió el motivo." in as_text(papers.handover_paper(DURANGO, replace(refused, reason="")))


def test_a_committee_may_accept_with_a_remark() -> None:
    text = as_text(papers.handover_paper(DURANGO, replace(HANDOVER, reason="Falta la pintura.")))
    assert "El comité recibió la obra de conformidad.\nHizo esta observación:\n| Falta la pintura.\n" in text


def test_figures_that_the_register_does_not_have() -> None:
    assert BODY.work
    work = replace(BODY.work, contractor="", centavos=None, metres=None, ends_on=None, progress=None)
    text = as_text(papers.handover_paper(DURANGO, replace(HANDOVER, body=replace(BODY, work=work))))
    assert "Contratista: sin dato\n" in text
    assert (
        "Monto: sin dato\nMetros: sin dato\nInicio: 2 de marzo de 2026\nTérmino: sin dato\nAvance oficial: sin dato\n"
        in text
    )


@pytest.mark.parametrize("made", MADE.values(), ids=list(MADE))
def test_each_paper_says_whose_and_which_it_is(made: Callable[[], Paper]) -> None:
    one = made()
    assert one.municipality == DURANGO
    assert one.title
    assert one.reference
    assert one == made(), "the same facts, the same paper"


def test_the_fingerprint_is_of_all_that_is_said() -> None:
    one = papers.visit_paper(DURANGO, VISIT)
    others = [replace(VISIT, note="Nada."), replace(VISIT, observed=41), replace(VISIT, member=LUIS)]
    prints = [sha256_of(one), *(sha256_of(papers.visit_paper(DURANGO, other)) for other in others)]
    assert len({*prints, sha256_of(replace(one, municipality="Oaxaca de Juárez"))}) == 5


def test_a_table_refuses_a_row_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="a cell for each column"):
        Grid(("Nombre", "Cargo"), (("Ana",),))
