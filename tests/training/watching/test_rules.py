from __future__ import annotations

import math
from typing import Any

import pytest

from nervure.language import set_language
from nervure.records.finding import Finding
from nervure.training.loss_course import LossCourse
from nervure.training.watching import rules
from nervure.training.watching.reading import Reading, WeightReading
from nervure.training.watching.rules import Evidence
from nervure.training.watching.silent_units import Silent


def weight(layer: str, gradient: float = 1.0, update: float = 0.001, is_equal: bool = False) -> WeightReading:
    return WeightReading(layer, gradient, 1.0, update, is_equal)


def evidence(*weights: WeightReading, losses: Any = (2.0, 1.9), taken: int = 400, **more: Any) -> Evidence:
    course = LossCourse()
    for loss in losses:
        course.note(loss)
    given = {"epoch": 4, "rate": lambda: 0.01, **more}
    return Evidence(Reading(60, weights), course, taken, **given)


def assert_says(finding: Finding | None, kind: str, layer: str | None, *parts: str) -> None:
    """A finding of that kind, which names these parts in both languages."""
    assert finding is not None
    assert (finding.kind, finding.layer) == (kind, layer)
    for spoken in ("en", "ko"):
        set_language(spoken)
        sentence = f"{finding.problem} {finding.fix}"
        assert all(part in sentence for part in parts), sentence
        assert any("가" <= sign <= "힣" for sign in sentence) == (spoken == "ko")
    set_language("en")


def test_of_several_dead_layers_the_one_with_most_dead_units_is_named() -> None:
    silent = [Silent("first", 6, 8, 21, 256), Silent("second", 8, 8, 41, 64)]
    finding = rules.dead_units(silent, evidence())
    assert_says(finding, "dead_units", "second", "'second'", "8", "41", "64", "0.01", "LeakyReLU", "he_normal")
    assert finding is not None
    assert finding.step == 41
    assert rules.dead_units([], evidence()) is None


def test_layers_of_equal_units_are_named_and_not_before_a_step_could_tell_them_apart() -> None:
    weights = [weight("a", is_equal=True), weight("b", is_equal=True), weight("c")]
    assert_says(rules.equal_units(evidence(*weights)), "equal_units", "a", "'a'", "a, b", "kernel_initializer")
    assert rules.equal_units(evidence(*weights, taken=1)) is None
    assert rules.equal_units(evidence(weight("a"))) is None
    many = rules.equal_units(evidence(*(weight(f"layer_{number}", is_equal=True) for number in range(9))))
    assert many is not None
    assert many.values["layers"] == "layer_0, layer_1, layer_2, ... (9)"


def test_long_updates_and_a_loss_far_above_its_start_are_an_explosion() -> None:
    weights = [weight("a", update=0.2), weight("b", gradient=300.0, update=3.0)]
    finding = rules.exploding(evidence(*weights, losses=(2.0, 7.0, 90.0, 800.0)))
    assert_says(finding, "exploding", "b", "'b'", "60", "3", "3e+02", "90", "0.01", "clipnorm=1.0")


@pytest.mark.parametrize(
    ("update", "losses"),
    [
        (3.0, (2.0, 5.0, 5.0, 5.0)),
        (0.05, (2.0, 90.0, 90.0, 90.0)),
        (3.0, (2.0, 1.0, 90.0, 1.0)),
        (math.nan, (2.0, 90.0, 90.0, 90.0)),
    ],
)
def test_one_of_both_is_no_explosion(update: float, losses: Any) -> None:
    assert rules.exploding(evidence(weight("a", update=update), losses=losses)) is None


def fading(factor: float, count: int = 8) -> Reading:
    return Reading(60, tuple(weight(f"layer_{n}", gradient=factor ** (count - n)) for n in range(1, count + 1)))


def test_a_gradient_that_fades_layer_by_layer_at_two_looks_has_vanished() -> None:
    reading = fading(0.05)
    finding = rules.vanishing([reading, reading], evidence(*reading.weights))
    assert_says(finding, "vanishing", "layer_1", "'layer_1'", "'layer_8'", "7.8e-10", "60", "8", "'relu'", "Add")


