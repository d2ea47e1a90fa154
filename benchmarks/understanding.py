"""How far the figures of `voz eval topics|duplicates` can be trusted on texts that nobody has seen:
`python -m benchmarks.understanding TOPICS.csv DUPLICATES.csv`.

The word lists were written with samples at hand. So each text is judged once more **without its own words**: a listed phrase
counts only if some text of the files other than the judged one has it too, and so does a word that tells what a pair is
about. That is harsher than new texts are: a general word is taken away as well when it happens to stand in one text only.
Thresholds of duplicates are chosen on four fifths of the pairs and judged on the rest, twenty times.

What residents are offered in chat is judged on `paraphrases.toml`: for one of two ways to say a thing, whether the other way is
among the three offered, and how many others are. Most of these are hard on purpose: they share words and are another thing.
"""

import argparse
import csv
import json
import random
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

from bot.semantic import is_installed, load_model
from civic import likely_topic, similarity
from civic.likely_topic import TopicsByMeaning, likely_topics
from civic.meaning import Meaning, gist, weighed
from civic.phrases import Phrasebook
from civic.proposal import may_be_same
from civic.sound import hear
from civic.spanish import fold
from civic.stems import stem
from civic.topics import LONGEST_READ, Topic, classify
from civic.vocabulary import phrases

Row = Mapping[str, str]
_FOLDS, _REPEATS = 5, 20
_PARAPHRASES = Path(__file__).parent / "paraphrases.toml"
_OFFERED = 3
"""As in `handlers.find`."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topics", type=Path)
    parser.add_argument("duplicates", type=Path)
    options = parser.parse_args(arguments)
    topics, pairs = _rows(options.topics), _rows(options.duplicates)
    texts = [_text(row, "") for row in topics] + [_text(row, side) for row in pairs for side in ("_a", "_b")]
    meaning = load_model() if is_installed() else None
    result = {
        "benchmark": "understanding",
        "topics": _topics(topics, Seen(texts), meaning),
        "duplicates": _duplicates(pairs, Seen(texts), meaning),
        "offered": _offered(None) | (_offered(meaning) if meaning else {}),
    }
    print(json.dumps(result, ensure_ascii=False))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _text(row: Row, side: str) -> str:
    return f"{row[f'titulo{side}']}\n{row[f'texto{side}']}"


class Seen:
    """Which phrases and stems stand in which texts; a text that comes twice counts once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._book = Phrasebook(phrases("topics"), {})
        self._phrases: Counter[tuple[str, ...]] = Counter()
        self._stems: dict[str, set[str]] = defaultdict(set)
        for text in set(texts):
            self._phrases.update(set(self._found(text)))
            for word in fold(text).split():
                self._stems[stem(word)].add(text)

    def _found(self, text: str) -> Iterator[tuple[str, ...]]:
        heard = hear(text)[:LONGEST_READ]
        return (tuple(heard[start:end]) for _, start, end in self._book.find(heard))

    def without_own(self, text: str) -> str:
        """The text, in sounds, without the words of phrases that only it has."""
        own = {word for phrase in self._found(text) if self._phrases[phrase] == 1 for word in phrase}
        return " ".join(word for word in hear(text)[:LONGEST_READ] if word not in own)

    def tells(self, word: str, *own: str) -> bool:
        """Whether a word stands in another text than these."""
        return bool(self._stems[stem(word)] - set(own))


def _topics(rows: Sequence[Row], seen: Seen, meaning: Meaning | None) -> dict[str, int]:
    """How many have their topic."""
    found: Counter[str] = Counter()
    topics = TopicsByMeaning(meaning) if meaning else None
    for row in rows:
        text, wanted = _text(row, ""), {row["tema"], row["tema_alterno"]}
        near = topics.near(meaning.encode([gist(text)])[0]) if meaning and topics else None
        for way, told in {"": text, " without own words": seen.without_own(text)}.items():
            found["word lists" + way] += _is_right(classify(told), wanted)
            with _told_by(told):
                found["ours" + way] += _is_right(likely_topics(text), wanted)
                found["semantic" + way] += near is not None and _is_right(likely_topics(text, near), wanted)
    return dict(found)


def _is_right(topics: Sequence[tuple[Topic, float]], wanted: set[str]) -> bool:
    return bool(topics) and topics[0][0] in wanted


