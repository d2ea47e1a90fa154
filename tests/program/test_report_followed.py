"""The whole program: a resident reports on Telegram, staff act from a terminal of their own, the program tells, asks and
takes the answer. On both databases."""

import pytest

from tests.fakes.telegram_chats import Person
from tests.fakes.telegram_server import TelegramServer
from tests.program import configs
from tests.program.books import Books
from tests.program.conftest import Databases
from tests.program.service import PATIENCE, comes_true, voz
from tests.program.stage import Stage

ALWAYS = {"quiet_from": "00:00", "quiet_until": "00:00", "update_hour": 10}
"""No quiet hours: these tests run at any hour."""


@pytest.fixture
def ana(telegram: TelegramServer) -> Person:
    return telegram.person("Ana")


async def reported(ana: Person) -> str:
    for words in ("hola", "Sí, acepto", "hay un bache en la colonia Guadalupe", "saltar", "sí"):
        if words == "Sí, acepto":
            ana.presses(words)
        else:
            ana.says(words)
        said = await ana.hears(PATIENCE)
    return next(word for word in said.text.split() if word.startswith("DGO-"))


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_from_report_to_confirmed_repair(
    kind: str, stage: Stage, databases: Databases, telegram: TelegramServer, ana: Person
) -> None:
    url = await databases.new(kind, stage.folder / "data")
    service = await stage.started(url, telegram=configs.telegram(telegram.base_url), clock=ALWAYS)
    folio = await reported(ana)
    for arguments, told in (
        (("refer", folio, "obras", "--note", "Lo ve la cuadrilla"), "Obras Públicas. Lo ve la cuadrilla"),
        (("ask", folio, "¿De qué lado de la calle?"), "¿De qué lado de la calle?"),
    ):
        code, _, err = await voz("complaint", *arguments, config=service.config)
        assert code == 0, err
        said = await ana.hears(PATIENCE)
        assert told in said.text
    ana.says("hacer una propuesta")
    await ana.hears(PATIENCE)
    ana.replies(said, "del lado de la iglesia")
    assert folio in (await ana.hears(PATIENCE)).text
    code, _, err = await voz("complaint", "move", folio, "done", "--note", "Se tapó", config=service.config)
    assert code == 0, err
    await comes_true("she was asked", lambda: "¿Ya quedó" in ana.received[-1].text)
    ana.presses("Sí")
    await comes_true("it is confirmed", lambda: [row.status for row in Books(url)["complaints"]] == ["confirmed"])
    code, shown, _ = await voz("complaint", "show", folio, config=service.config)
    assert "answered by resident" in shown
    assert "del lado de la iglesia" in shown
    assert await service.stop() == 0
    assert service.faults() == []
