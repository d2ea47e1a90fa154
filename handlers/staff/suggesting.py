"""What staff are shown before they put proposals together or in order: which are alike, which seem to be of another topic.
Suggestions only, nothing is changed: a person decides."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civic.folio import read_folio
from civic.grouping import group_alike
from civic.likely_topic import TopicsByMeaning, likely_topics
from civic.meaning import Meaning, meaning_may_decide, weighed
from civic.proposal import may_be_same
from civic.similarity import DUPLICATE, Reading, likeness, read
from civic.topics import Topic
from handlers.consultations import published_from
from handlers.staff.finding import get_consultation
from handlers.staff.proposals import NoSuchProposal
from handlers.world import World
from storage import consultations
from storage.consultations import Proposed
from storage.store import Connection
from storage.vectors import list_vectors_of

_LIKE = 0.45
"""From this likeness one proposal is shown beside another."""
LEAD = 0.4
"""So much more must speak for another topic than for the one a proposal has, where all its words together count 1. Of the 96
labelled proposals it names none that has its right topic, and 1,132 of the 1,219 that giving each every wrong one makes."""


@dataclass(frozen=True, slots=True)
class Similar:
    proposal: Proposed
    likeness: float


@dataclass(frozen=True, slots=True)
class ProposalGroup:
    proposals: Sequence[Proposed]
    likeness: float
    """The lowest between any two."""


@dataclass(frozen=True, slots=True)
class OtherTopic:
    proposal: Proposed
    suggested: str
    lead: float
    """How much more speaks for it than for the topic that the proposal has."""


class _Compared:
    """Proposals read once, to be compared many times: by words, and by what they mean where both have a vector."""

    def __init__(self, proposals: Sequence[Proposed], vectors: Mapping[int, bytes], meaning: Meaning | None) -> None:
        self._proposals = proposals
        self.readings: list[Reading] = [read(one.text) for one in proposals]
        self._vectors = [vectors.get(one.id) for one in proposals]
        self._meaning = meaning

    def likeness(self, one: int, other: int) -> float:
        words = likeness(self.readings[one], self.readings[other])
        if not meaning_may_decide(words):
            return words
        near = self._nearness(one, other)
        return words if near is None else weighed(words, near)

    def likeness_or_meaning(self, one: int, other: int) -> float:
        """The same; of one neighbourhood they may also be alike by meaning alone."""
        alike = self.likeness(one, other)
        if self._proposals[one].neighbourhood_key != self._proposals[other].neighbourhood_key:
            return alike
        return max(alike, may_be_same(alike, self._nearness(one, other) or 0.0))

    def _nearness(self, one: int, other: int) -> float | None:
        mine, theirs = self._vectors[one], self._vectors[other]
        return self._meaning.nearness(mine, [theirs])[0] if self._meaning and mine and theirs else None


def similar_to(connection: Connection, world: World, folio: str, most: int = 15) -> tuple[Proposed, list[Similar]]:
    """A proposal and those of its consultation that are like it, the most alike first. Raises NoSuchProposal."""
    typed = read_folio(folio, world.folio_prefix)
    found = consultations.find_proposed(connection, str(typed), 0) if typed else None
    if found is None or (consultation_id := found[1]) is None:
        raise NoSuchProposal(f"no proposal to a consultation has the folio {folio}, or it is held back")
    this = found[0]
    others = [one for one in consultations.list_proposed(connection, consultation_id) if one.id != this.id]
    compared = _Compared([this, *others], _vectors(connection, world, consultation_id), world.meaning)
    alike = [Similar(one, compared.likeness_or_meaning(0, index)) for index, one in enumerate(others, 1)]
    best = sorted((one for one in alike if one.likeness >= _LIKE), key=lambda one: -one.likeness)
    return this, best[:most]


def suggested_groups(connection: Connection, world: World, key: str) -> list[ProposalGroup]:
    """Proposals of one neighbourhood that one answer may settle, the largest groups first. Raises NoSuchConsultation."""
    found = get_consultation(connection, key)
    vectors = _vectors(connection, world, found.id)
    places: dict[str, list[Proposed]] = defaultdict(list)
    for one in consultations.list_proposed(connection, found.id):
        places[one.neighbourhood_key].append(one)
    groups = [group for proposals in places.values() for group in _groups(proposals, vectors, world.meaning)]
    return sorted(groups, key=lambda group: (-len(group.proposals), -group.likeness))


def _groups(
    proposals: Sequence[Proposed], vectors: Mapping[int, bytes], meaning: Meaning | None
) -> list[ProposalGroup]:  # fmt: skip
    compared = _Compared(proposals, vectors, meaning)
    groups = group_alike(compared.readings, compared.likeness, DUPLICATE)
    return [ProposalGroup([proposals[index] for index in group.members], group.least) for group in groups]


def other_topics(connection: Connection, world: World, key: str) -> list[OtherTopic]:
    """Proposals whose words speak for another topic of their consultation, the clearest first. Raises NoSuchConsultation."""
    found = get_consultation(connection, key)
    made = published_from(consultations.get_document(connection, found.id, found.revision), world)
    topics: set[str] = {one.id for one in made.topics} or set(Topic)
    vectors = _vectors(connection, world, found.id)
    by_meaning = TopicsByMeaning(world.meaning) if world.meaning and vectors else None
    suggestions = []
    for one in consultations.list_proposed(connection, found.id):
        vector = vectors.get(one.id)
        meant = by_meaning.near(vector) if by_meaning and vector else None
        scores: dict[str, float] = dict(likely_topics(one.text, meant))
        best = next((topic for topic in scores if topic in topics), one.topic)
        lead = scores.get(best, 0.0) - scores.get(one.topic, 0.0)
        if lead >= LEAD:
            suggestions.append(OtherTopic(one, best, lead))
    return sorted(suggestions, key=lambda one: -one.lead)


def _vectors(connection: Connection, world: World, consultation_id: int) -> dict[int, bytes]:
    return list_vectors_of(connection, world.meaning.name, consultation_id) if world.meaning else {}
