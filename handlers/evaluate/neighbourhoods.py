"""How well typed names find their neighbourhood."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from time import perf_counter
from typing import Any

from civic.places import Directory, Match

COLUMNS = ("texto", "ids_esperados", "resultado")
"""`ids_esperados`: settlement ids joined by `|`; `resultado`: `unico`, `ambiguo` or `ninguno`."""
METHOD = "phonetic, numeral and article keys; then letter slips judged word by word; asks when evidence ties"


def evaluate(directory: Directory, rows: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Counts over the rows. Raises ValueError naming the line when a row cannot be judged.

    `right`: rows `unico` answered with that one settlement for sure. `asked`: rows `ambiguo` answered with a choice.
    `refused`: rows `ninguno` answered with nothing. `p99_ms`: of the time one name takes, in milliseconds.
    """
    counts = dict.fromkeys(("rows", "unambiguous", "right", "ambiguous", "asked", "negative", "refused"), 0)
    times: list[float] = []
    for line, row in enumerate(rows, start=2):
        started = perf_counter()
        match = directory.find(row["texto"])
        times.append(perf_counter() - started)
        counts["rows"] += 1
        for counted in _judged(match, row, line):
            counts[counted] += 1
    return {**counts, "p99_ms": round(1000 * _p99(times), 3), "method": METHOD}


def _judged(match: Match, row: Mapping[str, str], line: int) -> Sequence[str]:
    """The counters one row adds to: the kind of row and, when the answer is good, that too."""
    expected = {part for part in row["ids_esperados"].split("|") if part}
    if row["resultado"] == "unico" and len(expected) == 1:
        right = match.sure is not None and _settlement_id(match.sure.key) in expected
        return ("unambiguous", "right") if right else ("unambiguous",)
    if row["resultado"] == "ambiguo":
        asked = match.sure is None and bool(match.candidates)
        return ("ambiguous", "asked") if asked else ("ambiguous",)
    if row["resultado"] == "ninguno" and not expected:
        return ("negative",) if match.candidates else ("negative", "refused")
    raise ValueError(
        f"Line {line}: resultado {row['resultado']!r} with ids_esperados {row['ids_esperados']!r}: "
        "use unico with one id, ambiguo with several, ninguno with none."
    )


def _settlement_id(key: str) -> str:
    return key.rpartition("-")[2]


def _p99(times: Sequence[float]) -> float:
    """By the nearest rank; 0 without rows."""
    return sorted(times)[ceil(0.99 * len(times)) - 1] if times else 0.0
