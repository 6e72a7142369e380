"""Every layer with options and shapes that Hypothesis draws: the rules hold for all of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st
from torch import nn

from nervure import layers
from nervure.layers import Layer
from nervure.testing import check_layer
from tests.contracts.cases import LAYERS
from tests.contracts.drawn_pointwise import POINTWISE_LAYERS
from tests.contracts.drawn_recurrent import RECURRENT_LAYERS
from tests.contracts.drawn_sliding import SLIDING_LAYERS

Drawn = tuple[Layer, Any]
sizes = st.integers(1, 4)
activations = st.sampled_from([None, "tanh", "sigmoid", "softplus", "gelu", "silu", "elu", "relu", "softmax", "selu"])
paddings = st.sampled_from(["valid", "same"])
initializers = st.sampled_from(["glorot_uniform", "he_normal", "random_normal", "random_uniform"])
pairs = st.tuples(sizes, sizes)


def vectors(draw: st.DrawFn) -> tuple[int, ...]:
    return tuple(draw(st.lists(sizes, min_size=1, max_size=3)))


def pictures(draw: st.DrawFn, least: tuple[int, int] = (1, 1), channels: int = 1) -> tuple[int, ...]:
    height, width = (draw(st.integers(size, size + 3)) for size in least)
    return height, width, channels * draw(st.integers(1, 3))


@st.composite
def dense(draw: st.DrawFn) -> Drawn:
    return layers.Dense(
        draw(sizes), draw(activations), draw(st.booleans()), kernel_initializer=draw(initializers)
    ), vectors(draw)


@st.composite
def maxout(draw: st.DrawFn) -> Drawn:
    return layers.Maxout(draw(sizes), draw(sizes), draw(st.booleans())), vectors(draw)


@st.composite
def convolutions(draw: st.DrawFn) -> Drawn:
    kernel, padding, groups = draw(st.tuples(st.integers(1, 3), st.integers(1, 3))), draw(paddings), draw(sizes)
    strided = draw(st.booleans())  # strides and dilation exclude each other
    steps, dilation = (draw(pairs), (1, 1)) if strided else ((1, 1), draw(st.tuples(st.integers(1, 2), sizes)))
    extents = tuple((size - 1) * step + 1 for size, step in zip(kernel, dilation, strict=True))
    least = (extents[0], extents[1]) if padding == "valid" else (1, 1)
    layer = layers.Conv2D(
        groups * draw(st.integers(1, 2)), kernel, steps, padding, dilation_rate=dilation, groups=groups,
        activation=draw(activations), use_bias=draw(st.booleans()),
    )  # fmt: skip
    return layer, pictures(draw, least, groups)


@st.composite
def poolings(draw: st.DrawFn) -> Drawn:
    kind = draw(st.sampled_from([layers.MaxPooling2D, layers.AveragePooling2D]))
    window, padding = draw(st.tuples(st.integers(1, 3), st.integers(1, 3))), draw(paddings)
    layer = kind(window, draw(st.none() | pairs), padding)
    return layer, pictures(draw, window if padding == "valid" else (1, 1))


@st.composite
def global_poolings(draw: st.DrawFn) -> Drawn:
    kind = draw(st.sampled_from([layers.GlobalMaxPooling2D, layers.GlobalAveragePooling2D]))
    return kind(keepdims=draw(st.booleans())), pictures(draw)


@st.composite
def normalizations(draw: st.DrawFn) -> Drawn:
    shape = vectors(draw)
    axis = draw(st.integers(1, len(shape)) | st.just(-1))
    center, scale = draw(st.booleans()), draw(st.booleans())
    momentum = draw(st.sampled_from([0.0, 0.9]))
    return layers.BatchNormalization(axis, momentum, 1e-2, center, scale), shape


@st.composite
def dropouts(draw: st.DrawFn) -> Drawn:
    shape = vectors(draw)
    noise = draw(st.none() | st.tuples(st.none(), *(st.sampled_from([None, 1, size]) for size in shape)))
    return layers.Dropout(draw(st.sampled_from([0.0, 0.3, 0.9])), noise, draw(st.none() | sizes)), shape


@st.composite
def reshapes(draw: st.DrawFn) -> Drawn:
    shape = draw(st.permutations([2, 3, draw(sizes)]))
    target = list(draw(st.permutations(shape)))
    unknown = draw(st.integers(0, 3))
    given_shape = [-1 if place == unknown else size for place, size in enumerate(target)]
    return draw(st.sampled_from([layers.Reshape(given_shape), layers.Flatten()])), tuple(shape)


@st.composite
def pointwise(draw: st.DrawFn) -> Drawn:
    # The numbers of a check are 0.2 to 1 away from 0, so bends are put nearer.
    bends = {"max_value": draw(st.sampled_from([None, 0.15, 6.0])), "negative_slope": draw(st.sampled_from([0.0, 0.2]))}
    shape = vectors(draw)
    axis = draw(st.integers(1, len(shape)) | st.just(-1))
    return draw(
        st.sampled_from([
            layers.ReLU(**bends, threshold=draw(st.sampled_from([0.0, 0.1]))), layers.LeakyReLU(0.1),
            layers.ELU(draw(st.sampled_from([0.5, 1.0]))), layers.Softmax(axis), layers.Rescaling(1 / 255, 0.5),
            layers.Activation(draw(activations) or "linear"),
        ])
    ), shape  # fmt: skip


@st.composite
def merges(draw: st.DrawFn) -> Drawn:
    shape, count = vectors(draw), draw(st.integers(2, 3))
    if draw(st.booleans()):
        stretched = [tuple(draw(st.sampled_from([1, size])) for size in shape) for _ in range(count - 1)]
        return layers.Add(), [shape, *stretched]
    axis = draw(st.integers(1, len(shape)))
    shapes = [
        tuple(draw(sizes) if place == axis else size for place, size in enumerate(shape, 1)) for _ in range(count)
    ]
    return layers.Concatenate(axis), shapes


@st.composite
def modules(draw: st.DrawFn) -> Drawn:
    size = draw(st.integers(3, 5))  # of one or two numbers nothing but rounding is left by LayerNorm
    kinds = [nn.Linear(size, 2), nn.LayerNorm(size), nn.Tanh(), nn.Sequential(nn.Linear(size, 3), nn.GELU())]
    return layers.TorchModule(draw(st.sampled_from(kinds))), (size,)


EVERY_LAYER = st.one_of(
    dense(), maxout(), convolutions(), convolutions(), poolings(), global_poolings(), normalizations(), dropouts(),
    reshapes(), pointwise(), pointwise(), merges(), modules(), SLIDING_LAYERS, SLIDING_LAYERS,
    RECURRENT_LAYERS, POINTWISE_LAYERS, POINTWISE_LAYERS,
)  # fmt: skip


@settings(max_examples=80)
@given(EVERY_LAYER)
def test_every_rule_holds_for_every_layer_with_every_option(drawn: Drawn) -> None:
    assert_every_rule_holds(*drawn)


@pytest.mark.slow
@settings(max_examples=1000)
@given(EVERY_LAYER)
def test_every_rule_holds_for_a_thousand_layers(drawn: Drawn) -> None:
    assert_every_rule_holds(*drawn)


def assert_every_rule_holds(layer: Layer, shape: Any) -> None:
    skip = ["config"] if isinstance(layer, layers.TorchModule) else []
    report = check_layer(layer, shape, skip=skip, raise_error=False)
    note(f"{type(layer).__name__}({layer.get_config()}), {shape}\n{report}")
    # Where a number lies at a bend there is no slope to compare with.
    assume(report.passed or not all("bend" in rule.sentence for rule in report.failed))
    assert report.passed


def test_every_class_is_drawn_that_computes_something() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*drawn_*.py"))
    classes = {type(case.make()).__name__ for case in LAYERS}
    # The mask that AttachMask reads has no gradient, which a rule asks for; its row says so, and is one of a kind.
    # A TorchProgram has no options: what it computes stands in its program.
    undrawn = ["AttachMask", "InputLayer", "TorchProgram"]
    assert [name for name in sorted(classes) if not re.search(rf"\blayers\.{name}\b", source)] == undrawn
