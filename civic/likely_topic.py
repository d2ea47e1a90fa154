"""A topic for every text, as a suggestion to a person.

Listed words (`civic.topics`) tell it for most. What they leave open is weighed by sentences that ask for something of a topic
(`civic/words/topic_examples.toml`): by the stems and pieces of words a text shares with them, and where a model is installed by
how near it is to what they mean.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from math import log, sqrt

from civic.meaning import Meaning
from civic.similarity import distinct_stem
from civic.spanish import fold
from civic.topics import Topic, classify
from civic.vocabulary import lines

_PIECES = 0.3
"""Weight beside the listed words' share of 1."""
_MEANING = 0.5
_LONGEST_READ = 60
"""Words."""
_PIECE_LENGTHS = (4, 5)
_NEAREST = 2
"""Sentences of a topic that count: a topic holds many things, and a text asks for one of them."""

Features = Mapping[str, float]


def likely_topics(text: str, meant: Mapping[Topic, float] | None = None) -> list[tuple[Topic, float]]:
    """Topics with what speaks for them, best first: all listed words together count 1, pieces of words at most 0.3, and
    `meant`, from `TopicsByMeaning`, at most 0.5. Empty only for a text that has nothing in common with anything."""
    scores = {topic: _PIECES * near for topic, near in _nearness(text).items()}
    for topic, share in classify(text):
        scores[topic] += share
    for topic, near in (meant or {}).items():
        scores[topic] += _MEANING * near
    return sorted(((topic, score) for topic, score in scores.items() if score), key=lambda pair: -pair[1])


class TopicsByMeaning:
    """The example sentences as vectors."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        self._topics = [topic for topic, sentences in _examples().items() for _ in sentences]
        self._vectors = meaning.encode([one for sentences in _examples().values() for one in sentences])

    def near(self, vector: bytes) -> dict[Topic, float]:
        """How near a text is to what each topic's sentences mean, 0..1."""
        found: dict[Topic, list[float]] = defaultdict(list)
        for topic, near in zip(self._topics, self._meaning.nearness(vector, self._vectors), strict=True):
            found[topic].append(max(near, 0.0))
        return {topic: sum(sorted(all_near)[-_NEAREST:]) / _NEAREST for topic, all_near in found.items()}


@cache
def _examples() -> dict[Topic, Sequence[str]]:
    return {topic: lines("topic_examples", topic) for topic in Topic}


def _nearness(text: str) -> dict[Topic, float]:
    """Cosine of a text with the sentences of each topic together."""
    rarity, profiles = _profiles()
    features = _unit(_counted(text), rarity)
    return {
        topic: sum(weight * profile.get(feature, 0.0) for feature, weight in features.items())
        for topic, profile in profiles.items()
    }


@cache
def _profiles() -> tuple[Features, Mapping[Topic, Features]]:
    """How rare each feature is among the sentences, and what those of a topic have in common."""
    counted = {topic: [_counted(sentence) for sentence in sentences] for topic, sentences in _examples().items()}
    seen = Counter(feature for sentences in counted.values() for one in sentences for feature in one)
    many = sum(len(sentences) for sentences in counted.values())
    rarity = {feature: log((many + 1) / (times + 1)) + 1 for feature, times in seen.items()}
    return rarity, {topic: _sum([_unit(one, rarity) for one in sentences]) for topic, sentences in counted.items()}


def _counted(text: str) -> Counter[str]:
    """Stems, marked by `=`, and pieces of the words they come from."""
    features: Counter[str] = Counter()
    for word in fold(text).split()[:_LONGEST_READ]:
        if (stem := distinct_stem(word)) is not None:
            features["=" + stem] += 1
            features.update(_pieces(f" {word} "))
    return features


def _pieces(word: str) -> list[str]:
    return [word[at : at + length] for length in _PIECE_LENGTHS for at in range(len(word) - length + 1)]


def _unit(counted: Counter[str], rarity: Features) -> Features:
    """Weighed by rarity, of length 1. What no sentence has counts as rare, so that a text of other things is near none."""
    rarest = max(rarity.values())
    return _of_length_1({feature: (1 + log(times)) * rarity.get(feature, rarest) for feature, times in counted.items()})


def _sum(parts: Sequence[Features]) -> Features:
    total: dict[str, float] = defaultdict(float)
    for part in parts:
        for feature, weight in part.items():
            total[feature] += weight
    return _of_length_1(total)


def _of_length_1(features: Features) -> Features:
    length = sqrt(sum(weight * weight for weight in features.values())) or 1.0
    return {feature: weight / length for feature, weight in features.items()}
