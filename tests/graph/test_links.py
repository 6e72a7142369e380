from __future__ import annotations

from typing import Any

import pytest
import torch

from nervure.graph.links import Draft, drafts_of, is_known, joined
from nervure.kernels.convolution_rules import has_convolutions
from nervure.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    MaxPooling2D,
    ReLU,
    Rescaling,
    Reshape,
    Softmax,
)
from nervure.layers.step import Step
from nervure.ops.op import Context
from tests.graph.draft import Draft as Drawn

pytestmark = pytest.mark.skipif(not has_convolutions(), reason="no native convolutions in this process")

PICTURE, VECTOR = (8, 6, 16), (16,)


def steps_of(*layers: Layer, shape: tuple[int, ...] = PICTURE) -> list[tuple[Step, tuple[int, ...], tuple[int, ...]]]:
    """The steps of the layers, with the shapes of a sample before and behind each."""
    drawn = Drawn(shape, dtype=torch.float32)
    slot = 0
    for layer in layers:
        slot = drawn.call(layer, slot)
    found, x = [], torch.ones(1, *shape)
    for step in drawn.plan(slot).steps:
        (y,), _ = step.forward((x,), Context())
        found.append((step, tuple(x.shape[1:]), tuple(y.shape[1:])))
        x = y
    return found


def links_of(*layers: Layer, shape: tuple[int, ...] = PICTURE) -> list[dict[str, Any]] | None:
    """What the links say beside their sizes; None where one step is none, or they do not form a chain."""
    drafts: tuple[Draft, ...] = ()
    for each in steps_of(*layers, shape=shape):
        found = drafts_of(*each) if is_known(each[0]) else None
        more = None if found is None else joined(drafts, found)
        if more is None:
            return None
        drafts = more
    told = []
    for draft in drafts:
        link = draft.link
        forms = {"relu": link.has_relu, "scaled": draft.scaling is not None, "behind": link.has_relu_behind}
        forms |= {"pools": link.pools, "activation": link.activation != "linear" and link.activation}
        told.append({"kind": link.kind} | {name: value for name, value in forms.items() if value})
    return told


def test_a_block_of_the_lecture_is_one_link() -> None:
    block = Conv2D(8, 3, activation="relu"), BatchNormalization(), MaxPooling2D()
    assert links_of(*block) == [{"kind": "winograd", "relu": True, "scaled": True, "pools": True}]


def test_relu_may_follow_the_normalization() -> None:
    block = Conv2D(8, 3, padding="same", use_bias=False), BatchNormalization(), ReLU()
    assert links_of(*block) == [{"kind": "winograd", "scaled": True, "behind": True}]
    both = Conv2D(8, 3, activation="relu"), BatchNormalization(), ReLU(), MaxPooling2D()
    assert links_of(*both) == [{"kind": "winograd", "relu": True, "scaled": True, "behind": True, "pools": True}]


def test_what_comes_in_another_order_stays_a_link_of_its_own() -> None:
    pooled = {"kind": "winograd", "pools": True}
    assert links_of(Conv2D(8, 3), MaxPooling2D(), BatchNormalization()) == [pooled, {"kind": "scaling", "scaled": True}]
    assert links_of(Conv2D(8, 3), MaxPooling2D(), ReLU()) == [pooled, {"kind": "activation", "activation": "relu"}]
    twice = links_of(Conv2D(8, 3), BatchNormalization(), BatchNormalization())
    assert twice == [{"kind": "winograd", "scaled": True}, {"kind": "scaling", "scaled": True}]
    bent = links_of(Conv2D(8, 3), Activation("tanh"), BatchNormalization())
    assert bent is not None
    assert [link["kind"] for link in bent] == ["winograd", "activation", "scaling"]


def test_few_channels_are_convolved_directly_and_pooled_behind() -> None:
    found = links_of(Conv2D(8, 3, activation="relu"), MaxPooling2D(), shape=(8, 6, 1))
    assert found == [{"kind": "direct", "relu": True}, {"kind": "max_pooling"}]


def test_a_dense_layer_takes_its_activation_and_no_softmax() -> None:
    found = links_of(Flatten(), Dense(16, activation="tanh"), Dense(4, activation="softmax"))
    assert found == [
        {"kind": "dense", "activation": "tanh"}, {"kind": "dense"}, {"kind": "activation", "activation": "softmax"},
    ]  # fmt: skip


def test_a_reshape_is_no_link() -> None:
    assert links_of(Flatten(), Reshape(PICTURE), Flatten()) == []


def test_pictures_do_not_follow_samples_with_gaps() -> None:
    assert links_of(Dense(24), Reshape((2, 2, 6)), MaxPooling2D(), shape=VECTOR) is None
    assert links_of(Dense(32), Reshape((2, 2, 8)), MaxPooling2D(), shape=VECTOR) is not None


UNKNOWN = [
    (Conv2D(8, 5), PICTURE),
    (Conv2D(8, 3, strides=2), PICTURE),
    (Conv2D(8, 3, dilation_rate=2), PICTURE),
    (Conv2D(8, 3, groups=2), PICTURE),
    (DepthwiseConv2D(3), PICTURE),
    (MaxPooling2D(3), PICTURE),
    (MaxPooling2D(2, strides=1), PICTURE),
    (MaxPooling2D(padding="same"), (7, 6, 16)),
    (AveragePooling2D(), PICTURE),
    (BatchNormalization(axis=1), PICTURE),
    (Dense(4), PICTURE),
    (Dense(100_000), VECTOR),
    (ReLU(max_value=6), VECTOR),
    (ReLU(negative_slope=0.1), VECTOR),
    (Softmax(axis=1), PICTURE),
    (Softmax(), PICTURE),
    (Activation("gelu"), VECTOR),
    (Dropout(0.5), VECTOR),
]


@pytest.mark.parametrize(("layer", "shape"), UNKNOWN, ids=lambda value: getattr(value, "name", str(value)))
def test_forms_that_kernels_do_not_know_are_no_links(layer: Layer, shape: tuple[int, ...]) -> None:
    assert links_of(layer, shape=shape) is None


@pytest.mark.parametrize("layer", [MaxPooling2D(padding="same"), LeakyReLU(0.1), Rescaling(2.0, 1.0)], ids=str)
def test_forms_that_come_to_the_same_are_links(layer: Layer) -> None:
    assert links_of(layer) is not None


def test_samples_without_numbers_are_not_linked() -> None:
    (step, _, after), *_ = steps_of(Dense(3), shape=VECTOR)
    assert drafts_of(step, (0,), after) is None
