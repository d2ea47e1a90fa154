"""From start to stop: wrong settings start nothing, a second process is turned away, a stop finishes what is held."""

import asyncio
import signal
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.telegram_faults import slow
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.twilio_records import SENDER
from tests.program import configs
from tests.program.books import Books, arrived_by_telegram
from tests.program.service import PATIENCE, comes_true, voz
from tests.program.stage import Stage

Sections = dict[str, dict[str, Any]]
NOWHERE = "http://127.0.0.1:9"


def good(folder: Path) -> Sections:
    return configs.sections(
        f"sqlite:///{folder / 'voz.db'}", folder,
        telegram=configs.telegram(NOWHERE, "webhook"), whatsapp=configs.whatsapp(NOWHERE),
    )  # fmt: skip


def put(section: str, key: str, value: object) -> Callable[[Sections], None]:
    def change(settings: Sections) -> None:
        settings.setdefault(section, {})[key] = value

    return change


def without(*sections: str) -> Callable[[Sections], None]:
    def change(settings: Sections) -> None:
        for section in sections:
            del settings[section]

    return change


WRONG: Mapping[str, tuple[Callable[[Sections], None], str, str]] = {
    "a key we do not have": (put("server", "prot", 8000), "server", "config.example.toml"),
    "a section we do not have": (put("sever", "port", 8000), "sever", "config.example.toml"),
    "a word for a number": (put("server", "port", "ocho mil"), "[server] port", "config.example.toml"),
    "a port beyond the last": (put("server", "port", 70000), "[server] port", "65535"),
    "an address without its scheme": (put("server", "public_url", "voz.gob.mx"), "[server] public_url", "https://"),
    "a time zone that is none": (
        put("municipality", "timezone", "Durango"), "[municipality] timezone", "America/Monterrey",
    ),
    "a folio prefix in small letters": (put("municipality", "folio_prefix", "dgo"), "folio_prefix", "capital"),
    "half a municipality key": (put("municipality", "inegi_key", "10"), "[municipality] inegi_key", "five digits"),
    "a token that is none": (put("telegram", "token", "my bot"), "[telegram] token", "BotFather"),
    "a mode we do not have": (put("telegram", "mode", "push"), "[telegram] mode", "config.example.toml"),
    "a webhook anybody may call": (put("telegram", "webhook_secret", ""), "[telegram] webhook_secret", "16 to 256"),
    "a webhook at no address": (put("server", "public_url", ""), "[server] public_url", "public address"),
    "a secret's file that is not there": (
        put("telegram", "token_file", "nowhere.txt"), "[telegram] token_file", "Check the path",
    ),
    "an account that is none": (put("whatsapp", "account_sid", "AC1"), "[whatsapp] account_sid", "Twilio console"),
    "no auth token": (put("whatsapp", "auth_token", ""), "[whatsapp] auth_token", "auth_token_file"),
    "a sender without its channel": (
        put("whatsapp", "sender", SENDER.removeprefix("whatsapp:")), "[whatsapp] sender", "whatsapp:+52",
    ),
    "a database we do not know": (put("database", "url", "mysql://h/voz"), "[database] url", "postgresql://"),
    "a batch of nothing": (put("limits", "batch", 0), "[limits] batch", "above 0"),
    "an hour that is none": (put("desk", "office_opens", "25:00"), "[desk] office_opens", "09:00"),
    "no channel at all": (
        without("telegram", "whatsapp"), "enabled = true", "voz demo",
    ),
}  # fmt: skip
"""What is wrong; the key that is named; what the remedy says."""


@pytest.mark.parametrize("case", WRONG)
async def test_wrong_settings_are_named_and_start_nothing(case: str, tmp_path: Path) -> None:
    spoil, key, remedy = WRONG[case]
    settings = good(tmp_path)
    spoil(settings)
    code, out, err = await voz("run", config=configs.write(tmp_path / "voz.toml", settings))
    assert code == 2
    assert err.startswith("voz: ")
    assert key in err
    assert remedy in err
    assert "Traceback" not in err + out
    assert not (tmp_path / "voz.db").exists()


