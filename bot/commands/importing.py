"""`voz import`: catalogue of neighbourhoods, public works. A file with a fault changes nothing, unless it is asked to."""

import argparse
import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from bot.build import utc_now
from bot.commands import Failed, WrongUse, settings_of
from bot.commands.exporting import write_store
from bot.commands.world import with_world
from bot.settings import Settings
from civic.catalogue import neighbourhoods_from
from civic.field_sheet import FieldSheet, field_sheet_from
from civic.register import COLUMNS, Line, Register, register_from
from handlers.consultations import keys_of
from handlers.staff.field import Taken, import_field_sheet
from handlers.world import World
from storage.migrate import demand_current
from storage.places import Imported, import_neighbourhoods, list_neighbourhoods
from storage.store import Connection
from storage.works import import_works

MOST_FAULTS = 20


def run(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    if options.what == "proposals":
        import_proposals(options)
    elif options.what == "works":
        done, register = import_works_file(settings, options.file, skip_bad=options.skip_bad)
        _say(options.file, done)
        _say_kept_out(register)
    elif options.skip_bad:
        raise WrongUse(
            "--skip-bad is for works and proposals only: a settlement that is not in the file is retired, so a catalogue is read whole."
        )
    else:
        _say(options.file, import_neighbourhoods_file(settings, options.file))


def shipped(name: str) -> Path:
    """A catalogue that comes with the program."""
    return Path(str(resources.files("storage") / "catalogues" / name))


def import_neighbourhoods_file(settings: Settings, path: Path) -> Imported:
    text, digest = _read(path)
    try:
        catalogue, faults = neighbourhoods_from(list(csv.DictReader(io.StringIO(text))))
    except csv.Error as e:
        raise _not_csv(path, e) from None
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


def import_works_file(settings: Settings, path: Path, *, skip_bad: bool = False) -> tuple[Imported, Register]:
    """Raises Failed when a row has a fault and `skip_bad` is not set, and when no row is sound."""
    text, digest = _read(path)
    lines = _lines(path, text)

    def write(connection: Connection) -> tuple[Imported, Register]:
        demand_current(connection)
        register = register_from(lines, {one.key for one in list_neighbourhoods(connection, retired=True)})
        if not (skip_bad and register.works):
            _refuse(path, register.faults, "\nTo import the other rows: --skip-bad" if register.works else "")
        return import_works(connection, register, digest, datetime.now(UTC)), register

    return write_store(settings, write)


def import_proposals(options: argparse.Namespace) -> None:
    """Taken down on paper, into a consultation. Raises Failed, WrongUse."""
    if not options.consultation:
        raise WrongUse("say into which consultation: --consultation KEY. `voz consultation list` shows them.")
    text, _ = _read(options.file)
    lines = _lines(options.file, text)

    def write(connection: Connection, world: World) -> tuple[Taken, FieldSheet]:
        held = world.consultation_called(options.consultation)
        if held is None:
            raise Failed(f"no consultation has the key {options.consultation}. `voz consultation list` shows all.")

        def find(said: str) -> list[str]:
            return keys_of(world.directory, said)

        sheet = field_sheet_from(lines, held.consultation, find, world.hours.zone)
        if not (options.skip_bad and sheet.proposals):
            remedy = "\nTo import the other rows: --skip-bad" if sheet.proposals else ""
            _refuse(options.file, sheet.faults, remedy)
        return import_field_sheet(connection, world, held.id, sheet.proposals, options.staff, utc_now()), sheet

    taken, sheet = with_world(options, write_store, write)
    print(f"{options.file.name}: {taken.proposals} proposals of {taken.people} sheets" + (
        f", {taken.held} of them wait for a person to read them" if taken.held else ""
    ))  # fmt: skip
    if taken.known:
        print(f"sheets imported before, left as they are: {', '.join(taken.known[:MOST_FAULTS])}")
    if sheet.faults:
        print("rows kept out:\n" + "\n".join(sheet.faults))


def _read(path: Path) -> tuple[str, str]:
    """The file's text and the SHA-256 of its bytes. Raises Failed."""
    try:
        content = path.read_bytes()
    except OSError as e:
        raise Failed(f"{path}: cannot be read ({e.strerror})") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise Failed(f"{path}: not UTF-8 at byte {e.start}. Save it as CSV UTF-8.") from None
    return text, hashlib.sha256(content).hexdigest()


def _lines(path: Path, text: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as e:
        raise _not_csv(path, f"line {reader.line_num}: {e}") from None


def _not_csv(path: Path, why: object) -> Failed:
    return Failed(f"{path}: nothing was imported.\n{why}: look for a quotation mark that is not closed.")


def _refuse(path: Path, faults: Sequence[str], remedy: str = "") -> None:
    if faults:
        more = f"\n... and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise Failed(f"{path}: nothing was imported.\n" + "\n".join(faults[:MOST_FAULTS]) + more + remedy)


def _say(path: Path, done: Imported) -> None:
    if done.version == 0:
        print(f"{path.name}: this is the file in use, nothing to do")
        return
    print(f"{path.name}: version {done.version}: {done.added} added, {done.changed} changed, {done.retired} retired")
    print("a service that runs knows it from the next message on")


def _say_kept_out(register: Register) -> None:
    if register.unread:
        print(f"columns that were not read: {', '.join(register.unread)}; those that are: {','.join(COLUMNS)}")
    if register.faults:
        print(f"{register.bad_rows} rows were kept out; works they name stay as they were:")
        print("\n".join(register.faults))
    if "" in register.kept_out:
        print("no work was retired: a row that was kept out does not say which work it is")
