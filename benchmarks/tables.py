"""Medians with their spread, and our ratio to each, as plain text."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from benchmarks.contestants import OURS
from benchmarks.launch import Record

EQUAL = 1.4
"""A ratio nearer to 1 than this, either way, is within what one machine drifts between two runs."""
NOTES = ("skipped", "failed", "refused")
Cell = Callable[[list[Record]], str]


def median(key: str, form: str = "{:,.2f}") -> Cell:
    def cell(records: list[Record]) -> str:
        values = _values(records, key)
        return form.format(statistics.median(values)) if values else "-"

    return cell


def pair(first: str, second: str) -> Cell:
    return lambda records: f"{median(first)(records)} / {median(second)(records)}"


def spread(key: str) -> Cell:
    """`median (lowest to highest)`."""

    def cell(records: list[Record]) -> str:
        values = _values(records, key)
        return f"{statistics.median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})" if values else "-"

    return cell


def total(key: str) -> Cell:
    def cell(records: list[Record]) -> str:
        values = _values(records, key)
        return f"{sum(values):,.0f}" if values else "-"

    return cell


def count() -> Cell:
    return lambda records: str(len(records))


def share_of(reference: Sequence[Record], key: str) -> Cell:
    """The median of theirs / reference, round by round, so that a slow minute falls on both sides."""

    def cell(records: list[Record]) -> str:
        ratios = _ratios(records, reference, key)
        return f"{statistics.median(ratios):.0%}" if ratios else "-"

    return cell


def ours_to(group: Sequence[Record], key: str) -> Cell:
    """The median of ours / theirs, round by round: `equal` under 1.4 either way. Empty on our own line."""
    ours = [record for record in group if record["contestant"] == OURS]

    def cell(records: list[Record]) -> str:
        ratios = [] if records[0]["contestant"] == OURS else _ratios(records, ours, key)
        return ratio(1 / statistics.median(ratios)) if ratios else ""

    return cell


def ratio(times: float) -> str:
    if 1 / EQUAL < times < EQUAL:
        return "equal"
    return f"{times:,.1f}x" if times > 1 else f"{times:,.2f}x"


def _ratios(records: Iterable[Record], reference: Iterable[Record], key: str) -> list[float]:
    by_round = {at["round"]: at[key] for at in reference if key in at}
    return [at[key] / by_round[at["round"]] for at in records if key in at and at["round"] in by_round]


def _values(records: Iterable[Record], key: str) -> list[float]:
    return [record[key] for record in records if record.get(key) is not None]


def by(records: Iterable[Record], *keys: str) -> dict[tuple[object, ...], list[Record]]:
    """Groups in the order of first appearance."""
    groups: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        groups[tuple(record.get(key) for key in keys)].append(record)
    return groups


def table(records: list[Record], columns: dict[str, Cell]) -> str:
    """One line per contestant, ours first; below it why some were skipped or failed."""
    groups = sorted(by(records, "contestant").items(), key=lambda item: item[0] != (OURS,))
    rows = [["", *columns]] + [[str(name), *(cell(group) for cell in columns.values())] for (name,), group in groups]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines + _notes(records))


def _notes(records: Iterable[Record]) -> list[str]:
    said = ((record["contestant"], word, record.get(word)) for record in records for word in NOTES)
    return list(dict.fromkeys(f"  {name} {word}: {why}" for name, word, why in said if why))