async def test_settings_that_are_not_there_or_not_toml(tmp_path: Path) -> None:
    code, _, err = await voz("run", config=tmp_path / "none.toml")
    assert (code, "Copy config.example.toml" in err) == (2, True)
    (tmp_path / "odd.toml").write_text("[server\nport = 1")
    code, _, err = await voz("run", config=tmp_path / "odd.toml")
    assert (code, "not readable as TOML" in err) == (2, True)


async def test_the_database_of_another_version_is_named(tmp_path: Path) -> None:
    code, _, err = await voz("run", config=configs.write(tmp_path / "voz.toml", good(tmp_path)))
    assert code == 1
    assert "run `voz migrate` first" in err
    assert "Traceback" not in err


async def test_talks_and_stops_cleanly(stage: Stage, sqlite_url: str, telegram: TelegramServer) -> None:
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url))
    ana = telegram.person("Ana")
    ana.says("hola")
    assert "¿Está de acuerdo?" in (await ana.hears(PATIENCE)).text
    assert await service.stop() == 0
    assert service.faults() == []
    assert service.log[-1]["event"] == "stopped"


async def test_a_picture_is_served_to_whoever_knows_its_name(
    stage: Stage, sqlite_url: str, telegram: TelegramServer
) -> None:
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url))
    file = stage.folder / "media" / "pictures" / f"{'x' * 32}.jpg"
    assert (await service.asked(f"/pictures/{file.name}"))[0] == 404
    file.parent.mkdir(parents=True)
    file.write_bytes(b"picture")
    assert await service.asked(f"/pictures/{file.name}") == (200, "picture")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
async def test_a_stop_waits_for_the_send_under_way(
    stage: Stage, sqlite_url: str, telegram: TelegramServer, number: signal.Signals
) -> None:
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url))
    telegram.spoil("sendMessage", slow(2))
    telegram.person("Ana").says("hola")
    await comes_true("the reply is on its way", lambda: "sendMessage" in {name for name, _ in telegram.requests})
    service.signal(number)
    assert await service.ended() == 0
    books = Books(sqlite_url)
    assert books.states() == {"sent": 1}
    assert books.undelivered(arrived_by_telegram(telegram)) == []


async def test_what_was_queued_at_a_stop_is_sent_after_the_next_start(
    stage: Stage, sqlite_url: str, telegram: TelegramServer
) -> None:
    service = await stage.started(
        sqlite_url, telegram=configs.telegram(telegram.base_url), limits={"telegram_rest_seconds": 30}
    )
    ana = telegram.person("Ana")
    ana.says("hola")
    await ana.hears(PATIENCE)
    ana.says("¿hay alguien?")
    await comes_true("the second is kept", lambda: Books(sqlite_url).count("inbox") == 2)
    assert await service.stop() == 0
    assert Books(sqlite_url).states() == {"sent": 1, "queued": 1}
    await service.start()
    await ana.hears(PATIENCE)
    await service.stop()
    assert Books(sqlite_url).states() == {"sent": 2}


async def test_a_second_process_on_one_sqlite_file_is_turned_away(
    stage: Stage, sqlite_url: str, telegram: TelegramServer
) -> None:
    first = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url))
    polls = telegram.updates.polls
    second = stage.service(sqlite_url, telegram=configs.telegram(telegram.base_url))
    await second.launch()
    assert await second.ended() == 1
    assert "another process already runs on this database. Stop it first" in second.said()
    assert "started" not in {line["event"] for line in second.log}, "it opened a door before it was turned away"
    assert telegram.updates.polls <= polls + 1, "it took updates from the first one"
    assert await first.is_ready()
    assert await first.stop() == 0
    await second.start()
    await second.ready()


async def test_a_port_that_is_taken_is_named(stage: Stage, sqlite_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        service = stage.service(sqlite_url, telegram=configs.telegram(NOWHERE), server={"port": port})
        await service.launch()
        assert await service.ended() == 1
    assert f"[server] port: {port}" in service.said()
    assert "Traceback" not in service.said()


async def test_starts_again_after_a_kill_in_the_middle_of_the_start(
    stage: Stage, sqlite_url: str, telegram: TelegramServer
) -> None:
    service = stage.service(sqlite_url, telegram=configs.telegram(telegram.base_url))
    for pause in (0.2, 0.6, 1.2):
        await service.launch()
        await asyncio.sleep(pause)
        await service.kill()
    await service.start()
    await service.ready()
