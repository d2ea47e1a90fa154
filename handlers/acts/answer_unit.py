from collections.abc import Mapping
from typing import Any

from civic.committee import Lacking
from civic.scheme import Unit
from flows.talk import Outcome
from handlers.acts.my_committee import missing_of, steps
from handlers.find_committees import next_unit
from handlers.scene import Scene
from handlers.schemes import scheme_in_force
from storage import committees


def answer_unit(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """One unit of the training: passed with the right answer, and on to the next; every try is counted."""
    given = answers.get("answer")
    if given is None:
        return Outcome("none", steps(missing_of(scene)))
    unit = next((one for one in scheme_in_force(scene.connection, scene.world).units if one.id == given["unit"]), None)
    if unit is None:  # the scheme has it no longer
        return Outcome("right", opens="training")
    is_right = given["option"] == unit.right
    _keep(scene, unit, is_right=is_right)
    if not is_right:
        return Outcome("wrong", {"because": unit.because})
    if next_unit(scene):
        return Outcome("right", opens="training")
    return Outcome("passed", steps(missing_of(scene) - {Lacking.TRAINING}))


def _keep(scene: Scene, unit: Unit, *, is_right: bool) -> None:
    """Who passed once has passed."""
    before = committees.list_trainings(scene.connection, scene.person.id).get(unit.id)
    passed_at = (before.passed_at if before else None) or (scene.now if is_right else None)
    scene.ledger.put(
        "trainings",
        person_id=scene.person.id,
        unit=unit.id,
        attempts=(before.attempts if before else 0) + 1,
        passed_at=passed_at,
        sha256=unit.sha256,
    )
