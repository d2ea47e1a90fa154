"""A consultation: what a municipality asks its residents, who may take part and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from civic.ballot import BallotKind, BallotOption, BallotPaper

KEY_SIGNS = 24
"""Longest key: a button carries it, and Telegram gives it 64 bytes with all that goes around."""


class Phase(StrEnum):
    """A dated switch. What people read is the phrase `phase_<phase>`."""

    INFORMING = "informing"
    PROPOSING = "proposing"
    SUPPORTING = "supporting"
    VOTING = "voting"
    REVIEWING = "reviewing"
    RESULTS = "results"


class Action(StrEnum):
    """What a resident can do in a consultation."""

    ANSWER = "answer"  # the questionnaire
    OPINE = "opine"  # agree, disagree or pass on short statements
    PROPOSE = "propose"
    SUPPORT = "support"
    VOTE = "vote"


ALLOWS: Mapping[Phase, frozenset[Action]] = {
    Phase.INFORMING: frozenset(),
    Phase.PROPOSING: frozenset({Action.ANSWER, Action.OPINE, Action.PROPOSE, Action.SUPPORT}),
    Phase.SUPPORTING: frozenset({Action.ANSWER, Action.OPINE, Action.SUPPORT}),
    Phase.VOTING: frozenset({Action.ANSWER, Action.OPINE, Action.VOTE}),
    Phase.REVIEWING: frozenset(),
    Phase.RESULTS: frozenset(),
}
"""Support goes with proposing: who finds their own idea there already supports it."""


class Stance(StrEnum):
    """On a short statement."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASSES = "pass"


class Source(StrEnum):
    """How somebody came to take part."""

    CHAT = "chat"
    PROMOTER = "promoter"  # at the door
    MEETING = "meeting"
    PAPER = "paper"


class Level(StrEnum):
    """How well somebody must be known to do something, in rising order."""

    CHANNEL = "channel"  # whoever writes to us
    NEIGHBOURHOOD = "neighbourhood"  # said where they live
    CHECKED = "checked"  # staff saw a document

    @property
    def height(self) -> int:
        return list(Level).index(self)


class Length(StrEnum):
    """Of a questionnaire. A longer one holds the shorter ones."""

    SHORT = "short"
    MEDIUM = "medium"
    FULL = "full"


class Kind(StrEnum):
    """Of a question."""

    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"
    RANKING = "ranking"
    NEIGHBOURHOOD = "neighbourhood"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A phase and when it holds: from `opens_at`, before `closes_at`."""

    phase: Phase
    opens_at: datetime
    closes_at: datetime

    def holds(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to choose in a question, a topic, a thing to vote on."""

    id: str
    label: str
    detail: str = ""
    cost: int = 0
    """Whole pesos, on a ballot with a budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Only where that question was answered with one of these."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str
    kind: Kind
    ask: str
    label: str
    """How a review calls it."""
    options: tuple[Choice, ...] = ()
    most: int = 0
    lowest: int = 0
    highest: int = 0
    low_label: str = ""
    high_label: str = ""
    optional: bool = False
    reason: str = ""
    """Why it is asked; said with it. What tells who somebody is must have one, and be optional."""
    personal: bool = False
    length: Length = Length.SHORT
    """The shortest questionnaire that holds it."""
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is voted on, in the words of the document."""

    kind: BallotKind
    ask: str
    options: tuple[Choice, ...]
    most: int = 0
    budget: int = 0
    """Whole pesos."""

    @property
    def ballot(self) -> BallotPaper:
        """As the rules of voting know it."""
        options = tuple(BallotOption(one.id, one.label, one.cost) for one in self.options)
        return BallotPaper(self.kind, options, self.most or None, self.budget)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """One revision of it."""

    key: str
    title: str
    summary: str
    label: str
    """On a button."""
    spans: tuple[Span, ...]
    neighbourhood_keys: frozenset[str] = frozenset()
    """Whose people may take part; empty: everybody's."""
    levels: Mapping[Action, Level] = field(default_factory=dict)
    proposals_most: int = 5
    """By one person."""
    supports_most: int = 20
    topics: tuple[Choice, ...] = ()
    questions: tuple[Question, ...] = ()
    statements: tuple[Statement, ...] = ()
    paper: Paper | None = None

    @property
    def opens_at(self) -> datetime:
        return min(span.opens_at for span in self.spans)

    @property
    def closes_at(self) -> datetime:
        """When nothing can be done any more but read."""
        return max(span.closes_at for span in self.spans if ALLOWS[span.phase])

    def has(self, action: Action) -> bool:
        """There is something to do it with."""
        match action:
            case Action.ANSWER:
                return bool(self.questions)
            case Action.OPINE:
                return bool(self.statements)
            case Action.VOTE:
                return self.paper is not None
            case _:
                return any(action in ALLOWS[span.phase] for span in self.spans)

    def allowed(self, now: datetime) -> frozenset[Action]:
        held = [ALLOWS[span.phase] for span in self.spans if span.holds(now)]
        return frozenset(action for actions in held for action in actions if self.has(action))

    def phases(self, now: datetime) -> Sequence[Span]:
        return [span for span in self.spans if span.holds(now)]

    def until(self, action: Action, now: datetime) -> datetime:
        """When it ends that it can be done, which it can now."""
        return max(span.closes_at for span in self.phases(now) if action in ALLOWS[span.phase])

    def level(self, action: Action) -> Level:
        return self.levels.get(action, Level.CHANNEL)


