"""A consultation through the whole corridor: what residents are told, what is kept, what is refused."""

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import update

from civic.field_sheet import field_sheet_from
from civic.message import Message
from civic.places import Directory
from handlers import outcome
from handlers.consultations import keys_of
from handlers.staff.field import Taken, import_field_sheet
from handlers.staff.finding import NoSuchConsultation, NotPossible
from storage import results
from storage.breakdowns import breakdown
from storage.people import link
from storage.store import Connection, Store
from storage.tables import consultation_revisions
from tests.consulting import EXAMPLE, LAMPS, LAST, OPEN, opens, planner, proposes, publishes
from tests.corridor import Corridor, a_world, inbound, text


@pytest.fixture
async def town(store: Store) -> Corridor:
    """Ana, Beto and Caro accepted the notice; the example is published and takes proposals."""
    corridor = Corridor(store, now=OPEN)
    await opens(corridor)
    return corridor


async def test_what_it_is_about_is_told_before_anybody_begins(town: Corridor) -> None:
    assert "Consultas" in [c.label for c in (await town.says("ana", "menú"))[-1].choices]
    said = await town.says("ana", "consulta")
    for words in (
        "Consulta ciudadana 2026",
        "Hasta el 15 de enero de 2027 puede: contestar preguntas, dar su opinión, hacer propuestas, apoyar las de otros.",
        "Del 16 de enero de 2027 al 31 de enero de 2027: apoyos.",
        "Desde el 1 de marzo de 2027: resultados.",
        "Para votar hace falta decir en qué colonia vive.",
    ):
        assert words in text(said)
    assert "Usted lleva" not in text(said)


async def test_several_proposals_one_participation(town: Corridor) -> None:
    assert "Puede hacer 4 más." in await proposes(town, "ana", LAMPS)
    assert "Puede hacer 3 más." in await proposes(town, "ana", "que tapen los baches de la colonia Guadalupe CP 34220")
    assert "Usted lleva 2 propuestas y 0 apoyos." in text(await town.says("ana", "consulta"))
    assert len(await town.rows("participations")) == 1
    first, second = await town.rows("proposals")
    assert first.participation_id == second.participation_id
    assert first.consultation_id is not None


async def test_no_more_than_each_person_may_make(town: Corridor) -> None:
    streets = ("Pino", "Olmo", "Roble", "Encino", "Cedro")
    said = [
        await proposes(town, "ana", f"que arreglen la banqueta de la calle {s}, colonia Azcapotzalco") for s in streets
    ]
    assert "Con esta ya hizo todas las que puede hacer cada persona." in said[-1]
    assert "Ya hizo 5 propuestas" in await proposes(town, "ana", "más policías en la colonia Azcapotzalco")
    assert len(await town.rows("proposals")) == 5


async def test_who_finds_their_idea_there_supports_it_once(town: Corridor) -> None:
    await proposes(town, "ana", LAMPS)
    for _ in range(2):
        said = await town.says("beto", f"propuesta: {LAMPS}")
        while "¿Es la misma?" not in text(said):
            said = await town.says("beto", "otro tema")
        said = await town.says("beto", "la misma")
    assert "Usted ya apoya" in text(said)
    assert "Cuenta una vez. En total son 1." in text(said)
    assert len(await town.rows("supports")) == 1
    assert len(await town.rows("proposals")) == 1
    (joined,) = await town.rows("history", event="joined")
    assert "lámparas" in joined.note, "their words are kept with it"


async def test_nobody_supports_their_own(town: Corridor) -> None:
    await proposes(town, "ana", LAMPS)
    said = await town.says("ana", f"propuesta: {LAMPS}")
    while "¿Es la misma?" not in text(said):
        said = await town.says("ana", "otro tema")
    assert "Esa ya la hizo usted" in text(await town.says("ana", "la misma"))
    assert await town.rows("supports") == []


