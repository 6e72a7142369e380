from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import Input, Model, Sequential
from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.insight.layer_maps import LayerOutputs, values_of
from nervure.layers import Activation, Add, Conv2D, Dense, Flatten, LeakyReLU, MaxPooling2D, PReLU
from nervure.models.zoo import lecture_cnn
from tests.insight.networks import classifier, pictures, residual


def test_layers_come_in_order_with_their_kinds_and_shapes() -> None:
    outputs = LayerOutputs(classifier(), "test")
    assert [(each.name, each.kind, each.shape) for each in outputs.all][1:4] == [
        ("first", "Conv2D", (12, 10, 6)),
        ("normalized", "BatchNormalization", (12, 10, 6)),
        ("pooled", "MaxPooling2D", (6, 5, 6)),
    ]
    assert [each.name for each in outputs.with_maps] == ["rescaling", "first", "normalized", "pooled", "second"]
    assert outputs.named("dropped").is_idle
    assert [each.name for each in outputs.chosen(None)] == ["first", "second"]


def test_the_last_map_behind_an_activation_is_found() -> None:
    assert LayerOutputs(lecture_cnn(), "test").last_activated().name == "conv2d_3"
    assert LayerOutputs(residual(), "test").last_activated().name == "shortcut"
    for activation in (PReLU(name="bent"), LeakyReLU(name="bent"), Activation("gelu", name="bent")):
        chain = [Conv2D(2, 3, activation="relu"), Conv2D(2, 3), activation, Flatten(), Dense(2, activation="softmax")]
        assert LayerOutputs(Sequential([Input((8, 8, 1)), *chain]), "test").last_activated().name == "bent"


def test_shared_layers_and_models_inside_have_names_of_their_own() -> None:
    x, shared = Input((8, 8, 2)), Conv2D(2, 3, padding="same", name="shared")
    inner = Sequential([Input((8, 8, 2)), Conv2D(2, 3, padding="same", name="deep")], name="inner")
    model = Model(x, inner(Add()([shared(x), shared(shared(x))])))
    outputs = LayerOutputs(model, "test")
    assert [each.name for each in outputs.chosen(None)] == ["shared", "shared:2", "shared:3", "inner/deep"]
    assert {each.kind for each in outputs.chosen(None)} == {"Conv2D"}


def test_values_are_those_of_trace_and_what_is_behind_them_is_left_out() -> None:
    model, x = classifier(), pictures(3)
    outputs = LayerOutputs(model, "test")
    slot = outputs.named("pooled").slot
    found = values_of(outputs.plan, torch.from_numpy(x), [slot])
    np.testing.assert_allclose(found[slot].numpy(), model.trace(x)["pooled/output"], atol=1e-6)


def test_what_has_no_maps_is_told() -> None:
    outputs = LayerOutputs(classifier(), "test")
    with pytest.raises(ArgumentError, match="one of rescaling, first, normalized, pooled, second"):
        outputs.with_map("classes")
    with pytest.raises(UnknownNameError):
        outputs.with_map("nothing")
    with pytest.raises(UnknownNameError, match="unknown name '2'"):
        outputs.chosen(2)
    flat = LayerOutputs(Sequential([Input((3, 3, 1)), Flatten(), Dense(2)]), "test")
    with pytest.raises(ArgumentError, match="has rows and columns"):
        flat.chosen(None)
    pooled = LayerOutputs(Sequential([Input((4, 4, 1)), MaxPooling2D(2), Flatten(), Dense(2)]), "test")
    with pytest.raises(ArgumentError, match="no layer is a convolution"):
        pooled.chosen(None)
    with pytest.raises(ShapeError, match="not an image"):
        LayerOutputs(Sequential([Input((3,)), Dense(2)]), "test")
