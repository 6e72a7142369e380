"""Normalization of each sample by itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nervure.explain.call import Kept, Rule, StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.standardizing import Standardizing, epsilon
from nervure.explain.rules.together import Together
from nervure.ops.op import Op
from nervure.ops.sample_normalization import (
    GROUP_NORMALIZATION,
    LAYER_NORMALIZATION,
    RMS_NORMALIZATION,
    UNIT_NORMALIZATION,
)
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Number, maximum, select, total
from nervure.records.place import Index


def _over_axes(call: StepCall) -> Together:
    shape = call.x_array().shape
    axes = tuple(sorted(int(axis) % len(shape) for axis in call.options.get("axis", (-1,))))
    return Together(shape, shape, axes, axes)


def _in_groups(call: StepCall) -> Together:
    shape = call.x_array().shape
    channels, groups = int(call.options.get("axis", -1)) % len(shape), call.options["groups"]
    divided = (*shape[:channels], groups, shape[channels] // groups, *shape[channels + 1 :])
    axes = tuple(axis for axis in range(1, len(divided)) if axis != channels)
    return Together(shape, divided, axes, (channels,))


def _always(call: StepCall) -> bool:
    return True


# Root mean square


def _scaled(call: StepCall, index: Index, output: int) -> Expression:
    """``s x̂``."""
    return call.w("scale", _over_axes(call).parameter_index(index)) * call.kept("normalized", index)


def _square(call: StepCall, part: Index) -> Expression:
    """``q = 1/R sum x²``."""
    parts = _over_axes(call)
    return total(call.x(index) ** 2 for index in parts.counted(part)) / parts.num_counted(part)


def _over_root(call: StepCall, index: Index) -> Expression:
    """``x̂ = x / √(q + ε)``."""
    return call.x(index) / _root(call, _over_axes(call).part(index))


def _root(call: StepCall, part: Index) -> Expression:
    return Call("sqrt", call.kept("mean_square", part) + epsilon(call))


def _over_root_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/dy s``."""
    return call.dy(index) * call.w("scale", _over_axes(call).parameter_index(index))


def _square_gradient(call: StepCall, part: Index) -> Expression:
    """``sum dE/dx̂ x (-1/2) (q + ε)^(-3/2)``."""
    moved = total(call.dkept("normalized", index) * call.x(index) for index in _over_axes(call).counted(part))
    return Number(-0.5) * moved * (call.kept("mean_square", part) + epsilon(call)) ** -1.5


def _root_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """The two paths: through x̂ itself and through the mean square."""
    parts = _over_axes(call)
    part = parts.part(index)
    itself = call.dkept("normalized", index) / _root(call, part)
    return itself + call.dkept("mean_square", part) * (2 * call.x(index) / parts.num_counted(part))


def _scale_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/ds = sum dE/dy x̂``."""
    return total(call.dy(user) * call.kept("normalized", user) for user in _over_axes(call).users(index))


def _root_arrays(call: StepCall) -> Mapping[str, Array]:
    parts, x = _over_axes(call), np.asarray(call.x_array(), dtype=float)
    square = (x**2).mean(parts.axes)
    root = np.sqrt(np.expand_dims(square, parts.axes) + call.options["epsilon"])
    return {"mean_square": square, "normalized": x / root}


def _root_gradient_arrays(call: StepCall) -> Mapping[str, Array]:
    parts, x = _over_axes(call), np.asarray(call.x_array(), dtype=float)
    dnormalized = call.dy_array() * parts.spread(call.w_array(0))
    spread = call.kept_array("mean_square") + call.options["epsilon"]
    return {"mean_square": -0.5 * (dnormalized * x).sum(parts.axes) * spread**-1.5, "normalized": dnormalized}


# Norm


def _over_norm(call: StepCall, index: Index, output: int) -> Expression:
    """``x / n``."""
    return call.x(index) / call.kept("norm", _over_axes(call).part(index))


def _norm(call: StepCall, part: Index) -> Expression:
    """``n = √(sum x²)``, at least ε."""
    squares = total(call.x(index) ** 2 for index in _over_axes(call).counted(part))
    return maximum(Call("sqrt", squares), _smallest(call))


def _norm_gradient(call: StepCall, part: Index) -> Expression:
    """``-sum dE/dy x / n²``."""
    moved = total(call.dy(index) * call.x(index) for index in _over_axes(call).counted(part))
    return -(moved / call.kept("norm", part) ** 2)


def _norm_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """The two paths: ``dE/dy / n``, and ``dE/dn x / n`` through the norm; none if the norm is almost 0."""
    part = _over_axes(call).part(index)
    norm = call.kept("norm", part)
    both = call.dy(index) / norm + call.dkept("norm", part) * (call.x(index) / norm)
    return select(norm, "<=", _smallest(call), 0, both)


def _smallest(call: StepCall) -> Expression:
    return call.setting("shortest", call.options.get("epsilon", 1e-12))


def _norm_arrays(call: StepCall) -> Mapping[str, Array]:
    x = np.asarray(call.x_array(), dtype=float)
    return {"norm": np.maximum(np.sqrt((x**2).sum(_over_axes(call).axes)), _smallest(call).value)}


def _norm_gradient_arrays(call: StepCall) -> Mapping[str, Array]:
    moved = np.asarray(call.dy_array() * call.x_array(), dtype=float).sum(_over_axes(call).axes)
    return {"norm": -moved / call.kept_array("norm") ** 2}


RULES: dict[Op, Rule] = {
    LAYER_NORMALIZATION: Standardizing(_over_axes, _always).rule(),
    GROUP_NORMALIZATION: Standardizing(_in_groups, _always).rule(),
    RMS_NORMALIZATION: Rule(
        _scaled, _root_input_gradient, _scale_gradient,
        {
            "mean_square": Kept(letter_of("mean_square"), _square, _square_gradient),
            "normalized": Kept(letter_of("normalized"), _over_root, _over_root_gradient),
        },
        _root_arrays, _root_gradient_arrays,
    ),
    UNIT_NORMALIZATION: Rule(
        _over_norm, _norm_input_gradient, kept={"norm": Kept(letter_of("length"), _norm, _norm_gradient)},
        kept_arrays=_norm_arrays, kept_gradient_arrays=_norm_gradient_arrays,
    ),
}  # fmt: skip