async def test_the_proposals_of_a_neighbourhood_three_at_a_time(town: Corridor) -> None:
    for who, street in (("ana", "Pino"), ("ana", "Olmo"), ("caro", "Roble"), ("caro", "Encino")):
        await proposes(town, who, f"que arreglen la banqueta de la calle {street}, colonia Azcapotzalco")
    await town.says("beto", "apoyar")
    said = await town.says("beto", "Azcapotzalco")
    assert "de la 1 a la 3 de 4" in text(said)
    assert "calle Encino" not in text(said)
    more = await town.presses("beto", "Ver más")
    assert "de la 4 a la 4 de 4" in text(more)
    assert "Ver más" not in [choice.label for choice in more[-1].choices]
    assert "Ya son 1." in text(await town.presses("beto", "Apoyar la primera"))
    assert "Ya le mostré todas" in text(await town.presses("beto", "Ver más"))


async def test_a_second_after_closing_it_is_refused_with_the_day(town: Corridor) -> None:
    await town.says("ana", f"propuesta: {LAMPS}")
    await town.says("ana", "otro tema")
    await town.says("beto", f"propuesta: {LAMPS}")
    await town.says("beto", "otro tema")
    town.now = LAST
    assert "Registré su propuesta en «Consulta ciudadana 2026»" in text(await town.says("ana", "sí"))
    assert town.now == LAST.replace(hour=6, minute=0, second=0)
    assert "cerró el 15 de enero de 2027, así que ya no entra" in text(await town.says("beto", "sí"))
    assert len(await town.rows("proposals")) == 1


async def test_noise_and_probes_wait_for_a_person_and_the_resident_is_told(town: Corridor) -> None:
    for words in ("asdf qwer zxcv", "<script>alert(document.cookie)</script> test"):
        await town.says("ana", "propuesta")
        await town.says("ana", words)
        await town.says("ana", "otro tema")
        await town.says("ana", "Azcapotzalco")
        assert "una persona la va a leer" in text(await town.says("ana", "sí"))
    assert {row.status for row in await town.rows("proposals")} == {"held"}
    await town.says("beto", "apoyar")
    assert "Todavía no hay propuestas para Azcapotzalco" in text(await town.says("beto", "Azcapotzalco"))


async def test_what_is_published_or_closed_holds_from_the_next_message_on(town: Corridor) -> None:
    await town.does(lambda c: planner(town, c).close("consulta-2026", "Se adelanta por la veda electoral"))
    assert "cerró el 6 de diciembre de 2026" in text(await town.says("ana", "consulta"))
    said = await proposes(town, "ana", LAMPS)
    assert "Registré su propuesta. Su folio es" in said, "it is kept, outside of any consultation"
    await town.does(lambda c: planner(town, c).reopen("consulta-2026", "Se levantó la veda"))
    assert "en «Consulta ciudadana 2026»" in await proposes(
        town, "ana", "que tapen los baches de la colonia Azcapotzalco"
    )
    events = [(row.event, row.by, row.note) for row in await town.rows("history", subject="consultation")]
    assert events == [
        ("published", "staff:lupita", ""),
        ("closed", "staff:lupita", "Se adelanta por la veda electoral"),
        ("reopened", "staff:lupita", "Se levantó la veda"),
    ]


async def test_an_old_button_of_what_closed_meanwhile_is_told_so(town: Corridor) -> None:
    await town.says("ana", "consulta")
    await town.does(lambda c: planner(town, c).close("consulta-2026", "Se adelanta"))
    await town.presses("ana", "Hacer propuesta")
    await town.says("ana", LAMPS)
    await town.says("ana", "otro tema")
    assert "cerró el 6 de diciembre de 2026" in text(await town.says("ana", "sí"))
    assert await town.rows("proposals") == []


async def test_where_somebody_lives_is_asked_only_when_it_counts(town: Corridor) -> None:
    here = EXAMPLE.replace('clave = "consulta-2026"', 'clave = "barrio"').replace(
        'colonias = "todas"  ', 'colonias = ["Azcapotzalco"]'
    )
    await town.does(lambda c: planner(town, c).close("consulta-2026", "Se cambia por otra"))
    await publishes(town, here)
    assert "antes dígame en qué colonia vive" in await proposes(town, "ana", LAMPS)
    await town.presses("ana", "Decir mi colonia")
    assert "Anoté que vive en Azcapotzalco" in text(await town.says("ana", "Azcapotzalco"))
    assert "en «Consulta ciudadana 2026»" in await proposes(town, "ana", LAMPS)
    await town.says("beto", "donde vivo")
    await town.says("beto", "Insurgentes")
    assert "es para otras colonias" in await proposes(town, "beto", "que haya más policías en la colonia Insurgentes")


