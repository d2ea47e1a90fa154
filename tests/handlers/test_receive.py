"""What happens to whatever arrives, on both databases."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from civic.message import Address, AddressKind, Kind, Media, MediaKind
from handlers.receive import Flood
from handlers.staff.chats import Attendant
from storage.store import Store
from tests.corridor import Corridor, a_world, inbound, text

PHOTO = Media(MediaKind.PHOTO, "ref", "image/jpeg", 1000)
GROUP = {"addresses": (Address(AddressKind.GROUP, "-100"),), "sender": "-100", "group": True}


@pytest.fixture
def corridor(store: Store) -> Corridor:
    return Corridor(store)


async def test_a_message_delivered_three_times_counts_once(corridor: Corridor) -> None:
    first = inbound("ana", "hola")
    said = await corridor.takes(first, first)
    again = await corridor.takes(first)
    assert len(said) == 1
    assert again == []
    assert len(await corridor.rows("inbox")) == 1


async def test_redelivery_in_parallel_files_one_complaint(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    await corridor.says("ana", "hay un bache en la colonia Azcapotzalco")
    await corridor.says("ana", "saltar")
    yes = inbound("ana", "sí")
    await asyncio.gather(*(corridor.takes(yes) for _ in range(3)))
    assert len(await corridor.rows("complaints")) == 1
    assert len(await corridor.rows("complaint_reporters")) == 1


async def test_many_strangers_arriving_at_once_are_made_once_each(corridor: Corridor) -> None:
    batches = [[inbound(f"p{n}", "hola") for n in range(20)] for _ in range(3)]
    await asyncio.gather(*(corridor.takes(*batch) for batch in batches))
    assert len(await corridor.rows("people")) == 20
    assert len(await corridor.rows("addresses")) == 20
    assert len(await corridor.rows("inbox")) == 60


async def test_a_broken_message_fails_alone_and_is_not_silent(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import engine

    await corridor.agrees("ana")
    await corridor.says("ana", "hay un bache en la colonia Azcapotzalco")
    [before] = await corridor.rows("sessions")
    sound = engine.advance

    def breaks(book, session, event, facts):  # type: ignore[no-untyped-def]
        if event.text == "boom":
            raise ZeroDivisionError
        return sound(book, session, event, facts)

    monkeypatch.setattr(engine, "advance", breaks)
    said = await corridor.takes(inbound("ana", "boom"), inbound("beto", "hola"))
    assert "falla" in said[0].text
    assert "asistente" in said[1].text
    [incident] = await corridor.rows("incidents")
    assert (incident.kind, incident.detail[:17]) == ("failure", "ZeroDivisionError")
    states = {row.text: row.state for row in await corridor.rows("inbox")}
    assert (states["boom"], states["hola"]) == ("failed", "played")
    after = next(row for row in await corridor.rows("sessions") if row.person_id == before.person_id)
    assert after.state == before.state, "the session stays where it was"


async def test_what_a_broken_message_wrote_is_taken_back(corridor: Corridor, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import engine

    await corridor.agrees("ana")
    await corridor.says("ana", "hay un bache en la colonia Azcapotzalco")
    await corridor.says("ana", "saltar")

    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "finish", breaks)
    await corridor.says("ana", "sí")
    assert await corridor.rows("complaints") == []
    monkeypatch.undo()
    assert "Su folio es" in text(await corridor.says("ana", "sí"))


async def test_a_message_that_cannot_be_played_even_alone_is_kept_as_it_came(corridor: Corridor) -> None:
    await corridor.gives_up(inbound("ana", "¿?"))
    [row] = await corridor.rows("inbox")
    assert (row.state, row.raw) == ("failed", '{"text": "\\u00bf?"}')
    assert len(await corridor.rows("outbox")) == 1
    assert [row.kind for row in await corridor.rows("incidents")] == ["failure"]


async def test_the_photo_of_a_message_that_cannot_be_played_is_kept_with_it(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given up before it was played, and broken while it was."""
    await corridor.gives_up(inbound("ana", "miren", kind=Kind.MEDIA, media=(PHOTO,)))

    def breaks(scene: object) -> None:
        raise ValueError("boom")

    monkeypatch.setattr("handlers.receive.batch.speak", breaks)
    await corridor.sends("ana", PHOTO, "miren otra vez")
    assert [row.state for row in await corridor.rows("inbox")] == ["failed"] * 2
    assert await _files_by_message(corridor) == [["waiting"], ["waiting"]]


