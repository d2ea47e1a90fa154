"""From start to stop: what is started answers, what is stopped has finished what it held."""

from tests.fakes.telegram_server import TelegramServer
from tests.program import configs
from tests.program.stage import Stage


async def test_talks_and_stops_cleanly(stage: Stage, sqlite_url: str, telegram: TelegramServer) -> None:
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url))
    ana = telegram.person("Ana")
    ana.says("hola")
    assert "¿Está de acuerdo?" in (await ana.hears()).text
    assert await service.stop() == 0
    assert service.faults() == []


async def test_crowd(stage: Stage, sqlite_url: str, telegram: TelegramServer) -> None:
    import time

    from tests.program.books import Books, arrived_by_telegram
    from tests.program.residents import Crowd, OnTelegram

    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url))
    crowd = Crowd(lambda n: OnTelegram(telegram.person(f"R{n}")), 200)
    t = time.time()
    crowd.come()
    await crowd.leave()
    print(time.time() - t, crowd.said, crowd.residents[0].heard, max(r.said for r in crowd.residents))
    code = await service.stop()
    books = Books(sqlite_url)
    print(books.states(), books.count("complaints"))
    books.balance(arrived_by_telegram(telegram), [str(u["update_id"]) for u in telegram.updates.confirmed])
    print(service.faults())
