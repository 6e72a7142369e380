"""Noise in training: random summands, random factors, and alpha dropout."""

from __future__ import annotations

from collections.abc import Mapping

from nervure.explain.call import Kept, Rule, StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.dropout import MASK, drops, mask
from nervure.ops.noise import ALPHA_DROPOUT, GAUSSIAN_DROPOUT, GAUSSIAN_NOISE
from nervure.ops.op import Op
from nervure.ops.rectifiers import SELU_ALPHA, SELU_SCALE
from nervure.randomness import normal
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, select
from nervure.records.place import Index


def _added(call: StepCall, index: Index, output: int) -> Expression:
    """``x + σ ξ`` with a random ξ; at inference, x."""
    if not _adds(call):
        return call.x(index)
    return call.x(index) + call.setting("noise_size", call.options["stddev"]) * call.kept("noise", index)


def _added_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy``: a summand does not change the slope."""
    return call.dy(index)


def _multiplied(call: StepCall, index: Index, output: int) -> Expression:
    """``x (1 + σ ξ)`` with ``σ² = r / (1 - r)``; at inference, x."""
    return _with_factor(call, index, call.x(index))


def _multiplied_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy (1 + σ ξ)``."""
    return _with_factor(call, index, call.dy(index))


def _with_factor(call: StepCall, index: Index, number: Expression) -> Expression:
    if not drops(call):
        return number
    rate = call.setting("rate", call.options["rate"])
    return number * (1 + Call("sqrt", rate / (1 - rate)) * call.kept("noise", index))


def _replaced(call: StepCall, index: Index, output: int) -> Expression:
    """``(m x + (1 - m) α' - r α') / √((1 - r)(1 + r α'²))``, which preserves mean 0 and variance 1; at inference, x."""
    if not drops(call):
        return call.x(index)
    rate, floor = call.setting("rate", call.options["rate"]), call.setting("dropped_value", -SELU_ALPHA * SELU_SCALE)
    present = select(call.kept("mask", index), "=", 0, floor, call.x(index))
    return (present - rate * floor) / _spread(call)


def _replaced_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``m dE/dy / √((1 - r)(1 + r α'²))``."""
    if not drops(call):
        return call.dy(index)
    return select(call.kept("mask", index), "=", 0, 0, call.dy(index) / _spread(call))


def _spread(call: StepCall) -> Expression:
    rate, floor = call.setting("rate", call.options["rate"]), call.setting("dropped_value", -SELU_ALPHA * SELU_SCALE)
    return Call("sqrt", (1 - rate) * (1 + rate * floor**2))


def _adds(call: StepCall) -> bool:
    return call.is_training and call.options["stddev"] > 0


def _noise(call: StepCall) -> Mapping[str, Array]:
    key = call.recording.context.key(call.options["stream"])
    return {"noise": normal(key, tuple(call.x_array().shape)).double().numpy()}


RULES: dict[Op, Rule] = {
    GAUSSIAN_NOISE: Rule(
        _added,
        _added_input_gradient,
        kept={"noise": Kept(letter_of("noise"), None, is_there=_adds)},
        kept_arrays=_noise,
    ),
    GAUSSIAN_DROPOUT: Rule(
        _multiplied,
        _multiplied_input_gradient,
        kept={"noise": Kept(letter_of("noise"), None, is_there=drops)},
        kept_arrays=_noise,
    ),
    ALPHA_DROPOUT: Rule(_replaced, _replaced_input_gradient, kept={"mask": MASK}, kept_arrays=mask),
}
