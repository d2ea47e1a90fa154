"""Facts that a flow asks for in mid-turn."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from babel.dates import format_timedelta
from rapidfuzz.distance import OSA

from civic.complaint import SIMILAR_WITHIN
from civic.distance import cells_around, metres
from civic.folio import read_folio
from civic.meaning import gist
from civic.personal import without_personal_data
from civic.proposal import may_be_same
from civic.similarity import Reading, likeness, read
from flows.talk import Need
from handlers.acts.answers import neighbourhood_key
from handlers.acts.in_consultation import published_of
from handlers.find_committees import COMMITTEE_FINDERS
from handlers.programmes import in_force
from handlers.scene import Scene
from handlers.spoken import locale_of
from storage import consultations, matters, media
from storage.consultations import Proposed
from storage.person import find_request
from storage.vectors import list_vectors

_ALIKE = 0.28
"""From this likeness of words two reports of one category in one neighbourhood may be the same thing."""
_FAR = 600
"""Metres from which two pins cannot."""
_OFFERED = 3
_OWN = 9
"""Own folios that are offered: rows of a WhatsApp list, one left for a way out."""


def found(scene: Scene, need: Need) -> dict[str, Any]:
    """The answer to a need, by the names flows know it."""
    return _FINDERS[need.name](scene, need.arguments)


def _similar(scene: Scene, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Open complaints that may be this one: of the same category, in the same neighbourhood or near the pin, alike in
    words or near in place."""
    key, place = neighbourhood_key(answers), (answers.get("evidence") or {}).get("place")
    if not (key or place) or not answers.get("category"):
        return {"similar": []}
    nearby = matters.list_nearby(
        scene.connection,
        neighbourhood_key=key,
        cells=cells_around(place["latitude"], place["longitude"]) if place else (),
        category=answers["category"],
        since=scene.now - SIMILAR_WITHIN,
        person_id=scene.person.id,
    )
    words = read(str((answers.get("what") or {}).get("text") or ""))
    scored = [(_score(words, place, one, scene.world.similar_metres), one) for one in nearby]
    best = [one for score, one in sorted(scored, key=lambda pair: -pair[0])[:_OFFERED] if score > 0]
    pictures = media.list_pictures(scene.connection, [one.id for one in best], "problem")
    return {"similar": [_told(scene, one, pictures.get(one.id, "")) for one in best]}


def _told(scene: Scene, one: matters.Nearby, picture: str) -> dict[str, Any]:
    """Enough to know whether it is the same: words, place, age, and a photo where staff let one be shown."""
    where = scene.world.neighbourhood(one.neighbourhood_key)
    age = format_timedelta(one.created_at - scene.now, add_direction=True, locale=locale_of(scene.person.language))
    return {
        "id": one.id,
        "folio": one.folio,
        "text": without_personal_data(one.text),
        "neighbourhood": ", ".join(
            part for part in (where.name if where else "", without_personal_data(one.place)) if part
        ),
        "since": f"{scene.spoken_date(one.created_at)} ({age})",
        "photo": picture,
    }


def _score(words: Reading, place: Mapping[str, Any] | None, other: matters.Nearby, near: int) -> float:
    """0: not the same thing. Places are compared first: it costs a tenth of comparing words."""
    if place and other.latitude is not None and other.longitude is not None:
        distance = metres(place["latitude"], place["longitude"], other.latitude, other.longitude)
        if distance > _FAR:
            return 0.0
        if distance <= near:
            return 1.0 - distance / 1000
    alike = likeness(words, read(other.text))
    return alike if alike >= _ALIKE else 0.0


def _folio(scene: Scene, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The folio that was typed, when there is such a matter, and the resident's own ones to offer otherwise."""
    typed = read_folio(str(arguments.get("text", "")), scene.world.folio_prefix)
    matter = matters.find_matter(scene.connection, str(typed), scene.person.id) if typed else None
    folio = matter.folio if matter else _own_request(scene, str(typed)) if typed else ""
    kind, theirs = arguments.get("kind") or "", matters.list_own(scene.connection, scene.person.id, _OWN)
    own = [one.folio for one in theirs if kind in ("", one.kind)]
    return {"folio": {"folio": folio} if folio else None, "own_folios": _nearest(own, str(arguments.get("text", "")))}


def _nearest(folios: list[str], typed: str) -> list[str]:
    """Those that are most like what was typed first; as they are when nothing was."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return sorted(folios, key=lambda folio: OSA.distance(signs, folio.replace("-", ""))) if signs else folios


def _own_request(scene: Scene, folio: str) -> str:
    request = find_request(scene.connection, folio)
    return request.folio if request and request.person_id == scene.person.id else ""


def _similar_proposals(scene: Scene, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Proposals of the same consultation for the same place, alike in words or meaning; own ones too: nobody need repeat
    theirs."""
    published, key = published_of(scene, answers.get("consultation")), neighbourhood_key(answers)
    text = str((answers.get("what") or {}).get("text") or "")
    if published is None or not key or not text:
        return {"similar_proposals": []}
    words = read(text)
    near = consultations.list_of_place(scene.connection, published.id, key, scene.person.id)
    meant = _meant(scene, text, near)
    scored = [(may_be_same(likeness(words, read(one.text)), meant.get(one.id, 0.0)), one) for one in near]
    best = sorted(scored, key=lambda pair: -pair[0])[:_OFFERED]
    return {"similar_proposals": [_proposed(scene, one) for score, one in best if score]}


def _meant(scene: Scene, text: str, near: Sequence[Proposed]) -> dict[int, float]:
    """How near each proposal is to what a text means; empty without the model, and when it is not quick enough: then the
    words decide alone, and nobody waits."""
    meaning = scene.world.meaning
    vector = meaning.encode_in_time(gist(text)) if meaning and near else None
    if meaning is None or vector is None:
        return {}
    known = list_vectors(scene.connection, meaning.name, [one.id for one in near])
    return dict(zip(known, meaning.nearness(vector, list(known.values())), strict=True))


def _proposed(scene: Scene, one: Proposed) -> dict[str, Any]:
    where = scene.world.neighbourhood(one.neighbourhood_key)
    return {
        "id": one.id,
        "folio": one.folio,
        "text": without_personal_data(one.text),
        "neighbourhood": where.name if where else "",
        "since": scene.spoken_date(one.created_at),
        "photo": "",
    }


def _proposal(scene: Scene, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The folio that was typed, when it is a proposal's."""
    typed = read_folio(str(arguments.get("text", "")), scene.world.folio_prefix)
    found = consultations.find_proposed(scene.connection, str(typed), scene.person.id) if typed else None
    return {"proposal": {"folio": found[0].folio} if found else None}


def _programmes(scene: Scene, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    known = in_force(scene.connection, scene.world)
    return {"programmes": [{"id": one.id, "name": one.name, "words": list(one.words)} for one in known]}


_FINDERS: Mapping[str, Callable[[Scene, Mapping[str, Any]], dict[str, Any]]] = {
    "similar": _similar,
    "similar_proposals": _similar_proposals,
    "proposal": _proposal,
    "folio": _folio,
    "programmes": _programmes,
    **COMMITTEE_FINDERS,
}
