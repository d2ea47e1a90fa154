from collections.abc import Mapping, Sequence
from typing import Any

from civic.consultation import Published
from civic.folio import read_folio
from civic.personal import without_personal_data
from flows.speech import shortened
from flows.talk import Outcome
from handlers.acts.answers import neighbourhood_key
from handlers.acts.in_consultation import published_of, published_with
from handlers.scene import Scene
from storage import consultations
from storage.consultations import Proposed

_SHOWN = 3
_PLACES = ("one", "two", "three")
_WORDS = 220
"""Characters of a proposal in a list."""


def list_proposals(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """The first three of one neighbourhood, in the order they came."""
    published, key = published_of(scene, answers.get("consultation")), neighbourhood_key(answers)
    return _page(scene, published, key, 0) if published else Outcome("none")


def list_more_proposals(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """The three after one that was shown."""
    folio = read_folio(str(answers["after"]), scene.world.folio_prefix)
    found = consultations.find_proposed(scene.connection, str(folio), scene.person.id) if folio else None
    published = published_with(scene, found[1]) if found else None
    if found is None or published is None:
        return Outcome("none")
    return _page(scene, published, found[0].neighbourhood_key, found[0].id)


def _page(scene: Scene, published: Published, key: str, after: int) -> Outcome:
    place = scene.world.neighbourhood(key)
    values = {"neighbourhood": place.name if place else ""}
    shown, before, count = consultations.list_page(scene.connection, published.id, key, scene.person.id, after, _SHOWN)
    if not shown:
        return Outcome("no_more" if count else "empty", values)
    return Outcome("shown", {**values, **_said(scene, shown, before, count)})


def _said(scene: Scene, shown: Sequence[Proposed], before: int, count: int) -> dict[str, str]:
    lines = [
        scene.phrase(
            "proposal_line",
            place=str(before + place),
            text=shortened(
                without_personal_data(" ".join(one.text.split())) or scene.phrase("shown_voice").text, _WORDS
            ),
            folio=one.folio,
            supports=counted(scene, "supports", one.supports),
        ).text
        for place, one in enumerate(shown, 1)
    ]
    buttons = {name: "" if one.is_own else one.folio for name, one in zip(_PLACES, shown, strict=False)}
    last = before + len(shown)
    return {
        "first": str(before + 1),
        "last": str(last),
        "count": str(count),
        "list": "\n\n".join(lines),
        "last_folio": shown[-1].folio if last < count else "",
        **buttons,
    }


def counted(scene: Scene, what: str, count: int) -> str:
    """`1 apoyo`, `3 apoyos`."""
    return (
        scene.phrase(f"count_{what}_one").text if count == 1 else scene.phrase(f"count_{what}", count=str(count)).text
    )
