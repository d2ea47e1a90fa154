"""Topics of labelled texts, right or not, with naive ways beside."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from civic.likely_topic import TopicsByMeaning, likely_topics
from civic.meaning import Meaning, gist
from civic.spanish import fold
from civic.stems import stem
from civic.topics import Topic, classify

METHOD = "weighted word lists, first words first; then stems and pieces of words"

Answers = Sequence[Topic | None]


class Score(TypedDict):
    right: int
    accuracy: float
    macro_f1: float
    """The mean of the topics that the file has, each counting alike."""


class Result(Score):
    rows: int
    by_topic: dict[str, float]
    """F1 of each topic that the file has."""
    beside: dict[str, Score]
    method: str


@dataclass(frozen=True, slots=True)
class _Labelled:
    text: str
    topic: Topic
    other: Topic | None
    """Counts as right too."""

    def wanted(self, said: Topic | None) -> Topic:
        return said if said is not None and said == self.other else self.topic


def evaluate(rows: Iterable[Mapping[str, str]], meaning: Meaning | None = None) -> Result:
    """Rows with `tema` and `texto`, and if there `titulo` and `tema_alterno`, which counts as right too.

    Raises KeyError for a missing column, ValueError for a topic that is not ours.
    """
    labelled = [_labelled(row) for row in rows]
    said = [_best(likely_topics(one.text)) for one in labelled]
    return Result(
        **_score(labelled, said),
        rows=len(labelled),
        by_topic={str(topic): round(f1, 4) for topic, f1 in _f1_by_topic(labelled, said).items()},
        beside={name: _score(labelled, answers) for name, answers in _beside(labelled, meaning).items()},
        method=METHOD,
    )


def _labelled(row: Mapping[str, str]) -> _Labelled:
    other = Topic(row["tema_alterno"]) if row.get("tema_alterno") else None
    return _Labelled(f"{row.get('titulo', '')}\n{row['texto']}", Topic(row["tema"]), other)


def _best(found: Sequence[tuple[Topic, float]]) -> Topic | None:
    return found[0][0] if found else None


def _beside(labelled: Sequence[_Labelled], meaning: Meaning | None) -> dict[str, Answers]:
    most = Counter(one.topic for one in labelled).most_common(1)
    ways: dict[str, Answers] = {
        "always the most frequent topic": [most[0][0] for _ in labelled] if most else [],
        "words of the topics' names": [_named(one.text) for one in labelled],
        "word lists alone": [_best(classify(one.text)) for one in labelled],
    }
    if meaning is not None:
        topics = TopicsByMeaning(meaning)
        vectors = meaning.encode([gist(one.text) for one in labelled])
        ways["semantic"] = [
            _best(likely_topics(one.text, topics.near(vector)))
            for one, vector in zip(labelled, vectors, strict=True)
        ]  # fmt: skip
    return ways


_NAMES = {topic: frozenset(stem(word) for word in fold(topic.label).split() if len(word) > 2) for topic in Topic}


def _named(text: str) -> Topic | None:
    """The topic whose name has most of its words in the text."""
    said = {stem(word) for word in fold(text).split()}
    best = max(Topic, key=lambda topic: len(said & _NAMES[topic]))
    return best if said & _NAMES[best] else None


def _score(labelled: Sequence[_Labelled], said: Answers) -> Score:
    right = sum(one.wanted(topic) == topic for one, topic in zip(labelled, said, strict=True))
    by_topic = _f1_by_topic(labelled, said)
    macro = sum(by_topic.values()) / len(by_topic) if by_topic else 0.0
    return Score(
        right=right, accuracy=round(right / len(labelled), 4) if labelled else 0.0, macro_f1=round(macro, 4)
    )  # fmt: skip


def _f1_by_topic(labelled: Sequence[_Labelled], said: Answers) -> dict[Topic, float]:
    wanted = [one.wanted(topic) for one, topic in zip(labelled, said, strict=True)]
    times, answered = Counter(wanted), Counter(said)
    right = Counter(topic for topic, answer in zip(wanted, said, strict=True) if topic == answer)
    present = sorted({one.topic for one in labelled})
    return {topic: 2 * right[topic] / (times[topic] + answered[topic] or 1) for topic in present}
