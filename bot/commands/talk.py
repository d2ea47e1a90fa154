"""`voz talk`: a resident in this terminal, through the whole corridor."""

import argparse
import asyncio
from pathlib import Path

from bot.build import build
from bot.channels.console import on_this_terminal
from bot.commands import Failed, settings_of
from bot.commands.demo import demo_settings, prepare
from bot.log import set_up
from bot.settings import Settings, SettingsError
from flows.form import FormError
from storage.migrate import SchemaMismatch
from storage.store import StoreUnavailable


def run(options: argparse.Namespace) -> int:
    set_up("ERROR")
    settings = _settings(options)
    try:
        asyncio.run(talk(settings, options.person))
    except (SchemaMismatch, StoreUnavailable, FormError) as e:
        raise Failed(str(e)) from e
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    """With no settings file a talk needs none: the demo's database serves."""
    try:
        return settings_of(options)
    except SettingsError:
        if options.config is not None or Path("config.toml").exists():
            raise
        folder = Path("data/demo").absolute()
        folder.mkdir(parents=True, exist_ok=True)
        settings = demo_settings(folder, 0)
        prepare(settings)
        return settings


async def talk(settings: Settings, person: str) -> None:
    """Until the terminal ends. Raises what `build` raises."""
    console = on_this_terminal(person=person)
    program = await build(settings, [console])
    program.port = 0
    program.ends_with = console.account
    await program.run()
