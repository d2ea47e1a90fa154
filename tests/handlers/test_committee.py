"""Committees: who takes a seat and gives it up, what they learn and sign, and what ends with it."""

import asyncio
import hashlib
import random
from datetime import date, timedelta

import pytest

from civic.message import Address, AddressKind
from handlers.receive import receive
from handlers.staff.accrediting import Accreditor
from handlers.staff.committees import NoSuchMember
from handlers.staff.finding import NotPossible
from storage.store import Connection, Store
from tests.committees import RIGHT, SCHEME, convenes, forms, joins, signs, trains
from tests.corridor import Corridor, a_world, inbound, text
from tests.life import Life


@pytest.fixture
async def town(store: Store) -> Life:
    life = Life(store)
    await forms(life)
    for who in ("ana", "beto"):
        await life.agrees(who)
    return life


async def test_from_an_invitation_to_a_signed_letter(town: Life) -> None:
    said = await joins(town, "ana", "Ana María Soto Ríos")
    assert said.startswith("Ya está en Comité de la calle Pino, como Vocalía.")
    mine = text(await town.says("ana", "comité"))
    assert mine == (
        "Comité de la calle Pino: Vocalía\nObra: Pavimentación de la calle Pino. Avance informado: 40 %\n"
        "Le falta: la capacitación, firmar la carta compromiso."
    )
    assert [choice.label for choice in town.last["ana"].choices] == ["Capacitación", "Dejar el comité", "Menú"]
    assert await trains(town, "ana") == "Correcto. Ya terminó su capacitación."
    shown = text(await town.says("ana", "carta"))
    assert "Yo, Ana María Soto Ríos, con el cargo de Vocalía en Comité de la calle Pino" in shown
    assert "lo que le toca al comité: la obra Pavimentación de la calle Pino." in shown
    assert shown.endswith("¿Acepta y firma esta carta?")
    said = text(await town.says("ana", "la firmo"))
    [letter] = await town.rows("letters")
    assert letter.text in shown, "what is kept is what was shown"
    assert letter.text in said, "and who signed has a copy"
    assert (letter.version, letter.account, letter.by, letter.paper) == ("2026-1", "telegram:1", "resident", "")
    assert letter.sha256 == hashlib.sha256(letter.text.encode()).hexdigest()
    assert letter.sha256[:16] in said
    assert "Le falta" not in text(await town.says("ana", "mi comité"))


async def test_committee_notices_are_agreed_to_by_joining_and_can_be_left(town: Life) -> None:
    await joins(town, "ana", "Ana Soto")
    [ana, *_] = await town.rows("people")
    assert (ana.committee_notices, ana.name) == (True, "Ana Soto")
    await town.says("ana", "baja")
    [ana, *_] = await town.rows("people")
    assert not ana.committee_notices
    assert "Vocalía" in text(await town.says("ana", "comité")), "who wants no notices still sits there"


async def test_a_wrong_answer_says_why_and_can_be_tried_again(town: Life) -> None:
    await joins(town, "ana", "Ana Soto")
    await town.says("ana", "capacitación")
    assert "Participar en un comité es gratis" in text(await town.says("ana", "sí está bien"))
    await town.presses("ana", "Intentar otra vez")
    assert "Correcto." in text(await town.says("ana", RIGHT[0]))
    [unit] = await town.rows("trainings")
    assert (unit.unit, unit.attempts, unit.passed_at is not None) == ("que_es", 2, True)
    await town.says("ana", "menú")
    assert "Qué puede pedir y qué no" in text(await town.says("ana", "capacitación")), "it goes on where it was left"


async def test_nobody_signs_before_the_training_is_done(town: Life) -> None:
    await joins(town, "ana", "Ana Soto")
    assert "Antes de firmar le falta terminar la capacitación" in await signs(town, "ana")
    assert await town.rows("letters") == []


async def test_a_letter_that_changed_while_it_was_read_is_read_again(town: Life) -> None:
    await joins(town, "ana", "Ana Soto")
    await trains(town, "ana")
    await town.says("ana", "carta")
    newer = SCHEME.replace('version = "2026-1"', 'version = "2026-2"').replace("Decir lo que vi", "Contar lo que vi")
    await convenes(town, lambda one: one.publish(newer, "más claro"))
    assert "El texto de la carta cambió" in text(await town.says("ana", "la firmo"))
    assert "Contar lo que vi" in text(await town.presses("ana", "Leer la carta"))
    assert "Firmó la carta versión 2026-2" in text(await town.says("ana", "la firmo"))


