"""`voz eval`: how well we understand, on a file of examples, with naive ways beside where there are some. The last line is
one JSON object."""

import argparse
import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.commands import Failed, WrongUse, settings_of
from bot.commands.exporting import read_store
from bot.commands.importing import shipped
from bot.semantic import is_installed, load_model
from bot.settings import Settings, SettingsError
from bot.tabular import table_lines
from civic.catalogue import neighbourhoods_from
from civic.meaning import Meaning
from civic.places import Directory
from handlers.evaluate import duplicates, intents, neighbourhoods, topics
from storage.migrate import demand_current
from storage.places import list_neighbourhoods

Rows = list[dict[str, str]]


def run(options: argparse.Namespace) -> None:
    rows = _read(options.file)
    try:
        result = _EVALUATIONS[options.what](options, rows)
    except KeyError as e:
        raise WrongUse(
            f"{options.file}: column {e.args[0]} is missing; the columns are those of the example files."
        ) from e
    for line in _compared(result):
        print(line)
    print(json.dumps(result, ensure_ascii=False))


def _compared(result: Mapping[str, Any]) -> list[str]:
    """The way that is used and those beside it, a line each."""
    beside: Mapping[str, Mapping[str, float]] = result.get("beside", {})
    if not beside:
        return []
    names = list(next(iter(beside.values())))
    ways = {"ours": result, **beside}
    lines = list(table_lines(["way", *names], [[way, *(score[name] for name in names)] for way, score in ways.items()]))
    return lines if "semantic" in beside else [*lines, "semantic: not installed, so not measured"]


def _read(path: Path) -> Rows:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as e:
        raise Failed(f"{path}: cannot be read ({type(e).__name__})") from None


def _neighbourhoods(options: argparse.Namespace, rows: Rows) -> Mapping[str, Any]:
    return neighbourhoods.evaluate(_directory(options), rows)


def _directory(options: argparse.Namespace) -> Directory:
    """The catalogue in the configured database; without settings, the one of the default municipality that ships."""
    try:
        settings = settings_of(options)
    except SettingsError:
        if options.config is not None:
            raise
        return _shipped_directory(Settings())

    def load(connection: Any) -> Directory:
        demand_current(connection)
        return Directory(list_neighbourhoods(connection))

    return read_store(settings, load)


def _meaning() -> Meaning | None:
    """The optional model wherever it is installed, switched on or not: to see what it would bring."""
    return load_model() if is_installed() else None


def _shipped_directory(settings: Settings) -> Directory:
    with shipped(f"asentamientos_{settings.municipality.catalogue}.csv").open(encoding="utf-8", newline="") as file:
        catalogue, _ = neighbourhoods_from(csv.DictReader(file))
    return Directory(catalogue)


_EVALUATIONS: Mapping[str, Callable[[argparse.Namespace, Rows], Mapping[str, Any]]] = {
    "neighbourhoods": _neighbourhoods,
    "intents": lambda _, rows: intents.evaluate(rows),
    "topics": lambda _, rows: topics.evaluate(rows, _meaning()),
    "duplicates": lambda _, rows: duplicates.evaluate(rows, _meaning()),
}
