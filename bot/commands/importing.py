"""`voz import`: catalogue of neighbourhoods, public works. A file with a fault changes nothing."""

import argparse
import csv
import hashlib
import io
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from bot.commands import Failed, settings_of
from bot.commands.exporting import write_store
from bot.settings import Settings
from civic.catalogue import neighbourhoods_from
from civic.works import works_from
from storage.migrate import demand_current
from storage.places import Imported, import_neighbourhoods, import_works, list_neighbourhoods
from storage.store import Connection

MOST_FAULTS = 20


def run(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    done = (import_neighbourhoods_file if options.what == "neighbourhoods" else import_works_file)(
        settings, options.file
    )
    if done.version == 0:
        print(f"{options.file.name}: this is the file in use, nothing to do")
    else:
        print(f"{options.file.name}: {done.added} added, {done.changed} changed, {done.retired} retired")
        print("a service that runs reads it at its next start: restart voz run")


def shipped(name: str) -> Path:
    """A catalogue that comes with the program."""
    return Path(str(resources.files("storage") / "catalogues" / name))


def import_neighbourhoods_file(settings: Settings, path: Path) -> Imported:
    rows, digest = _read(path)
    catalogue, faults = neighbourhoods_from(rows)
    _refuse(path, faults)
    if catalogue and not catalogue[0].key.startswith(settings.municipality.inegi_key + "-"):
        raise Failed(
            f"{path}: these are settlements of {catalogue[0].key[:5]}, but [municipality] inegi_key is "
            f"{settings.municipality.inegi_key}. Correct one of them."
        )

    def write(connection: Connection) -> Imported:
        demand_current(connection)
        return import_neighbourhoods(connection, catalogue, digest, datetime.now(UTC))

    return write_store(settings, write)


def import_works_file(settings: Settings, path: Path) -> Imported:
    rows, _ = _read(path)

    def write(connection: Connection) -> Imported:
        demand_current(connection)
        works, faults = works_from(rows, {one.key for one in list_neighbourhoods(connection, retired=True)})
        _refuse(path, faults)
        return import_works(connection, works)

    return write_store(settings, write)


def _read(path: Path) -> tuple[list[dict[str, str]], str]:
    try:
        content = path.read_bytes()
    except OSError as e:
        raise Failed(f"{path}: cannot be read ({e.strerror})") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise Failed(f"{path}: not UTF-8 at byte {e.start}. Save it as CSV UTF-8.") from None
    return list(csv.DictReader(io.StringIO(text))), hashlib.sha256(content).hexdigest()


def _refuse(path: Path, faults: list[str]) -> None:
    if faults:
        more = f"\n... and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise Failed(f"{path}: nothing was imported.\n" + "\n".join(faults[:MOST_FAULTS]) + more)