async def test_a_new_text_needs_a_new_version_and_leaves_signed_letters_as_they_are(town: Life) -> None:
    await joins(town, "ana", "Ana Soto")
    await trains(town, "ana")
    await signs(town, "ana")
    [before] = await town.rows("letters")
    changed = SCHEME.replace("Decir lo que vi", "Contar lo que vi")
    with pytest.raises(NotPossible, match="no su versión 2026-1"):
        await convenes(town, lambda one: one.publish(changed, ""))
    await convenes(town, lambda one: one.publish(changed.replace('"2026-1"', '"2026-2"'), ""))
    assert await town.rows("letters") == [before]
    assert "Decir lo que vi" in text(await town.says("ana", "mi carta"))
    assert [row.version for row in await town.rows("letter_texts")] == ["2026-1", "2026-2"]


@pytest.mark.parametrize(
    ("code", "days", "said"),
    [
        ("AAAAAA", 0, "Ese código no es válido o ya venció"),
        ("", 15, "Ese código no es válido o ya venció"),
        ("", 0, "Le invitan a: Comité de la calle Pino"),
    ],
)
async def test_an_invitation_is_for_its_time(town: Life, code: str, days: int, said: str) -> None:
    own = await convenes(town, lambda one: one.invite("OBRA-1", "vocal", uses=1, days=14))
    town.now += timedelta(days=days)
    assert said in text(await town.says("ana", f"unirme {code or own}"))


async def test_an_invitation_is_for_so_many_people_and_once_for_each(town: Life) -> None:
    code = await convenes(town, lambda one: one.invite("OBRA-1", "vocal", uses=1, days=14))
    for words in (f"unirme {code}", "sí", "Ana Soto", "sí"):
        await town.says("ana", words)
    assert "ya venció" in text(await town.says("beto", f"unirme {code}"))
    assert len(await town.rows("members")) == 1


async def test_a_role_that_is_taken_is_taken_also_for_who_was_shown_it_before(town: Life) -> None:
    code = await convenes(town, lambda one: one.invite("OBRA-1", "presidencia", uses=5, days=14))
    for who, name in (("ana", "Ana Soto"), ("beto", "Beto Ruiz")):
        for words in (f"unirme {code}", "sí", name):
            await town.says(who, words)
    assert "Ya está en" in text(await town.says("ana", "sí"))
    assert "Ese cargo ya está ocupado" in text(await town.says("beto", "sí"))
    await town.agrees("caro")
    assert "Ese cargo ya está ocupado" in text(await town.says("caro", f"unirme {code}"))


async def test_who_leaves_has_left_at_once_and_staff_see_a_committee_too_small(town: Life) -> None:
    await joins(town, "ana", "Ana Soto")
    for number in range(4):
        await convenes(town, lambda one, n=number: one.add_member("OBRA-1", "vocal", f"Vecina {n}"))
    await convenes(town, lambda one: one.constitute("OBRA-1", date(2026, 11, 20)))
    await town.says("ana", "dejar el comité")
    await town.says("ana", "me cambio de casa")
    assert "Ya no está en Comité de la calle Pino" in text(await town.says("ana", "sí, lo dejo"))
    assert "¿Le interesa participar?" in text(await town.says("ana", "comité")), "nothing of it is shown any more"
    [gone] = [row for row in await town.rows("members") if row.ended_at]
    assert (gone.ended_as, gone.ended_why) == ("left", "me cambio de casa")
    [told] = await town.rows("incidents", kind="vacancy")
    assert told.detail == "committee OBRA-1: 4 of at least 5"


async def test_a_substitution_keeps_who_was_there_and_who_came(town: Life) -> None:
    await joins(town, "ana", "Ana Soto", role="presidencia")
    await convenes(town, lambda one: one.replace("OBRA-1", "ana soto", "Beto Ruiz", why="Cambió de domicilio"))
    gone, came = await town.rows("members")
    assert (gone.ended_as, gone.ended_why, came.role, came.replaces) == (
        "replaced", "Cambió de domicilio", "presidencia", gone.id,
    )  # fmt: skip
    assert "¿Le interesa participar?" in text(await town.says("ana", "comité"))


