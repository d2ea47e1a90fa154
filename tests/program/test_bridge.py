"""Staff answer from groups on Telegram through the whole program: two residents, two groups, a restart in the middle, and
a death between the making of a topic and its being known."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from bot.build import load_world
from bot.settings import load_settings
from civic.access import Grant, Role
from flows.book import load_book
from handlers.staff.accounts import Office
from storage.ids import Ids
from storage.store import Connection, open_store
from storage.tables import addresses, chat_topics, staff
from tests.corridor import TUESDAY
from tests.fakes.telegram_chats import Person
from tests.fakes.telegram_faults import flood, slow
from tests.fakes.telegram_forums import Forum, ForumTopic
from tests.fakes.telegram_server import TelegramServer
from tests.program import configs
from tests.program.service import Service, comes_true
from tests.program.stage import Stage

_WATER = """
[charter]
routes = [{ name = "Agua", department = "aguas", words = ["fuga", "agua"] }]
"""


class Town:
    def __init__(self, telegram: TelegramServer, url: str, stage: Stage) -> None:
        self.telegram = telegram
        self.url = url
        self.all, self.water = telegram.forum("Atención"), telegram.forum("Aguas")
        self.service = stage.service(
            url,
            telegram=configs.telegram(telegram.base_url),
            **{"desk.bridge": {"groups": [str(self.all.id)]}},
        )
        text = self.service.config.read_text(encoding="utf-8")
        own = f'[desk.bridge.department_groups]\naguas = ["{self.water.id}"]\n'
        self.service.config.write_text(text + own + _WATER, encoding="utf-8")

    async def hires(self, name: str) -> Person:
        """Somebody who answers, with their own chat linked."""
        settings = load_settings(self.service.config, {})
        person = self.telegram.person(name.title())
        person.says("hola")
        await person.hears(30)

        def write(connection: Connection) -> None:
            world = load_world(connection, settings, load_book(), Ids())
            Office(connection, world, "root", TUESDAY).add(name, name.title(), [Grant(Role.OPERATOR)])
            theirs = select(addresses.c.person_id).where(addresses.c.value == str(person.id)).scalar_subquery()
            connection.execute(update(staff).where(staff.c.name == name).values(person_id=theirs))

        store = open_store(self.url)
        await store.write(write)
        await store.close()
        return person

    async def waits(self, name: str, reason: str) -> Person:
        """A resident asks for a person."""
        resident = self.telegram.person(name)
        for said in ("hola", "", "quiero hablar con una persona", reason):
            resident.says(said) if said else resident.presses("Sí, acepto")
            await resident.hears(30)
        return resident

    async def topic(self, forum: Forum, number: int = 1) -> ForumTopic:
        await comes_true("the topic and its card are there", lambda: self._has(forum, number), 30, self.service.said)
        return list(forum.topics.values())[number - 1]

    def _has(self, forum: Forum, number: int) -> bool:
        return len(forum.topics) >= number and bool(list(forum.topics.values())[number - 1].pinned)

    async def hears_in(self, forum: Forum, topic: ForumTopic, words: str) -> None:
        await comes_true(
            f"{words!r} is said in the topic",
            lambda: any(words in one.text for one in forum.in_topic(topic)), 30, self.service.said,
        )  # fmt: skip


@pytest.fixture
async def town(telegram: TelegramServer, sqlite_url: str, stage: Stage) -> AsyncIterator[Town]:
    town = Town(telegram, sqlite_url, stage)
    await _up(town.service)
    yield town
    assert town.service.faults() == []


async def _up(service: Service) -> None:
    await service.start()
    await service.ready()


async def _answered(resident: Person, words: str) -> None:
    async with asyncio.timeout(30):
        while words not in (await resident.hears(30)).text:
            pass


async def test_two_residents_two_groups_and_a_restart(town: Town) -> None:
    rosa = await town.hires("rosa")
    ana = await town.waits("Ana", "tengo una duda del predial")
    beto = await town.waits("Beto", "hay una fuga de agua enfrente")
    predial, leak = await town.topic(town.all), await town.topic(town.water)
    assert (predial.name, leak.name) == ("Ana · tengo una duda del predial", "Beto · hay una fuga de agua enfrente")
    assert (len(town.all.topics), len(town.water.topics)) == (1, 1)

    card = next(one for one in town.all.received if one.message_id == predial.pinned[0])
    town.all.by(rosa, predial).says("¿quién sabe de predial?")
    town.all.by(rosa, predial).replies(card, "Buenos días, ya lo veo.")
    await _answered(ana, "Buenos días, ya lo veo.")

    await town.service.stop()
    ana.says("gracias, espero")
    beto.says("ya se inundó")
    town.water.by(rosa, leak).says(">> Va la cuadrilla.")
    await _up(town.service)
    await _answered(beto, "Va la cuadrilla.")
    await town.hears_in(town.all, predial, "gracias, espero")
    await town.hears_in(town.water, leak, "ya se inundó")
    assert (len(town.all.topics), len(town.water.topics)) == (1, 1), "the same topics as before"

    ana.sends_photo(_picture(), "así está")
    await comes_true("the photo is shown", lambda: any(one.photo for one in town.all.in_topic(predial)), 30)
    town.all.by(rosa, predial).sends_photo(_picture(), ">> Mire el plano")
    await comes_true("the photo arrives", lambda: any(one.photo for one in ana.received), 30, town.service.said)
    town.all.by(rosa, predial).sends_photo(_picture(), ">>")
    await comes_true("one without words too", lambda: [one.text for one in ana.received if one.photo][1:] == [""], 30)
    town.all.by(rosa, predial).sends_voice()
    town.all.by(rosa, predial).replies(card, "/cerrar")
    await comes_true("the topic is closed", lambda: predial.is_closed, 30)
    assert "Estado: cerrada" in town.all.card_of(predial)


async def test_a_group_that_is_told_to_wait_holds_up_nobody(town: Town) -> None:
    town.telegram.spoil("createForumTopic", flood(3))
    ana = await town.waits("Ana", "tengo una duda")
    ana.says("¿bueno?")
    await ana.hears(2.5)
    topic = await town.topic(town.all)
    asked = [method for method, _ in town.telegram.requests]
    assert asked.count("createForumTopic") == 2
    await town.hears_in(town.all, topic, "¿bueno?")


async def test_a_death_between_the_making_of_a_topic_and_its_being_known(town: Town) -> None:
    rosa = await town.hires("rosa")
    town.telegram.spoil("createForumTopic", slow(1.5))
    resident = asyncio.create_task(town.waits("Ana", "tengo una duda"))
    await comes_true(
        "the topic was asked for", lambda: "createForumTopic" in [method for method, _ in town.telegram.requests], 60
    )
    await resident
    await town.service.kill()
    await comes_true("Telegram made it all the same", lambda: len(town.all.topics) == 1, 10)
    [orphan] = town.all.topics.values()
    await _up(town.service)
    topic = await town.topic(town.all, 2)
    assert topic is not orphan
    assert len(await _topics(town.url)) == 1
    town.all.by(rosa, orphan).says("¿y este tema?")
    await comes_true("the orphan is deleted", lambda: town.all.deleted == [orphan.thread], 30, town.service.said)


async def _topics(url: str) -> list[str]:
    store = open_store(url)
    found = await store.read(lambda c: list(c.execute(select(chat_topics.c.thread)).scalars()))
    await store.close()
    return found


def _picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (320, 240), "teal").save(made, "JPEG")
    return made.getvalue()
