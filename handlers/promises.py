"""The promises of the service charter for one complaint: made, kept, late, or void."""

from dataclasses import replace
from datetime import date, datetime

from civic.charter import Step
from civic.complaint import Actor, Status, StatusChanged
from handlers.hand import Hand
from storage.complaints import Complaint, Promise, list_promises

_SOLVED = frozenset(
    {Status.DONE, Status.PARTLY_DONE, Status.CLOSED, Status.NOT_COMPETENT, Status.CONFIRMED, Status.UNCONFIRMED}
)
_VOID = frozenset({Status.DUPLICATE, Status.CANCELLED})


def make_promise(hand: Hand, complaint_id: int, step: Step, category: str, department: str) -> datetime:
    """When it is due."""
    charter = hand.world.charter
    due_at = charter.due_at(step, hand.now, category, department)
    first = charter.next_escalation(step, hand.now, category, department, after=0)
    hand.ledger.add(
        "promises",
        complaint_id=complaint_id,
        step=step.value,
        made_at=hand.now,
        due_at=due_at,
        level=0,
        next_at=first[1] if first else None,
        ended_at=None,
        ended_as="",
    )
    return due_at


def keep_promises(hand: Hand, complaint: Complaint, changed: StatusChanged, department: str) -> None:
    """End what this change fulfils or makes pointless, and promise anew what it opens again."""
    running = [one for one in list_promises(hand.connection, complaint.id) if one.ended_at is None]
    if changed.before is Status.WAITING:
        running = _go_on(hand, complaint, running, department)
    for promise in running:
        if changed.after in _VOID:
            _end(hand, promise, "void")
        elif _fulfils(Step(promise.step), changed, department):
            _end(hand, promise, "kept" if changed.at <= promise.due_at else "late")
    if changed.after is Status.WAITING:
        _rest(hand, running)
    if changed.after is Status.REOPEN_REQUESTED:
        make_promise(hand, complaint.id, Step.ANSWER, complaint.category, department)
    if changed.reopens or changed.before is Status.DUPLICATE:
        due_at = make_promise(hand, complaint.id, Step.SOLVE, complaint.category, department)
        hand.ledger.change("complaints", complaint.id, promised_on=hand.world.charter.day_of(due_at))


def promise_day(hand: Hand, complaint: Complaint, day: date) -> None:
    """What is scheduled for a day is promised for it: when it passes, who must know is told."""
    charter = hand.world.charter
    days = charter.days_for(Step.SOLVE, complaint.category, complaint.department)
    began = charter.calendar.before_working_days(day, days)
    for promise in list_promises(hand.connection, complaint.id):
        if promise.ended_at is None and promise.step == Step.SOLVE:
            made = promise.made_at.astimezone(charter.calendar.zone)
            anew = replace(promise, level=0)  # a new day, and who must know is told of that one as of the first
            _run_from(hand, complaint, anew, charter.calendar.instant(began, made.time()), complaint.department)


def _run_from(hand: Hand, complaint: Complaint, promise: Promise, made_at: datetime, department: str) -> Promise:
    """As if the term had begun then."""
    charter = hand.world.charter
    following = charter.next_escalation(Step.SOLVE, made_at, complaint.category, department, after=promise.level)
    due_at = charter.due_at(Step.SOLVE, made_at, complaint.category, department)
    hand.ledger.change(
        "promises",
        promise.id,
        made_at=made_at,
        due_at=due_at,
        level=promise.level,
        next_at=following[1] if following else None,
    )
    return replace(promise, made_at=made_at, due_at=due_at)


def _fulfils(step: Step, changed: StatusChanged, department: str) -> bool:
    match step:
        case Step.ASSIGN:
            return bool(department) or changed.after in _SOLVED
        case Step.ANSWER:
            return changed.by is Actor.STAFF
        case _:
            return changed.after in _SOLVED


def _end(hand: Hand, promise: Promise, ended_as: str) -> None:
    hand.ledger.change("promises", promise.id, ended_at=hand.now, ended_as=ended_as, next_at=None)


def _rest(hand: Hand, running: list[Promise]) -> None:
    """While the resident is asked, nobody is late."""
    for promise in running:
        if promise.step == Step.SOLVE:
            hand.ledger.change("promises", promise.id, next_at=None)


def _go_on(hand: Hand, complaint: Complaint, running: list[Promise], department: str) -> list[Promise]:
    """The days that the resident took are added, and said. The promises as they run from now on."""
    charter = hand.world.charter
    calendar = charter.calendar
    waited = calendar.working_days_between(calendar.local_day(complaint.status_at), calendar.local_day(hand.now))
    if waited and complaint.promised_on:
        later = calendar.after_working_days(complaint.promised_on, waited)
        hand.ledger.change("complaints", complaint.id, promised_on=later, slip=hand.world.phrase("slip_waited", "es"))

    def gone_on(promise: Promise) -> Promise:
        if promise.step != Step.SOLVE:
            return promise
        made = promise.made_at.astimezone(calendar.zone)
        made_at = calendar.instant(calendar.after_working_days(made.date(), waited), made.time()) if waited else made
        return _run_from(hand, complaint, promise, made_at, department)

    return [gone_on(promise) for promise in running]
