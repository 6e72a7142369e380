"""Batch normalization: by the statistics of the batch in training, by the moving ones at inference."""

from __future__ import annotations

import numpy as np

from nervure.explain.call import Rule, StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.standardizing import Standardizing
from nervure.explain.rules.together import Together
from nervure.ops.batch_normalization import BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION
from nervure.ops.op import Op
from nervure.records.expression import Expression
from nervure.records.place import Index


def _by_channel(call: StepCall) -> Together:
    shape = call.x_array().shape
    axis = int(call.options.get("axis", -1)) % len(shape)
    others = tuple(other for other in range(len(shape)) if other != axis)
    return Together(shape, shape, others, (axis,), _real(call))


def _real(call: StepCall) -> Array | None:
    """1 where a number counts in the statistics; None if all do."""
    if call.step.op != MASKED_BATCH_NORMALIZATION or not _uses_batch(call):
        return None
    mask, shape = call.x_array(1), call.x_array().shape
    return np.broadcast_to((mask != 0).reshape(*mask.shape, *(1,) * (len(shape) - mask.ndim)), shape).astype(float)


def _uses_batch(call: StepCall) -> bool:
    return bool(getattr(call.cache, "plain", call.cache).of_batch)


def _moved(call: StepCall, index: Index, position: int, before: Expression) -> Expression:
    """``ρ μ̄ + (1 - ρ) μ``, and likewise for the variance: most of the old value, a little of the batch."""
    if not _uses_batch(call):
        return before
    momentum = call.setting("statistics_momentum", call.options["momentum"])
    own = call.step.parameters[position].name.removeprefix("moving_")
    return momentum * before + (1 - momentum) * call.kept(own, index)


_RULE = Standardizing(_by_channel, _uses_batch).rule()._replace(moved=_moved)
RULES: dict[Op, Rule] = {
    BATCH_NORMALIZATION: _RULE,
    MASKED_BATCH_NORMALIZATION: _RULE._replace(not_differentiable=(1,)),
}
