"""A topic is suggested where listed words say nothing, and listed words go first where they do."""

import pytest

from civic.likely_topic import TopicsByMeaning, likely_topics
from civic.topics import Topic, classify
from tests.fakes.meaning import ByConcept


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("oscurece temprano", Topic.LIGHTING),
        ("futbolistas", Topic.SPORT),
        ("comerciales", Topic.ECONOMY),
        ("mosquitero", Topic.ENVIRONMENT),
        ("pasan muy rápido", Topic.MOBILITY),
        ("no se puede caminar", Topic.STREETS),
        ("los muchachos consumen en la esquina", Topic.SAFETY),
    ],
)
def test_stems_and_pieces_of_words_speak_where_no_listed_word_does(text: str, topic: Topic) -> None:
    assert classify(text) == []
    assert likely_topics(text)[0][0] is topic


def test_all_listed_words_together_count_one() -> None:
    scores = dict(likely_topics("fuga de agua"))
    assert 1.0 <= scores[Topic.WATER] <= 1.3
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


@pytest.mark.parametrize("text", ["", "¿?", "lo que sea"])
def test_nothing_in_common_with_anything(text: str) -> None:
    assert likely_topics(text) == []


def test_what_is_meant_speaks_too() -> None:
    """`hoyo` and `bache` are one to the model; the sentences of streets speak of `baches`."""
    topics = TopicsByMeaning(ByConcept())
    (vector,) = ByConcept().encode(["el hoyo"])
    near = topics.near(vector)
    assert max(near, key=lambda topic: near[topic]) is Topic.STREETS
    words, both = dict(likely_topics("el hoyo de la loma")), dict(likely_topics("el hoyo de la loma", near))
    assert both[Topic.STREETS] == pytest.approx(words[Topic.STREETS] + 0.5 * near[Topic.STREETS])