async def _files_by_message(corridor: Corridor) -> list[list[str]]:
    """The states of the files that came with each message."""
    messages = await corridor.rows("inbox")
    return [[file.state for file in await corridor.rows("media", inbox_id=one.id)] for one in messages]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("hola\x00 señor", id="a NUL, which PostgreSQL refuses"),
        pytest.param("hola \ud83d", id="half an emoji, which no database takes"),
        pytest.param("h" * 5000, id="longer than any channel sends"),
        pytest.param("' OR 1=1; DROP TABLE people; --", id="a probe"),
        pytest.param("{folio} {0} %s {{x}}", id="placeholders"),
        pytest.param("   ", id="nothing but blanks"),
        pytest.param("🕳️" * 50, id="signs only"),
    ],
)
async def test_odd_words_are_kept_and_answered(corridor: Corridor, words: str) -> None:
    said = await corridor.says("ana", words)
    assert said
    assert await corridor.rows("incidents") == []
    assert len(await corridor.rows("inbox")) == 1


async def test_an_emergency_that_is_a_report_too_goes_on_as_one(corridor: Corridor) -> None:
    said = text(await corridor.says("ana", "hay un bache muy grande en la guadalupe y ya se cayó una señora"))
    assert said.startswith("Si hay peligro ahora, llame al 911."), said
    assert "¿Está de acuerdo?" in said
    said = text(await corridor.presses("ana", "Sí, acepto"))
    assert "Seguimos con su reporte." in said
    assert "¿En qué colonia" in said, "what happened is not asked again"


@pytest.mark.parametrize(
    "words",
    [
        "¡auxilio, hay un incendio en mi casa!",
        "me quiero aventar del puente",
        "hay un señor tirado en la calle y no respira",
        "balacera en la calle hidalgo",
    ],
)
async def test_an_emergency_alone_is_left_alone(corridor: Corridor, words: str) -> None:
    assert text(await corridor.says("ana", words)).endswith("ni ambulancias.")


