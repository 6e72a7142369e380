from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from nervure import Input, Model, Sequential
from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.explain.copies import copied_plan
from nervure.insight import receptive_field
from nervure.insight.fields import Fields
from nervure.insight.layer_maps import LayerOutputs
from nervure.layers import LSTM, Conv2D, Dense, MaxPooling2D, Reshape
from nervure.models.zoo import lecture_cnn
from nervure.ops.op import Context
from tests.insight.networks import crossed, residual, set_random_weights, winding, without_channels

Array = np.ndarray[Any, Any]


def seen_by_gradient(model: Model, outputs: LayerOutputs, slot: int, place: tuple[int, int]) -> Array:
    """The pixels by which the value of a unit has a gradient that is not 0, of all channels of several pictures."""
    network = model.network()
    plan = copied_plan(network.plan, network.store, torch.float64).plan
    plan = type(plan)(plan.steps, 1, (slot,), torch.float64)
    x = torch.from_numpy(np.random.default_rng(5).normal(0, 1, (24, *outputs.shapes[0])))
    walk = plan.forward([x], Context(), keep_caches=True)
    dy = torch.zeros_like(walk.outputs[0])
    dy[(slice(None), *place)] = torch.linspace(1.0, 2.0, dy.shape[-1], dtype=torch.float64)
    (gradient,) = plan.backward([dy], walk.caches, needs_dinputs=True)
    assert gradient is not None
    changed = (gradient != 0).numpy().any(0)
    return changed.any(-1) if changed.ndim == 3 else changed


def places(outputs: LayerOutputs) -> Iterator[tuple[str, tuple[int, int]]]:
    for output in outputs.with_maps:
        height, width = output.shape[:2]
        for place in {(0, 0), (height // 2, width // 2), (height - 1, 0), (1, width - 1)}:
            yield output.name, place


@pytest.mark.parametrize("network", [residual, crossed, winding, without_channels])
def test_a_unit_has_a_gradient_by_exactly_the_pixels_of_its_field(network: Callable[[], Model]) -> None:
    model = network()
    set_random_weights(model)
    outputs = LayerOutputs(model, "test")
    fields = Fields(outputs)
    for name, place in places(outputs):
        slot = outputs.named(name).slot
        expected = seen_by_gradient(model, outputs, slot, place)
        np.testing.assert_array_equal(fields.mask(slot, *place), expected, err_msg=f"{name} at {place}")
        rows, columns = np.nonzero(expected)
        box = fields.box(slot, *place)
        if not len(rows):  # a unit over padding alone
            assert box.height * box.width == 0
            continue
        assert (box.top, box.left) == (rows.min(), columns.min())
        assert (box.top + box.height - 1, box.left + box.width - 1) == (rows.max(), columns.max())


def test_places_that_a_layer_gives_up_come_back_as_places_that_see_all() -> None:
    x = Input((6, 5, 1))
    sequences = LSTM(4, return_sequences=True)(Reshape((6, 5))(x))
    model = Model(x, Conv2D(2, 3, name="after")(Reshape((6, 4, 1))(sequences)))
    assert receptive_field(model, "after").record.sees_all


def test_max_pooling_sees_whatever_may_win() -> None:
    model = Sequential([Input((9, 9, 1)), Conv2D(3, 3, name="a"), MaxPooling2D(3, strides=2, padding="same", name="b")])
    set_random_weights(model)
    outputs = LayerOutputs(model, "test")
    for place in ((0, 0), (1, 2), (3, 3)):
        seen = seen_by_gradient(model, outputs, outputs.named("b").slot, place)
        np.testing.assert_array_equal(Fields(outputs).mask(outputs.named("b").slot, *place), seen)


def test_fields_of_the_lecture_network_are_those_of_the_formula() -> None:
    model = lecture_cnn()
    sizes = {"conv2d": 3, "conv2d_1": 5, "max_pooling2d": 6, "conv2d_2": 10, "conv2d_3": 14, "max_pooling2d_1": 16}
    for layer, size in sizes.items():
        record = receptive_field(model, layer).record
        assert (record.height, record.width, record.is_cut, record.sees_all) == (size, size, False, False)
    assert receptive_field(model, "dense").record.stride is None
    last = receptive_field(model, "conv2d_3").record
    assert (last.stride, last.offset, last.map_height) == ((2, 2), (-6, -6), 14)
    assert receptive_field(model, "dense").record.sees_all


def test_a_field_larger_than_the_picture_is_cut() -> None:
    model = Sequential([Input((5, 9, 1)), Conv2D(2, 7, padding="same", name="large"), Conv2D(1, 1, name="after")])
    record = receptive_field(model, "after").record
    assert (record.height, record.width, record.is_cut) == (5, 7, True)
    assert (record.stride, record.offset) == ((1, 1), (-3, -3))


def test_a_field_prints_and_draws_itself() -> None:
    field = receptive_field(lecture_cnn(), "conv2d_1")
    assert repr(field).splitlines() == [
        "conv2d_1: a unit sees 5 x 5 of the 28 x 28 pixels",
        "stride between neighboring fields: 1 x 1; the first field starts at row -2, column -2",
    ]
    assert "conv2d_1" in field.plot().to_svg()
    assert field.mask(0, 0).sum() == 9


def test_unknown_layers_places_and_sizes_are_told() -> None:
    model = lecture_cnn()
    with pytest.raises(UnknownNameError, match="Did you mean 'conv2d_1'"):
        receptive_field(model, "conv2d1")
    with pytest.raises(ArgumentError, match="no such position"):
        receptive_field(model, "conv2d").box(28, 0)
    with pytest.raises(ShapeError, match="not an image"):
        receptive_field(Sequential([Input((4,)), Dense(2)]), "dense")
    open_model = Sequential([Input((None, None, 1)), Conv2D(2, 3, name="a")])
    with pytest.raises(ArgumentError, match="any size"):
        receptive_field(open_model, "a")
    assert receptive_field(open_model, "a", picture_size=(8, 9, 1)).record.map_height == 6
