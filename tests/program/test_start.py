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