async def test_whom_staff_wrote_down_opens_their_own_chat(town: Life) -> None:
    await convenes(town, lambda one: one.add_member("OBRA-1", "vocal", "Ana Soto"))
    await convenes(town, lambda one: one.take_paper_letter("OBRA-1", "Ana Soto", "Carpeta 3"))
    code = await convenes(town, lambda one: one.open_chat("OBRA-1", "Ana Soto", days=3))
    await town.says("ana", f"unirme {code}")
    assert "Ya está en Comité de la calle Pino" in text(await town.says("ana", "sí")), "their name is known"
    assert "Le falta: la capacitación." in text(await town.says("ana", "comité")), "the paper letter counts"
    [one] = await town.rows("members")
    [ana] = [row for row in await town.rows("addresses") if row.value == "ana"]
    assert one.person_id == ana.person_id
    with pytest.raises(NotPossible, match="ya firmó"):
        await convenes(town, lambda convener: convener.take_paper_letter("OBRA-1", "Ana Soto", "Carpeta 4"))


async def test_a_committee_that_is_closed_lets_go_of_its_members(town: Life) -> None:
    await joins(town, "ana", "Ana Soto")
    code = await convenes(town, lambda one: one.invite("OBRA-1", "vocal", uses=9, days=14))
    await convenes(town, lambda one: one.close("OBRA-1", "La obra terminó"))
    assert "¿Le interesa participar?" in text(await town.says("ana", "comité"))
    await town.says("beto", "menú")
    assert "ya venció" in text(await town.says("beto", f"unirme {code}"))


async def test_joining_two_chats_joins_what_they_are_on_committees(town: Life) -> None:
    await joins(town, "ana", "Ana Soto")
    await joins(town, "beto", "Ana Soto")
    await trains(town, "beto")
    await signs(town, "beto")
    code = text(await town.says("ana", "enlazar")).split("enlazar ")[1].split()[0]
    await town.says("beto", f"enlazar {code}")
    sitting = [row for row in await town.rows("members") if row.ended_at is None]
    [letter] = await town.rows("letters")
    assert [row.id for row in sitting] == [letter.member_id], "who signed stays"
    assert "Le falta" not in text(await town.says("ana", "comité"))


REFUSALS = [
    (lambda one: one.add("a", "obra", "X", work="OP-1"), "La clave lleva de 2 a 40"),
    (lambda one: one.add("OBRA-1", "obra", "X", work="OP-1"), "Ya hay un comité OBRA-1"),
    (lambda one: one.add("X-1", "otro", "X"), "El esquema no tiene el tipo otro; hay: obra, colonia"),
    (lambda one: one.add("X-1", "obra", "X"), "Escriba la clave de la obra"),
    (lambda one: one.add("X-1", "obra", "X", work="OP-9"), "El padrón no tiene la obra OP-9"),
    (lambda one: one.add("X-1", "colonia", "X"), "es de una colonia. Escriba cuál"),
    (lambda one: one.add("X-1", "colonia", "X", neighbourhood="1-1"), "El catálogo no tiene la colonia"),
    (lambda one: one.add("X-1", "piloto", " "), "Escriba el nombre del comité"),
    (lambda one: one.constitute("OBRA-1", date(2026, 11, 20)), "tiene 0 integrantes y para constituirse necesita 5"),
    (lambda one: one.invite("OBRA-1", "tesorero", uses=1, days=1), "no tiene el cargo tesorero; hay: presidencia"),
    (lambda one: one.invite("OBRA-1", "vocal", uses=0, days=1), "para 1 a 100 personas"),
    (lambda one: one.add_member("OBRA-1", "vocal", "Ana", phone="618"), "Un teléfono lleva diez dígitos"),
    (lambda one: one.add_member("OBRA-1", "vocal", "Ana", phone="6181234567"), "no está activado WhatsApp"),
    (lambda one: one.close("OBRA-1", ""), "Escriba por qué se cierra"),
    (lambda one: one.remove("OBRA-1", "Nadie", ""), "Escriba por qué se da de baja"),
    (
        lambda one: one.publish(SCHEME.replace('id = "obra"', 'id = "obras"'), ""),
        "Hay comités del tipo obra. Deje ese tipo",
    ),
]