class Why(StrEnum):
    """Why somebody cannot do something. What they read is the phrase `consultation_<why>`."""

    NOT_YET = "not_yet"
    OVER = "over"
    NOT_OFFERED = "not_offered"
    NEEDS_NEIGHBOURHOOD = "needs_neighbourhood"
    OTHER_NEIGHBOURHOOD = "other_neighbourhood"
    NEEDS_CHECK = "needs_check"


@dataclass(frozen=True, slots=True)
class Refusal:
    why: Why
    at: datetime | None = None
    """When it begins, or when it was over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of somebody who wants to take part."""

    neighbourhood_key: str = ""
    checked: bool = False

    @property
    def level(self) -> Level:
        if self.checked:
            return Level.CHECKED
        return Level.NEIGHBOURHOOD if self.neighbourhood_key else Level.CHANNEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A consultation as it is in force."""

    id: int
    revision: int
    consultation: Consultation
    closed_at: datetime | None = None
    """Staff closed it, before its time."""

    def runs(self, now: datetime) -> bool:
        """It is announced, open, or its results can be read."""
        return any(now < span.closes_at for span in self.consultation.spans)

    def allowed(self, now: datetime) -> frozenset[Action]:
        return frozenset() if self.closed_at and self.closed_at <= now else self.consultation.allowed(now)

    def refuse(self, action: Action, standing: Standing, now: datetime) -> Refusal | None:
        """None: they may."""
        by_time = _by_time(self.consultation, action, now, self.closed_at)
        return by_time or _by_person(self.consultation, action, standing)


def _by_time(c: Consultation, action: Action, now: datetime, closed_at: datetime | None) -> Refusal | None:
    spans = [span for span in c.spans if action in ALLOWS[span.phase]]
    if not c.has(action) or not spans:
        return Refusal(Why.NOT_OFFERED)
    if closed_at and closed_at <= now:
        return Refusal(Why.OVER, closed_at)
    if any(span.holds(now) for span in spans):
        return None
    ahead = [span.opens_at for span in spans if span.opens_at > now]
    return Refusal(Why.NOT_YET, min(ahead)) if ahead else Refusal(Why.OVER, max(span.closes_at for span in spans))


def _by_person(c: Consultation, action: Action, standing: Standing) -> Refusal | None:
    asks_where = bool(c.neighbourhood_keys) or c.level(action).height >= Level.NEIGHBOURHOOD.height
    if asks_where and not standing.neighbourhood_key:
        return Refusal(Why.NEEDS_NEIGHBOURHOOD)
    if c.neighbourhood_keys and standing.neighbourhood_key not in c.neighbourhood_keys:
        return Refusal(Why.OTHER_NEIGHBOURHOOD)
    if c.level(action) is Level.CHECKED and not standing.checked:
        return Refusal(Why.NEEDS_CHECK)
    return None
