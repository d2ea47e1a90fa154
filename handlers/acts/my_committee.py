from collections.abc import Collection, Mapping
from typing import Any

from civic.committee import Lacking
from civic.consent import Purpose
from civic.scheme import Scheme
from flows.talk import Outcome
from handlers.acts.answers import neighbourhood_key
from handlers.acts.notices import set_notice
from handlers.scene import Scene
from handlers.schemes import lacking, matter_of, role_name, scheme_in_force
from handlers.spoken import spoken_hour
from storage import committees, meetings
from storage.committees import Committee, Member
from storage.works import find_work

_MOST_AGREEMENTS = 3
_FROM = "comite"
"""What a button carries that leads to a next step: there is nothing more to know."""


def my_committee(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """What a member needs to know; of who sits on none, that they would: kept with the neighbourhood."""
    if answers.get("seats"):
        return _of_member(scene)
    key = neighbourhood_key(answers)
    if key:
        scene.person.neighbourhood_key = key
        scene.ledger.change("people", scene.person.id, neighbourhood_key=key)
    scene.record("person", scene.person.id, "committee_interest", key)
    set_notice(scene, Purpose.COMMITTEE, granted=True)
    return Outcome("noted")


def _of_member(scene: Scene) -> Outcome:
    scheme = scheme_in_force(scene.connection, scene.world)
    seats = committees.list_seats(scene.connection, scene.person.id)
    told = "\n\n".join(_told(scene, scheme, committee, member) for committee, member in seats)
    return Outcome("member", {"committees": told, **steps(missing_of(scene))})


def missing_of(scene: Scene) -> set[Lacking]:
    """What they have still to do on any committee."""
    scheme = scheme_in_force(scene.connection, scene.world)
    return {
        what
        for committee, member in committees.list_seats(scene.connection, scene.person.id)
        for what in lacking(scene.connection, scheme, committee, member, scene.now)
    }


def steps(missing: Collection[Lacking]) -> dict[str, str]:
    """Which buttons lead on, one at a time: `train`, then `sign`, then `look` into the work; else empty."""
    train, sign = Lacking.TRAINING in missing, Lacking.LETTER in missing
    return {
        "train": _FROM if train else "",
        "sign": _FROM if sign and not train else "",
        "look": "" if missing else _FROM,
    }


def _told(scene: Scene, scheme: Scheme, committee: Committee, member: Member) -> str:
    lines = [f"{committee.name}: {role_name(scheme.kind(committee.kind), member.role)}", _matter(scene, committee)]
    lines += _dates(scene, committee)
    missing = lacking(scene.connection, scheme, committee, member, scene.now)
    if missing:
        names = ", ".join(scene.world.phrase(f"lacking_{what}", scene.person.language) for what in missing)
        lines.append(scene.world.phrase("committee_lacks", scene.person.language, what=names))
    return "\n".join(line for line in lines if line)


def _dates(scene: Scene, committee: Committee) -> list[str]:
    """The next meeting, and what is to be done first."""
    language, zone = scene.person.language, scene.world.hours.zone
    meeting = meetings.next_meeting(scene.connection, committee.id, scene.now)
    lines = []
    if meeting:
        when = spoken_hour(meeting.starts_at, zone, language)
        lines.append(scene.world.phrase("committee_meets", language, when=when, place=meeting.place))
    for one in meetings.list_agreements(scene.connection, committee.id)[:_MOST_AGREEMENTS]:
        day = scene.spoken_day(one.due_on)
        lines.append(scene.world.phrase("committee_agreement", language, text=one.text.rstrip("."), day=day))
    return lines


def _matter(scene: Scene, committee: Committee) -> str:
    found = find_work(scene.connection, committee.public_work_key) if committee.public_work_key else None
    if found is None:
        matter = matter_of(scene.connection, scene.world, committee)
        page = f"{scene.world.public_url}/obras" if scene.world.public_url else ""
        works = scene.world.phrase("committee_works", scene.person.language, page=page) if page else ""
        return "\n".join(filter(None, (matter[:1].upper() + matter[1:], works)))
    at = "" if found.work.progress is None else f"{found.work.progress:g} %"
    return scene.world.phrase("committee_work", scene.person.language, work=found.work.name, progress=at)