async def test_with_two_open_ones_it_is_asked_which(town: Corridor) -> None:
    second = EXAMPLE.replace('clave = "consulta-2026"', 'clave = "parques"').replace(
        'boton = "Consulta 2026"', 'boton = "Parques 2026"'
    )
    await publishes(town, second)
    said = await town.says("ana", "propuesta")
    assert [choice.label for choice in said[-1].choices] == ["Parques 2026", "Consulta 2026"]
    await town.says("ana", "la de parques 2026")
    await town.says("ana", LAMPS)
    said = await town.says("ana", "otro tema")
    assert "Consulta: Parques 2026" in text(said)


async def test_wording_may_be_corrected_while_people_take_part(town: Corridor) -> None:
    await proposes(town, "ana", LAMPS)
    made = await publishes(
        town, EXAMPLE.replace("qué hace falta en cada colonia", "qué falta en su colonia"), "Más claro"
    )
    assert (made.number, made.is_new) == (2, True)
    assert "qué falta en su colonia" in text(await town.says("ana", "consulta"))
    assert "Usted lleva 1 propuesta" in text(await town.says("ana", "consulta"))
    again = await publishes(town, EXAMPLE.replace("qué hace falta en cada colonia", "qué falta en su colonia"))
    assert (again.number, again.is_new) == (2, False)


REFUSED = [
    (('id = "calles"\nnombre', 'id = "vialidad"\nnombre'), "", "tema", "a topic is another one"),
    (("propuestas = 5 ", "propuestas = 9 "), "Piden más", "limites", "a limit, whatever the reason"),
    (("hasta = 2027-01-31", "hasta = 2027-01-30"), "", "diga por qué", "dates without a reason"),
]


@pytest.mark.parametrize(("change", "why", "sentence", "reason"), REFUSED, ids=[row[3] for row in REFUSED])
async def test_what_would_change_the_meaning_of_answers_is_refused(
    town: Corridor, change: tuple[str, str], why: str, sentence: str, reason: str
) -> None:
    await proposes(town, "ana", LAMPS)
    with pytest.raises(NotPossible, match=sentence):
        await publishes(town, EXAMPLE.replace(*change), why)
    assert len(await town.rows("consultation_revisions")) == 1, reason


async def test_dates_may_move_with_a_reason(town: Corridor) -> None:
    await proposes(town, "ana", LAMPS)
    await publishes(town, EXAMPLE.replace("hasta = 2027-01-15 ", "hasta = 2027-01-10 "), "Hay puente")
    assert "Hasta el 10 de enero de 2027 puede" in text(await town.says("ana", "consulta"))


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda p: p.close("consulta-2026", " "), "necesita una razón"),
        (lambda p: p.reopen("consulta-2026", "porque sí"), "No se cerró antes"),
        (lambda p: p.close("otra", "x"), "No hay una consulta con la clave otra."),
    ],
)
async def test_what_staff_cannot_do(town: Corridor, act: object, sentence: str) -> None:
    with pytest.raises((NotPossible, NoSuchConsultation), match=sentence):
        await town.does(lambda c: act(planner(town, c)))  # type: ignore[operator]


async def test_who_was_two_people_takes_part_once(town: Corridor) -> None:
    await proposes(town, "caro", "que tapen los baches de la colonia Azcapotzalco")
    await proposes(town, "caro", LAMPS)
    for who in ("ana", "beto"):
        await town.says(who, "apoyar")
        await town.says(who, "Azcapotzalco")
        await town.presses(who, "Apoyar la primera")
    await proposes(town, "beto", "una biblioteca en la colonia Azcapotzalco")
    people = {row.value: row.person_id for row in await town.rows("addresses")}
    await town.does(lambda c: link(c, people["beto"], people["ana"], town.now))
    assert len(await town.rows("participations")) == 2
    assert len(await town.rows("supports")) == 1
    assert {row.person_id for row in await town.rows("proposals")} == {people["ana"], people["caro"]}
    assert "Usted lleva 1 propuesta y 1 apoyo." in text(await town.says("beto", "consulta"))


