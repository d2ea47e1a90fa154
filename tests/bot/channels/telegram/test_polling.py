"""Long polling: nothing is confirmed before it is kept, and nothing stops it for good."""

import asyncio

import pytest

from bot.channels.telegram import TelegramChannel, Timing
from bot.channels.telegram.polling import FORGOTTEN_AFTER, Pauses, Polling
from civic.message import Kind
from tests.bot.channels.telegram.waiting import health_that, running, until
from tests.fakes import telegram_faults as faults
from tests.fakes.intake import RememberingIntake
from tests.fakes.telegram_server import TelegramServer


async def test_what_happened_arrives_in_order_and_is_then_confirmed(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    ana, luis = server.person("Ana"), server.person("Luis")
    async with running(channel, intake):
        ids = [ana.says("hola"), luis.says("buenas"), ana.sends_photo(caption="aquí"), ana.shares_place(24.02, -104.6)]
        kept = await intake.has(4)
        await until(lambda: not server.updates.pending)
    assert [int(inbound.provider_id.partition("-")[0]) for inbound in kept] == ids
    assert [inbound.kind for inbound in kept] == [Kind.TEXT, Kind.TEXT, Kind.MEDIA, Kind.PLACE]
    assert '"text":"hola"' in kept[0].raw


async def test_what_was_not_kept_is_not_confirmed_and_comes_again(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    intake.refusals = 2
    server.person().says("hay un bache")
    async with running(channel, intake):
        first, second = (await intake.was_offered(2))[:2]
        assert first == second
        assert server.updates.confirmed == []
        await intake.has(1)
        await until(lambda: server.updates.confirmed)
        health = await health_that(channel, lambda health: health.good)
    assert [inbound.text for inbound in intake.kept] == ["hay un bache"]
    assert health.figures["not_kept"] == 2


async def test_while_nothing_can_be_kept_health_says_so(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    intake.refusals = 10_000
    server.person().says("hola")
    async with running(channel, intake):
        health = await health_that(channel, lambda health: not health.good)
    assert "no se pudo guardar" in health.said


async def test_a_lost_confirmation_brings_an_update_again_and_it_is_the_same(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    async with running(channel, intake):
        update = server.person().says("hola")
        await intake.has(1)
        await until(lambda: server.updates.confirmed)
    server.redeliver(update)
    async with running(channel, intake):
        first, again = (await intake.was_offered(2))[:2]
    assert first == again
    assert len(intake.kept) == 1


@pytest.mark.parametrize(
    "fault",
    [
        faults.flood(0),
        faults.failing(),
        faults.lost(),
        faults.cut(),
        faults.garbled(),
        faults.slow(2),
        faults.unauthorized(),
    ],
    ids=["flood", "502", "answer lost", "cut off", "no JSON", "hangs", "401"],
)
async def test_no_failure_of_the_provider_loses_a_word(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake, fault: faults.Fault
) -> None:
    server.spoil("getUpdates", fault)
    server.person().says("hola")
    async with running(channel, intake):
        kept = await intake.has(1)
        await health_that(channel, lambda health: health.good)
    assert [inbound.text for inbound in kept] == ["hola"]


async def test_one_odd_update_does_not_stop_the_others(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    ana = server.person()
    ana.says("antes")
    ana.says("odd", date=10**18)
    server.happens("message", {"message_id": 1})
    ana.says("después")
    async with running(channel, intake):
        kept = await intake.has(3)
        await until(lambda: not server.updates.pending)
    assert [inbound.kind for inbound in kept] == [Kind.TEXT, Kind.UNSUPPORTED, Kind.TEXT]


async def test_half_a_character_stops_nobody(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    chat = '"chat":{"id":7,"type":"private","first_name":"Ana"}'
    update = f'{{"update_id":9,"message":{{"message_id":5,"date":1767225600,{chat},"text":"hola \\ud83d"}}}}'
    server.spoil("getUpdates", faults.Fault(body=f'{{"ok":true,"result":[{update}]}}'.encode()))
    async with running(channel, intake):
        assert [inbound.text for inbound in await intake.has(1)] == ["hola ?"]


async def test_a_fault_of_our_own_is_not_the_end(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, calls = intake.take, 0

    async def breaks_once(inbounds: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("a bug")
        await take(inbounds)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "take", breaks_once)
    server.person().says("hola")
    async with running(channel, intake):
        assert len(await intake.has(1)) == 1


async def test_another_program_on_the_same_bot_turns_health_red_until_it_stops(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    server.spoil("getUpdates", *[faults.conflict()] * 3)
    async with running(channel, intake):
        red = await health_that(channel, lambda health: not health.good)
        assert "Otro programa" in red.said
        green = await health_that(channel, lambda health: health.good)
    assert green.figures["conflicts"] == 3


async def test_a_webhook_left_behind_is_taken_away_and_nothing_waiting_is_lost(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake, caplog: pytest.LogCaptureFixture
) -> None:
    server.courier.url = "https://old.example.mx/hook"
    server.updates.put({"update_id": 5, "poll": {}})
    server.spoil("getWebhookInfo", faults.failing())
    async with running(channel, intake):
        await until(lambda: not server.updates.pending)
    assert server.courier.url == ""
    assert ("deleteWebhook", {"drop_pending_updates": False}) in server.requests
    assert "telegram_webhook_removed" in caplog.text


async def test_only_the_updates_we_understand_are_asked_for(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    async with running(channel, intake):
        await until(lambda: server.updates.polls)
    assert server.updates.allowed == ("message", "edited_message", "callback_query", "my_chat_member")


async def test_waiting_is_done_by_the_server_and_not_by_asking_in_a_loop(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    async with running(channel, intake):
        await until(lambda: server.updates.polls == 1)
        for turn in range(5):
            server.person().says("hola")
            await intake.has(turn + 1)
            await until(lambda: not server.updates.pending)
    assert server.updates.polls <= 7


async def test_silence_of_telegram_turns_health_red(server: TelegramServer, intake: RememberingIntake) -> None:
    hasty = Timing(poll=0, margin=5, first_pause=0.01, longest_pause=0.01, webhook_look=0.01)
    channel = TelegramChannel(server.token, api_base_url=server.base_url, timing=hasty)
    server.spoil("getUpdates", faults.slow(3))
    await asyncio.sleep(0.05)
    assert channel.health().good  # nobody asks yet: another worker may be the one that does
    async with running(channel, intake):
        red = await health_that(channel, lambda health: not health.good)
    assert "no responde" in red.said
    assert red.figures["last_good_age_seconds"] > 0.03
    await channel.close()


async def test_after_a_quiet_week_ids_may_start_anew_below_the_old_ones(
    channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    polling = Polling(channel._bot, channel._poll_request, channel._read_batch, channel._state, Timing(poll=0))
    ana = server.person()
    ana.says("hola")
    await polling._once(intake)
    polling._last_update -= FORGOTTEN_AFTER + 1
    await polling._once(intake)  # confirms, finds nothing, and forgets
    server.updates.put({"update_id": 3, "message": {**ana._last_said, "text": "de nuevo"}})
    await polling._once(intake)
    assert [inbound.text for inbound in intake.kept] == ["hola", "de nuevo"]


async def test_waits_double_up_to_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    pauses = Pauses(Timing(first_pause=1, longest_pause=8))
    for _ in range(6):
        await pauses.wait()
    await pauses.wait(after=60)
    expected = [1, 2, 4, 8, 8, 8]
    assert all(abs(wait - near) <= near / 4 for wait, near in zip(waits, expected, strict=False))
    assert 66 <= waits[6] <= 70
