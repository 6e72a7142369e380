from __future__ import annotations

import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import (
    Conv1D,
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Conv3DTranspose,
    DepthwiseConv1D,
    DepthwiseConv2D,
    Input,
    Layer,
    SeparableConv1D,
    SeparableConv2D,
)
from nervure.layers.sliding_kernel import SlidingKernel
from tests.layers.layer_rules import assert_says, steps_of

KINDS = (
    Conv1D, Conv2D, Conv3D, Conv1DTranspose, Conv2DTranspose, Conv3DTranspose,
    DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D,
)  # fmt: skip


def made(kind: type[SlidingKernel], kernel_size: object = 3, **options: object) -> SlidingKernel:
    filters = () if issubclass(kind, DepthwiseConv1D | DepthwiseConv2D) else (4,)
    return kind(*filters, kernel_size, **options)


def drawn(layer: SlidingKernel, channels: int | None = 2) -> Layer:
    layer(Input((*(8,) * layer.num_axes, channels)))
    return layer


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_that_cannot_be_meant_are_refused_at_once(kind: type[SlidingKernel]) -> None:
    for options, fragment in (
        ({"strides": 0}, "strides"),
        ({"dilation_rate": (1,) * 4}, "dilation_rate"),
        ({"kernel_size": 1.5}, "kernel_size"),
        ({"padding": "full"}, "padding"),
        ({"data_format": "channels_first"}, "channels last"),
    ):
        assert_says(ArgumentError, lambda given=options: made(kind, **given), kind.__name__, fragment)


@pytest.mark.parametrize("kind", KINDS)
def test_strides_go_with_dilation_only_where_tensorflow_has_both(kind: type[SlidingKernel]) -> None:
    if issubclass(kind, DepthwiseConv1D | DepthwiseConv2D | SeparableConv1D | SeparableConv2D):
        assert drawn(made(kind, 2, strides=2, dilation_rate=2)).built
    else:
        assert_says(ArgumentError, lambda: made(kind, strides=2, dilation_rate=2), "dilation_rate=(2")


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_that_do_not_fit_are_refused_with_the_fix(kind: type[SlidingKernel]) -> None:
    built = drawn(made(kind, name="first"), channels=2)
    assert_says(
        ShapeError, lambda: drawn(built, channels=5), f"{kind.__name__} 'first'", "number of channels: 2, not 5"
    )
    assert_says(ShapeError, lambda: drawn(made(kind), channels=None), "number of channels must be known")
    assert_says(ShapeError, lambda: made(kind)(Input((8,))), kind.__name__)


@pytest.mark.parametrize("kind", KINDS)
def test_bias_and_activation_are_there_where_asked_for(kind: type[SlidingKernel]) -> None:
    plain = drawn(made(kind, use_bias=False, name="a"))
    assert "bias" not in [parameter.name for parameter in plain.parameters]
    assert steps_of(plain)[-1].name == "a/output"
    activated = drawn(made(kind, activation="tanh", name="a"))
    assert [parameter.name for parameter in activated.parameters][-1] == "bias"
    assert [step.name for step in steps_of(activated)][-2:] == ["a/z", "a/output"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_weights_are_held_to_is_what_was_asked_for(kind: type[SlidingKernel]) -> None:
    names = {"kernel": "kernel"}
    if issubclass(kind, DepthwiseConv1D | DepthwiseConv2D):
        names = {"depthwise": "kernel"}
    if issubclass(kind, SeparableConv1D | SeparableConv2D):
        names = {"depthwise": "depthwise_kernel", "pointwise": "pointwise_kernel"}
    options: dict[str, object] = {"bias_initializer": "ones", "bias_regularizer": "l1", "bias_constraint": "non_neg"}
    for prefix in names:
        options |= {f"{prefix}_initializer": "zeros", f"{prefix}_regularizer": "l2", f"{prefix}_constraint": "max_norm"}
    layer = drawn(made(kind, **options))
    parameters = {parameter.name: parameter for parameter in layer.parameters}
    assert list(parameters) == [*names.values(), "bias"]
    layer.draw_missing()
    for name in names.values():
        assert type(parameters[name].regularizer).__name__ == "L2"
        assert type(parameters[name].constraint).__name__ == "MaxNorm"
        assert not parameters[name].array.any()
    assert type(parameters["bias"].regularizer).__name__ == "L1"
    assert type(parameters["bias"].constraint).__name__ == "NonNeg"
    assert bool((parameters["bias"].array == 1).all())


def test_sequences_lose_their_mask_in_a_convolution_as_in_keras() -> None:
    assert not any(kind.passes_mask for kind in KINDS)
