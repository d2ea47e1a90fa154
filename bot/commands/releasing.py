"""`voz consultation release`: what anybody may have, as files. `voz consultation recount`: counting it once more."""

import argparse
from collections.abc import Mapping
from pathlib import Path

import msgspec

from bot.build import utc_now
from bot.commands import Failed, WrongUse
from bot.commands.exporting import read_store
from bot.commands.world import with_world
from civic.closing import is_over
from civic.recount import Check, recount
from civic.table import Table
from handlers.release import Gathered, gather, release_files, release_of
from handlers.release.files import ALL_TABLES, DOCUMENT, SUMS, document_from, sums, table_csv, tables_from
from handlers.world import World
from storage.store import Connection


def write_release(options: argparse.Namespace) -> None:
    """Raises Failed, WrongUse."""
    folder: Path = options.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUse(f"{folder}: choose a folder that is new or empty, so that nothing old is published with it")

    def read(connection: Connection, world: World) -> Gathered:
        held = world.consultation_called(options.key)
        if held is None:
            raise Failed(f"no consultation has the key {options.key}. `voz consultation list` shows all.")
        if not is_over(held, utc_now()):
            raise Failed(
                f"{options.key}: people still take part, up to {held.consultation.closes_at:%Y-%m-%d %H:%M}. What is "
                "published meanwhile could be held against what is published later, and single votes told from it."
            )
        return gather(connection, world, held)

    files = release_files(release_of(with_world(options, read_store, read)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as e:
        raise Failed(f"{folder}: cannot be written ({e.strerror})") from e
    print(f"{folder}: {len(files)} files; `voz consultation recount {folder}` counts them once more")


def recount_release(options: argparse.Namespace) -> None:
    """Raises Failed where something does not agree."""
    folder: Path = options.folder
    try:
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    except OSError as e:
        raise Failed(f"{folder}: cannot be read ({e.strerror})") from e
    checks = _checks(files)
    for check in checks:
        print(f"{'DIFFERS' if check.wrong else 'agrees':7}  {check.what}{f': {check.wrong}' if check.wrong else ''}")
    wrong = [check.what for check in checks if check.wrong]
    if wrong:
        raise Failed(f"{len(wrong)} of {len(checks)} do not agree: {', '.join(wrong)}")
    print(f"all {len(checks)} agree")


def _checks(files: Mapping[str, bytes]) -> list[Check]:
    """Whether the files are those of the list of sums, whether each table says the same twice, and the figures."""
    if missing := [name for name in (DOCUMENT, ALL_TABLES, SUMS) if name not in files]:
        return [Check(name, "it is missing") for name in missing]
    try:
        made = document_from(files[DOCUMENT].decode())
        tables = {table.name: table for table in tables_from(files[ALL_TABLES].decode())}
    except (ValueError, KeyError, TypeError, AttributeError, msgspec.DecodeError) as e:
        return [Check(f"{DOCUMENT}, {ALL_TABLES}", f"cannot be read ({type(e).__name__}: {e})")]
    return [_sums(files), *(_written(table, files) for table in tables.values()), *recount(made, tables)]


def _sums(files: Mapping[str, bytes]) -> Check:
    others = {name: content for name, content in files.items() if name != SUMS}
    said, found = files[SUMS].decode(errors="replace").splitlines(), sums(others).splitlines()
    changed = sorted({line.partition("  ")[2] for line in set(said) ^ set(found)})
    return Check(SUMS, f"not as listed: {', '.join(changed)}" if changed else "")


def _written(table: Table, files: Mapping[str, bytes]) -> Check:
    name = f"{table.name}.csv"
    if name not in files:
        return Check(name, "it is missing")
    return Check(name, "" if files[name] == table_csv(table).encode() else f"not what {ALL_TABLES} says")
