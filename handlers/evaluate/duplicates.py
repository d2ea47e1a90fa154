"""Pairs of texts: were the duplicates found, and only they?"""

from collections.abc import Iterable, Mapping
from typing import TypedDict

from civic.similarity import duplicates

METHOD = "same subject words and same place words"
DUPLICATE = "duplicado"


class Result(TypedDict):
    rows: int
    precision: float
    recall: float
    f1: float
    method: str


def evaluate(rows: Iterable[Mapping[str, str]]) -> Result:
    """Rows with `titulo_a`, `texto_a`, `titulo_b`, `texto_b` and `etiqueta`; only `duplicado` is positive. Raises KeyError."""
    labelled = list(rows)
    found = duplicates((_text(row, "a"), _text(row, "b")) for row in labelled)
    really = [row["etiqueta"] == DUPLICATE for row in labelled]
    right = sum(yes and said for yes, said in zip(really, found, strict=True))
    precision, recall = _share(right, sum(found)), _share(right, sum(really))
    f1 = _share(2 * right, sum(found) + sum(really))
    return Result(rows=len(labelled), precision=precision, recall=recall, f1=f1, method=METHOD)


def _text(row: Mapping[str, str], side: str) -> str:
    return f"{row[f'titulo_{side}']}\n{row[f'texto_{side}']}"


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
