"""Promoters write down what neighbours say; who gave a number says whether it is theirs; staff see a document."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from civic.consultation import Source
from civic.field_sheet import PaperProposal
from civic.message import Message
from civic.proposal import ProposalStatus
from handlers.staff.field import import_field_sheet
from handlers.staff.finding import NotPossible
from handlers.staff.identity import FrontDesk
from handlers.staff.proposals import Answer, Reviewer
from storage.store import Store
from tests.consulting import EXAMPLE, LAMPS, OPEN, opens, planner, proposes, publishes
from tests.corridor import a_world, text
from tests.life import Life

WHATSAPP = "whatsapp:+14155238886"
PHONE = "+526181234567"
LAST_DAY = date(2027, 1, 15)


@pytest.fixture
async def town(store: Store) -> Life:
    """Ana is a promoter. WhatsApp's window is a day, and no template is configured."""
    life = Life(store, now=OPEN, world=a_world(whatsapp_account=WHATSAPP), window={"whatsapp": timedelta(hours=24)})
    await opens(life)
    await counter(life, lambda c, code: c.add_promoter(code, "Brigada norte", LAST_DAY))
    return life


async def code_of(town: Life, who: str) -> str:
    said = text(await town.says(who, "mi código"))
    return said.splitlines()[1]


async def counter(town: Life, act: Callable[[FrontDesk, str], None], who: str = "ana") -> None:
    code = await code_of(town, who)
    await town.does(lambda c: act(FrontDesk(c, town.world, "lupita", town.now), code))


async def writes_down(town: Life, *, phone: str = "saltar", words: str = LAMPS) -> str:
    """Ana at the door of a neighbour; the folio."""
    assert "Brigada norte: vamos a registrar a un vecino." in text(await town.says("ana", "registrar vecinos"))
    await town.says("ana", "en su casa")
    await town.says("ana", "sí acepta")
    return await finishes(town, phone, words)


async def finishes(town: Life, phone: str, words: str) -> str:
    said = await town.says("ana", words)
    for question, answer in (("tema", "otro tema"), ("Para qué colonia", "Azcapotzalco"), ("10 dígitos", phone)):
        if question in text(said):
            said = await town.says("ana", answer)
    assert "Voy a registrar la propuesta de su vecino" in text(said), text(said)
    said = await town.says("ana", "sí")
    await town.delivers()
    return next((word for word in text(said).split() if word.startswith("DGO-")), "")


async def neighbour(town: Life, words: str) -> list[Message]:
    return await town.writes(PHONE, words, account=WHATSAPP)


async def test_a_promoter_writes_down_several_neighbours(town: Life) -> None:
    first = await writes_down(town)
    await town.presses("ana", "Otra de esta persona")
    second = await finishes(town, "saltar", "que tapen los baches de la calle Olmo de la colonia Azcapotzalco")
    await writes_down(town, words="una cancha para los jóvenes en la colonia Azcapotzalco")
    people = await town.rows("participations")
    assert [(one.source, one.person_id, one.paper) for one in people] == [(Source.PROMOTER, None, None)] * 2
    made = {row.folio: row for row in await town.rows("proposals")}
    assert made[first].participation_id == made[second].participation_id
    assert {row.person_id for row in made.values()} == {None}
    [ana, *_] = await town.rows("people")
    assert {row.person_id for row in await town.rows("history", event="submitted")} == {ana.id}, (
        "who wrote it down is known"
    )


async def test_who_does_not_agree_is_not_written_down(town: Life) -> None:
    await town.says("ana", "registrar vecinos")
    await town.says("ana", "en una reunión")
    assert "Entonces no guardé nada." in text(await town.says("ana", "no acepta"))
    assert await town.rows("participations") == []


async def test_only_promoters_and_only_until_their_last_day(town: Life) -> None:
    assert "pida que le den de alta" in text(await town.says("beto", "registrar vecinos"))
    town.now = OPEN.replace(year=2027, month=1, day=15, hour=12)
    assert "vamos a registrar" in text(await town.says("ana", "registrar vecinos"))
    await town.says("ana", "menú")
    town.now += timedelta(days=1)
    assert "pida que le den de alta" in text(await town.says("ana", "registrar vecinos"))