async def test_short_statements_one_tap_each_and_the_last_answer_counts(town: Corridor) -> None:
    assert "1 de 2:\n«En mi colonia se puede caminar de noche.»" in text(await town.says("ana", "opinar"))
    first = town.last["ana"]
    assert "Anotado. 2 de 2:" in text(await town.presses("ana", "En desacuerdo"))
    assert "Ya contestó las 2 frases" in text(await town.presses("ana", "Paso"))
    town.last["ana"] = first
    assert "Ya contestó las 2 frases" in text(await town.presses("ana", "De acuerdo")), "they thought again"
    assert {(row.statement_id, row.stance) for row in await town.rows("stances")} == {
        ("noche", "agree"), ("camiones", "pass"),
    }  # fmt: skip
    assert "Ya contestó las 2 frases" in text(await town.says("ana", "opinar"))
    assert len(await town.rows("participations")) == 1
    town.now = datetime(2027, 2, 8, 6, 0, 1, tzinfo=UTC)
    town.last["ana"] = first
    assert "cerró el 7 de febrero de 2027" in text(await town.presses("ana", "Paso"))
    assert "agree" in {row.stance for row in await town.rows("stances")}


async def test_the_questionnaire_in_the_length_one_has_time_for(town: Corridor) -> None:
    said = await town.says("ana", "cuestionario")
    assert "Vamos con las preguntas de «Consulta ciudadana 2026»." in text(said)
    assert [(c.label, c.detail) for c in said[-1].choices] == [
        ("Pocas", "1 pregunta"), ("Algunas más", "2 preguntas"), ("Todas", "3 preguntas"),
    ]  # fmt: skip
    assert "¿Qué es lo más urgente en su colonia?" in text(await town.says("ana", "todas"))
    said = await town.says("ana", "la seguridad")
    assert "¿qué tan bien vigilada está su colonia?" in text(said)
    said = await town.says("ana", "como un 2")
    assert "Para saber si participan personas de todas las edades." in text(said)
    assert "Prefiero no decir" in [choice.label for choice in said[-1].choices]
    said = await town.says("ana", "saltar")
    assert "Lo más urgente: Seguridad\nVigilancia: 2" in text(said)
    assert "Las puede cambiar hasta el 15 de enero de 2027" in text(await town.says("ana", "sí"))
    assert {(row.question_id, row.value) for row in await town.rows("survey_answers")} == {
        ("principal", '"seguridad"'), ("ronda", "2"), ("edad", "null"),
    }  # fmt: skip


async def test_a_branch_that_does_not_apply_is_not_asked_and_the_last_answers_count(town: Corridor) -> None:
    await town.says("ana", "cuestionario")
    await town.says("ana", "todas")
    said = await town.says("ana", "calles")
    assert "¿Qué edad tiene?" in text(said)
    await town.says("ana", "60 o más")
    await town.says("ana", "sí")
    await town.says("ana", "cuestionario")
    await town.says("ana", "pocas")
    await town.says("ana", "empleo")
    await town.says("ana", "sí")
    assert {(row.question_id, row.value) for row in await town.rows("survey_answers")} == {
        ("principal", '"empleo"'), ("edad", '"de_60"'),
    }  # fmt: skip
    assert len(await town.rows("participations")) == 1


async def test_wording_corrected_in_mid_questionnaire_goes_on_and_says_whose_words_were_read(town: Corridor) -> None:
    await town.says("ana", "cuestionario")
    await town.says("ana", "algunas más")
    await town.says("ana", "seguridad")
    await publishes(town, EXAMPLE.replace("¿qué tan bien vigilada está su colonia?", "¿qué tan vigilada está?"))
    assert "¿qué tan vigilada está?" in text(await town.says("ana", "no entiendo"))
    await town.says("ana", "5")
    await town.says("ana", "sí")
    assert {row.revision for row in await town.rows("survey_answers")} == {2}


VOTING = datetime(2027, 2, 2, 16, tzinfo=UTC)


async def lives(town: Corridor, who: str) -> None:
    await town.says(who, "donde vivo")
    await town.says(who, "Azcapotzalco")


