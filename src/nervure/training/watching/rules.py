"""The meaning of an inspection: findings about gradients, updates, weights and the loss, with their evidence.

A rule fires only if sound training could not look the same: it ignores a network that learns, or that was trained
before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nervure.records.finding import Finding
from nervure.training.loss_course import LossCourse, above
from nervure.training.watching.reading import Reading
from nervure.training.watching.silent_units import Silent

# An update with a tenth of the weights' norm discards what they learned; a sound one has about a thousandth.
_LONG_UPDATE = 0.1
# Below this fraction of the gradient at the end of the network, the gradient at its start has no effect.
_VANISHED, _LEAST_KERNELS = 1e-6, 5
# A loss that fell by a fifth means that the network learns.
LEARNS = 0.2
# The loss counts as stuck only after this many steps without a decrease of 1 %.
_STUCK_STEPS, _MOVED = 150, 0.01
# Networks of sigmoids start slowly.
_GUESSING_STEPS, _GUESSING_EPOCHS = 500, 3
_HARDLY_MOVED = 1e-3
_GUESS_FROM, _GUESS_TO = 0.97, 1.3
_LAYERS_NAMED = 3

Values = dict[str, int | float | str]


class Evidence(NamedTuple):
    """The input of the rules.

    Attributes:
        reading: the latest inspection.
        course: the losses so far.
        taken: the number of steps in this run.
        epoch: the current epoch, counted from 1.
        rate: returns the learning rate; called only for a finding, since it may be a custom function.
        guessing: the loss of guessing all classes with equal probability, if known and close to the latest batch's
            loss; None otherwise.
    """

    reading: Reading
    course: LossCourse
    taken: int
    epoch: int
    rate: Callable[[], float]
    guessing: float | None = None


def dead_units(silent: Sequence[Silent], evidence: Evidence) -> Finding | None:
    """Layers with mostly dead ReLU units."""
    if not silent:
        return None
    worst = max(silent, key=lambda layer: layer.dead / layer.units)
    values: Values = {
        "layer": worst.layer, "dead": worst.dead, "units": worst.units, "since": worst.since,
        "samples": worst.samples, "rate": evidence.rate(),
    }  # fmt: skip
    where, step = worst.layer, worst.since
    key = "watching.dead_units"
    return Finding("dead_units", where, step, evidence.epoch, key, "watching.dead_units_advice", values)


def equal_units(evidence: Evidence) -> Finding | None:
    """Layers whose units all have the same weights, after a step that should have made them differ."""
    weights = evidence.reading.weights
    equal = [weight for weight in weights if weight.is_equal]
    if not equal or evidence.taken < 2:
        return None
    values: Values = {"layer": equal[0].layer, "layers": _named([weight.layer for weight in equal])}
    step, key = evidence.reading.step, "watching.equal_units"
    return Finding("equal_units", equal[0].layer, step, evidence.epoch, key, "watching.equal_units_advice", values)


def exploding(evidence: Evidence) -> Finding | None:
    """Updates as large as the weights themselves, while the loss is far above its initial value."""
    course = evidence.course
    if not evidence.reading.weights or not course.is_high:
        return None
    worst = evidence.reading.steepest
    if not worst.ratio >= _LONG_UPDATE or math.isinf(worst.ratio):
        return None
    values: Values = {
        "layer": worst.layer, "step": evidence.reading.step, "ratio": worst.ratio, "gradient": worst.gradient,
        "first": course.first, "last": course.now, "rate": evidence.rate(),
    }  # fmt: skip
    step, key = evidence.reading.step, "watching.exploding"
    return Finding("exploding", worst.layer, step, evidence.epoch, key, "watching.exploding_advice", values)


def vanishing(readings: Sequence[Reading], evidence: Evidence) -> Finding | None:
    """A gradient that nearly vanishes from the last to the first layer, in several inspections, without learning."""
    if evidence.course.has_fallen(LEARNS) or len(readings) < 2 or not all(map(has_vanished, readings[-2:])):
        return None
    weights = evidence.reading.weights
    values: Values = {
        "first": weights[0].layer, "last": weights[-1].layer, "layers": len(weights),
        "near": weights[-1].gradient, "far": weights[0].gradient, "step": evidence.reading.step,
    }  # fmt: skip
    step, key = evidence.reading.step, "watching.vanishing"
    return Finding("vanishing", weights[0].layer, step, evidence.epoch, key, "watching.vanishing_advice", values)


def has_vanished(reading: Reading) -> bool:
    """Whether the first quarter of the layers gets at most a millionth of the last layer's gradient."""
    slopes = [weight.slope for weight in reading.weights]
    if len(slopes) < _LEAST_KERNELS or not math.isfinite(sum(slopes)):
        return False
    least = _VANISHED * slopes[-1]
    # Small but not 0: a gradient stopped on purpose is exactly 0.
    fades = any(0 < slope <= least for slope in slopes)
    return fades and max(slopes[: len(slopes) // 4 or 1]) <= least


def stuck(evidence: Evidence) -> Finding | None:
    """A loss that never decreased since the first step, with the reason: the only finding about a plateau."""
    course, taken = evidence.course, evidence.taken
    if taken < _STUCK_STEPS or course.start == 0 or course.has_fallen(_MOVED) or not evidence.reading.weights:
        return None
    worst = evidence.reading.steepest
    # A change too small for float32 does not change the weights; without a gradient there is nothing to report.
    if worst.ratio * taken < _HARDLY_MOVED and any(weight.gradient > 0 for weight in evidence.reading.weights):
        advice = "watching.stuck_slow"
    elif _LONG_UPDATE <= worst.ratio < math.inf:
        advice = "watching.stuck_fast"
    else:
        return None
    values: Values = {
        "start": course.start, "now": course.recent_mean, "steps": taken, "rate": evidence.rate(),
        "layer": worst.layer, "ratio": worst.ratio,
    }  # fmt: skip
    return Finding("stuck", worst.layer, evidence.reading.step, evidence.epoch, "watching.stuck", advice, values)


def guessing(evidence: Evidence) -> Finding | None:
    """A loss that after many steps still equals that of giving all classes the same probability."""
    level, course = evidence.guessing, evidence.course
    if level is None or evidence.taken < _GUESSING_STEPS or evidence.epoch < _GUESSING_EPOCHS:
        return None
    if min(course.lowest, course.recent_mean) < _GUESS_FROM * level:
        return None
    values: Values = {"steps": evidence.taken, "now": course.recent_mean, "level": level, "rate": evidence.rate()}
    step, key = evidence.reading.step, "watching.guessing"
    return Finding("stuck", None, step, evidence.epoch, key, "watching.guessing_advice", values)


def has_left_the_start(evidence: Evidence) -> bool:
    """Whether the loss was once so low that neither :func:`stuck` nor :func:`guessing` can fire again."""
    course, level = evidence.course, evidence.guessing
    is_below_guessing = level is None or course.lowest < _GUESS_FROM * level
    return is_below_guessing and course.lowest < above(course.start, -_MOVED)


def is_near_guessing(loss: float, guessing: float) -> bool:
    """Whether ``loss`` is that of guessing, or slightly more."""
    return _GUESS_FROM * guessing <= loss <= _GUESS_TO * guessing


def _named(layers: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(layers))
    named = ", ".join(distinct[:_LAYERS_NAMED])
    return named if len(distinct) <= _LAYERS_NAMED else f"{named}, ... ({len(distinct)})"
