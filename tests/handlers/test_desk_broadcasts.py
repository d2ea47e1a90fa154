"""A broadcast at the desk: written in a form, looked at, approved by somebody else, watched, stopped."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from civic.access import Grant, Role
from handlers.desk.broadcast_form import slug
from storage.places import import_neighbourhoods
from storage.store import Store
from tests.broadcasting import WHATSAPP, Town, a_town
from tests.desk_visits import Visitor, comes, counted, error_of, in_two_zones
from tests.desking import DeskTown

HERE = "/desk/difusiones"
NEW = f"{HERE}/nueva"
WRITTEN = {"titulo": "Junta de mañana", "proposito": "comite", "texto_es": "{nombre}: hay junta.", "a_quien": "vecinos"}


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    corridor = a_town(store, approve_above=3)
    corridor.world = replace(corridor.world, directory=in_two_zones())
    await store.write(lambda c: import_neighbourhoods(c, list(corridor.world.directory), "a", corridor.now))
    town = DeskTown(corridor, tmp_path)
    yield town
    await town.close()


def life(town: DeskTown) -> Town:
    assert isinstance(town.corridor, Town)
    return town.corridor


async def _submits(visitor: Visitor, path: str, act: str = "submit", **fields: str) -> str:
    """With the mark of what they have read."""
    return await visitor.does(path, act, seen=_seen(await visitor.sees(path)), **fields)


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    return found[1] if found else ""


async def _sent(town: DeskTown, writer: Visitor, people: int = 2) -> str:
    """One under way; its path."""
    await life(town).lives(number=people)
    await writer.does(NEW, "write", **WRITTEN)
    await _submits(writer, f"{HERE}/junta-de-manana", when="now")
    return f"{HERE}/junta-de-manana"


@pytest.mark.parametrize(
    ("role", "reads", "writes", "approves"),
    [
        (Role.ADMINISTRATOR, True, True, True),
        (Role.SUPERVISOR, True, True, True),
        (Role.OPERATOR, False, False, False),
        (Role.PLANNER, True, True, False),
        (Role.SOCIAL_AUDIT, True, True, False),
        (Role.AUDITOR, True, False, False),
    ],
)
async def test_who_may_do_what(town: DeskTown, role: Role, reads: bool, writes: bool, approves: bool) -> None:
    path = await _sent(town, await comes(town, "lupita", Role.ADMINISTRATOR))
    memo = await comes(town, "memo", role)
    assert await memo.asks(HERE) == (200 if reads else 404)
    assert await memo.asks(path) == (200 if reads else 404)
    assert await memo.asks(NEW) == (200 if writes else 404)
    assert await memo.asks(f"{path}/cambiar") == (200 if writes else 404)
    for act in ("submit", "pause", "resume", "cancel"):
        assert ((await memo.sends(path, act)).status_code != 404) is writes, act
    assert ((await memo.sends(path, "approve")).status_code != 404) is approves
    for form in (NEW, f"{path}/cambiar"):
        assert ((await memo.sends(form, "write", **WRITTEN)).status_code != 404) is writes, form


async def test_it_is_written_read_and_sent(town: DeskTown) -> None:
    await life(town).lives("ana")
    await life(town).lives("beto", committee_notices=False)
    await life(town).lives("carla", account=WHATSAPP, heard=town.corridor.now - timedelta(days=3))
    lupita = await comes(town, "lupita", Role.PLANNER)
    page = await lupita.does(
        NEW, "write", **WRITTEN, texto_en="{nombre}: there is a meeting.", respuesta_1="Sí voy", respuesta_2="No puedo"
    )
    for words in (
        "Borrador",
        "Vecinos: todos",
        "vecina o vecino: hay junta.",
        "neighbor: there is a meeting.",
        "Sí voy",
        "<strong>2</strong> de 3 personas",
        "1 sin aceptar estos avisos",
        "1 esperan a que la persona escriba, porque no lleva plantilla",
        "Mandar a 2 personas",
    ):
        assert words in page, words
    assert "Ana" not in page
    page = await _submits(lupita, f"{HERE}/junta-de-manana", when="now")
    assert "Saliendo" in page and "Les toca después" in page
    assert len(await life(town).delivers()) == 1  # Carla's waits for her next message
    page = await lupita.sees(f"{HERE}/junta-de-manana")
    for words in ("Enviado", "Esperan a que la persona escriba", "No se les escribe", "1 sin aceptar estos avisos"):
        assert words in page, words
    listed = await lupita.sees(HERE)
    assert "Junta de mañana" in listed and "1 fuera" in listed


async def test_many_are_sent_only_when_somebody_else_has_read_it(town: DeskTown) -> None:
    await life(town).lives(number=4)
    lupita, memo = await comes(town, "lupita", Role.SUPERVISOR), await comes(town, "memo", Role.SUPERVISOR)
    assert "la aprueba otra persona" in await lupita.does(NEW, "write", **WRITTEN)
    path = f"{HERE}/junta-de-manana"
    page = await _submits(lupita, path, when="now")
    assert "Espera aprobación" in page and "La leí y la apruebo" not in page
    seen = _seen(await memo.sees(path))
    assert "La escribió usted" in await lupita.is_told(path, "approve", seen=seen)
    assert await life(town).delivers() == []
    page = await memo.does(path, "approve", seen=seen)
    assert "quedó aprobada" in page and "la aprobó memo" in page
    assert len(await life(town).delivers()) == 4


async def test_what_was_changed_meanwhile_is_not_approved(town: DeskTown) -> None:
    await life(town).lives(number=4)
    lupita, memo = await comes(town, "lupita", Role.SUPERVISOR), await comes(town, "memo", Role.SUPERVISOR)
    await lupita.does(NEW, "write", **WRITTEN)
    path = f"{HERE}/junta-de-manana"
    await _submits(lupita, path, when="now")
    seen = _seen(await memo.sees(path))
    await _submits(lupita, f"{path}/cambiar", "write", **{**WRITTEN, "texto_es": "Otra cosa."})
    await _submits(lupita, path, when="now")
    assert "Alguien cambió la difusión" in await memo.is_told(path, "approve", seen=seen)
    assert "Otra cosa." in await _submits(memo, path, "approve")


async def test_two_who_change_it_at_once_do_not_write_over_each_other(town: DeskTown) -> None:
    lupita, memo = await comes(town, "lupita", Role.PLANNER), await comes(town, "memo", Role.PLANNER)
    await lupita.does(NEW, "write", **WRITTEN)
    path = f"{HERE}/junta-de-manana/cambiar"
    seen = _seen(await memo.sees(path))
    await _submits(lupita, path, "write", **{**WRITTEN, "texto_es": "De Lupita."})
    answer = await memo.sends(path, "write", seen=seen, **{**WRITTEN, "texto_es": "De Memo."})
    assert answer.status_code == 409
    assert "De Memo." in answer.text and "Alguien cambió la difusión" in error_of(answer)
    assert "De Memo." in await _submits(memo, path, "write", **{**WRITTEN, "texto_es": "De Memo."})


async def test_one_that_never_left_says_so(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.PLANNER)
    await lupita.does(NEW, "write", **WRITTEN)
    page = await lupita.does(f"{HERE}/junta-de-manana", "cancel", why="Ya no")
    assert "Cancelada: Ya no" in page and "No se empezó a mandar." in page


async def test_paused_gone_on_with_and_cancelled(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.PLANNER)
    path = await _sent(town, lupita)
    assert "En pausa" in await lupita.does(path, "pause")
    assert await life(town).delivers() == []
    assert "Ya no se puede" in await lupita.is_told(path, "pause")
    assert "Saliendo" in await lupita.does(path, "resume")
    assert "Escriba por qué" in await lupita.is_told(path, "cancel", why=" ")
    assert "Cancelada: se pospone" in await lupita.does(path, "cancel", why="se pospone")
    assert "Ya no se puede" in await lupita.is_told(path, "cancel", why="otra vez")
    assert await life(town).delivers() == []


async def test_for_a_later_hour(town: DeskTown) -> None:
    await life(town).lives("ana")
    lupita = await comes(town, "lupita", Role.PLANNER)
    await lupita.does(NEW, "write", **WRITTEN)
    path = f"{HERE}/junta-de-manana"
    seen = _seen(await lupita.sees(path))
    for at, why in (("2026-11-24T09:00", "Esa hora ya pasó"), ("mañana", "Cuándo sale: escriba el día y la hora")):
        assert why in await lupita.is_told(path, "submit", seen=seen, when="later", at=at)
    page = await _submits(lupita, path, when="later", at="2026-11-24T12:00")
    assert "Programada" in page and "24 nov 2026, 12:00" in page
    assert "Cambiarla" not in page
    await life(town).passes(hours=3)
    assert (await life(town).broadcast("junta-de-manana")).state == "done"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"titulo": ""}, "Título: "),
        ({"texto_es": ""}, "Texto: falta el texto en español"),
        ({"texto_es": "Hola {apodo}"}, "Texto: no existe {apodo}; puede usar {nombre}"),
        ({"texto_en": "a" * 1601}, "Texto: "),
        ({"respuesta_1": "Sí", "respuesta_2": "Sí"}, "Respuestas de un toque: "),
        ({"respuesta_1": "x" * 30}, "Respuestas de un toque: "),
        ({"proposito": "x"}, "Sobre qué es: escriba una de estas palabras"),
        ({"plantilla": "inventada"}, "Plantilla: «inventada» no está aprobada"),
        ({"hasta": "2020-01-01T10:00"}, "Su último momento (`hasta`) ya pasó"),
        ({"hasta": "nunca"}, "Último momento: escriba el día y la hora"),
        ({"colonias": "Narnia"}, "Colonias: no se encontró «Narnia»"),
        ({"a_quien": "comites"}, "elija por lo menos un tipo de comité"),
        ({"publico": "nadie"}, "Para quién: elija un público de la lista"),
        ({"urgente": "1"}, "no puede mandar difusiones urgentes"),
    ],
)
async def test_a_fault_is_told_in_the_words_of_the_form(town: DeskTown, fields: dict[str, str], why: str) -> None:
    lupita = await comes(town, "lupita", Role.PLANNER)
    answer = await lupita.sends(NEW, "write", **{**WRITTEN, "texto_en": "See you", **fields})
    assert answer.status_code == 422
    assert why in error_of(answer)
    assert "See you" in answer.text or "texto_en" in fields  # nothing that was written is lost
    assert await town.corridor.rows("broadcasts") == []
    assert await town.corridor.rows("audiences") == []


async def test_what_was_written_is_found_again_in_the_form(town: DeskTown) -> None:
    zone = "Norte"
    lupita = await comes(town, "lupita", Role.SUPERVISOR)
    page = await lupita.does(
        NEW, "write", **WRITTEN, respuesta_1="Sí voy", hasta="2026-12-01T18:00", urgente="1",
        idioma="es", colonias="colonia Azcapotzalco", **{f"zona:{zone}": "1"},
    )  # fmt: skip
    assert "Urgente" in page
    page = await lupita.sees(f"{HERE}/junta-de-manana/cambiar")
    for words in (
        'value="Junta de mañana"', 'value="Sí voy"', 'value="2026-12-01T18:00"', f'name="zona:{zone}" value="1" checked',
        'name="urgente" value="1" checked', '<option value="es" selected>', "{nombre}: hay junta.",
    ):  # fmt: skip
        assert words in page, words
    again = await _submits(
        lupita, f"{HERE}/junta-de-manana/cambiar", "write", **{**WRITTEN, "titulo": "Junta del jueves"}
    )
    assert "Junta del jueves" in again
    assert [row.key for row in await town.corridor.rows("broadcasts")] == ["junta-de-manana"]
    assert "Vecinos: todos" in again


async def test_two_of_the_same_title_are_two(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.PLANNER)
    for _ in range(2):
        await lupita.does(NEW, "write", **WRITTEN)
    assert [row.key for row in await town.corridor.rows("broadcasts")] == ["junta-de-manana", "junta-de-manana-2"]


async def test_urgent_ones_are_for_those_who_approve_others(town: DeskTown) -> None:
    memo = await comes(town, "memo", Role.SUPERVISOR)
    assert "sale también de noche" in await memo.does(NEW, "write", **WRITTEN, urgente="1")
    lupita = await comes(town, "lupita", Role.PLANNER)
    assert 'name="urgente"' not in await lupita.sees(NEW)


async def test_a_role_of_one_part_of_town_writes_to_that_part(town: DeskTown) -> None:
    await life(town).lives(number=5)
    memo = await comes(town, "memo", Grant(Role.SUPERVISOR, quadrant="Norte"))
    assert "solo alcanza a su zona" in await memo.is_told(NEW, "write", **WRITTEN)
    assert "solo alcanza" in await memo.is_told(NEW, "write", **WRITTEN, **{"zona:Sur": "1"})
    await memo.does(NEW, "write", **WRITTEN, **{"zona:Norte": "1"})
    lupita = await comes(town, "lupita", Role.SUPERVISOR)
    await lupita.does(NEW, "write", **{**WRITTEN, "titulo": "Para todos"})
    path = f"{HERE}/para-todos"
    theirs = {**WRITTEN, "texto_es": "Otra cosa", "zona:Norte": "1"}
    answer = await memo.sends(f"{path}/cambiar", "write", **theirs, seen=_seen(await memo.sees(path)))
    assert "solo alcanza a su zona" in error_of(answer)
    assert "Otra cosa" not in await lupita.sees(path)
    await _submits(lupita, path, when="now")
    seen = _seen(await memo.sees(path))
    assert "solo alcanza a su zona" in await memo.is_told(path, "approve", seen=seen)
    assert "solo alcanza a su zona" in await memo.is_told(path, "cancel", why="no")


async def test_the_list_goes_on_and_narrows(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.PLANNER)
    for number in range(51):
        await lupita.does(NEW, "write", **{**WRITTEN, "titulo": f"Aviso {number:02}"})
    page = await lupita.sees(HERE)
    assert "Aviso 50" in page and "Aviso 00" not in page
    more = page.split('class="button" href="')[1].split('"')[0]
    assert "Aviso 00" in await lupita.sees(more)
    assert "Aquí no hay difusiones" in await lupita.sees(f"{HERE}?ver=curso")
    assert await lupita.asks(f"{HERE}/no-hay") == 404


async def test_no_page_asks_the_database_often(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SUPERVISOR)
    for number in range(4):
        await lupita.does(NEW, "write", **{**WRITTEN, "titulo": f"Aviso {number}"})
    path = await _sent(town, lupita)
    for page in (HERE, f"{HERE}/aviso-1", f"{HERE}/aviso-1/cambiar", NEW, path):
        with counted() as asked:
            await lupita.sees(page)
        assert len(asked) <= 8, (page, asked)


@pytest.mark.parametrize(
    ("text", "key"), [("Junta de niñas", "junta-de-ninas"), ("  ¡¡Ya!! ", "ya"), ("水", ""), ("A  b_c", "a-b-c")]
)
def test_a_title_becomes_a_key(text: str, key: str) -> None:
    assert slug(text, "-") == key
