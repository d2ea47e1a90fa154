"""Facts that a flow asks for in mid-turn."""

from collections.abc import Callable, Mapping
from typing import Any

from civic.complaint import SIMILAR_WITHIN
from civic.distance import metres
from civic.folio import read_folio
from civic.similarity import similarity
from flows.talk import Need
from handlers.acts.answers import neighbourhood_key
from handlers.scene import Scene
from storage import matters
from storage.person import find_request

_ALIKE = 0.28
"""From this likeness of words two reports of one category in one neighbourhood may be the same thing."""
_FAR = 600
"""Metres from which two pins cannot."""
_OFFERED = 3


def found(scene: Scene, need: Need) -> dict[str, Any]:
    """The answer to a need, by the names flows know it."""
    return _FINDERS[need.name](scene, need.arguments)


def _similar(scene: Scene, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Open complaints that may be this one: same category and neighbourhood, alike in words or near in place."""
    key = neighbourhood_key(answers)
    if not key or not answers.get("category"):
        return {"similar": []}
    nearby = matters.list_nearby(
        scene.connection,
        neighbourhood_key=key,
        category=answers["category"],
        since=scene.now - SIMILAR_WITHIN,
        person_id=scene.person.id,
    )
    words = str((answers.get("what") or {}).get("text") or "")
    place = (answers.get("evidence") or {}).get("place")
    scored = sorted(
        ((_likeness(words, place, one, scene.world.similar_metres), one) for one in nearby), key=lambda pair: -pair[0]
    )
    where = scene.world.neighbourhood(key)
    return {
        "similar": [
            {
                "id": one.id,
                "folio": one.folio,
                "text": one.text,
                "neighbourhood": where.name if where else "",
                "since": scene.spoken_date(one.created_at),
            }
            for score, one in scored[:_OFFERED]
            if score > 0
        ]
    }


def _likeness(words: str, place: Mapping[str, Any] | None, other: matters.Nearby, near: int) -> float:
    """0: not the same thing."""
    alike = similarity(words, other.text) if words and other.text else 0.0
    if place and other.latitude is not None and other.longitude is not None:
        distance = metres(place["latitude"], place["longitude"], other.latitude, other.longitude)
        if distance > _FAR:
            return 0.0
        if distance <= near:
            return 1.0 - distance / 1000
    return alike if alike >= _ALIKE else 0.0


def _folio(scene: Scene, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The folio that was typed, when there is such a matter, and the resident's own ones to offer otherwise."""
    typed = read_folio(str(arguments.get("text", "")), scene.world.folio_prefix)
    matter = matters.find_matter(scene.connection, str(typed), scene.person.id) if typed else None
    folio = matter.folio if matter else _own_request(scene, str(typed)) if typed else ""
    kind = arguments.get("kind") or ""
    own = [one.folio for one in matters.list_own(scene.connection, scene.person.id) if kind in ("", one.kind)]
    return {"folio": {"folio": folio} if folio else None, "own_folios": own}


def _own_request(scene: Scene, folio: str) -> str:
    request = find_request(scene.connection, folio)
    return request.folio if request and request.person_id == scene.person.id else ""


_FINDERS: Mapping[str, Callable[[Scene, Mapping[str, Any]], dict[str, Any]]] = {"similar": _similar, "folio": _folio}