@pytest.mark.parametrize(
    "readings",
    [
        [fading(0.05)],  # one look
        [fading(0.3), fading(0.3)],  # by less
        [fading(0.5), fading(0.05)],  # once
        [fading(0.01, 4)] * 2,  # few layers
        [fading(0.0)] * 2,  # a gradient that somebody stops
        [fading(1.0)] * 2,
        [fading(math.nan)] * 2,
    ],
)
def test_gradients_that_arrive_or_are_stopped_have_not_vanished(readings: list[Reading]) -> None:
    assert rules.vanishing(readings, evidence(*readings[-1].weights)) is None


def test_a_network_that_learns_all_the_same_is_left_alone() -> None:
    reading = fading(0.05)
    assert rules.vanishing([reading, reading], evidence(*reading.weights, losses=[2.0] * 10 + [1.0] * 50)) is None


def test_a_loss_that_stands_still_is_told_with_the_reason() -> None:
    flat = [2.3] * 200
    slow = rules.stuck(evidence(weight("a", update=1e-7), losses=flat))
    assert_says(slow, "stuck", "a", "2.3", "400", "1e-07", "0.01")
    assert slow is not None
    assert slow.advice == "watching.stuck_slow"
    fast = rules.stuck(evidence(weight("a"), weight("b", update=0.4), losses=flat))
    assert_says(fast, "stuck", "b", "2.3", "400", "0.4", "0.01")
    assert fast is not None
    assert fast.advice == "watching.stuck_fast"


@pytest.mark.parametrize(
    ("update", "losses", "taken"),
    [
        (1e-7, [2.3] * 20, 100),  # too early
        (1e-7, [2.3] * 10 + [2.2] * 100, 400),  # it fell
        (1e-3, [2.3] * 200, 400),  # no reason can be seen: it may be as low as it gets
        (1e-7, [0.0] * 200, 400),
        (math.nan, [2.3] * 200, 400),
    ],
)
def test_a_plateau_without_a_reason_is_left_alone(update: float, losses: list[float], taken: int) -> None:
    assert rules.stuck(evidence(weight("a", update=update), losses=losses, taken=taken)) is None


def test_a_change_too_small_for_the_weights_is_slow_but_no_gradient_is_no_reason() -> None:
    still = weight("a", update=0.0)
    assert_says(rules.stuck(evidence(still, losses=[2.3] * 200)), "stuck", "a", "0", "0.01")
    assert rules.stuck(evidence(still._replace(gradient=0.0), losses=[2.3] * 200)) is None


def test_a_loss_that_stays_at_the_level_of_guessing_is_told() -> None:
    finding = rules.guessing(evidence(weight("a"), losses=[2.4] + [2.3] * 600, taken=600, guessing=math.log(10)))
    assert_says(finding, "stuck", None, "600", "2.303", "2.3", "learning_rate", "relu")


@pytest.mark.parametrize(
    "more",
    [{"guessing": None}, {"taken": 300}, {"epoch": 2}, {"losses": [2.3] * 50 + [2.2] * 550}],
)
def test_a_start_that_is_slow_and_other_losses_are_no_guessing(more: dict[str, Any]) -> None:
    given = {"losses": [2.3] * 600, "taken": 600, "guessing": math.log(10), **more}
    assert rules.guessing(evidence(weight("a"), **given)) is None


def test_a_loss_is_near_guessing_or_not() -> None:
    assert rules.is_near_guessing(2.3, math.log(10))
    assert not rules.is_near_guessing(2.2, math.log(10))
    assert not rules.is_near_guessing(4.0, math.log(10))


def test_a_network_without_matrices_is_left_alone() -> None:
    flat = evidence(losses=[2.0] + [90.0] * 400)
    assert (rules.exploding(flat), rules.stuck(flat), rules.equal_units(flat)) == (None, None, None)
    assert rules.vanishing([flat.reading] * 2, flat) is None
