"""`voz migrate`: the database to the schema of this version."""

import argparse

from bot.commands import Failed, settings_of
from storage.migrate import SchemaMismatch, migrate
from storage.store import StoreUnavailable


def run(options: argparse.Namespace) -> None:
    try:
        before, after = migrate(settings_of(options).database.url)
    except (SchemaMismatch, StoreUnavailable, OSError) as e:
        raise Failed(f"[database] url: {e}") from e
    print(f"{before or 'new database'} -> {after}" if before != after else f"already at {after}")
