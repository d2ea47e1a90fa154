"""Intents of labelled messages, right or not."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypedDict

from civic.intent import Intent, understand

METHOD = "word lists, matched by sound"


class Share(TypedDict):
    rows: int
    right: int


class Result(TypedDict):
    rows: int
    right: int
    by_intent: dict[str, Share]
    method: str


def evaluate(rows: Iterable[Mapping[str, str]]) -> Result:
    """Rows with `texto` and `intencion`. Raises KeyError for a missing column, ValueError for an intent that is not ours."""
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in rows:
        expected = Intent(row["intencion"])
        asked[expected] += 1
        right[expected] += understand(row["texto"]) is expected
    by_intent = {str(name): Share(rows=asked[name], right=right[name]) for name in sorted(asked)}
    return Result(rows=asked.total(), right=right.total(), by_intent=by_intent, method=METHOD)
