"""Pairs of texts: were the duplicates found, and only they? With naive ways beside."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from rapidfuzz.fuzz import token_set_ratio

from civic.meaning import Meaning, gist, weighed
from civic.similarity import DUPLICATE, duplicates, similarity
from civic.spanish import fold

METHOD = "same subject words and same place words"
LABEL = "duplicado"

Pair = tuple[str, str]


class Score(TypedDict):
    precision: float
    recall: float
    f1: float


class Result(Score):
    rows: int
    beside: dict[str, Score]
    method: str


def evaluate(rows: Iterable[Mapping[str, str]], meaning: Meaning | None = None) -> Result:
    """Rows with `titulo_a`, `texto_a`, `titulo_b`, `texto_b` and `etiqueta`; only `duplicado` is positive. Raises KeyError.

    The naive ways get the threshold that suits these very rows best: what they show is the most they can do.
    """
    labelled = list(rows)
    pairs = [(_text(row, "a"), _text(row, "b")) for row in labelled]
    really = [row["etiqueta"] == LABEL for row in labelled]
    beside = {name: _best(really, likeness) for name, likeness in _naive(pairs).items()}
    if meaning is not None:
        beside["semantic"] = _score(really, _meant(pairs, meaning))
    return Result(**_score(really, duplicates(pairs)), rows=len(labelled), beside=beside, method=METHOD)


def _naive(pairs: Sequence[Pair]) -> dict[str, list[float]]:
    folded = [(fold(a), fold(b)) for a, b in pairs]
    return {
        "the same text": [float(a == b) for a, b in folded],
        "words in common (Jaccard)": [_jaccard(set(a.split()), set(b.split())) for a, b in folded],
        "token set ratio": [token_set_ratio(a, b) / 100 for a, b in folded],
        "the same title": [float(_title(a) == _title(b)) for a, b in pairs],
        "words in common in titles": [_jaccard(set(_title(a).split()), set(_title(b).split())) for a, b in pairs],
        "token set ratio of titles": [token_set_ratio(_title(a), _title(b)) / 100 for a, b in pairs],
    }


def _meant(pairs: Sequence[Pair], meaning: Meaning) -> list[bool]:
    vectors = meaning.encode([gist(text) for pair in pairs for text in pair])
    near = [meaning.nearness(a, [b])[0] for a, b in zip(vectors[::2], vectors[1::2], strict=True)]
    alike = (weighed(similarity(*pair), cosine) for pair, cosine in zip(pairs, near, strict=True))
    return [one >= DUPLICATE for one in alike]


def _best(really: Sequence[bool], likeness: Sequence[float]) -> Score:
    """At the threshold, above 0, with the best F1."""
    scores = [_score(really, [one >= least for one in likeness]) for least in {*likeness} - {0.0}]
    return max(scores, key=lambda score: score["f1"], default=_score(really, [False] * len(really)))


def _score(really: Sequence[bool], said: Sequence[bool]) -> Score:
    right = sum(yes and found for yes, found in zip(really, said, strict=True))
    return Score(
        precision=_share(right, sum(said)),
        recall=_share(right, sum(really)),
        f1=_share(2 * right, sum(said) + sum(really)),
    )


def _text(row: Mapping[str, str], side: str) -> str:
    return f"{row[f'titulo_{side}']}\n{row[f'texto_{side}']}"


def _title(text: str) -> str:
    return fold(text.partition("\n")[0])


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
