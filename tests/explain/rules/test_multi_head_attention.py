from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from nervure import layers, models, optimizers
from nervure.explain.explanation import Explanation
from nervure.layers import Dense, Masking, MultiHeadAttention
from nervure.randomness import set_seed
from tests.explain.proving import assert_corruption_is_found, data


def proved_attention(layer: Any, x: list[Any], *, masks: bool = False, **called: Any) -> Explanation:
    """A network of one layer of several heads, every number of it verified."""
    inputs = [layers.Input(part.shape[1:], name=name) for part, name in zip(x, "qvka", strict=False)]
    read = [Masking()(part) if masks and number < 2 else part for number, part in enumerate(inputs)]
    named = {"key": read[2]} if len(read) > 2 else {}
    if len(read) > 3:
        named["attention_mask"] = read[3]
    outputs = layer(read[0], read[1], **named, **called)
    parts = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    network = models.Model(inputs, layers.Add()([Dense(1)(layers.GlobalAveragePooling1D()(_flat(p))) for p in parts]))
    network.compile(optimizers.SGD(0.1), "mse")
    for precision in ("float32", "float64"):
        explanation = network.explain(x, data((1,), len(x[0]), 7), precision=precision)
        assert explanation.verify(everything=True).opaque == 0
    return explanation


def _flat(part: Any) -> Any:
    return layers.Reshape((part.shape[1], -1))(part)


@pytest.mark.covering
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"use_bias": False},
        {"value_dim": 3},
        {"output_shape": (3,)},
        {"output_shape": (2, 2)},
        {"use_gate": True},
        {"dropout": 0.4},
        {"use_gate": True, "dropout": 0.4, "value_dim": 1, "use_bias": False},
        {"activity_regularizer": "l2"},
        {"activity_regularizer": "l1", "use_gate": True, "use_bias": False, "value_dim": 1},
    ],
)
@pytest.mark.parametrize("has_key", [False, True])
def test_every_number_agrees(options: dict[str, Any], has_key: bool) -> None:
    x = [data((2, 2), 2), data((3, 3), 2, 1), data((3, 1), 2, 2)]
    proved_attention(MultiHeadAttention(2, 2, **options), x if has_key else x[:2])


@pytest.mark.parametrize("seed", [25, 256])
def test_what_cancels_before_a_projection_is_no_false_alarm(seed: int) -> None:
    set_seed(seed)  # with these weights gradients of heads lose digits in float32 that those of the kernels do not show
    proved_attention(MultiHeadAttention(2, 2), [data((2, 2), 2), data((3, 3), 2, 1)])
    set_seed(None)


@pytest.mark.parametrize(("causal", "scores"), list(itertools.product((False, True), repeat=2)))
def test_who_sees_whom(causal: bool, scores: bool) -> None:
    x = [data(shape, 2, seed) for seed, shape in enumerate(((2, 2), (3, 2), (3, 2)))]
    x[0][0, 1], x[1][0, 1] = 0, 0
    seen = np.ones((2, 2, 3))
    seen[1] = 0  # the second sample sees nothing
    layer = MultiHeadAttention(1, 2, name="heads")
    explanation = proved_attention(
        layer, [*x, seen], masks=True, use_causal_mask=causal, return_attention_scores=scores
    )
    assert explanation.value_of("heads/weights", (0, 0, 0, 1)).value == 0
    assert str(explanation.value_of("heads/weights", (1, 0, 0, 1))).splitlines()[1] == "  A[1,0,0,1] = 1 / 3"
    assert explanation.gradient_of("heads/scores", (1, 0, 0, 1)).value == 0


@pytest.mark.covering
@pytest.mark.parametrize("axes", [None, 1, (2,)])
@pytest.mark.parametrize("scores", [False, True])
def test_several_axes_agree_too(axes: Any, scores: bool) -> None:
    x, seen = data((2, 2, 3), 2), np.ones((2, *((2, 2, 2, 2) if axes is None else (2, 2))))
    seen[0, 0, 0] = 0
    layer = MultiHeadAttention(1, 2, attention_axes=axes, activity_regularizer="l2" if scores else None)
    proved_attention(layer, [x, x, x, seen], masks=True, return_attention_scores=scores)


def test_self_attention_adds_up_what_goes_back_by_all_three_ways() -> None:
    x = layers.Input((2, 1), name="x")
    network = models.Model(x, MultiHeadAttention(1, 1, name="heads")(x, x, return_attention_scores=False))
    network.compile(optimizers.SGD(0.1), "mse")
    explanation = network.explain(data((2, 1), 1), data((2, 1), 1, 1))
    assert explanation.verify(everything=True).opaque == 0
    places = {source.derivation.place.name for source in explanation.gradient_of("x", (0, 0, 0)).sources}
    assert places >= {"heads/query", "heads/key", "heads/value"}


def test_a_head_by_hand() -> None:
    x = layers.Input((2, 1), name="x")
    network = models.Model(x, MultiHeadAttention(1, 1, use_bias=False, name="heads")(x, x))
    network.set_weights([[[[2.0]]], [[[1.0]]], [[[3.0]]], [[[0.5]]]])
    explanation = network.explain([[[1.0], [0.0]]])
    assert str(explanation.value_of("heads/scores", (0, 0, 0, 0))).splitlines()[1:3] == [
        "  S[0,0,0,0] = Q[0,0,0,0]·K[0,0,0,0] / √(1)",
        "             = 2 × 1 / √(1)",
    ]
    weight = np.exp(2) / (np.exp(2) + 1)
    assert explanation.value_of("heads/weights", (0, 0, 0, 0)).value == pytest.approx(weight)
    assert explanation.value_of("heads/output", (0, 0, 0)).value == pytest.approx(weight * 3 * 0.5)


def test_changed_numbers_are_found() -> None:
    x = [data((2, 2), 2), data((3, 2), 2, 1)]
    for kind, name, index in (
        ("value", "heads/output", (1, 0, 1)),
        ("gradient", "heads/query/kernel", (1, 0, 1)),
        ("gradient", "heads/attention_output/bias", (1,)),
        ("gradient", "v", (0, 1, 1)),
    ):
        explanation = proved_attention(MultiHeadAttention(2, 2, name="heads"), x)
        assert_corruption_is_found(explanation, kind, name, index)  # type: ignore[arg-type]