async def test_a_budget_is_shared_out_with_a_running_balance(town: Corridor) -> None:
    town.now = VOTING
    assert "antes dígame en qué colonia vive" in text(await town.says("ana", "votar"))
    await lives(town, "ana")
    said = await town.says("ana", "votar")
    assert "hay $10,000,000" in text(said)
    assert [(c.label, c.detail) for c in said[-1].choices][:2] == [
        ("1 500 lámparas", "$4,000,000"), ("2 Cancha techada", "$6,500,000"),
    ]  # fmt: skip
    assert "500 lámparas ($4,000,000). Le quedan $6,000,000" in text(await town.presses("ana", "1 500 lámparas"))
    said = await town.presses("ana", "2 Cancha techada")
    assert "No alcanza: faltan $500,000" in text(said)
    assert "Le quedan $6,000,000" in text(said), "what was chosen before stays"
    assert "Le quedan $500,000" in text(await town.presses("ana", "3 5 km de banquetas"))
    said = await town.presses("ana", "Listo")
    assert "500 lámparas ($4,000,000), 5 km de banquetas ($5,500,000). Le quedan $500,000" in text(said)
    said = await town.says("ana", "sí")
    code = text(said).split("Su comprobante es:\n")[1].split("\n")[0]
    [cast] = await town.rows("ballots")
    assert cast.choice == '["lamparas", "banquetas"]'
    assert "está en la lista de «Consulta ciudadana 2026»" in text(await hands_in(town, "beto", code.lower()))
    [mark] = await town.rows("ballot_marks")
    assert code not in mark.mark


async def hands_in(town: Corridor, who: str, code: str) -> list[Message]:
    await town.says(who, "comprobante")
    return await town.says(who, code)


async def test_a_vote_may_be_changed_until_the_end_and_counts_once(town: Corridor) -> None:
    town.now = VOTING
    await lives(town, "ana")
    await town.says("ana", "votar")
    await town.says("ana", "solo la 1")
    await town.says("ana", "sí")
    said = await town.says("ana", "votar")
    assert "Usted ya votó: 500 lámparas." in text(said)
    await town.says("ana", "solo la 2")
    town.now = datetime(2027, 2, 8, 5, 59, 59, tzinfo=UTC)
    assert "Su comprobante es el que ya tenía." in text(await town.says("ana", "sí"))
    assert [row.choice for row in await town.rows("ballots")] == ['["cancha"]']
    assert len(await town.rows("ballot_marks")) == 1
    assert "cerró el 7 de febrero de 2027" in text(await town.says("ana", "votar")) or "ninguna votación" in text(
        await town.says("ana", "votar")
    )


async def test_a_vote_a_second_too_late_does_not_count(town: Corridor) -> None:
    town.now = VOTING
    await lives(town, "ana")
    await town.says("ana", "votar")
    await town.says("ana", "solo la 1")
    town.now = datetime(2027, 2, 8, 6, 0, 0, tzinfo=UTC)
    assert "cerró el 7 de febrero de 2027" in text(await town.says("ana", "sí"))
    assert await town.rows("ballots") == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("7K2M-9PQX-4TAC", "algún error"),
        ("0000-0000-0000", "no está en ninguna lista"),
        ("no lo tengo conmigo", "algún error"),
    ],
)
async def test_a_receipt_that_is_none(town: Corridor, code: str, sentence: str) -> None:
    assert sentence in text(await hands_in(town, "ana", code))


async def test_a_webhook_that_comes_twice_changes_nothing(town: Corridor) -> None:
    await town.says("ana", f"propuesta: {LAMPS}")
    await town.says("ana", "otro tema")
    yes = inbound("ana", "sí")
    await town.takes(yes)
    await town.takes(yes)
    await town.takes(yes)
    assert len(await town.rows("proposals")) == 1


