"""Thousands of ways to type every name of three municipalities, held out from the tuning, and names of elsewhere.

Tuned on seed 1 of Durango; judged here on other seeds and on two municipalities never tuned on. The floors stand a
little under what was measured, so that a change for the worse fails.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest

from civic.neighbourhood import Neighbourhood
from civic.places import Directory, Match
from civic.spanish import fold
from tests.civic.not_here import not_here
from tests.civic.town import catalogue
from tests.civic.typists import Typed, Typist

TOWNS = (("durango", "dgo", "Durango"), ("gomez_palacio", "dgo", "Durango"), ("oaxaca_de_juarez", "oax", "Oaxaca"))
HELD_OUT_SEED = 20_261


def outcome(match: Match, typed: Typed) -> str:
    found = {candidate.key for candidate in match.candidates}
    if len(typed.keys) > 1:
        return "asked" if found and match.sure is None else "picked silently"
    if match.sure is not None:
        return "right" if found == typed.keys else "wrong"
    return "asked" if found else "refused"


def typed_outcomes(places: Sequence[Neighbourhood], state: str, state_name: str) -> dict[str, Counter[str]]:
    """Outcomes by kind of change; unambiguous and ambiguous names apart."""
    here = Directory(places)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for typed in Typist(places, HELD_OUT_SEED, state, state_name).type_all():
        side = "one" if len(typed.keys) == 1 else "many"
        counts[f"{side} {typed.variant.partition('+')[0]}"][outcome(here.find(typed.text), typed)] += 1
    return counts


@pytest.mark.parametrize(("name", "state", "state_name"), TOWNS)
def test_typed_names_find_their_neighbourhood(name: str, state: str, state_name: str) -> None:
    counts = typed_outcomes(catalogue(name), state, state_name)
    one = sum((found for variant, found in counts.items() if variant.startswith("one")), Counter[str]())
    many = sum((found for variant, found in counts.items() if variant.startswith("many")), Counter[str]())
    assert one.total() > 1500
    assert one["right"] >= 0.995 * one.total(), counts
    assert one["wrong"] <= 0.001 * one.total(), counts
    assert many.total() > 60
    assert many["picked silently"] <= 0.01 * many.total(), counts
    for variant, found in counts.items():
        if variant.startswith("one") and found.total() > 40:
            assert found["right"] >= 0.98 * found.total(), (variant, found)


@pytest.mark.parametrize(("name", "state", "state_name"), TOWNS)
def test_numbered_names_are_never_picked_without_their_number(name: str, state: str, state_name: str) -> None:
    places = catalogue(name)
    here = Directory(places)
    names = {fold(place.name) for place in places}
    numbered = [place.name for place in places if place.name.split()[-1] in ("I", "II", "III", "IV", "V", "1", "2")]
    assert len(numbered) >= (2 if state == "oax" else 4)
    for each in numbered:
        base, _, number = each.rpartition(" ")
        if fold(base) not in names:
            assert here.find(base).sure is None, base
        assert here.find(f"{base} 19").sure is None, base
        found = here.find(f"{base}{number}").sure
        assert found is not None and found.name == each, "joined"


@pytest.mark.parametrize(("name", "state", "state_name"), TOWNS)
def test_names_of_other_municipalities_are_refused_or_asked(name: str, state: str, state_name: str) -> None:
    """Sure only where the names differ in article, spaces, a number's spelling, brackets, or one slip at most."""
    here = Directory(catalogue(name))
    ours = {fold(place.name) for place in catalogue(name)}
    others = {place.name for other, _, _ in TOWNS if other != name for place in catalogue(other)}
    foreign = sorted(other for other in others if fold(other) not in ours)
    matches = [here.find(other) for other in foreign]
    refused = sum(not match.candidates for match in matches)
    sure = sum(match.sure is not None for match in matches)
    assert refused >= 0.84 * len(foreign), (refused, len(foreign))
    assert sure <= 0.05 * len(foreign), (sure, len(foreign))


def test_what_is_no_neighbourhood_is_refused() -> None:
    here = Directory(catalogue("durango"))
    texts = not_here()
    assert len(texts) > 350
    found = {text: match.candidates[0].name for text in texts if (match := here.find(text)).candidates}
    assert found == {}