@pytest.mark.parametrize(("act", "refusal"), REFUSALS, ids=[refusal[:40] for _, refusal in REFUSALS])
async def test_what_staff_may_not_have(store: Store, act: object, refusal: str) -> None:
    town = Corridor(store)
    await forms(town)
    with pytest.raises(NotPossible, match=refusal):
        await convenes(town, act)  # type: ignore[arg-type]


async def test_a_member_is_named_as_typed_and_two_of_a_name_by_id(town: Life) -> None:
    for _ in range(2):
        await convenes(town, lambda one: one.add_member("OBRA-1", "vocal", "José Núñez"))
    with pytest.raises(NotPossible, match="Hay varias personas con el nombre jose nunez"):
        await convenes(town, lambda one: one.remove("OBRA-1", "jose nunez", "dup"))
    first, _ = await town.rows("members")
    await convenes(town, lambda one: one.remove("OBRA-1", str(first.id), "Dos veces"))
    with pytest.raises(NoSuchMember, match="nobody called 'Nadie'"):
        await convenes(town, lambda one: one.remove("OBRA-1", "Nadie", "no está"))
    assert [row.ended_as for row in await town.rows("members")] == ["removed", ""]


# Accreditations


async def accredited(
    town: Life, who: str, name: str, last: date, *, show_name: bool = False, key: str = "OBS-1"
) -> str:
    await joins(town, who, name, key=key, role="integrante")
    code: str = await convenes(
        town,
        lambda one: Accreditor(one).accredit(key, name, first=date(2026, 11, 24), last=last, show_name=show_name),
    )
    return code


async def test_an_accreditation_holds_to_its_last_minute_and_tells_no_more_than_agreed(store: Store) -> None:
    town = Life(store)
    await forms(town, "OBS-1", "observatorio", "Observatorio de obra")
    for who in ("ana", "beto", "caro"):
        await town.agrees(who)
    shown = await accredited(town, "ana", "Ana Soto", date(2026, 12, 31), show_name=True)
    silent = await accredited(town, "beto", "Beto Ruiz", date(2026, 12, 31))
    assert text(await town.says("caro", f"verificar {shown}")) == (
        "Sí es válida: Contralor Ciudadano, hasta el 31 de diciembre de 2026.\nTitular: Ana Soto"
    )
    assert "Titular" not in text(await town.says("caro", f"verificar {silent.lower()}"))
    assert "No es válida" in text(await town.says("caro", "verificar AAAAAA"))
    await trains(town, "ana")
    town.now = town.now.replace(year=2027, month=1, day=1, hour=5, minute=59, second=0)  # 23:59 in Durango
    assert "Sí es válida" in text(await town.says("caro", f"verificar {shown}"))
    assert "Le falta" not in text(await town.says("ana", "comité"))
    town.now = town.now.replace(hour=6, minute=0, second=0)
    assert "No es válida" in text(await town.says("caro", f"verificar {shown}"))
    assert "Le falta: tener una acreditación vigente." in text(await town.says("ana", "comité"))


async def test_a_revoked_one_is_over_at_that_moment(store: Store) -> None:
    town = Life(store)
    await forms(town, "OBS-1", "observatorio", "Observatorio de obra")
    await town.agrees("ana")
    code = await accredited(town, "ana", "Ana Soto", date(2026, 12, 31))
    with pytest.raises(NotPossible, match="Escriba por qué se revoca"):
        await convenes(town, lambda one: Accreditor(one).revoke(code, ""))
    await convenes(town, lambda one: Accreditor(one).revoke(code.lower(), "Faltó a la verdad"))
    assert "No es válida" in text(await town.says("ana", f"verificar {code}"))
    with pytest.raises(NotPossible, match="se revocó el"):
        await convenes(town, lambda one: Accreditor(one).revoke(code, "otra vez"))
    again = await convenes(
        town, lambda one: Accreditor(one).accredit("OBS-1", "Ana Soto", first=date(2026, 11, 25), show_name=False)
    )
    with pytest.raises(NotPossible, match=f"En ese tiempo vale su acreditación {again}"):
        await convenes(
            town, lambda one: Accreditor(one).accredit("OBS-1", "Ana Soto", first=date(2026, 12, 1), show_name=False)
        )