async def test_what_was_chosen_is_counted(town: Corridor) -> None:
    for who, answer, stance in (
        ("ana", "seguridad", "De acuerdo"),
        ("beto", "calles", "En desacuerdo"),
        ("caro", "calles", "Paso"),
    ):
        await town.says(who, "cuestionario")
        await town.says(who, "pocas")
        await town.says(who, answer)
        await town.says(who, "sí")
        await town.says(who, "opinar")
        await town.presses(who, stance)
    town.now = VOTING
    for who, numbers in (("ana", "1 y 3"), ("beto", "1 y 3"), ("caro", "solo la 2")):
        await lives(town, who)
        await town.says(who, "votar")
        await town.says(who, numbers)
        await town.says(who, "sí")
    published = town.world.consultations[0]
    made = published.consultation

    def read(connection: Connection) -> tuple[object, ...]:
        table, tally = outcome.ballot(connection, published.id, made)
        asked = outcome.questions(connection, published.id, made).rows
        return asked, outcome.statements(connection, published.id, made).rows, table.rows, tally

    asked, said, voted, tally = await town.does(read)
    assert [row[:3] for row in asked[:3]] == [
        ("principal", "seguridad", 1), ("principal", "calles", 2), ("principal", "empleo", 0),
    ]  # fmt: skip
    assert said[0][:4] == ("noche", 1, 1, 1)
    assert [row[0:3:2] for row in voted] == [("lamparas", 2), ("banquetas", 2), ("cancha", 1)]
    assert tally.winners == ("lamparas", "banquetas")
    assert [(one.option_id, one.missing) for one in tally.skipped] == [("cancha", 6_000_000)]


async def test_what_was_taken_down_on_paper_counts_once_beside_what_came_by_chat(town: Corridor) -> None:
    await proposes(town, "ana", LAMPS)
    published = town.world.consultations[0]
    rows = [
        ["registro", "propuesta", "colonia", "tema", "fuente", "fecha"],
        ["1", "Que tapen los baches de la calle Olmo", "Azcapotzalco", "", "puerta", "2026-12-05"],
        ["1", "asdf qwer", "Azcapotzalco", "Otro tema", "puerta", ""],
        ["2", "Más vigilancia en la calle Roble", "Azcapotzalco", "Seguridad", "reunion", ""],
    ]

    def take(connection: Connection) -> Taken:
        sheet = field_sheet_from(
            enumerate(rows, 1), published.consultation, partial(keys_of, town.world.directory), town.world.hours.zone
        )
        assert sheet.faults == []
        return import_field_sheet(connection, town.world, published.id, sheet.proposals, "lupita", town.now)

    assert await town.does(take) == Taken(people=2, proposals=3, held=1, known=[])
    assert await town.does(take) == Taken(people=0, proposals=0, held=0, known=["1", "2"])
    zone = town.world.hours.zone
    lines = await town.does(lambda c: breakdown(c, published.id, "source", zone))
    assert [(line.label, line.people, line.proposals) for line in lines] == [
        ("chat", 1, 1), ("meeting", 1, 1), ("promoter", 1, 1),
    ]  # fmt: skip
    totals = await town.does(lambda c: results.totals(c, published.id))
    assert (totals.participants, totals.proposals, totals.held) == (3, 3, 1)
    said = await town.says("beto", "apoyar") + await town.says("beto", "Azcapotzalco")
    assert "Que tapen los baches de la calle Olmo" in text(said)
    assert "Ya son 1." in text(await town.presses("beto", "Apoyar la segunda"))


async def test_what_cannot_be_read_any_more_stops_nobody_and_staff_see_it(town: Corridor) -> None:
    def spoil(connection: Connection) -> None:
        connection.execute(update(consultation_revisions).values(document="formato = 99"))

    await town.does(spoil)
    town.world = a_world()  # the program started anew
    assert "¿En qué le ayudo?" in text(await town.says("ana", "menú"))
    [incident] = await town.rows("incidents")
    assert incident.detail.startswith("consultation consulta-2026, revision 1: ")
    await town.says("ana", "menú")
    assert len(await town.rows("incidents")) == 1, "said once, not with every message"


async def test_a_place_that_the_catalogue_has_no_more_is_no_fault_of_what_was_published(town: Corridor) -> None:
    here = EXAMPLE.replace('clave = "consulta-2026"', 'clave = "barrio"').replace(
        'colonias = "todas"  ', 'colonias = ["Azcapotzalco"]'
    )
    await publishes(town, here)
    left = [one for one in town.world.directory if one.name != "Azcapotzalco"]
    town.world = a_world(Directory(left))
    await town.says("ana", "consulta")
    assert [one.consultation.key for one in town.world.consultations] == ["consulta-2026", "barrio"]
    assert await town.rows("incidents") == []
