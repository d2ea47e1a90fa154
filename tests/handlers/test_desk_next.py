"""The next resident in line, and that somebody is writing: who is led where, and who is told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from civic.access import Grant, Role
from storage.chat_events import list_viewers
from storage.store import Store
from tests.desking import DeskTown, Employee, desk_town


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as made:
        yield made


async def led(who: Employee, after: int | str = "") -> str:
    """Where `Siguiente en espera` leads."""
    answer = await who.sees(f"/desk/siguiente?de={after}")
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_the_next_one_follows_in_the_queue_and_then_it_begins_again(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    ana, beto, caro = [await town.waits(who) for who in ("ana", "beto", "caro")]
    await rosa.does(f"/desk/chats/{caro}", "priority", priority="0")
    assert [await led(rosa, after) for after in ("", caro, ana, beto)] == [
        f"/desk/chats/{one}" for one in (caro, ana, beto, caro)
    ]
    await rosa.does(f"/desk/chats/{caro}", "reply", text="Ya va la cuadrilla.")
    assert await led(rosa, caro) == f"/desk/chats/{ana}", "one that waits no more has no place in it"
    assert await led(rosa, "nada") == f"/desk/chats/{ana}"


async def test_what_a_colleague_has_or_another_department_is_passed_over(town: DeskTown) -> None:
    rosa, luis = await town.hires("rosa", Role.SUPERVISOR), await town.hires("luis", Role.OPERATOR)
    paco, ines = await town.hires("paco", Grant(Role.OPERATOR, "obras")), await town.hires("paola", Role.PLANNER)
    ana, beto = [await town.waits(who) for who in ("ana", "beto")]
    await luis.does(f"/desk/chats/{ana}", "take")
    assert await led(rosa) == f"/desk/chats/{beto}"
    assert await led(luis) == f"/desk/chats/{ana}", "one's own"
    assert await led(paco) == "/desk/?hecho=nadie"
    assert "Nadie más espera respuesta." in (await paco.sees("/desk/?hecho=nadie")).text
    assert (await ines.sees("/desk/siguiente")).status_code == 404
    await rosa.does(f"/desk/chats/{beto}", "snooze", hours="3")
    assert await led(rosa) == "/desk/?hecho=nadie", "who sleeps waits for nothing"


async def says_so(who: Employee, chat_id: int, csrf: str = "") -> httpx.Response:
    shown = (await who.sees("/desk/cuenta")).text
    known = shown.partition('name="csrf" value="')[2].partition('"')[0]
    return await who.http.post(f"/desk/chats/{chat_id}/escribo", data={"csrf": csrf or known})


async def writers(town: DeskTown, chat_id: int) -> list[str]:
    viewers = await town.corridor.does(lambda c: list_viewers(c, chat_id, town.corridor.now))
    return [one.name for one in viewers if one.is_writing]


async def test_who_writes_is_told_for_some_seconds(town: DeskTown) -> None:
    rosa, chat_id = await town.hires("rosa", Role.OPERATOR), await town.waits("ana")
    before = len(await town.corridor.rows("chat_events"))
    for _ in range(3):
        assert (await says_so(rosa, chat_id)).status_code == 204
    assert len(await town.corridor.rows("chat_events")) == before + 1, "that they still do is no news"
    assert await writers(town, chat_id) == ["rosa"]
    town.corridor.now += timedelta(seconds=21)
    assert await writers(town, chat_id) == []
    assert (await says_so(rosa, chat_id)).status_code == 204
    assert await writers(town, chat_id) == ["rosa"]


async def test_who_may_not_answer_there_writes_nothing(town: DeskTown) -> None:
    chat_id, closed = await town.waits("ana"), await town.waits("beto")
    rosa = await town.hires("rosa", Role.OPERATOR)
    await rosa.does(f"/desk/chats/{closed}", "close")
    others = [
        await town.hires("ines", Role.AUDITOR), await town.hires("paco", Grant(Role.OPERATOR, "obras")),
        await town.hires("paola", Role.PLANNER),
    ]  # fmt: skip
    assert [(await says_so(who, chat_id)).status_code for who in others] == [404, 404, 404]
    assert (await says_so(rosa, closed)).status_code == 404
    assert (await says_so(rosa, chat_id, csrf="wrong")).status_code == 404
    async with town.client() as stranger:
        assert (await stranger.post(f"/desk/chats/{chat_id}/escribo", data={"csrf": "x"})).status_code == 404
    hostile = {"origin": "https://evil.example"}
    answer = await rosa.http.post(f"/desk/chats/{chat_id}/escribo", data={"csrf": "x"}, headers=hostile)
    assert answer.status_code == 404
    assert await writers(town, chat_id) == []