async def test_five_observatories_and_eleven_who_are_accredited(store: Store) -> None:
    town = Life(store)
    await forms(town, "OBS-1", "observatorio", "Observatorio 1")
    for number in range(2, 6):
        await convenes(town, lambda one, n=number: one.add(f"OBS-{n}", "observatorio", f"Observatorio {n}"))
    for number in range(12):
        key, name = f"OBS-{number % 5 + 1}", f"Contralor {chr(65 + number)}"
        last = date(2026, 11, 24) if number == 11 else date(2027, 11, 23)
        await convenes(town, lambda one, k=key, n=name: one.add_member(k, "integrante", n))
        await convenes(
            town,
            lambda one, k=key, n=name, day=last: Accreditor(one).accredit(
                k, n, first=date(2026, 11, 24), last=day, show_name=False
            ),
        )
    town.now += timedelta(days=1)
    holds = [
        row
        for row in await town.rows("accreditations")
        if row.starts_at <= town.now < row.ends_at and not row.revoked_at
    ]
    assert (len(await town.rows("committees")), len(holds)) == (5, 11)


# The 151 of 2014


async def test_151_enrolments_give_151_letters(store: Store) -> None:
    """Every message comes twice, a second tap each, in any order of people, on two workers at once; some come again as the
    provider repeats them."""
    town, chance = Life(store), random.Random(5)
    await forms(town)
    code = await convenes(town, lambda one: one.invite("OBRA-1", "vocal", uses=100, days=14))
    other = await convenes(town, lambda one: one.invite("OBRA-1", "vocal", uses=100, days=14))
    people = [f"v{number}" for number in range(151)]
    codes = {who: code if number < 80 else other for number, who in enumerate(people)}
    worlds = (town.world, a_world(works=town.world.works))

    async def all_say(words: str) -> None:
        chance.shuffle(people)
        taps = [inbound(who, words.format(code=codes[who], name=name_of(who))) for who in people]
        second = [inbound(who, words.format(code=codes[who], name=name_of(who))) for who in people]
        repeats = chance.sample(taps, 20)

        def work(connection: Connection, world: object, batch: list[object]) -> int:
            return receive(connection, batch, world=world, flood=town.flood, now=town.now)  # type: ignore[arg-type]

        for batch in (taps, [*second, *repeats]) if words in TWICE else (taps, repeats):
            halves = batch[::2], batch[1::2]
            await asyncio.gather(
                *(store.write(lambda c, w=w, h=h: work(c, w, h)) for w, h in zip(worlds, halves, strict=True))
            )
        town.now += timedelta(seconds=5)

    for words in ("hola", "sí acepto", "unirme {code}", "sí", "Vecina {name}", "sí, anotar", "capacitación", *RIGHT, "carta",
                  "la firmo"):  # fmt: skip
        await all_say(words)
    letters = await town.rows("letters")
    sitting = [row for row in await town.rows("members") if row.ended_at is None]
    assert (len(sitting), len(letters), len({row.member_id for row in letters})) == (151, 151, 151)
    assert {hashlib.sha256(row.text.encode()).hexdigest() == row.sha256 for row in letters} == {True}
    assert await town.rows("incidents") == []


TWICE = {"sí, anotar", "la firmo"}
"""What somebody taps again because nothing seems to happen."""


def name_of(who: str) -> str:
    number = int(who[1:])
    return f"{chr(65 + number // 26)}{chr(97 + number % 26)} Soto"


# Its group


async def test_a_group_becomes_the_committees_by_a_code_that_is_for_groups(town: Life) -> None:
    group = {"group": True, "addresses": (Address(AddressKind.GROUP, "-100"),), "sender": "-100"}
    own = await convenes(town, lambda one: one.invite("OBRA-1", "vocal", uses=1, days=3))
    assert "En los grupos solo doy avisos" in text(await town.says("grupo", f"/unirme {own}", **group))
    code = await convenes(town, lambda one: one.invite_group("OBRA-1", days=3))
    assert "ya venció" in text(await town.says("ana", f"unirme {code}")), "nobody takes a seat with it"
    said = text(await town.says("grupo", f"unirme {code.lower()}", **group))
    assert said == "Desde ahora este es el grupo de Comité de la calle Pino. Aquí doy sus avisos."
    [committee] = await town.rows("committees")
    [linked] = [row for row in await town.rows("people") if row.kind == "group"]
    assert committee.group_id == linked.id
    assert (
        await town.says("otro", f"unirme {code}", **{**group, "addresses": (Address(AddressKind.GROUP, "-200"),)}) == []
    )
