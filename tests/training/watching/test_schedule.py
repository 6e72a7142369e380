from __future__ import annotations

from itertools import pairwise

import pytest

from nervure.training.watching.schedule import SHARE, Schedule


def took(schedule: Schedule, steps: int, seconds: float) -> None:
    schedule.taken += steps
    schedule.elapsed += seconds


def looks(schedule: Schedule, steps: int, seconds_a_step: float, seconds_a_look: float) -> list[int]:
    """The steps that are looked at."""
    found = []
    for step in range(1, steps + 1):
        due = schedule.is_due()
        took(schedule, 1, seconds_a_step)
        if due:
            schedule.looked(seconds_a_look)
            found.append(step)
    return found


def test_cheap_looks_come_further_and_further_apart() -> None:
    found = looks(Schedule(0.0, 0.0), 1000, 1e-3, 1e-9)
    assert found[:6] == [20, 30, 40, 50, 63, 79]
    assert all(after - before >= 10 for before, after in pairwise(found))
    assert len(found) < 25


@pytest.mark.parametrize("cost", [0.1, 1.0, 5.0, 30.0])
def test_looks_take_their_share_of_the_time_whatever_one_costs(cost: float) -> None:
    schedule = Schedule(0.0, cost)
    found = looks(schedule, 40_000, 1e-3, cost * 1e-3)
    assert found[0] >= cost / SHARE
    assert len(found) >= 4
    assert schedule.spent <= SHARE * schedule.elapsed


def test_a_look_that_is_dearer_than_thought_is_paid_for_before_the_next() -> None:
    schedule = Schedule(0.0, 0.05)
    found = looks(schedule, 5_000, 1e-3, 8e-3)
    assert found[0] == 20
    assert found[1] >= 1600
    assert schedule.spent <= SHARE * schedule.elapsed


def test_a_look_that_was_interrupted_does_not_put_off_those_to_come() -> None:
    schedule = Schedule(0.0, 0.1)
    looks(schedule, 100, 1e-3, 1e-4)
    looked = schedule.looks
    took(schedule, 1, 1e-3)
    schedule.looked(10.0)
    found = looks(schedule, 1000, 1e-3, 1e-4)
    assert schedule.looks > looked + 5
    assert found[0] < 100


def test_many_steps_at_once_count_as_many() -> None:
    schedule = Schedule(0.0, 0.5)
    assert not schedule.is_due()
    took(schedule, 200, 0.2)
    assert schedule.is_due()
    assert schedule.taken == 200


def test_an_alarm_brings_a_look_at_once_but_four_times_only_and_less_and_less_often() -> None:
    schedule = Schedule(1e9, 0.0)
    found = []
    for step in range(1, 200):
        if step >= 3:
            schedule.alarm()
        due = schedule.is_due()
        took(schedule, 1, 1e-3)
        if due:
            schedule.looked(1e-3)
            found.append(step)
    assert found == [3, 5, 9, 17]


def test_what_is_suspect_is_looked_at_again_soon_but_not_for_ever() -> None:
    schedule = Schedule(0.0, 50.0)
    found = []
    for step in range(1, 11_000):
        due = schedule.is_due()
        took(schedule, 1, 1e-3)
        if due:
            schedule.looked(5e-2)
            schedule.suspect()
            found.append(step)
    first = found[0]
    assert first >= 10_000
    assert found == [first + 10 * number for number in range(7)]


def test_a_run_that_is_over_before_a_look_is_paid_for_is_not_looked_at() -> None:
    schedule = Schedule(1e-4, 0.0)
    assert looks(schedule, 19_000, 1e-6, 1e-4) == []
    assert len(looks(schedule, 2_000, 1e-6, 1e-4)) == 1


def test_a_loss_that_stands_still_is_looked_at_in_any_run_but_three_times_only() -> None:
    schedule = Schedule(1e9, 0.0)
    found = []
    for step in range(1, 100):
        if step % 7 == 0:
            schedule.stand_still()
        due = schedule.is_due()
        took(schedule, 1, 1e-3)
        if due:
            schedule.looked(1e-3)
            found.append(step)
    assert found == [7, 14, 21]


def test_a_look_that_time_forbids_is_put_off_and_one_with_a_reason_is_not() -> None:
    schedule = Schedule(1.0, 0.0)
    took(schedule, 10, 10.0)
    schedule.put_off()
    assert schedule.next == 201
    schedule.suspect()
    schedule.put_off()
    assert (schedule.next, schedule.is_urgent) == (20, True)


def test_it_says_whether_it_hears_alarms() -> None:
    schedule, found = Schedule(1e9, 0.0), []
    for step in range(1, 40):
        if schedule.hears_alarms:
            found.append(step)
            schedule.alarm()
        schedule.taken += 1
    assert found == [1, 3, 7, 15]
