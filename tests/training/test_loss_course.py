from __future__ import annotations

import math

import numpy as np
import pytest

from nervure.training.loss_course import LossCourse, above


def course_of(*losses: float) -> LossCourse:
    course = LossCourse()
    for loss in losses:
        course.note(loss)
    return course


def test_it_keeps_the_first_and_the_last_losses_in_little_room() -> None:
    course = course_of(*np.linspace(3.0, 1.0, 2001))
    assert course.count == 2001
    assert course.first == 3.0
    assert course.start == pytest.approx(3.0 - 0.0045)
    assert course.now == pytest.approx(1.001)
    assert course.recent_mean == pytest.approx(1.0245)
    assert len(course.early) + len(course.recent) == 60


def test_the_lowest_block_is_remembered_when_the_loss_rises_again() -> None:
    course = course_of(*[2.0] * 20, *[0.5] * 20, *[2.0] * 100)
    assert course.lowest == 0.5
    assert course.has_fallen(0.7)
    assert not course.has_fallen(0.8)


def test_a_loss_has_risen_when_it_is_ten_times_the_first_and_is_high_when_it_stays_above_three_times() -> None:
    assert course_of(2.0, 19.0).has_risen is False
    assert course_of(2.0, 21.0, 1.0).has_risen is True
    assert course_of(2.0, 21.0, 1.0).is_high is False
    assert course_of(2.0, 5.0, 5.0, 5.0).is_high is False
    assert course_of(2.0, 7.0, 8.0, 9.0).is_high is True


def test_one_loss_is_no_course() -> None:
    assert not course_of(5.0).has_risen
    assert not course_of(5.0).is_high
    assert math.isinf(LossCourse().alarm)
    assert not LossCourse().has_fallen(0.0)


def test_losses_below_zero_rise_by_their_size() -> None:
    assert above(-2.0, 2.0) == 2.0
    assert course_of(-2.0, 1.9).alarm == 2.0
    assert not course_of(-2.0, 15.0).has_risen
    assert course_of(-2.0, 17.0).has_risen
    assert course_of(*[-1.0] * 10, *[-2.0] * 40).has_fallen(0.2)
    assert not course_of(*[-1.0] * 50).has_fallen(0.2)


@pytest.mark.parametrize("sizes", [(3,), (10, 10), (1, 19, 200), (7, 64, 500, 3), (45, 0, 45)])
def test_many_losses_at_once_are_noted_like_one_after_another(sizes: tuple[int, ...]) -> None:
    losses = np.random.default_rng(0).uniform(0.5, 2.0, sum(sizes)).tolist()
    one, other = course_of(*losses), LossCourse()
    for size in sizes:
        other.note_all(losses[other.count : other.count + size])
    assert vars(one) == vars(other)


def test_a_course_that_takes_over_a_state_goes_on_alike() -> None:
    first, second = LossCourse(), LossCourse()
    first.note_all([float(number % 7) for number in range(33)])
    second.set_state(first.get_state())
    for course in (first, second):
        course.note_all([0.5] * 60)
    assert second.get_state() == first.get_state()
