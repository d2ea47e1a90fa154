"""One module a command of `voz`, each `run(options) -> int | None`."""

import argparse
import importlib
import os
from pathlib import Path

from bot.settings import Settings, SettingsError, load_settings


class Failed(Exception):
    """The command could not do its work. Exit code 1."""


class WrongUse(Exception):
    """What was asked makes no sense. Exit code 2."""


_MODULES = {"import": "importing", "export": "exporting", "eval": "evaluating", "suggest": "suggesting"}


def carry_out(options: argparse.Namespace) -> int | None:
    """The command that was asked for. Not `run`: that is the name of one of them."""
    module = importlib.import_module(f"bot.commands.{_MODULES.get(options.command, options.command)}")
    result: int | None = module.run(options)
    return result


def settings_of(options: argparse.Namespace) -> Settings:
    """From --config, else config.toml here, else $VOZ_CONFIG, else the environment alone. Raises SettingsError."""
    settings = settings_if_any(options)
    if settings is None:
        raise SettingsError(
            "no settings: copy config.example.toml to config.toml and fill it in, or name a file with --config."
        )
    return settings


def settings_if_any(options: argparse.Namespace) -> Settings | None:
    """The same, None where there are none at all. Raises SettingsError for wrong ones."""
    if options.config is not None:
        return load_settings(options.config)
    if Path("config.toml").exists():
        return load_settings(Path("config.toml"))
    if named := os.environ.get("VOZ_CONFIG"):
        return load_settings(Path(named))
    if any(name.startswith("VOZ__") for name in os.environ):
        return load_settings(None)
    return None
