"""Topics of labelled texts, right or not."""

from collections.abc import Iterable, Mapping
from typing import TypedDict

from civic.topics import Topic, classify

METHOD = "weighted word lists, first words first"


class Result(TypedDict):
    rows: int
    right: int
    method: str


def evaluate(rows: Iterable[Mapping[str, str]]) -> Result:
    """Rows with `tema` and `texto`, and if there `titulo` and `tema_alterno`, which counts as right too.

    Raises KeyError for a missing column, ValueError for a topic that is not ours.
    """
    outcomes = [_right(row) for row in rows]
    return Result(rows=len(outcomes), right=sum(outcomes), method=METHOD)


def _right(row: Mapping[str, str]) -> bool:
    expected = {Topic(row["tema"])} | ({Topic(row["tema_alterno"])} if row.get("tema_alterno") else set())
    best = classify(f"{row.get('titulo', '')}\n{row['texto']}")
    return bool(best) and best[0][0] in expected
