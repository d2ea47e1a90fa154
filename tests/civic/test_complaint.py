"""The whole status table: every move that is allowed, every one that is refused, and where words are owed."""

from datetime import UTC, datetime
from itertools import product

import pytest

from civic.complaint import (
    JOINABLE,
    MOVES,
    OPEN,
    OUTCOMES,
    Actor,
    MoveNotAllowed,
    Status,
    WordsMissing,
    move_to,
    moves_of,
)

NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)

S = "staff, without words"
W = "staff, in words"
R = "one whom it concerns"
C = "a rule of time or votes"
WORK = {"under_review": S, "referred": S, "scheduled": S, "in_progress": S, "waiting": W, "forwarded": W}
ENDS = {"done": W, "partly_done": W, "closed": W, "not_competent": W, "duplicate": S, "cancelled": f"{R}; {W}"}
AGAIN = {"reopen_requested": R, "reopened": W}
BACK = f"{C}; {R}"

TABLE: dict[str, dict[str, str]] = {
    "received": WORK | ENDS,
    "under_review": {to: by for to, by in (WORK | ENDS).items() if to != "under_review"},
    "referred": WORK | ENDS | {"referred": W},  # to another department: why
    "scheduled": WORK | ENDS | {"scheduled": W},  # for another day: why
    "in_progress": {to: by for to, by in (WORK | ENDS).items() if to != "in_progress"},
    "waiting": ENDS
    | dict.fromkeys(("received", "referred", "scheduled", "in_progress", "forwarded", "reopened"), BACK)
    | {"under_review": f"{C}; {R}; {S}"},
    "forwarded": WORK | ENDS | {"forwarded": W},
    "done": {"confirmed": C, "unconfirmed": C, "partly_done": C, "reopen_requested": R, "reopened": W},
    "confirmed": AGAIN,
    "unconfirmed": AGAIN | {"confirmed": C, "partly_done": C},
    "partly_done": AGAIN | {"done": W, "confirmed": C},
    "closed": AGAIN,
    "not_competent": AGAIN,
    "duplicate": {"under_review": W},
    "cancelled": {"reopened": W},
    "reopen_requested": {  # somebody says it is not fixed: whatever a person does now, they answer in writing
        "reopened": W,
        "done": W,
        "partly_done": W,
        "closed": W,
        "not_competent": W,
        "cancelled": f"{R}; {W}",
    },
    "reopened": WORK | ENDS,
}


def test_the_table_is_this_one() -> None:
    assert {frm: {to: spoken(Status(frm), Status(to)) for to in MOVES[Status(frm)]} for frm in TABLE} == TABLE
    assert set(TABLE) == set(Status)


def spoken(frm: Status, to: Status) -> str:
    move = MOVES[frm][to]
    said = {Actor.CLOCK: C, Actor.RESIDENT: R, Actor.STAFF: W if Actor.STAFF in move.says else S}
    return "; ".join(sorted((said[actor] for actor in move.by), key=[C, R, S, W].index))


@pytest.mark.parametrize(("frm", "to", "by"), list(product(Status, Status, Actor)), ids=lambda value: str(value))
def test_a_move_is_made_or_refused_with_what_is_possible_instead(frm: Status, to: Status, by: Actor) -> None:
    move = MOVES[frm].get(to)
    if move is None or by not in move.by:
        with pytest.raises(MoveNotAllowed) as refused:
            move_to(frm, to, by=by, note="porque sí", at=NOW)
        assert to not in refused.value.allowed
        assert refused.value.allowed == moves_of(frm, by)
        return
    changed = move_to(frm, to, by=by, note=" porque sí ", at=NOW)
    assert (changed.before, changed.after, changed.by, changed.note, changed.at) == (frm, to, by, "porque sí", NOW)
    assert changed.ends is (to in OUTCOMES)
    if by in move.says:
        with pytest.raises(WordsMissing):
            move_to(frm, to, by=by, note="  ", at=NOW)
    else:
        assert move_to(frm, to, by=by, note="", at=NOW).note == ""


def test_every_status_is_open_or_an_outcome_and_can_be_left() -> None:
    assert OPEN | set(OUTCOMES) == set(Status)
    assert not OPEN & set(OUTCOMES)
    for status in Status:
        assert MOVES[status], status


def test_only_those_it_concerns_and_the_votes_confirm() -> None:
    assert not any(Actor.STAFF in moves[Status.CONFIRMED].by for moves in MOVES.values() if Status.CONFIRMED in moves)


def test_what_ends_without_a_repair_is_explained() -> None:
    for moves in MOVES.values():
        for to in (Status.CLOSED, Status.NOT_COMPETENT, Status.PARTLY_DONE, Status.DONE, Status.REOPENED):
            if to in moves and Actor.STAFF in moves[to].by:
                assert Actor.STAFF in moves[to].says


def test_what_is_over_takes_no_more_people() -> None:
    assert not JOINABLE & {Status.DONE, *OUTCOMES}


def test_everything_open_can_come_to_an_end_and_every_end_but_a_merge_can_be_opened_again() -> None:
    for status in OPEN:
        assert reachable(status) & set(OUTCOMES), status
    for status in OUTCOMES:
        assert reachable(status) & OPEN, status


def reachable(status: Status) -> set[Status]:
    seen, todo = set(), [status]
    while todo:
        for to in MOVES[todo.pop()]:
            if to not in seen:
                seen.add(to)
                todo.append(to)
    return seen