async def test_a_promoter_taken_off_the_list_in_mid_talk_keeps_nothing(town: Life) -> None:
    await town.says("ana", "registrar vecinos")
    await town.does(lambda c: FrontDesk(c, town.world, "lupita", town.now).end_promoter("Brigada norte"))
    await town.says("ana", "en su casa")
    await town.says("ana", "sí acepta")
    assert await finishes(town, "saltar", LAMPS) == ""
    assert "Ya no está en la lista de promotores" in town.last["ana"].text
    assert await town.rows("proposals") == []


async def test_nobody_is_asked_for_a_number_where_nothing_can_be_sent_to_it(store: Store) -> None:
    town = Life(store, now=OPEN)
    await opens(town)
    await counter(town, lambda c, code: c.add_promoter(code, "Brigada norte", LAST_DAY))
    await writes_down(town)
    assert not any("10 dígitos" in said for said in await town.told("ana"))


@pytest.mark.parametrize("said", ["618 123 4567", "6181234567", "+52 1 618 123 4567"])
async def test_who_gave_a_number_says_that_it_is_theirs_and_hears_what_becomes_of_it(town: Life, said: str) -> None:
    folio = await writes_down(town, phone=said)
    assert await town.told(PHONE) == [], "no template: it waits until they write"
    await neighbour(town, "hola")
    asked = "\n".join(await town.told(PHONE))
    assert "Una persona que ayuda al municipio anotó esto como suyo en «Consulta ciudadana 2026»" in asked
    await town.presses(PHONE, "Sí, acepto", account=WHATSAPP)
    assert f"Desde ahora le avisamos de todo lo que pase con {folio}" in text(await neighbour(town, "es mía"))
    [theirs] = [row for row in await town.rows("addresses") if row.value == PHONE]
    [made] = await town.rows("proposals", folio=folio)
    assert made.person_id == theirs.person_id
    assert (await town.rows("participations"))[0].person_id == theirs.person_id
    assert "No tengo nada por confirmar" in text(await neighbour(town, "es mía"))
    answer = Answer(to=ProposalStatus.ACCEPTED, text="Sí se hace")
    await town.does(lambda c: Reviewer(c, town.world, "lupita", town.now).answer(folio, answer))
    await town.passes(hours=20)
    assert "Aceptada: Sí se hace." in (await town.told(PHONE))[-1]


async def test_a_template_asks_who_never_wrote(town: Life) -> None:
    town.templates = frozenset({"registration_confirm"})
    folio = await writes_down(town, phone="618 123 4567")
    [asked] = town.heard[PHONE]
    assert asked[1].values == ("Consulta ciudadana 2026", LAMPS)
    await neighbour(town, "No es mía")
    await town.presses(PHONE, "Sí, acepto", account=WHATSAPP)
    await neighbour(town, "no es mía")
    [made] = await town.rows("proposals", folio=folio)
    assert (made.status, made.person_id) == ("held", None), "nobody else sees it until staff know who said it"
    assert (await town.rows("registrations"))[0].ended_as == "denied"


async def test_who_takes_part_already_has_it_there(town: Life) -> None:
    await neighbour(town, "hola")
    await town.presses(PHONE, "Sí, acepto", account=WHATSAPP)
    await proposes_by_whatsapp(town, "que haya más policías en la colonia Insurgentes")
    await writes_down(town, phone="618 123 4567")
    assert "Desde ahora le avisamos" in text(await neighbour(town, "es mía"))
    [one] = await town.rows("participations")
    assert {row.participation_id for row in await town.rows("proposals")} == {one.id}
    assert one.source == "chat"


async def proposes_by_whatsapp(town: Life, words: str) -> None:
    said = await neighbour(town, f"propuesta: {words}")
    while "¿Es correcto?" not in text(said):
        said = await neighbour(town, "otro tema")
    await neighbour(town, "sí")


async def test_a_sheet_of_paper_with_a_number_is_asked_once_for_all_that_stands_on_it(town: Life) -> None:
    def row(register: str, words: str, phone: str) -> PaperProposal:
        return PaperProposal(
            register=register, text=words, neighbourhood_key="", topic="", source=Source.PAPER, on=None, phone=phone
        )

    rows = [row("1", "Una cancha", ""), row("1", "Más luz en las calles", PHONE), row("2", "Más agua potable", "")]
    [held] = town.world.consultations
    taken = await town.does(lambda c: import_field_sheet(c, town.world, held.id, rows, "lupita", town.now))
    assert (taken.people, taken.proposals) == (2, 3)
    await neighbour(town, "hola")
    assert "«Una cancha; Más luz en las calles»" in "\n".join(await town.told(PHONE))


