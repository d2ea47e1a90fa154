"""Which of the municipality's topics a text is about, from its words alone.

The words are in `civic/words/topics.toml`. The first words of a text say the most (a title, a first sentence), so they weigh more.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from civic.phrases import Found, Phrasebook
from civic.sound import hear
from civic.vocabulary import phrases


class Topic(StrEnum):
    """Members in English for code, values in Spanish as in the evaluation files and the open data."""

    SAFETY = "seguridad"
    STREETS = "calles"
    MOBILITY = "movilidad"
    LIGHTING = "alumbrado"
    WATER = "agua_drenaje"
    CLEANING = "limpieza"
    PARKS = "parques"
    SPORT = "deporte"
    CULTURE = "cultura_educacion"
    HEALTH = "salud_social"
    ECONOMY = "empleo_economia"
    ENVIRONMENT = "ambiente_animales"
    GOVERNMENT = "gobierno"
    NOT_USEFUL = "no_util"

    @property
    def label(self) -> str:
        """What residents and staff read."""
        return _LABELS[self]


_LABELS = {
    Topic.SAFETY: "Seguridad",
    Topic.STREETS: "Calles y banquetas",
    Topic.MOBILITY: "Transporte y tráfico",
    Topic.LIGHTING: "Alumbrado",
    Topic.WATER: "Agua y drenaje",
    Topic.CLEANING: "Limpieza y basura",
    Topic.PARKS: "Parques y árboles",
    Topic.SPORT: "Deporte",
    Topic.CULTURE: "Cultura y escuelas",
    Topic.HEALTH: "Salud y apoyo",
    Topic.ECONOMY: "Empleo y comercio",
    Topic.ENVIRONMENT: "Ambiente y animales",
    Topic.GOVERNMENT: "Trámites y gobierno",
    Topic.NOT_USEFUL: "Sin utilidad",
}

_WEIGHTS = {"fuerte": 3.0, "debil": 1.0}
_TITLE = 8
"""Words: what a title or an opening usually holds."""
_OPENING = 30
LONGEST_READ = 150
"""Words read; what comes later rarely changes the topic."""


_BOOK = Phrasebook(phrases("topics"), {})


def classify(text: str) -> list[tuple[Topic, float]]:
    """Topics with their share of the evidence (0..1, together 1), best first; empty when no word tells."""
    words = hear(text)[:LONGEST_READ]
    weights: dict[tuple[str, tuple[str, ...]], float] = {}
    for label, start, end in _outermost(_BOOK.find(words)):
        evidence = label, tuple(words[start:end])
        weights[evidence] = max(weights.get(evidence, 0.0), _weight(label, start))
    scores: dict[Topic, float] = {}
    for (label, _), weight in weights.items():
        topic = Topic(label.partition(".")[0])
        scores[topic] = scores.get(topic, 0.0) + weight
    total = sum(scores.values())
    return sorted(((topic, score / total) for topic, score in scores.items()), key=lambda pair: -pair[1])


def names_subject(word: str) -> bool:
    """Whether a folded word says what a text is about (`bache`), unlike one that says where or whose (`Analco`)."""
    return any(_BOOK.knows(key) for key in hear(word))


def _weight(label: str, start: int) -> float:
    place = 3.4 - start * 0.1 if start < _TITLE else 1.0 if start < _OPENING else 0.4
    return _WEIGHTS[label.partition(".")[2]] * place


def _outermost(found: Sequence[Found]) -> Iterator[Found]:
    """Phrases that no longer phrase contains."""
    for label, start, end in found:
        if not any(a <= start and end <= b and b - a > end - start for _, a, b in found):
            yield label, start, end
