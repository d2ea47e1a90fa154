"""What was said in chats is found again: by stems and numbers, within reach only, and not after it was erased."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.indexing import Indexing
from civic.access import Grant, Role
from handlers.staff import privacy
from handlers.staff.accounts import Office
from storage.chats import note_change
from storage.staff import put_grants
from storage.store import Connection, Store
from tests.desking import DeskTown, Employee, desk_town


@dataclass(slots=True)
class Library:
    """The town, and whoever keeps up what its chats are found by."""

    town: DeskTown
    indexing: Indexing

    async def finds(self, who: Employee, typed: str, **more: str) -> list[int]:
        page = await who.http.get("/desk/", params={"q": typed, **more})
        assert page.status_code == 200, (typed[:40], page.status_code)
        return [int(chat_id) for chat_id in re.findall(r'<li id="chat-(\d+)"', page.text)]

    async def reads(self, who: Employee, typed: str) -> str:
        """What stands below the name of the first that is found."""
        page = await who.http.get("/desk/", params={"q": typed})
        return unescape(page.text.split('<span class="words">')[1].split("</span>")[0])


@pytest.fixture
async def library(store: Store, tmp_path: Path) -> AsyncIterator[Library]:
    async with desk_town(store, tmp_path) as town:
        yield Library(town, Indexing(store, now=lambda: town.corridor.now))


FOUND = [
    # typed, what is found of: bache (a), camión (b), agua (c)
    ("baches", "a"),
    ("BACHE", "a"),
    ("camion", "b"),
    ("Camiones", "b"),
    ("no hay agua", "ac"),  # each word, wherever: "No se preocupe" and "agua" stand in the first one too
    ('"no hay agua"', "c"),
    ("“No hay agua”", "c"),
    ("bache agua", "a"),
    ("bache camión", ""),
    ("tubería", "a"),  # staff said it
    ("cuadrilla", "b"),  # a note
    ("predial", "c"),  # the reason
    ("DGO-2026-000017-X", "b"),
    ("dgo 2026 17 x", "b"),
    ("0042", "a"),  # the end of a number that was written
    ("618 123 00 42", "a"),
    ("+52 1 618 123 0042", "a"),
    ("peña", "b"),  # the name they gave
    ("nadie lo dijo", ""),
]


async def test_words_are_found_by_their_stems_and_numbers_by_their_end(library: Library) -> None:
    town = library.town
    rosa = await town.hires("rosa", Role.OPERATOR)
    first = await town.waits("ana", "hay dos baches, hay que tapar")
    await town.corridor.says("ana", "No se ve el agua. Mi cel es 618 123 00 42")
    second = await town.waits("beto", "pasó un CAMIÓN muy rápido", name="Íñigo Peña")
    await town.corridor.says("beto", "es mi folio DGO-2026-000017-X")
    third = await town.waits("carla", "quiero saber de mi predial")
    await town.corridor.says("carla", "¡no hay agua!")
    await rosa.does(f"/desk/chats/{first}", "reply", text="Se rompió la tubería.")
    await rosa.does(f"/desk/chats/{second}", "note", note="Mandar a la cuadrilla.")
    await library.indexing.catch_up()
    named = {"a": first, "b": second, "c": third}
    for typed, letters in FOUND:
        assert set(await library.finds(rosa, typed)) == {named[one] for one in letters}, typed
    assert await library.finds(rosa, "bache", ver="unassigned") == []
    assert await library.finds(rosa, "bache", ver="mine") == [first]
    assert await library.finds(rosa, "agua", dependencia="nada") == []
    assert await library.reads(rosa, "bache") == "Motivo: hay dos <mark>baches</mark>, hay que tapar"
    assert await library.reads(rosa, "tuberias") == "Le dijimos: Se rompió la <mark>tubería</mark>."
    assert await library.reads(rosa, "peña") == "Por su nombre o su número."


ODD = [
    '"',
    "' OR 1=1 --",
    "NEAR(a b, 3)",
    "words: x",
    "-a",
    "a*",
    "{words} : b",
    "^a + b",
    "(((",
    "\x00",
    "%_[]",
    "😀",
    "de la",
]


async def test_no_query_is_an_error(library: Library) -> None:
    rosa = await library.town.hires("rosa", Role.OPERATOR)
    await library.town.waits("ana", "ABC😀 <b>x</b> 1e5 1e5abc 12abc " + "x" * 300)
    await library.indexing.catch_up()
    for typed in [*ODD, "á" * 10_000, "palabra " * 1000, '"' + "a " * 500 + '"']:
        await library.finds(rosa, typed)
    for typed in ("1e5", "1e5abc", "12abc", "x" * 300):
        assert len(await library.finds(rosa, typed)) == 1, typed
    assert "Escriba al menos una palabra" in (await rosa.sees("/desk/?q=😀")).text
    assert "<mark>b</mark>" not in await library.reads(rosa, "abc"), "what residents write is text"


async def test_nothing_is_found_out_of_reach(library: Library) -> None:
    town = library.town
    everywhere, elsewhere = Grant(Role.SUPERVISOR), Grant(Role.OPERATOR, "aguas")
    luis, rosa = await town.hires("luis", everywhere), await town.hires("rosa", Role.OPERATOR)
    eva, otto = await town.hires("eva", elsewhere), await town.hires("otto", Role.OPERATOR)
    ines, paz = await town.hires("ines", Role.AUDITOR), await town.hires("paz", Role.PLANNER)
    chat_id = await town.waits("ana", "un bache; mi número es 618 123 45 67", name="Ana Soto")
    await rosa.does(f"/desk/chats/{chat_id}", "take")
    await library.indexing.catch_up()
    for who, finds in ((luis, True), (rosa, True), (ines, True), (eva, False), (otto, False)):
        assert await library.finds(who, "bache") == [chat_id] * finds, who.name
    assert "location" in (await paz.sees("/desk/?q=bache")).headers
    for typed in ("soto", "4567", "6181234567", "bache soto"):
        assert (await library.finds(luis, typed), await library.finds(ines, typed)) == ([chat_id], []), typed
    assert await library.reads(ines, "bache") == "Motivo: un <mark>bache</mark>; mi número es [dato oculto]"
    await luis.does(f"/desk/chats/{chat_id}", "assign", to="otto")
    assert (await library.finds(rosa, "bache"), await library.finds(otto, "bache")) == ([], [chat_id])


async def test_whose_account_or_grant_is_taken_away_finds_nothing(library: Library) -> None:
    town = library.town
    rosa, otto = await town.hires("rosa", Role.OPERATOR), await town.hires("otto", Role.OPERATOR)
    chat_id = await town.waits("ana", "un bache")
    await library.indexing.catch_up()
    assert await library.finds(rosa, "bache") == await library.finds(otto, "bache") == [chat_id]
    await town.corridor.does(lambda c: put_grants(c, rosa.id, [Grant(Role.OPERATOR, "aguas")]))
    assert await library.finds(rosa, "bache") == []
    world, now = town.corridor.world, town.corridor.now
    await town.corridor.does(lambda c: Office(c, world, "root", now).close("otto"))
    assert (await otto.sees("/desk/?q=bache")).headers["location"].startswith("/desk/entrar")


async def test_what_was_said_is_found_a_moment_later_and_everything_of_before_in_time(library: Library) -> None:
    town = library.town
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    assert await library.finds(rosa, "bache") == []
    await library.indexing.catch_up()
    await town.corridor.says("ana", "hay un bache")
    assert await library.indexing.catch_up() > 0
    assert await library.finds(rosa, "bache") == [chat_id]
    assert await library.indexing.catch_up() == 0, "nothing is made twice"
    await town.corridor.says("ana", "y una fuga")
    again = Indexing(town.corridor.store, now=lambda: town.corridor.now)
    await again.catch_up()
    assert await library.finds(rosa, "fuga") == [chat_id], "another process goes on where the first one stopped"


async def test_of_what_was_erased_no_word_is_left(library: Library, store: Store) -> None:
    town = library.town
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id, other = await town.waits("ana", "hablé con xochitepec", name="Zutanita Quux"), await town.waits("beto")
    for word in ("wolframio", "yuyin"):
        await town.corridor.says("ana", f"mi asunto es el {word}; mi correo es kwyjibo@example.org")
        await library.indexing.catch_up()
    assert await library.finds(rosa, "wolframio kwyjibo quux") == [chat_id]
    await town.corridor.says("ana", "borrar mis datos")
    folio = await _asks_to_be_erased(town, chat_id)
    ids, now = town.corridor.world.ids, town.corridor.now
    await town.corridor.does(lambda c: privacy.erase(c, folio, staff="rosa", ids=ids, now=now, groups=None))
    await library.indexing.catch_up()
    for typed in ("wolframio", "xochitepec", "yuyin", "quux", "kwyjibo"):
        assert await library.finds(rosa, typed) == []
        assert await store.read(lambda c, word=typed: _traces(c, word)) == [], typed
    assert await library.finds(rosa, "predial") == [other]


async def test_what_is_gathered_while_somebody_is_erased_is_not_kept(library: Library) -> None:
    from storage.chat_words import gather, put_words

    town = library.town
    chat_id = await town.waits("ana", "un bache")
    gathered = await town.corridor.store.read(lambda c: gather(c, [chat_id]))
    await town.corridor.does(lambda c: note_change(c, town.corridor.world.ids, [chat_id]))
    await town.corridor.does(lambda c: put_words(c, gathered.words(), gathered))
    assert await town.corridor.rows("chat_words") == []


async def _asks_to_be_erased(town: DeskTown, chat_id: int) -> str:
    """The folio of a request about one's own data, made without the talk that leads to it."""
    corridor, ids = town.corridor, town.corridor.world.ids
    [chat] = await corridor.rows("chats", id=chat_id)
    row = {
        "id": ids.new(), "folio": "P-1", "person_id": chat.person_id, "right": "cancel", "detail": "",
        "opened_at": corridor.now, "answer_by": corridor.now.date(), "answered_at": corridor.now,
    }  # fmt: skip

    def write(connection: Connection) -> None:
        from storage.tables import privacy_requests

        connection.execute(privacy_requests.insert(), row)

    await corridor.does(write)
    return "P-1"


def _traces(connection: Connection, word: str) -> list[str]:
    """Where a word stands in what chats are found by: the table, and the pages of SQLite's index."""
    names = ["chat_words"]
    if connection.dialect.name == "sqlite":
        names += [f"chat_words_index_{part}" for part in ("data", "idx", "docsize", "config")]
    found = []
    for name in names:
        rows = connection.execute(text(f"SELECT * FROM {name}")).all()
        if any(word[:6].encode() in _bytes(value) for row in rows for value in row):
            found.append(name)
    return found


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