CHECKED = EXAMPLE.replace('clave = "consulta-2026"', 'clave = "cotejo"').replace(
    'proponer = "canal"', 'proponer = "cotejado"'
)


async def test_who_showed_a_document_may_do_what_needs_one(town: Life) -> None:
    await town.does(lambda c: planner(town, c).close("consulta-2026", "Se cambia por otra"))
    await publishes(town, CHECKED)
    await town.says("beto", "donde vivo")
    await town.says("beto", "Azcapotzalco")
    assert "una persona del municipio ve antes un documento" in await proposes(town, "beto", LAMPS)
    await counter(town, lambda c, code: c.check(code, "INE"), "beto")
    assert "Registré su propuesta en" in await proposes(town, "beto", LAMPS)
    [seen] = await town.rows("history", event="document_seen")
    assert (seen.by, seen.note) == ("staff:lupita", "INE")
    await counter(town, lambda c, code: c.uncheck(code, "Era de otra persona"), "beto")
    assert "ve antes un documento" in await proposes(town, "beto", "una cancha en la colonia Azcapotzalco")


async def test_a_code_for_the_counter_joins_no_chats_and_the_other_way_round(town: Life) -> None:
    code = await code_of(town, "beto")
    assert "no es válido" in text(await town.says("caro", f"enlazar {code}"))
    link = text(await town.says("beto", "enlazar")).split("enlazar ")[1].split()[0]
    with pytest.raises(NotPossible, match="nobody has this code"):
        await town.does(lambda c: FrontDesk(c, town.world, "lupita", town.now).check(link, "INE"))
    late = await code_of(town, "beto")
    town.now += timedelta(minutes=16)
    with pytest.raises(NotPossible, match="or it is too old"):
        await town.does(lambda c: FrontDesk(c, town.world, "lupita", town.now).check(late, "INE"))


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda c, code: c.check(code, "INE 1234567890123"), "only the kind of document"),
        (lambda c, code: c.check(code, " "), "which document"),
        (lambda c, code: c.uncheck(code, ""), "--why"),
        (lambda c, code: c.add_promoter(code, "", LAST_DAY), "needs a name"),
        (lambda c, code: c.add_promoter(code, "Brigada", date(2026, 12, 1)), "2026-12-01 is over"),
        (lambda c, code: c.end_promoter("Nadie"), "no promoter is called 'Nadie'"),
    ],
)
async def test_what_is_refused_uses_no_code_up(town: Life, act: Callable[[FrontDesk, str], None], refusal: str) -> None:
    code = await code_of(town, "beto")
    with pytest.raises(NotPossible, match=refusal):
        await town.does(lambda c: act(FrontDesk(c, town.world, "lupita", town.now), code))
    await town.does(lambda c: FrontDesk(c, town.world, "lupita", town.now).check(code.lower(), "INE"))


async def test_what_staff_saw_stays_with_who_joins_their_chats(town: Life) -> None:
    await counter(town, lambda c, code: c.check(code, "INE"), "beto")
    code = text(await town.says("caro", "enlazar")).split("enlazar ")[1].split()[0]
    assert "quedaron unidos" in text(await town.says("beto", f"enlazar {code}"))
    [caro] = [row for row in await town.rows("addresses") if row.value == "caro"]
    [person] = await town.rows("people", id=caro.person_id)
    assert person.checked_at is not None


async def test_who_answered_is_asked_again_about_what_is_written_down_for_them_later(town: Life) -> None:
    first = await writes_down(town, phone="618 123 4567")
    await neighbour(town, "hola")
    await town.presses(PHONE, "Sí, acepto", account=WHATSAPP)
    await neighbour(town, "es mía")
    await town.presses("ana", "Otra de esta persona")
    second = await finishes(town, "saltar", "una cancha para los jóvenes en la colonia Azcapotzalco")
    assert {row.folio: row.person_id is None for row in await town.rows("proposals")} == {first: False, second: True}
    assert f"Desde ahora le avisamos de todo lo que pase con {second}" in text(await neighbour(town, "es mía"))
    [one] = await town.rows("participations")
    assert {row.participation_id for row in await town.rows("proposals")} == {one.id}


async def test_staff_see_that_somebody_denies_what_was_written_down_for_them(town: Life) -> None:
    folio = await writes_down(town, phone="618 123 4567")
    await neighbour(town, "hola")
    await town.presses(PHONE, "Sí, acepto", account=WHATSAPP)
    await neighbour(town, "no es mía")
    [told] = await town.rows("incidents", kind="denied")
    assert folio in told.detail
