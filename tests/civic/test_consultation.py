"""Who may do what in a consultation, and when: to the second."""

from datetime import UTC, datetime, timedelta

import pytest

from civic.consultation import (
    Action,
    Choice,
    Consultation,
    Level,
    Phase,
    Published,
    Span,
    Standing,
    Statement,
    Why,
)
from civic.proposal import needs_a_look

FIRST = datetime(2026, 12, 1, 6, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def span(phase: Phase, begins: int, ends: int) -> Span:
    return Span(phase=phase, opens_at=FIRST + timedelta(days=begins), closes_at=FIRST + timedelta(days=ends))


PLAN = Consultation(
    key="plan", title="Plan", summary="", label="Plan",
    spans=(span(Phase.INFORMING, 0, 2), span(Phase.PROPOSING, 2, 10), span(Phase.SUPPORTING, 12, 20),
           span(Phase.RESULTS, 25, 60)),
    topics=(Choice(id="calles", label="Calles"),),
    levels={Action.SUPPORT: Level.NEIGHBOURHOOD},
)  # fmt: skip
LOCAL = Published(id=1, revision=1, consultation=PLAN)


def at(days: float, seconds: int = 0) -> datetime:
    return FIRST + timedelta(days=days, seconds=seconds)


TIMES = [
    (at(0, -1), Action.PROPOSE, Why.NOT_YET, at(2), "before anything"),
    (at(1), Action.PROPOSE, Why.NOT_YET, at(2), "only information so far"),
    (at(2, -1), Action.PROPOSE, Why.NOT_YET, at(2), "a second before"),
    (at(2), Action.PROPOSE, None, None, "from that instant on"),
    (at(10, -1), Action.PROPOSE, None, None, "up to the last second"),
    (at(10), Action.PROPOSE, Why.OVER, at(10), "that instant is too late"),
    (at(10, 1), Action.PROPOSE, Why.OVER, at(10), "a second after"),
    (at(11), Action.SUPPORT, Why.NOT_YET, at(12), "between two phases: the next one is named"),
    (at(21), Action.SUPPORT, Why.OVER, at(20), "the last end of several"),
    (at(5), Action.VOTE, Why.NOT_OFFERED, None, "there is no ballot"),
    (at(5), Action.OPINE, Why.NOT_OFFERED, None, "there are no statements"),
]


@pytest.mark.parametrize(("now", "action", "why", "when", "reason"), TIMES, ids=[row[4] for row in TIMES])
def test_when(now: datetime, action: Action, why: Why | None, when: datetime | None, reason: str) -> None:
    refusal = LOCAL.refuse(action, Standing(neighbourhood_key="10005-0084"), now)
    assert (refusal and refusal.why, refusal and refusal.at) == (why, when), reason
    assert (action in LOCAL.allowed(now)) is (why is None)


def test_closed_before_its_time_is_over_from_that_instant() -> None:
    closed = Published(id=1, revision=1, consultation=PLAN, closed_at=at(5))
    home = Standing(neighbourhood_key="10005-0084")
    assert closed.refuse(Action.PROPOSE, home, at(5, -1)) is None
    refusal = closed.refuse(Action.PROPOSE, home, at(5))
    assert refusal is not None
    assert (refusal.why, refusal.at) == (Why.OVER, at(5))
    assert closed.allowed(at(6)) == frozenset()


PEOPLE = [
    (Standing(), Action.PROPOSE, frozenset(), None, "whoever writes may propose"),
    (Standing(), Action.SUPPORT, frozenset(), Why.NEEDS_NEIGHBOURHOOD, "for this they say where they live"),
    (Standing(neighbourhood_key="a"), Action.SUPPORT, frozenset(), None, "they did"),
    (Standing(), Action.PROPOSE, frozenset({"a"}), Why.NEEDS_NEIGHBOURHOOD, "it is for some neighbourhoods"),
    (
        Standing(neighbourhood_key="b"),
        Action.PROPOSE,
        frozenset({"a"}),
        Why.OTHER_NEIGHBOURHOOD,
        "and theirs is another",
    ),
    (Standing(neighbourhood_key="a"), Action.PROPOSE, frozenset({"a"}), None, "it is theirs"),
]


@pytest.mark.parametrize(("who", "action", "places", "why", "reason"), PEOPLE, ids=[row[4] for row in PEOPLE])
def test_who(who: Standing, action: Action, places: frozenset[str], why: Why | None, reason: str) -> None:
    both = Consultation(
        key="plan", title="Plan", summary="", label="Plan", spans=(span(Phase.PROPOSING, 0, 9),),
        topics=PLAN.topics, levels=PLAN.levels, neighbourhood_keys=places,
    )  # fmt: skip
    refusal = Published(id=1, revision=1, consultation=both).refuse(action, who, at(1))
    assert (refusal and refusal.why) == why, reason


def test_checked_is_more_than_told() -> None:
    checked = Consultation(
        key="plan", title="Plan", summary="", label="Plan", spans=(span(Phase.PROPOSING, 0, 9),),
        statements=(Statement(id="x", text="X"),), levels={Action.OPINE: Level.CHECKED},
    )  # fmt: skip
    published = Published(id=1, revision=1, consultation=checked)
    told = published.refuse(Action.OPINE, Standing(neighbourhood_key="a"), at(1))
    assert told is not None
    assert told.why is Why.NEEDS_CHECK
    assert published.refuse(Action.OPINE, Standing(neighbourhood_key="a", checked=True), at(1)) is None


LOOKS = [
    ("que pongan más lámparas en la calle Pino", False, "a proposal"),
    ("más árboles", False, "a short one"),
    ("agua", False, "one word that names a subject"),
    ("asdf qwer zxcv", True, "keyboard noise"),
    ("jajaja", True, "laughter"),
    ("<script>alert(1)</script>", True, "a probe"),
    ("' OR 1=1 --", True, "a probe in another dress"),
    ("This is a test for SSRF vulnerability.", True, "a probe in English"),
    ("arreglen el parque <script>alert(1)</script>", True, "a subject beside it changes nothing"),
    ("más luz -- y banquetas, ver https://ejemplo.mx", False, "dashes and a link are what people write"),
    ("", False, "a voice note has no words"),
]


@pytest.mark.parametrize(("text", "held", "reason"), LOOKS, ids=[row[2] for row in LOOKS])
def test_what_a_person_reads_before_others_do(text: str, held: bool, reason: str) -> None:
    assert needs_a_look(text) is held, reason
