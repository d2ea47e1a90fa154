"""The one look for all open pages: nothing is passed over, however much happens at once, and nothing is told twice."""

import asyncio
from pathlib import Path

from sqlalchemy import insert

from civic.access import Grant, Role
from handlers.desk import Hub
from storage.chat_events import AT_ONCE
from storage.store import Connection, Store
from storage.tables import chat_events
from tests.desking import desk_town

MANY = 2 * AT_ONCE + 10


async def test_a_burst_is_told_whole_and_once(store: Store, tmp_path: Path) -> None:
    async with desk_town(store, tmp_path) as town:
        chat_id = await town.waits("ana")
        ids = town.corridor.world.ids
        hub = Hub(store)
        async with hub.listening() as page:

            def happens(connection: Connection, count: int) -> set[int]:
                made = [ids.new() for _ in range(count)]
                connection.execute(insert(chat_events), [{"id": one, "chat_id": chat_id} for one in made])
                return set(made)

            made = await store.write(lambda c: happens(c, MANY)) | await store.write(lambda c: happens(c, 1))
            hub.poke()
            told: list[int] = []
            async with asyncio.timeout(20):
                while not made <= set(told):
                    told += [event.id for event in await page.get()]
                later = await store.write(lambda c: happens(c, 3))
                hub.poke()
                while not later <= set(told):
                    told += [event.id for event in await page.get()]
            assert len(told) == len(set(told)), "none twice"
        hub.stop()


async def test_what_commits_late_with_an_earlier_number_is_told(store: Store, tmp_path: Path) -> None:
    """Numbers are drawn before the commit: of two transactions the one that ends later may have drawn earlier."""
    async with desk_town(store, tmp_path) as town:
        chat_id = await town.waits("ana")
        ids = town.corridor.world.ids
        early, late = ids.new(), ids.new()
        hub = Hub(store)
        async with hub.listening() as page, asyncio.timeout(20):
            for number in (late, early):
                row = {"id": number, "chat_id": chat_id}
                await store.write(lambda c, row=row: c.execute(insert(chat_events), row))
                hub.poke()
                told: set[int] = set()
                while number not in told:
                    told |= {event.id for event in await page.get()}
        hub.stop()


async def test_a_queue_is_told_of_what_left_it_and_of_nothing_it_never_showed(store: Store, tmp_path: Path) -> None:
    async with desk_town(store, tmp_path) as town:
        boss = await town.hires("lupita", Role.SUPERVISOR)
        ana, beto = await town.waits("ana"), await town.waits("beto")
        for chat_id in (ana, beto):
            await boss.does(f"/desk/chats/{chat_id}", "transfer", department="obras")
        paco = await town.hires("paco", Grant(Role.OPERATOR, "obras"))
        begun = town.corridor.world.ids.new()
        for chat_id in (ana, beto):
            await boss.does(f"/desk/chats/{chat_id}", "transfer", department="aguas")
        news = (await paco.sees(f"/desk/vivo?ver=all&una=1&desde_evento={begun}&filas={ana}")).text
        assert f'id="chat-{ana}" data-gone' in news
        assert str(beto) not in news
