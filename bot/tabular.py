"""Rows as CSV, JSON or XLSX. A cell that a spreadsheet would take for a formula is written as words."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from civic.table import as_words

Row = Sequence[Any]


def write_rows(kind: str, names: Sequence[str], rows: Iterable[Row], out: Path | None, standard: TextIO) -> int:
    """How many rows were written. `xlsx` needs a file. Raises OSError, ValueError."""
    if kind == "xlsx":
        if out is None:
            raise ValueError("xlsx goes to a file: add --out FILE.xlsx")
        return _xlsx(names, rows, out)
    write = _csv if kind == "csv" else _json
    if out is None:
        return write(names, rows, standard)
    with out.open("w", encoding="utf-8", newline="") as file:
        return write(names, rows, file)


def table_lines(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """In columns, for a terminal; numbers to the right."""
    lines = [[str(cell) for cell in row] for row in (names, *rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(names))]
    numbers = [
        index for index in range(len(widths)) if all(line[index].isdigit() or not line[index] for line in lines[1:])
    ]
    for line in lines:
        cells = (c.rjust(w) if i in numbers else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True)))
        yield "  ".join(cells).rstrip()


def _csv(names: Sequence[str], rows: Iterable[Row], file: TextIO) -> int:
    writer = csv.writer(file)
    writer.writerow(names)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the answer
        writer.writerow([as_words(_plain(value)) for value in row])
    return count


def _json(names: Sequence[str], rows: Iterable[Row], file: TextIO) -> int:
    count = 0
    file.write("[")
    for count, row in enumerate(rows, 1):
        file.write("\n" if count == 1 else ",\n")
        json.dump(dict(zip(names, map(_plain, row), strict=True)), file, ensure_ascii=False)
    file.write("\n]\n")
    return count


def _xlsx(names: Sequence[str], rows: Iterable[Row], out: Path) -> int:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(out), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, names)
    count = 0
    for count, row in enumerate(rows, 1):
        sheet.write_row(count, 0, [_cell(value) for value in row])
    book.close()
    return count


def _plain(value: Any) -> Any:
    """Amounts as text, so that no program rounds them."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _cell(value: Any) -> Any:
    value = value if isinstance(value, Decimal) else _plain(value)
    return str(value) if isinstance(value, int) and abs(value) >= 2**53 else value
