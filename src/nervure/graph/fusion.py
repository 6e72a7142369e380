"""Fusion: a table of rewrites over neighboring steps.

Each row is a rule: the op it starts with, and the function that builds the fused step from the two steps. Explanations
and traces use the unfused plan.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.ops.activation import ACTIVATIONS, ACTIVATIONS_FROM_OUTPUT
from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.dropout import DROPOUT
from nervure.ops.fused import CONVOLUTION_ACTIVATED, DENSE_ACTIVATED
from nervure.ops.normalized import CONVOLUTION_NORMALIZED, NORMALIZED
from nervure.ops.op import Op
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.ops.rectifiers import RELU


class Rule(NamedTuple):
    """One rewrite: ``first`` followed by a step that ``merge`` accepts becomes one step.

    Attributes:
        first: the op that the pair starts with.
        merge: builds the fused step, or returns None if the pair does not match.
    """

    first: Op
    merge: Callable[[Step, Step], Step | None]


def _with_activation(fused: Op) -> Callable[[Step, Step], Step | None]:
    def merge(linear: Step, activation: Step) -> Step | None:
        if activation.is_final or not _derivative_follows_from_output(activation):
            return None
        options: dict[str, Any] = {
            **linear.options, "activation": activation.op.name, "activation_options": dict(activation.options),
        }  # fmt: skip
        # The step keeps the product's layer: it owns the parameters, even if the activation is a separate layer.
        return dataclasses.replace(linear, name=activation.name, op=fused, outputs=activation.outputs, options=options)

    return merge


def _derivative_follows_from_output(step: Step) -> bool:
    name, options = step.op.name, step.options
    # Compared by the pair itself: a custom layer may have the name of an activation.
    if name not in ACTIVATIONS_FROM_OUTPUT or step.op is not ACTIVATIONS[name]:
        return False
    # The fused pair clips z in place, which is the plain relu, without limit, slope or threshold.
    plain = options.get("max_value") is None and not options.get("negative_slope") and not options.get("threshold")
    return name != "relu" or plain


def _is_relu(step: Step) -> bool:
    return step.op is RELU and _derivative_follows_from_output(step)


def _before_normalization(linear: Step, normalization: Step) -> Step | None:
    """A convolution, with or without ReLU, and the batch normalization of its output."""
    options = dict(linear.options)
    activation = options.pop("activation", None)
    options.pop("activation_options", None)
    fits = activation in (None, "relu") and _over_last_axis(normalization)
    if not fits or linear.is_final or normalization.is_final:
        return None
    return dataclasses.replace(
        linear,
        name=normalization.name,
        op=CONVOLUTION_NORMALIZED,
        outputs=normalization.outputs,
        parameters=(*linear.parameters, *normalization.parameters),
        options={
            "num_weights": len(linear.parameters), "convolution": options, "before_relu": activation == "relu",
            "normalization": dict(normalization.options),
        },
        num_cast=len(linear.parameters),
    )  # fmt: skip


def _over_last_axis(normalization: Step) -> bool:
    return normalization.op is BATCH_NORMALIZATION and normalization.options["axis"] == -1


def _behind_normalization(normalized: Step, follower: Step) -> Step | None:
    """A batch normalization, fused or not, and what its kernel can absorb: ReLU, pooling, dropout."""
    if normalized.op is BATCH_NORMALIZATION:
        if not _over_last_axis(normalized):
            return None
        normalized = dataclasses.replace(normalized, op=NORMALIZED, options={"normalization": normalized.options})
    added = None if follower.is_final else _as_tail(normalized.options, follower)
    if added is None:
        return None
    return dataclasses.replace(
        normalized, name=follower.name, outputs=follower.outputs, options={**normalized.options, **added}
    )


def _as_tail(options: Mapping[str, Any], follower: Step) -> dict[str, Any] | None:
    """The options that ``follower`` adds; None if it is out of order or unsupported by the kernel."""
    if "dropout" in options:
        return None
    if follower.op is DROPOUT:
        plain = follower.options.get("noise_shape") is None and "pooling" in options
        return {"dropout": dict(follower.options)} if plain else None
    if "pooling" in options:
        return None
    if follower.op is MAX_POOLING and _in_touching_pairs(follower):
        return {"pooling": "max"}
    if follower.op is AVERAGE_POOLING and _in_touching_pairs(follower) and "relu" not in options:
        return {"pooling": "average"}
    return {"relu": True} if _is_relu(follower) and "relu" not in options else None


def _in_touching_pairs(pooling: Step) -> bool:
    """Whether the windows are 2 by 2, adjacent, and all inside the image."""
    form = (tuple(pooling.options["pool_size"]), tuple(pooling.options["strides"]), pooling.options["padding"])
    return form == ((2, 2), (2, 2), "valid")


RULES = (
    Rule(DENSE, _with_activation(DENSE_ACTIVATED)),
    Rule(CONVOLUTION, _with_activation(CONVOLUTION_ACTIVATED)),
    Rule(CONVOLUTION, _before_normalization),
    Rule(CONVOLUTION_ACTIVATED, _before_normalization),
    Rule(BATCH_NORMALIZATION, _behind_normalization),
    Rule(NORMALIZED, _behind_normalization),
    Rule(CONVOLUTION_NORMALIZED, _behind_normalization),
)


def fuse(plan: Plan) -> Plan:
    """``plan`` with every pair of neighbors that matches a rule rewritten."""
    steps = dict(enumerate(plan.steps))
    for number in range(len(plan.steps)):
        reader = _only_reader(plan, steps[number])
        merged = None if reader is None else _merged(steps[number], steps[reader])
        if reader is not None and merged is not None:
            steps[reader] = merged
            del steps[number]
    return dataclasses.replace(plan, steps=tuple(steps.values()))


def _only_reader(plan: Plan, step: Step) -> int | None:
    """The number of the only step that reads what ``step`` writes; None if there are several, or it is an output."""
    if len(step.outputs) != 1 or step.outputs[0] in plan.outputs:
        return None
    readers = plan.readers(step.outputs[0])
    return readers[0] if len(readers) == 1 else None


def _merged(first: Step, second: Step) -> Step | None:
    """The step that replaces both; None if no rule matches."""
    if len(second.inputs) != 1:
        return None
    found = (rule.merge(first, second) for rule in RULES if rule.first is first.op)
    return next((step for step in found if step is not None), None)
