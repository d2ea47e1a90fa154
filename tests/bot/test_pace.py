"""Our own pacing: never more than is permitted in any one second, and nearly all of it."""

import random
from datetime import timedelta

import pytest

from bot.channels.port import Pace
from bot.pace import Pacer

PERMITTED = 30


def run(seconds: float, late: float, chance: random.Random) -> list[float]:
    """Moments at which sends left, when each round finds out up to `late` seconds after there was room."""
    pacer = Pacer(Pace(per_second=PERMITTED, per_recipient=timedelta()))
    now, left = 100.0, []
    while now < 100.0 + seconds:
        room = pacer.room(now)
        for lane in range(room):
            pacer.started(lane, now)
            left.append(now)
        now += (pacer.next_change(now) or 0.001) + chance.uniform(0.0001, late)
    return left


def busiest(left: list[float]) -> int:
    """Most within any one second."""
    first, most = 0, 0
    for last, moment in enumerate(left):
        while left[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


@pytest.mark.parametrize("late", [0.001, 0.005, 0.02, 0.3])
def test_never_more_than_is_permitted_in_any_second(late: float) -> None:
    assert busiest(run(120, late, random.Random(7))) <= PERMITTED


def test_some_milliseconds_of_finding_out_are_not_lost() -> None:
    left = run(120, 0.005, random.Random(7))
    assert len(left) >= 0.99 * PERMITTED * 120


def test_an_account_that_was_stopped_sends_nothing_meanwhile() -> None:
    pacer = Pacer(Pace(per_second=PERMITTED, per_recipient=timedelta()))
    pacer.stop(10.0, timedelta(seconds=3))
    assert (pacer.room(12.9), pacer.room(13.0)) == (0, PERMITTED)


def test_a_recipient_rests_between_two_messages() -> None:
    pacer = Pacer(Pace(per_second=PERMITTED, per_recipient=timedelta(seconds=1.05)))
    pacer.started(7, 10.0)
    assert (pacer.resting(11.0), pacer.resting(11.06)) == ([7], [])


def test_a_group_hears_no_more_than_its_minute_also_after_a_restart() -> None:
    pace = Pace(per_second=PERMITTED, per_recipient=timedelta(), per_group_minute=18)
    before, group, other = Pacer(pace), 7, 8
    for number in range(18):
        before.started(group, 100.0 + number, group=True)
        before.started(other, 100.0 + number)
    assert before.resting(118.0) == [group], "others are written to"
    after = Pacer(pace)
    for number in range(18):
        after.remember(group, 100.0 + number, 118.0)
    assert after.resting(118.0) == [group]
    assert after.resting(160.5) == [], "a minute after the first"