async def test_an_emergency_is_answered_first_and_flagged_and_the_talk_goes_on(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    await corridor.says("ana", "hay un bache en la colonia Azcapotzalco")
    said = text(await corridor.says("ana", "auxilio hay una persona armada afuera"))
    assert said.startswith("Si hay peligro ahora, llame al 911.")
    assert [row.kind for row in await corridor.rows("incidents")] == ["emergency"]
    assert "Voy a registrar" in text(await corridor.says("ana", "saltar"))


async def test_a_newcomer_in_danger_hears_911_before_the_privacy_notice(corridor: Corridor) -> None:
    assert text(await corridor.says("ana", "mi esposo me esta golpeando")).startswith(
        "Si hay peligro ahora, llame al 911."
    )


async def test_baja_stops_every_notice_and_answers_go_on(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    await corridor.says("ana", "BAJA")
    [person] = await corridor.rows("people")
    assert (person.folio_notices, person.consultation_notices, person.committee_notices) == (False, False, False)
    assert [row.event for row in await corridor.rows("history", event="consent_withdrawn")] == ["consent_withdrawn"] * 4
    assert await corridor.says("ana", "hola")


async def test_an_album_is_one_answer(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    await corridor.says("ana", "hay un bache en la colonia Azcapotzalco")
    said = [await corridor.sends("ana", PHOTO, album="a1") for _ in range(3)]
    assert [len(one) for one in said] == [1, 0, 0]
    await corridor.says("ana", "sí")
    assert len(await corridor.rows("evidence")) == 3
    assert [row.state for row in await corridor.rows("media")] == ["waiting"] * 3


async def test_an_edited_message_is_a_version_beside_the_first(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    first = inbound("ana", "hay un bache en la colonia Azcapotzalco")
    await corridor.takes(first)
    same = await corridor.takes(inbound("ana", first.text, kind=Kind.EDIT, message_id=first.message_id))
    changed = await corridor.takes(inbound("ana", "hay una fuga", kind=Kind.EDIT, message_id=first.message_id))
    assert same == [], "an edit with no visible change is only kept"
    assert "corrigió" in text(changed)
    versions = [row.text for row in await corridor.rows("inbox", message_id=first.message_id)]
    assert versions == [first.text, first.text, "hay una fuga"]


@pytest.mark.parametrize("of", [{}, GROUP], ids=["a resident", "a group"])
async def test_a_caption_that_is_changed_brings_its_photo_no_second_time(
    corridor: Corridor, of: dict[str, Any]
) -> None:
    """Telegram hands the photo in again with every version of its caption."""
    photo = inbound("ana", "el bache", kind=Kind.MEDIA, media=(PHOTO,), **of)
    await corridor.takes(photo)
    changed = {"kind": Kind.EDIT, "media": (PHOTO,), "message_id": photo.message_id}
    await corridor.takes(inbound("ana", "el bache de la esquina", **changed, **of))
    await corridor.gives_up(inbound("ana", "el bache de enfrente", **changed, **of))
    versions = [(row.text, row.state) for row in await corridor.rows("inbox", message_id=photo.message_id)]
    assert versions[1:] == [("el bache de la esquina", "noted"), ("el bache de enfrente", "failed")]
    assert await _files_by_message(corridor) == [["waiting"], [], []]


async def test_who_blocks_us_is_not_written_to_until_they_come_back(corridor: Corridor) -> None:
    await corridor.says("ana", "hola")
    await corridor.takes(inbound("ana", kind=Kind.BLOCKED))
    assert [row.state for row in await corridor.rows("outbox")] == ["cancelled"]
    assert [row.state for row in await corridor.rows("addresses")] == ["blocked"]
    await corridor.says("ana", "hola")
    assert [row.state for row in await corridor.rows("addresses")] == ["active"]
    assert [row.state for row in await corridor.rows("outbox")] == ["cancelled", "queued"]


async def test_a_group_that_moves_keeps_its_history(corridor: Corridor) -> None:
    assert "grupo" in text(await corridor.takes(inbound("g", kind=Kind.JOINED, **GROUP)))
    await corridor.takes(inbound("g", "-100777", kind=Kind.MIGRATED, **GROUP))
    [address] = await corridor.rows("addresses")
    assert (address.value, address.reply_to) == ("-100777", "-100777")


async def test_chatter_in_a_group_is_not_answered_but_a_command_is(corridor: Corridor) -> None:
    assert await corridor.takes(inbound("g", "¿quién trae las tortillas?", **GROUP)) == []
    assert await corridor.takes(inbound("g", "/queja", **GROUP))


async def test_a_flood_is_kept_and_told_once_and_nobody_else_notices(corridor: Corridor) -> None:
    corridor.flood = Flood(5)
    said = [await corridor.says("ana", f"hola {n}") for n in range(9)]
    assert [len(one) for one in said] == [1] * 5 + [1] + [0] * 3
    assert "muchos mensajes" in text(said[5])
    assert len(await corridor.says("beto", "hola")) == 1
    assert len(await corridor.rows("inbox", state="flood")) == 4
    corridor.now = corridor.now.replace(minute=corridor.now.minute + 2)
    assert len(await corridor.says("ana", "hola")) == 1


async def test_photos_of_a_flood_are_kept_with_their_messages(corridor: Corridor) -> None:
    corridor.flood = Flood(1)
    said = [await corridor.sends("ana", PHOTO) for _ in range(3)]
    assert [len(one) for one in said] == [1, 1, 0]
    assert [row.state for row in await corridor.rows("inbox")] == ["played", "flood", "flood"]
    assert await _files_by_message(corridor) == [["waiting"]] * 3


async def test_two_addresses_that_come_together_are_one_resident(corridor: Corridor) -> None:
    phone, bsuid = Address(AddressKind.PHONE, "+526181234567"), Address(AddressKind.BSUID, "MX.1")
    on = {"account": "whatsapp:+5210000"}
    await corridor.takes(inbound("x", "hola", addresses=(phone,), sender="whatsapp:+5216181234567", **on))
    await corridor.takes(inbound("x", "hola", addresses=(phone, bsuid), sender="whatsapp:+5216181234567", **on))
    await corridor.takes(inbound("x", "hola", addresses=(bsuid,), sender="whatsapp:MX.1", **on))
    assert len(await corridor.rows("people")) == 1
    assert {row.reply_to for row in await corridor.rows("addresses", kind="bsuid")} == {"whatsapp:MX.1"}


async def test_a_linked_channel_shares_folios_and_the_talk_goes_on_there(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    folio = await corridor.files("ana")
    await corridor.says("ana", "hay una fuga de agua en la colonia Morga")
    code = text(await corridor.says("ana", "enlazar")).split("enlazar ")[1].split()[0]
    other = {"account": "whatsapp:+521"}
    linked = text(await corridor.says("ana", f"enlazar {code}", **other))
    assert "unidos" in linked
    assert "foto" in linked, "the open question follows"
    await corridor.says("ana", "saltar", **other)
    assert "Su folio es" in text(await corridor.says("ana", "sí", **other))
    owners = {row.person_id for row in await corridor.rows("complaints")}
    assert len(owners) == 1
    assert folio in text(await corridor.says("ana", f"folio {folio}", **other))
    again = text(await corridor.says("beto", f"enlazar {code}"))
    assert "unidos" not in again, "a code is for one use"


async def test_a_similar_report_is_offered_and_joined(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    folio = await corridor.files("ana", "hay un bache enorme frente a la primaria en la colonia Azcapotzalco")
    await corridor.agrees("beto")
    offered = await corridor.says("beto", "un bache grandisimo frente a la primaria en la colonia Azcapotzalco")
    assert folio in text(offered)
    await corridor.presses("beto", "Es el mismo")
    await corridor.says("beto", "saltar")
    assert folio in text(await corridor.says("beto", "sí"))
    assert len(await corridor.rows("complaints")) == 1
    assert len(await corridor.rows("complaint_reporters")) == 2


async def test_staff_own_the_chat_until_it_is_left_or_closed(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    await corridor.says("ana", "quiero hablar con una persona")
    waiting = text(await corridor.says("ana", "tengo una duda del predial"))
    assert "Lugar en la fila: 1" in waiting
    assert len(await corridor.says("ana", "¿sigue ahí?")) == 1, "the first words in the queue are acknowledged"
    assert await corridor.says("ana", "hay un bache en la colonia Morga") == [], "then the bot is silent"
    [chat] = await corridor.rows("chats")
    await corridor.does(lambda c: Attendant(c, corridor.world, "rosa", corridor.now).reply(chat.id, "Buenos días."))
    await corridor.does(lambda c: Attendant(c, corridor.world, "rosa", corridor.now).close(chat.id))
    assert [row.state for row in await corridor.rows("chats")] == ["closed"]
    assert "Azcapotzalco" not in text(await corridor.says("ana", "menú"))
    assert [row.event for row in await corridor.rows("history", subject="chat")] == [
        "opened",
        "taken",
        "answered",
        "closed",
    ]


async def test_first_words_that_come_with_the_wish_for_a_person_are_acknowledged_once(corridor: Corridor) -> None:
    """Who types quickly sends several messages at one moment."""
    await corridor.agrees("ana")
    await corridor.says("ana", "quiero hablar con una persona")
    at_once = (inbound("ana", "tengo una duda del predial"), inbound("ana", "¿sigue ahí?"), inbound("ana", "¿bueno?"))
    told = [message.text for message in await corridor.takes(*at_once)]
    assert ["Lugar en la fila: 1" in one for one in told] == [True, False]
    assert "Su mensaje quedó guardado en la fila" in told[1]
    assert await corridor.says("ana", "por favor") == []


async def test_leaving_the_queue_brings_the_bot_back(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    await corridor.says("ana", "persona")
    await corridor.says("ana", "tengo una duda del predial")
    assert "En qué le ayudo" in text(await corridor.says("ana", "menú"))
    assert [row.state for row in await corridor.rows("chats")] == ["closed"]


async def test_a_person_whose_consent_is_of_an_older_notice_is_asked_again(store: Store) -> None:
    corridor = Corridor(store)
    await corridor.agrees("ana")
    corridor.world = replace(a_world(), notice_version="2027-01")
    assert "de acuerdo" in text(await corridor.says("ana", "hay un bache en la colonia Morga"))


async def test_reports_per_day_have_a_limit_that_is_explained(corridor: Corridor) -> None:
    corridor.world = a_world(reports_per_day=2)
    await corridor.agrees("ana")
    for what in ("hay un bache", "no hay luz en la calle"):
        await corridor.files("ana", f"{what} en la colonia Azcapotzalco")
    await corridor.says("ana", "se tapó el drenaje en la colonia Azcapotzalco")
    await corridor.says("ana", "saltar")
    assert "2 reportes" in text(await corridor.says("ana", "sí"))
    assert len(await corridor.rows("complaints")) == 2


async def test_who_refuses_the_notice_is_told_that_nothing_was_kept_and_so_it_is(corridor: Corridor) -> None:
    await corridor.says("ana", "hay un bache en la colonia Morga")
    await corridor.sends("ana", PHOTO)
    assert "no guardé nada" in text(await corridor.presses("ana", "No acepto"))
    assert {(row.text, row.raw) for row in await corridor.rows("inbox")} == {("", "")}
    assert [(row.state, row.ref) for row in await corridor.rows("media")] == [("forgotten", "")]
    [session] = await corridor.rows("sessions")
    assert "bache" not in session.state
    await corridor.agrees("beto")
    assert "hola" in {row.text for row in await corridor.rows("inbox")}, "others' words stay"


@pytest.mark.parametrize(
    "name",
    [
        "Asentamientos Humanos",
        "col. corral de barranco",
        "El Saltito",
        "Arco Iris",
        "Privadas del Parque",
        "valle oriente",
    ],
)
async def test_a_neighbourhoods_name_is_an_answer_whatever_else_its_words_mean(corridor: Corridor, name: str) -> None:
    await corridor.agrees("ana")
    await corridor.says("ana", "hay un bache muy grande")
    said = text(await corridor.says("ana", name))
    assert "911" not in said
    assert "foto" in said or "¿Cuál es?" in said, said


async def test_a_cry_for_help_that_names_a_neighbourhood_is_still_one(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    await corridor.says("ana", "hay un bache muy grande")
    assert text(await corridor.says("ana", "me están asaltando en Santa María")).startswith("Si hay peligro ahora")


async def test_continuar_brings_the_report_back_from_a_question_that_was_only_just_opened(corridor: Corridor) -> None:
    await corridor.agrees("ana")
    await corridor.says("ana", "hay un bache en la colonia Morga")
    assert "Guardé su reporte" in text(await corridor.says("ana", "folio"))
    assert "foto" in text(await corridor.says("ana", "continuar"))


@pytest.mark.parametrize(
    ("said", "alarms"),
    [
        ("propuesta: una biblioteca con internet en la colonia Corral de Barranco", False),
        ("hay un bache en Corral de Barranco", False),
        ("vivo en Corral de Barranco", False),
        ("se cayó un niño al barranco en la colonia Corral de Barranco", True),
        ("hay un herido en Corral de Barranco", True),
    ],
)
async def test_the_name_of_a_neighbourhood_is_no_emergency(store: Store, said: str, alarms: bool) -> None:
    corridor = Corridor(store)
    await corridor.agrees("ana")
    assert ("911" in text(await corridor.says("ana", said))) is alarms
