"""Batch normalization: batches too small for statistics, runs too short to update the moving averages."""

from __future__ import annotations

import math

from nervure.errors import advise
from nervure.graph.moving_statistics import MOST_LEFT, normalizing, steps_to_settle
from nervure.graph.plan import Plan
from nervure.language import text
from nervure.layers.step import Step
from nervure.ops.activation import LINEAR
from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.dense import DENSE
from nervure.ops.dropout import DROPOUT
from nervure.ops.global_pooling import GLOBAL_AVERAGE_POOLING, GLOBAL_MAX_POOLING
from nervure.ops.reshape import RESHAPE
from nervure.preflight.endings import ACTIVATION_OPS
from nervure.render.numbers import percentage

_SHORT_MOMENTUM = 0.9
_FEWEST_STEPS = 10  # after fewer, a network is not expected to have learned
_FINE = 0.02  # a share below which its first decimal is meaningful


def advise_on_batch_of_one(plan: Plan, input_ranks: tuple[int, ...], num_samples: int, batch_size: int) -> None:
    """One sample has no variance: normalized by itself it is always 0.

    Args:
        plan: the unfused steps.
        input_ranks: the number of axes of each input, including the batch axis.
        num_samples: the number of samples per epoch.
        batch_size: the size of all batches except the last.
    """
    if batch_size != 1 and num_samples % batch_size != 1:
        return
    step = next((step for step in normalizing(plan) if _is_of_vectors(plan, step, input_ranks)), None)
    if step is None:
        return
    if batch_size == 1 or num_samples == 1:
        advise("preflight.batch_of_one", layer=step.layer)
    else:
        advise("preflight.last_batch_of_one", layer=step.layer, count=num_samples, size=batch_size)


def statistics_are_fresh(plan: Plan) -> bool:
    """Whether a layer's moving averages still have their initial values: mean 0, variance 1."""
    return any(_is_fresh(step) for step in normalizing(plan))


def advise_on_few_steps(plan: Plan, num_steps: int, steps_an_epoch: int | None = None) -> bool:
    """Evaluation uses moving averages that start at mean 0 and variance 1 and need steps to adapt.

    Args:
        plan: the unfused steps.
        num_steps: the number of steps that have updated them, or will have.
        steps_an_epoch: how many of these an epoch has, if known.

    Returns:
        Whether advice was given.
    """
    if num_steps < _FEWEST_STEPS:
        return False
    for step in normalizing(plan):
        momentum = float(step.options["momentum"])
        left = momentum**num_steps
        if left > MOST_LEFT:
            share = percentage(left, 0 if left > _FINE else 1)
            values = {"layer": step.layer, "steps": num_steps, "left": share, "momentum": f"{momentum:g}"}
            if momentum > _SHORT_MOMENTUM:
                needed, fewer = (_steps_needed(each, steps_an_epoch) for each in (momentum, _SHORT_MOMENTUM))
                advise("preflight.few_steps", **values, needed=needed, fewer=fewer)
            else:
                advise("preflight.few_steps_anyway", **values, needed=_steps_needed(momentum, steps_an_epoch))
            return True
    return False


def _steps_needed(momentum: float, steps_an_epoch: int | None) -> str:
    needed = steps_to_settle(momentum)
    if math.isinf(needed):
        return text("statistics.steps", count="∞")
    if not steps_an_epoch:
        return text("statistics.steps", count=needed)
    return text("statistics.steps_of_epochs", count=needed, epochs=math.ceil(needed / steps_an_epoch))


def _is_fresh(step: Step) -> bool:
    mean, variance = (parameter.array for parameter in step.parameters[-2:])
    return not bool(mean.any()) and bool((variance == 1).all())


def _is_of_vectors(plan: Plan, step: Step, input_ranks: tuple[int, ...]) -> bool:
    """Whether it has one number per sample and feature: in maps and sequences, one sample has its own statistics."""
    slot = step.inputs[0]
    while True:
        writer = plan.writer(slot)
        if writer is None:
            return input_ranks[slot] == 2
        if writer.op in (GLOBAL_AVERAGE_POOLING, GLOBAL_MAX_POOLING):
            return not writer.options.get("keepdims")
        if writer.op is RESHAPE:
            return len(writer.options["target_shape"]) == 1
        if writer.op not in (LINEAR, DROPOUT, *ACTIVATION_OPS, DENSE, BATCH_NORMALIZATION):
            return False
        slot = writer.inputs[0]
