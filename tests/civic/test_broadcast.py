"""A broadcast's rules: where it can stand, what it may say, whom an audience may name, what sending it means."""

import pytest

from civic.audience import Audience, Known, faults_of, told
from civic.broadcast import MOVES, Content, Reply, State, faults_of_text, moved
from civic.broadcast import faults_of as faults_of_content
from civic.broadcast_rules import BroadcastRules, SenderRules
from civic.consent import Purpose
from civic.estimate import Alike, estimate
from civic.moves import MoveNotAllowed
from tests.broadcasting import WINDOW

SCENARIOS = [
    ("sent at once", "scheduled sending done"),
    ("looked at by a second person", "waiting_approval scheduled sending done"),
    ("written anew while it waits", "waiting_approval draft scheduled sending done"),
    ("put off", "scheduled scheduled sending done"),
    ("stopped and gone on with", "scheduled sending paused sending done"),
    ("stopped until its time was over", "scheduled sending paused done"),
    ("given up before it began", "scheduled cancelled"),
    ("given up midway", "scheduled sending cancelled"),
]


@pytest.mark.parametrize(("_name", "steps"), SCENARIOS)
def test_the_courses_it_can_take(_name: str, steps: str) -> None:
    state = State.DRAFT
    for step in steps.split():
        state = moved(state, State(step))


@pytest.mark.parametrize(
    ("state", "to"), [("draft", "sending"), ("waiting_approval", "sending"), ("done", "sending"), ("cancelled", "scheduled"),
                      ("sending", "scheduled"), ("scheduled", "paused")],
)  # fmt: skip
def test_the_ways_there_are_not(state: str, to: str) -> None:
    with pytest.raises(MoveNotAllowed):
        moved(State(state), State(to))


def test_every_state_has_its_row() -> None:
    assert set(MOVES) == set(State)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Hola, {nombre} de {colonia}, {municipio}", None),
        ("Hola, {apodo}", "no existe {apodo}; puede usar {nombre}, {colonia}, {municipio}."),
        ("Hola, {nombre", "hay una llave sin su pareja"),
        ("Hola, {{nombre}}", "hay una llave sin su pareja"),
        ("Hola }", "hay una llave sin su pareja"),
        ("a" * 1600, None),
        ("a" * 1601, "en WhatsApp caben 1600"),
        ("a" * 1540 + "{nombre}", "puede llegar a 1608 letras"),
    ],
)
def test_what_a_text_may_hold(text: str, says: str | None) -> None:
    faults = list(faults_of_text(text, 1600))
    assert (faults == []) if says is None else (says in faults[0]), faults


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({}, []),
        ({"replies": (Reply("si", "Sí"), Reply("no", "No"))}, []),
        ({"replies": tuple(Reply(f"r{n}", f"R{n}") for n in range(4))}, [("respuesta",)]),
        ({"replies": (Reply("si", "Sí, voy con toda mi familia"),)}, [("respuesta", 0, "texto")]),
        ({"replies": (Reply("si", "Sí"), Reply("si", "Claro"))}, [("respuesta", 1, "id")]),
        ({"replies": (Reply("si", "Sí"),), "text": {"es": "a" * 1025}}, [("texto", "es")]),
        ({"text": {"en": "Hi"}}, [("texto", "es")]),
        ({"template": "otra"}, [("plantilla",)]),
        ({"variables": ("hola",)}, [("variables",)]),
        ({"template": "aviso", "variables": ("hola", "", "a\tb", "a    b")}, [("variables", n) for n in (1, 2, 3)]),
    ],
)
def test_what_it_may_be_made_of(changes: dict[str, object], where: list[tuple[object, ...]]) -> None:
    content = Content(**{"text": {"es": "Hola"}, **changes})  # type: ignore[arg-type]
    assert [path for path, _ in faults_of_content(content, {"aviso"})] == where


KNOWN = Known(
    committees={"norte", "sur"}, committee_kinds={"vecinal"}, roles={"presidencia"}, works={"OP-1"}, topics={"calles"},
    neighbourhoods={"10005-0428"}, consultations={"consulta-2026"}, programmes={"becas"}, channels={"telegram"}, languages={"es", "en"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("audience", "says"),
    [
        (Audience(), None),
        (Audience(committees=("norte",), roles=("presidencia",), channels=("telegram",)), None),
        (Audience(committees=("este",)), "committees: there is no 'este' here; there are norte, sur."),
        (Audience(channels=("whatsapp",)), "channels: there is no 'whatsapp' here; there are telegram."),
        (Audience(groups=True), None),
        (Audience(groups=True, roles=("presidencia",)), "roles: a group has none; leave it out, or leave out groups."),
        (Audience(groups=True, purpose=Purpose.FOLIO), "purpose: a committee's group is written to about committees"),
    ],
)
def test_whom_an_audience_may_name(audience: Audience, says: str | None) -> None:
    faults = faults_of(audience, KNOWN)
    assert (faults == []) if says is None else faults[0].startswith(says), faults


def test_an_audience_is_told_in_a_line() -> None:
    assert told(Audience()) == "all residents; purpose committee"
    assert told(Audience(committees=("norte", "sur"))) == "members; committees norte, sur; purpose committee"
    assert told(Audience(groups=True)) == "all groups; purpose committee"


RULES = BroadcastRules(
    templates={"aviso": "utility", "invitacion": "marketing"},
    prices={"utility": 0.25, "marketing": 0.80, "message": 0.10},
    senders={"telegram:1": SenderRules(per_second=25), "whatsapp:1": SenderRules(window=WINDOW, per_second=60, daily=1000)},
)  # fmt: skip
PEOPLE = [Alike("telegram:1", False, 1001), Alike("whatsapp:1", True, 500), Alike("whatsapp:1", False, 1801)]


def test_what_sending_means_counted_by_hand() -> None:
    """Telegram: 1,001 at 25 a second. WhatsApp: 2,301 messages at 60 a second, 1,801 templates at 900 a day."""
    telegram, whatsapp = estimate(PEOPLE, "aviso", RULES)
    assert (telegram.inside, telegram.outside, telegram.seconds, telegram.days, telegram.cost) == (1001, 0, 41, 1, 0.0)
    assert (whatsapp.inside, whatsapp.outside, whatsapp.held) == (500, 1801, 0)
    assert (whatsapp.templates, whatsapp.seconds, whatsapp.days) == ({"utility": 1801}, 39, 3)
    assert whatsapp.cost == pytest.approx(2301 * 0.10 + 1801 * 0.25)


def test_marketing_costs_more_and_without_a_template_they_wait() -> None:
    assert estimate(PEOPLE, "invitacion", RULES)[1].cost == pytest.approx(2301 * 0.10 + 1801 * 0.80)
    waiting = estimate(PEOPLE, "", RULES)[1]
    assert (waiting.held, waiting.templates, waiting.days, waiting.cost) == (1801, {}, 1, 50.0)


@pytest.mark.parametrize(("daily", "left"), [(0, 0), (10, 9), (250, 225), (1000, 900), (1, 0), (15, 13)])
def test_one_in_ten_of_a_day_is_kept_for_news_of_reports(daily: int, left: int) -> None:
    assert SenderRules(daily=daily).for_broadcasts == left
