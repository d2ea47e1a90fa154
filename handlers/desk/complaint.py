"""One complaint: where it stands, what happened, whom it concerns, what may be done with it now."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from civic.access import Permission
from civic.complaint import OPEN, Actor, Status, moves_of
from handlers.desk import complaint_words, words
from handlers.desk.complaints import PATH, short_day, today_of
from handlers.desk.errand import Errand, NotHere, Page
from handlers.desk.masking import resident_name, told
from storage import complaint_lists, complaints, media
from storage.complaint_lists import Reporter, visible_complaints
from storage.complaints import Complaint, Promise
from storage.history import Event, list_events

PLAIN_MOVES = (Status.UNDER_REVIEW, Status.IN_PROGRESS, Status.REOPENED, Status.PARTLY_DONE, Status.CANCELLED)
"""That need nothing but words, in one form together."""


@dataclass(frozen=True, slots=True)
class ShownEvent:
    what: str
    who: str
    channel: str
    at: str
    iso: str
    note: str
    is_note: bool


@dataclass(frozen=True, slots=True)
class ShownReporter:
    id: int
    """Of the person: places change when somebody withdraws."""
    place: int
    name: str
    since: str
    text: str
    may_leave: bool
    """They joined by themselves: what they sent can become a complaint of its own."""


def access_complaint(
    errand: Errand,
    permission: Permission = Permission.READ_COMPLAINTS,
    folio: str = "",
    *,
    to_change: bool = False,
) -> Complaint:
    """`to_change`: it stays as it is found until the commit. Raises NotHere."""
    within, folio = visible_complaints(errand.me.access, permission), folio or str(errand.path["folio"]).upper()
    found = complaint_lists.find_visible(errand.connection, folio, within, to_change=to_change)
    if found is None:
        raise NotHere
    return found


def may_work(errand: Errand, complaint: Complaint) -> bool:
    there = errand.world.neighbourhood(complaint.neighbourhood_key)
    quadrant = there.quadrant if there else ""
    return errand.me.access.may_in(Permission.WORK_COMPLAINTS, complaint.department, quadrant)


def show(errand: Errand) -> Page:
    complaint, connection = access_complaint(errand), errand.connection
    reporters = complaint_lists.list_named(connection, complaint.id)
    values: dict[str, Any] = {
        "title": complaint.folio,
        "path": f"{PATH}/{complaint.folio}",
        "complaint": complaint,
        **_standing(errand, complaint),
        **_ways(errand, complaint),
        "reported": told(errand, complaint.text),
        "reporters": [_reporter(errand, place, one) for place, one in enumerate(reporters, 1)],
        "events": [shown_event(errand, one) for one in list_events(connection, "complaint", complaint.id)],
        "promises": [_promise(errand, one) for one in complaints.list_promises(connection, complaint.id)],
        "tasks": complaints.list_tasks(connection, complaint.id),
        "exhibits": media.list_exhibits(connection, "complaint", complaint.id),
        "kin": complaint_lists.list_kin(connection, complaint, visible_complaints(errand.me.access)),
        "asked": complaint_lists.list_asked(connection, complaint.id),
        "told": partial(told, errand),
        "W": complaint_words,
        "zone": errand.zone,
        "moment": words.moment,
    }
    return Page("complaint.html", values, read=("complaint", complaint.id))


def _standing(errand: Errand, complaint: Complaint) -> dict[str, Any]:
    world = errand.world
    there = world.neighbourhood(complaint.neighbourhood_key)
    late = (today_of(errand) - complaint.promised_on).days if complaint.promised_on else 0
    is_running = complaint.status in OPEN - {Status.DONE, Status.WAITING}
    work = next((one for one in world.works if one.key == complaint.public_work_key), None)
    return {
        "status": complaint_words.STATUSES[complaint.status],
        "is_open": complaint.status in OPEN,
        "since": words.moment(complaint.status_at, errand.zone),
        "category": world.category(complaint.category, "es"),
        "neighbourhood": there.name if there else "",
        "department": world.routes.name(complaint.department) if complaint.department else "",
        "promised": short_day(complaint.promised_on) if complaint.promised_on else "",
        "days_late": late if is_running and late > 0 else 0,
        "filed": words.moment(complaint.created_at, errand.zone),
        "channel": words.channel(complaint.account) if complaint.account else "",
        "work_name": work.name if work else complaint.public_work_key,
    }


def _ways(errand: Errand, complaint: Complaint) -> dict[str, Any]:
    """What may be done now: nothing else is offered."""
    moves = moves_of(complaint.status, Actor.STAFF) if may_work(errand, complaint) else []
    is_merged = complaint.status is Status.DUPLICATE
    return {
        "may_work": may_work(errand, complaint),
        "moves": {to.value for to in moves} if not is_merged else set(),
        "plain_moves": [(to, complaint_words.STATUSES[to]) for to in moves if to in PLAIN_MOVES and not is_merged],
        "may_split": is_merged and may_work(errand, complaint),
        "departments": errand.world.routes.names,
        "seen": complaint.status_at.isoformat(),
        "today": today_of(errand).isoformat(),
        "failed": errand.form.get("act", "") if errand.error else "",
    }


def _reporter(errand: Errand, place: int, one: Reporter) -> ShownReporter:
    return ShownReporter(
        id=one.person_id,
        place=place,
        name="Anónima" if one.anonymous else resident_name(errand, one.name),
        since=words.moment(one.joined_at, errand.zone),
        text=told(errand, one.text),
        may_leave=place > 1 and one.came_with is None,
    )


def shown_event(errand: Errand, one: Event, called: Callable[[str], str] = complaint_words.event) -> ShownEvent:
    return ShownEvent(
        what=called(one.event),
        who=complaint_words.who(one.by),
        channel=_CHANNELS.get(one.account, words.channel(one.account) if one.account else ""),
        at=words.moment(one.at, errand.zone),
        iso=one.at.isoformat(),
        note="" if one.event in ("published", "unpublished") else told(errand, one.note),
        is_note=one.event == "noted",
    )


_CHANNELS = {"cli": "terminal", "desk": "mesa de atención"}


def _promise(errand: Errand, one: Promise) -> dict[str, str]:
    return {
        "step": complaint_words.STEPS.get(one.step, one.step),
        "day": short_day(errand.world.charter.day_of(one.due_at)),
        "ended": complaint_words.KEPT.get(one.ended_as, one.ended_as) if one.ended_at or one.due_at > errand.now
        else "Vencido",
    }  # fmt: skip
