"""Finds layers that have no effect together, or train badly, regardless of the data."""

from __future__ import annotations

from nervure.errors import ArgumentError, advise
from nervure.graph.plan import Plan
from nervure.initializers import Constant, Ones, Zeros
from nervure.layers.step import Step
from nervure.ops.activation import LINEAR
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.dropout import DROPOUT
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.ops.rectifiers import RELU
from nervure.ops.reshape import RESHAPE
from nervure.ops.smooth_activations import SIGMOID
from nervure.ops.softmax import SOFTMAX
from nervure.parameter import Parameter
from nervure.preflight.endings import ACTIVATION_OPS, KERNEL_PRODUCTS, TRANSPARENT, before

_DEEP = 6
_HEAVY_RATE = 0.9
_HEAVY_PENALTY = 1.0
# These do not change how many sigmoids a value has passed through.
_SAME_DEPTH = (*TRANSPARENT, *KERNEL_PRODUCTS, MAX_POOLING, AVERAGE_POOLING)


def advise_on_architecture(plan: Plan) -> None:
    """Looks for layers without effect and for networks that train badly; reports each kind once.

    Args:
        plan: the unfused steps.
    """
    _advise_on_linear_neighbors(plan)
    _advise_on_activations(plan)
    _advise_on_hidden_softmax(plan)
    _advise_on_deep_sigmoids(plan)
    _advise_on_dropout(plan)
    _advise_on_penalties(plan)


def _advise_on_linear_neighbors(plan: Plan) -> None:
    """Two dense layers with nothing between them equal one: the extra depth adds nothing."""
    for step in plan.steps:
        first = _product_before(plan, step) if step.op is DENSE else None
        if first is not None and _make_one(first.parameters[0], step.parameters[0]):
            advise("preflight.linear_neighbors", first=first.layer, second=step.layer)
            return


def _product_before(plan: Plan, step: Step) -> Step | None:
    """The dense step that only ``step`` reads, directly or through steps that pass values on unchanged."""
    slot = step.inputs[0]
    while True:
        writer = plan.writer(slot)
        if writer is None or slot in plan.outputs or len(plan.readers(slot)) > 1:
            return None
        if writer.op is DENSE:
            return writer
        # Dropout changes the values during training.
        if writer.op not in (RESHAPE, LINEAR):
            return None
        slot = writer.inputs[0]


def _make_one(first: Parameter, second: Parameter) -> bool:
    """Whether one kernel could replace both.

    Not if a reshape between them changed the features; not in a bottleneck, narrower than the layers before and after
    it (a linear autoencoder): one kernel of so low a rank has more weights. And a layer applied to its own output is a
    matrix power.
    """
    (inputs, between), (arriving, units) = first.shape, second.shape
    return first is not second and between == arriving and between >= min(inputs, units)


def _advise_on_activations(plan: Plan) -> None:
    """An activation of an activation: the second does nothing, or further flattens the first."""
    for step in plan.steps:
        first = before(plan, step) if step.op in ACTIVATION_OPS else None
        if first is None:
            continue
        if first.op is step.op and _adds_nothing(step, first):
            advise("preflight.activation_repeated", first=first.layer, second=step.layer, activation=step.op.name)
            return
        is_last = step.outputs[0] in plan.outputs
        if is_last and step.op is SIGMOID and first.op is RELU and not first.options.get("negative_slope"):
            advise("preflight.never_no", layer=first.layer)
            return


def _adds_nothing(step: Step, first: Step) -> bool:
    """Whether repeating the activation has no effect: not if it uses another axis, or another threshold."""
    if step.op is SOFTMAX:
        return bool(step.options.get("axis", -1) == first.options.get("axis", -1))
    return not step.options.get("max_value") and not step.options.get("threshold")


def _advise_on_hidden_softmax(plan: Plan) -> None:
    """A softmax between two products passes on little more than one number for all units together."""
    for step in plan.steps:
        if step.op is not SOFTMAX or step.outputs[0] in plan.outputs:
            continue
        first = before(plan, step)
        readers = [plan.steps[number] for number in plan.readers(step.outputs[0])]
        if first is not None and first.op is DENSE and readers and all(reader.op is DENSE for reader in readers):
            advise("preflight.softmax_hidden", layer=step.layer, reader=readers[0].layer)
            return


def _advise_on_deep_sigmoids(plan: Plan) -> None:
    """Each sigmoid passes on at most a quarter of a gradient; a normalization or a residual connection resets that."""
    depth: dict[int, int] = {}
    deepest = 0
    for step in plan.steps:
        arriving = min((depth.get(slot, 0) for slot in step.inputs), default=0)
        if step.op is SIGMOID:
            arriving += 1
            if step.outputs[0] not in plan.outputs:
                deepest = max(deepest, arriving)
        elif step.op not in _SAME_DEPTH:
            arriving = 0
        depth.update(dict.fromkeys(step.outputs, arriving))
    if deepest >= _DEEP:
        advise("preflight.deep_sigmoids", count=deepest)


def _advise_on_dropout(plan: Plan) -> None:
    for step in plan.steps:
        rate = step.options.get("rate") if step.op is DROPOUT else None
        if rate is not None and rate >= _HEAVY_RATE:
            advise("preflight.dropout_heavy", layer=step.layer, rate=f"{rate:g}", kept=f"{1 - rate:.3g}")
            return


def _advise_on_penalties(plan: Plan) -> None:
    for step in plan.steps:
        for parameter in step.parameters:
            factor = max((getattr(parameter.regularizer, name, 0.0) or 0.0 for name in ("l1", "l2")), default=0.0)
            if factor >= _HEAVY_PENALTY:
                advise("preflight.penalty_heavy", layer=step.layer, name=parameter.name, factor=f"{factor:g}")
                return


def check_start(plan: Plan) -> None:
    """Looks for initial values from which training cannot escape; runs when training begins, after files were loaded.

    Args:
        plan: the unfused steps.

    Raises:
        ArgumentError: all units of a layer are equal and stay so, or a layer outputs 0 and never learns.
    """
    for step in plan.steps:
        if step.op not in (DENSE, CONVOLUTION) or not all(_is_constant(each) for each in step.parameters):
            continue
        where = f"{step.layer}/{step.parameters[0].name}"
        behind = _reader(plan, step)
        cuts = behind is not None and behind.op is RELU and not behind.options.get("negative_slope")
        if cuts and all(not bool(each.array.any()) for each in step.parameters):
            raise ArgumentError.of("preflight.dead_start", where=where, layer=step.layer)
        while behind is not None and behind.op in (*ACTIVATION_OPS, *TRANSPARENT, MAX_POOLING, AVERAGE_POOLING):
            behind = _reader(plan, behind)
        if behind is None or behind.op not in (DENSE, CONVOLUTION) or step.parameters[0].shape[-1] == 1:
            continue
        if _is_constant(behind.parameters[0]):
            raise ArgumentError.of("preflight.equal_units", where=where, layer=step.layer, behind=behind.layer)


def _reader(plan: Plan, step: Step) -> Step | None:
    """The only step that reads the output of ``step``; None if there are several, or none."""
    readers = plan.readers(step.outputs[0])
    return plan.steps[readers[0]] if len(readers) == 1 else None


def _is_constant(parameter: Parameter) -> bool:
    """Whether all its values are equal and were initialized to be equal: others are not checked."""
    if not isinstance(parameter.initializer, (Zeros, Ones, Constant)):
        return False
    values = parameter.array
    return bool((values == values.flatten()[0]).all())