@contextmanager
def _told_by(words: str) -> Iterator[None]:
    """Listed words are looked for in these alone; stems and pieces in all of a text."""
    known = likely_topic.classify
    likely_topic.classify = lambda _: known(words)
    yield
    likely_topic.classify = known


def _duplicates(pairs: Sequence[Row], seen: Seen, meaning: Meaning | None) -> dict[str, Any]:
    """F1 at the threshold in use, and cross-validated: `[mean, lowest, highest]` of the repeats."""
    really = [row["etiqueta"] == "duplicado" for row in pairs]
    both = [(_text(row, "_a"), _text(row, "_b")) for row in pairs]
    near = [_cosine(meaning, *pair) for pair in both] if meaning else []
    result = {}
    for way, words in {
        "": [similarity.similarity(*pair) for pair in both],
        " without own words": [_without_own(seen, *pair) for pair in both],
    }.items():
        ways = {"ours": words}
        if meaning:
            ways["semantic"] = [weighed(*one) for one in zip(words, near, strict=True)]
        for name, likeness in ways.items():
            result[name + way] = {
                "f1": round(_f1(really, [one >= similarity.DUPLICATE for one in likeness]), 3),
                "cross-validated": _cross_validated(really, likeness),
            }
    return result


def _offered(meaning: Meaning | None) -> dict[str, dict[str, int]]:
    """Paraphrases asked for, found, and other things offered."""
    pairs = tomllib.loads(_PARAPHRASES.read_text(encoding="utf-8"))
    asked = dict(pairs["lo_mismo"])
    there = sorted({*asked.values(), *(text for pair in pairs["otra_cosa"] for text in pair)} - set(asked))
    right = wrong = 0
    for said, meant in asked.items():
        near = meaning.nearness(meaning.encode([said])[0], meaning.encode(there)) if meaning else [0.0] * len(there)
        scores = [
            may_be_same(similarity.similarity(said, one), cosine) for one, cosine in zip(there, near, strict=True)
        ]
        best = sorted((score, one) for score, one in zip(scores, there, strict=True) if score)[-_OFFERED:]
        right += any(one == meant for _, one in best)
        wrong += sum(one != meant for _, one in best)
    return {"semantic" if meaning else "ours": {"asked": len(asked), "found": right, "others": wrong}}


def _cosine(meaning: Meaning, one: str, other: str) -> float:
    a, b = meaning.encode([gist(one), gist(other)])
    return meaning.nearness(a, [b])[0]


def _without_own(seen: Seen, one: str, other: str) -> float:
    known: Callable[[str], bool] = similarity.names_subject
    similarity.names_subject = lambda word: known(word) and seen.tells(word, one, other)
    similarity._kind.cache_clear()
    alike = similarity.similarity(one, other)
    similarity.names_subject = known
    similarity._kind.cache_clear()
    return alike


def _cross_validated(really: Sequence[bool], likeness: Sequence[float]) -> list[float]:
    scores = [_held_out(really, likeness, random.Random(seed)) for seed in range(_REPEATS)]
    return [round(one, 3) for one in (mean(scores), min(scores), max(scores))]


def _held_out(really: Sequence[bool], likeness: Sequence[float], chance: random.Random) -> float:
    """F1 when each fifth is judged by the threshold that suits the other four; each has its share of duplicates."""
    order = sorted(range(len(really)), key=lambda index: (really[index], chance.random()))
    said = [False] * len(really)
    for part in range(_FOLDS):
        others = [index for place, index in enumerate(order) if place % _FOLDS != part]
        threshold = _best([really[i] for i in others], [likeness[i] for i in others])
        for index in set(order) - set(others):
            said[index] = likeness[index] >= threshold
    return _f1(really, said)


def _best(really: Sequence[bool], likeness: Sequence[float]) -> float:
    """In the middle between two of those that suit best."""
    values = sorted(set(likeness))
    thresholds = [(low + high) / 2 for low, high in pairwise(values)]
    scores = {one: _f1(really, [value >= one for value in likeness]) for one in thresholds}
    suiting = [one for one, score in scores.items() if score == max(scores.values())]
    return suiting[len(suiting) // 2]


def _f1(really: Sequence[bool], said: Sequence[bool]) -> float:
    right = sum(yes and found for yes, found in zip(really, said, strict=True))
    return 2 * right / (sum(really) + sum(said)) if right else 0.0


if __name__ == "__main__":
    main()
