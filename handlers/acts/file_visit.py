import json
from collections.abc import Mapping
from typing import Any

from civic.committee import Lacking
from flows.talk import Outcome
from handlers.acts.my_committee import missing_of, steps
from handlers.committee import record
from handlers.filing import keep_evidence
from handlers.find_committees import watched_by
from handlers.scene import Scene
from handlers.schemes import lacking, scheme_in_force
from storage import committees
from storage.committees import Committee, Member
from storage.incidents import note_incident
from storage.works import find_work

_IN_A_BUTTON = 26
"""Signs of a work's key that fit into a button beside what else it answers (Telegram gives it 64 bytes)."""


def file_visit(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """What a member saw of a work, beside what the register reports of it at this moment. Whoever may not look into works
    any more is told so, to the minute."""
    seen = answers.get("work")
    seat = _seat(scene, seen) if seen else None
    if seen is None or seat is None:
        return _refused(scene)
    found = find_work(scene.connection, str(seen["key"]))
    if found is None:
        return Outcome("none")
    observed, reported = answers.get("observed"), found.work.progress
    gap = scheme_in_force(scene.connection, scene.world).gap
    alerted = observed is not None and reported is not None and abs(observed - reported) >= gap
    _keep(scene, seat, found.work.key, answers, reported=reported, alerted=alerted)
    if alerted:
        detail = f"work {found.work.key}: seen {observed} %, reported {reported:g} %"
        note_incident(scene.ledger, "gap", scene.now, detail)
    values = {
        "name_of_work": found.work.name,
        "work": found.work.key if len(found.work.key) <= _IN_A_BUTTON else "",
        "observed": "" if observed is None else f"{observed} %",
        "reported": "" if reported is None else f"{reported:g} %",
    }
    return Outcome("gap" if alerted else "filed", values)


def _seat(scene: Scene, seen: Mapping[str, Any]) -> tuple[Committee, Member] | None:
    """Where they sit, if that still lets them look into this work."""
    scheme = scheme_in_force(scene.connection, scene.world)
    for committee, member in committees.list_seats(scene.connection, scene.person.id):
        watches = member.id == seen["member"] and any(
            work.key == seen["key"] for work in watched_by(scene.world, committee)
        )
        if watches and not lacking(scene.connection, scheme, committee, member, scene.now):
            return committee, member
    return None


def _refused(scene: Scene) -> Outcome:
    missing = missing_of(scene)
    if not missing:
        return Outcome("none")
    names = (scene.world.phrase(f"lacking_{what}", scene.person.language) for what in Lacking if what in missing)
    return Outcome("lacking", {"what": ", ".join(names), **steps(missing)})


def _keep(
    scene: Scene,
    seat: tuple[Committee, Member],
    work_key: str,
    answers: Mapping[str, Any],
    *,
    reported: float | None,
    alerted: bool,
) -> None:
    committee, member = seat
    points, shown = answers.get("checklist") or {}, answers.get("evidence") or {}
    place = shown.get("place") or {}
    visit_id = scene.ledger.add(
        "visits",
        committee_id=committee.id,
        member_id=member.id,
        public_work_key=work_key,
        checklist=points.get("checklist", ""),
        answers=json.dumps(points.get("answers", []), ensure_ascii=False),
        observed=answers.get("observed"),
        reported=reported,
        note=shown.get("note", ""),
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
        place=place.get("label", ""),
        alerted=alerted,
        account=scene.inbound.account,
        visited_at=scene.now,
    )
    keep_evidence(scene.hand(), "visit", visit_id, shown.get("media") or (), scene.person.id)
    record(scene.hand(), committee.id, "visited", work_key)
