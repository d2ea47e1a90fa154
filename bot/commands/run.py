"""`voz run`: the service."""

import argparse
import asyncio
from collections.abc import Coroutine

import uvloop

from bot.commands import Failed, WrongUse, settings_of
from bot.leader import AlreadyRunning
from bot.log import set_up
from bot.program import Program
from bot.settings import Settings
from flows.form import FormError
from storage.migrate import SchemaMismatch
from storage.store import StoreUnavailable


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    set_up()
    if not (settings.telegram.enabled or settings.whatsapp.enabled):
        raise WrongUse(
            "no channel is switched on: set enabled = true under [telegram] or [whatsapp]. To try without an account: voz demo."
        )
    return serve(_made(settings))


async def _made(settings: Settings) -> Program:
    from bot.build import build, channels_of  # heavy: wrong settings are told of before

    return await build(settings, channels_of(settings))


def serve(making: Coroutine[None, None, Program]) -> int:
    """Run a program until it is told to stop. Raises Failed."""

    async def go() -> None:
        await (await making).run()

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(go())
    except (SchemaMismatch, StoreUnavailable, FormError, AlreadyRunning, RuntimeError) as e:
        raise Failed(str(e)) from e
    return 0
