"""What follows when a complaint changes: its history, its promises, who is asked and who is told."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from civic.charter import Step
from civic.complaint import OPEN, Actor, Status, StatusChanged, move_to, moves_of
from civic.repair import Answer, verdict
from civic.updates import Subject
from handlers.committee_votes import ask_committees, list_watching
from handlers.hand import Hand
from handlers.promises import keep_promises
from handlers.world import World
from storage import asks, media, updates
from storage.complaints import Complaint, get_complaint, list_to_ask
from storage.ledger import Ledger

VOTED = frozenset({Status.DONE, Status.UNCONFIRMED, Status.PARTLY_DONE})
"""Statuses in which an answer still decides something."""


def move(
    hand: Hand, complaint: Complaint, to: Status, note: str = "", *, detail: str = "", **columns: Any
) -> StatusChanged:
    """Every change of status goes through here. `detail`: what is told before the words, such as the department;
    `columns`: what changes with it. Raises MoveNotAllowed, WordsMissing."""
    changed = move_to(complaint.status, to, by=hand.actor, note=note, at=hand.now)
    hand.ledger.change("complaints", complaint.id, **_standing(complaint, changed), **columns)
    hand.record(Subject.COMPLAINT, complaint.id, to.value, ". ".join(part for part in (detail, changed.note) if part))
    keep_promises(hand, complaint, changed, department=str(columns.get("department", complaint.department)))
    if complaint.status is Status.WAITING:
        hand.ledger.later(lambda c: asks.end_open(c, complaint.id, "question", "void", hand.now))
    if complaint.status in VOTED and to is not Status.UNCONFIRMED:
        hand.ledger.later(lambda c: asks.end_open(c, complaint.id, "vote", "void", hand.now))
    if changed.reopens:
        hand.ledger.later(lambda c: media.retire_repair(c, complaint.id))
    if to is Status.DONE:
        ask_if_fixed(hand, complaint, round_number=1)
    return changed


def _standing(complaint: Complaint, changed: StatusChanged) -> dict[str, Any]:
    values: dict[str, Any] = {"status": changed.after.value, "status_at": changed.at}
    values["ended_at"] = changed.at if changed.ends else None
    if changed.after is Status.DONE:
        values["done_at"] = changed.at
    if changed.after is Status.REOPEN_REQUESTED or changed.reopens:
        values["done_at"] = None  # what was said of that repair says nothing of the next one
    if changed.reopens:
        values |= {"reopened": complaint.reopened + 1, "slip": ""}
    return values


def ask_if_fixed(
    hand: Hand,
    complaint: Complaint,
    *,
    round_number: int,
    but: Collection[int] = (),
    of: Complaint | None = None,
) -> None:
    """Everybody whom it concerns and the committees that watch it, or those `of` a report that is merged into it, `but`
    those who said so already."""
    answer_by = hand.world.charter.due_at(Step.CONFIRM, hand.now, complaint.category, complaint.department)
    for person_id in list_to_ask(hand.connection, (of or complaint).id):
        if person_id not in but:
            ask(hand, complaint, person_id, "vote", answer_by, round_number=round_number)
    if of is None:
        reporters = {*list_to_ask(hand.connection, complaint.id), *but}
        ask_committees(hand, complaint, answer_by, round_number=round_number, but=reporters)


def ask(
    hand: Hand,
    complaint: Complaint,
    person_id: int,
    kind: str,
    answer_by: datetime,
    *,
    round_number: int = 1,
    text: str = "",
) -> None:
    hand.ledger.add(
        "asks",
        complaint_id=complaint.id,
        person_id=person_id,
        kind=kind,
        round=round_number,
        text=text,
        back_to=complaint.status.value if kind == "question" else "",
        asked_at=hand.now,
        answer_by=answer_by,
        outbox_id=None,
        ended_at=None,
        ended_as="",
        answer="",
        note="",
    )
    hand.ledger.later(lambda connection: updates.wake_person(connection, person_id, hand.now))


def settle_votes(hand: Hand, complaint_id: int) -> None:
    """Where the answers given so far lead; when the time to answer is over for all, where silence does. Run when they are
    written; saves for itself."""
    complaint = get_complaint(hand.connection, complaint_id)
    if complaint.done_at is None:
        return
    reporters = set(list_to_ask(hand.connection, complaint_id))
    concerned = reporters.union(list_watching(hand, complaint))
    asked = [
        one
        for one in asks.list_since(hand.connection, complaint_id, complaint.done_at)
        if one.answer or one.person_id in concerned
    ]
    answers = {one.person_id: Answer(one.answer) for one in asked if one.answer}
    to = verdict(
        list(answers.values()),
        asked=len(
            {one.person_id for one in asked} & reporters
        ),  # committees add to the answers, and are not waited for
        confirmations=hand.world.confirmations,
        over=complaint.status is not Status.DONE or all(one.answer_by <= hand.now for one in asked),
    )
    actor = Actor.RESIDENT if to is Status.REOPEN_REQUESTED else Actor.CLOCK
    if to not in moves_of(complaint.status, actor):  # the answers are kept, and change nothing any more
        return
    rule = replace(hand, ledger=Ledger(hand.world.ids), actor=actor)
    move(rule, complaint, to)
    rule.ledger.save(hand.connection)


def may_be_reopened_until(world: World, complaint: Complaint) -> datetime | None:
    """None: it is open, nothing is to be reopened."""
    if complaint.status in OPEN or complaint.ended_at is None:
        return None
    return world.charter.due_at(Step.REOPEN, complaint.ended_at, complaint.category, complaint.department)
