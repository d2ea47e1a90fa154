"""What came of a consultation, broken down in every way that staff may ask."""

import pytest

from civic.coverage import asked, coverage, unheard
from storage.breakdowns import Line, breakdown
from storage.results import list_heard, totals
from storage.store import Store
from tests.consulted import hold_consultation

BREAKDOWNS = {
    "topic": ["calles 5 5 2", "seguridad 4 5 7", "empleo_economia 1 1 0", "otro 1 1 2"],
    "neighbourhood": ["10005-0001 4 5 7", "10005-0002 4 4 2", "? 1 1 0", "10005-0003 1 1 2", "10005-0004 1 1 0"],
    "kind": ["Colonia 9 10 11", "? 1 1 0", "Fraccionamiento 1 1 0"],
    "quadrant": ["Norte 8 9 9", "Sur 2 2 2", "? 1 1 0"],
    "channel": ["telegram 6 7 11", "paper 3 4 0", "whatsapp 1 1 0"],
    "source": ["chat 7 8 11", "promoter 2 3 0", "meeting 1 1 0"],
    "day": ["2026-12-06 10 12 11"],
    "answer:principal": ["? 3 4 0", "seguridad 3 4 7", "calles 3 3 4", "empleo 1 1 0"],
    "answer:edad": ["? 3 4 0", "menos_30 3 4 9", "de_30_a_59 2 2 0", "de_60 2 2 2"],
}
"""Label, people, proposals, supports; ? is what is not known."""


def told(line: Line) -> str:
    return f"{line.label or '?'} {line.people} {line.proposals} {line.supports}"


@pytest.mark.parametrize("by", BREAKDOWNS)
async def test_a_breakdown_adds_up_to_the_totals(store: Store, by: str) -> None:
    world = await store.write(hold_consultation)
    held = world.consultations[0]
    lines = await store.read(lambda c: breakdown(c, held.id, by, world.hours.zone))
    counted = await store.read(lambda c: totals(c, held.id))
    assert [told(line) for line in lines] == BREAKDOWNS[by]
    assert sum(line.proposals for line in lines) == counted.proposals == 12
    assert sum(line.supports for line in lines) == counted.supports == 11


async def test_the_totals_are_of_what_was_said_and_published(store: Store) -> None:
    world = await store.write(hold_consultation)
    counted = await store.read(lambda c: totals(c, world.consultations[0].id))
    assert (counted.participants, counted.held, counted.ballots, counted.stances) == (16, 1, 7, 6)
    assert counted.answers == 17, "those who skipped their age are not counted as if they had answered"
    assert counted.places == {"Colonia": 3, "Fraccionamiento": 1}


async def test_coverage_by_kind_and_by_quadrant_and_where_to_go_next(store: Store) -> None:
    world = await store.write(hold_consultation)
    held = world.consultations[0]
    heard = await store.read(lambda c: list_heard(c, held.id))
    places = asked(held.consultation, world.directory)
    assert [(one.label, one.covered, one.all) for one in coverage(places, heard, "kind")] == [
        ("Colonia", 3, 3), ("Fraccionamiento", 1, 2),
    ]  # fmt: skip
    assert [(one.label, one.covered, one.all) for one in coverage(places, heard, "quadrant")] == [
        ("Norte", 2, 2), ("Sur", 2, 2), ("", 0, 1),
    ]  # fmt: skip
    assert [place.name for place in unheard(places, heard)] == ["Sauces"]
    assert unheard(places, set(), kind="colonia", quadrant="norte") == [
        place for place in places if place.name in ("Centro", "Pinos")
    ]
