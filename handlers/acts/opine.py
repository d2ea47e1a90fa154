from collections.abc import Mapping
from typing import Any

from civic.consultation import Action, Published, Stance
from flows.talk import Outcome
from handlers.acts.in_consultation import allowed_in, participation_of, take_part
from handlers.scene import Scene
from storage import consultations

_BETWEEN = "."
"""In what a button carries: the consultation's key and the statement's place, from 1."""


def show_statement(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """The first that this person said nothing to yet."""
    published = allowed_in(scene, answers.get("consultation"), Action.OPINE)
    return published if isinstance(published, Outcome) else _next(scene, published)


def take_stance(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Agree, disagree or pass; the last answer counts."""
    key, _, place = str(answers["on"]).partition(_BETWEEN)
    published = allowed_in(scene, key, Action.OPINE)
    if isinstance(published, Outcome):
        return published
    if not place.isdigit() or not 0 < int(place) <= len(published.consultation.statements):
        return Outcome("none")
    statement = published.consultation.statements[int(place) - 1]
    scene.ledger.put(
        "stances",
        participation_id=take_part(scene, published, answers),
        statement_id=statement.id,
        stance=Stance(str(answers["stance"])).value,
        at=scene.now,
    )
    return _next(scene, published)


def _next(scene: Scene, published: Published) -> Outcome:
    participation_id, statements = participation_of(scene, published), published.consultation.statements
    said = {row["statement_id"] for row in scene.ledger.pending("stances", participation_id=participation_id)}
    said |= consultations.list_stances(scene.connection, participation_id).keys()
    left = [place for place, one in enumerate(statements, 1) if one.id not in said]
    if not left:
        return Outcome("all", {"count": str(len(statements))})
    place = left[0]
    return Outcome(
        "next",
        {
            "number": str(place),
            "count": str(len(statements)),
            "text": scene.world.book.translated(statements[place - 1].text, scene.person.language),
            "on": f"{published.consultation.key}{_BETWEEN}{place}",
        },
    )
