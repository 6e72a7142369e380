from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure.layers import BatchNormalization, Conv2D, Layer, LeakyReLU, Maxout, Softmax
from nervure.testing.rules.gradients import (
    ALLOWED,
    gradient_names,
    gradient_shapes,
    input_gradient,
    parameter_gradient,
)
from tests.testing.planted_faults import (
    GradientMisspelled,
    InputsExchanged,
    NotSummedOverTheBatch,
    TransposedKernelGradient,
    WrongOnlyAtInference,
)
from tests.testing.sound_layers import Affine, AffineCache, Centered, Noise
from tests.testing.specimens import examined, holds


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Affine(), (2, 3)),
        (Noise(), (5,)),
        (BatchNormalization(), (4, 2)),
        (Conv2D(4, 2, groups=2, strides=2), (5, 4, 4)),
        (Maxout(3, pieces=3), (4,)),
        (LeakyReLU(0.1), (6,)),
        (Softmax(), (4,)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Layer) else None,
)
def test_right_derivatives_stay_far_below_what_is_allowed(layer: Layer, shape: Any) -> None:
    findings = [*examined(input_gradient, layer, shape), *examined(parameter_gradient, layer, shape)]
    assert findings
    assert all(finding.measured is not None and finding.measured < ALLOWED / 10 for finding in findings)
    assert holds(gradient_names, layer, shape)
    assert holds(gradient_shapes, layer, shape)


@pytest.mark.parametrize("error", [1e-5, 1e-3, 1.0])
def test_an_error_anywhere_in_one_number_is_measured(error: float) -> None:
    class OneNumberOff(Affine):
        def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
            dx, gradients = super().backward(dy, cache)
            kernel = gradients["kernel"].clone()
            kernel[1, 2] += error * kernel.abs().max()
            return dx, {**gradients, "kernel": kernel}

    kernel, bias = examined(parameter_gradient, OneNumberOff())
    assert kernel.subject == "kernel"
    assert kernel.measured == pytest.approx(error, rel=0.5)
    assert "(1, 2)" in kernel.sentence
    assert bias.measured is not None
    assert bias.measured <= ALLOWED


def test_the_worse_mode_counts() -> None:
    (finding,) = examined(input_gradient, WrongOnlyAtInference())
    assert finding.measured == pytest.approx(2.0)
    assert finding.sentence.startswith("At inference every number is -1 times the slope")


def test_each_of_several_inputs_has_its_finding() -> None:
    first, second = examined(input_gradient, InputsExchanged(), [(3,), (3,)])
    assert (first.subject, second.subject) == ("0", "1")


def test_state_needs_no_gradient_and_what_other_rules_find_is_left_to_them() -> None:
    assert examined(parameter_gradient, Centered()) == []
    assert [finding.subject for finding in examined(parameter_gradient, NotSummedOverTheBatch())] == ["kernel"]
    assert [finding.subject for finding in examined(parameter_gradient, GradientMisspelled())] == ["kernel"]


def test_unknown_names_are_counted_beside_missing_ones() -> None:
    (finding,) = examined(gradient_names, GradientMisspelled())
    assert finding.measured == 4  # one missing and one unknown, in two modes

    class OneTooMany(Affine):
        def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
            dx, gradients = super().backward(dy, cache)
            return dx, {**gradients, "gamma": dy.sum(0)}

    (finding,) = examined(gradient_names, OneTooMany())
    assert finding.sentence == "backward gives a gradient for 'gamma', but the parameters are: kernel, bias."


def test_a_shape_that_would_broadcast_is_wrong_all_the_same() -> None:
    class Broadcasts(Affine):
        def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
            dx, gradients = super().backward(dy, cache)
            return dx.sum(0, keepdim=True), {**gradients, "bias": gradients["bias"][None]}

    (finding,) = examined(gradient_shapes, Broadcasts())
    assert finding.measured == 4
    assert finding.sentence == "The gradient of 'x' has the shape (1, 3); 'x' has (4, 3)."


def test_a_transposed_gradient_is_called_so() -> None:
    kernel, _ = examined(parameter_gradient, TransposedKernelGradient())
    assert "rows and columns are swapped" in kernel.sentence


def test_nan_in_a_gradient_is_no_slope() -> None:
    class GivesNan(Affine):
        def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
            dx, gradients = super().backward(dy, cache)
            return dx * torch.nan, gradients

    (finding,) = examined(input_gradient, GivesNan())
    assert finding.measured == torch.inf
    assert finding.sentence == "In training the gradient contains NaN or infinity."


def test_a_gradient_that_is_zero_but_for_rounding_passes() -> None:
    # The mean over a row takes the bias away again.
    class Leveled(Affine):
        def forward(self, x: Tensor, context: Any) -> tuple[Any, Any]:
            y, cache = super().forward(x, context)
            return y - y.mean(0), cache

        def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
            return super().backward(dy - dy.mean(0), cache)

    assert holds(parameter_gradient, Leveled())


def test_inputs_of_any_size_are_judged_by_their_own_slopes() -> None:
    class Cube(Noise):
        def forward(self, x: Tensor, context: Any) -> tuple[Any, Any]:
            return x**3, x

        def backward(self, dy: Tensor, x: Any) -> tuple[Any, Any]:
            return 3 * x**2 * dy, {}

    for size in (1e-2, 1.0, 30.0):
        assert holds(input_gradient, Cube(), None, inputs=size * np.array([[1.0, -2.0], [0.5, 3.0]]))
