"""What commands that give a table share: in the terminal, or as a file for a spreadsheet."""

import argparse
import sys
from collections.abc import Iterable, Sequence

from bot.commands import WrongUse
from bot.tabular import Row, table_lines, write_rows


def is_for_reading(options: argparse.Namespace) -> bool:
    """It goes to the terminal as columns, so other lines may stand around it."""
    return options.format == "table" and options.out is None


def show_rows(options: argparse.Namespace, names: Sequence[str], rows: Iterable[Row]) -> None:
    """As `--format` and `--out` say. Raises WrongUse."""
    if is_for_reading(options):
        print("\n".join(table_lines(names, rows)))
        return
    kind = "csv" if options.format == "table" else options.format
    try:
        write_rows(kind, names, rows, options.out, sys.stdout)
    except ValueError as e:
        raise WrongUse(str(e)) from e
