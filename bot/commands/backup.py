"""`voz backup FILE`."""

import argparse

from bot.commands import Failed, settings_of
from storage.backup import BackupFailed, backup


def run(options: argparse.Namespace) -> None:
    try:
        size = backup(settings_of(options).database.url, options.file)
    except (BackupFailed, OSError) as e:
        raise Failed(str(e)) from e
    print(f"{options.file}: {size} bytes")
