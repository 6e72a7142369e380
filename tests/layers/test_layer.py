from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure import set_seed
from nervure.errors import ArgumentError, DataError, ShapeError
from nervure.layers import Add, BatchNormalization, Conv2D, Dense, Dropout, Flatten, Input, Layer, LeakyReLU, MaxPool2D
from nervure.layers.lowering import Lowering
from nervure.ops.op import Context
from nervure.symbolic import SymbolicTensor
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of, walk
from tests.layers.recurrent_walks import walk_sequences


class Scale(Layer):
    """Multiplies each feature by a weight: a layer as a user writes it."""

    def build(self, input_shape: Any) -> None:
        self.factor = self.add_weight("factor", (input_shape[-1],), "ones")

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Tensor, Tensor]:
        return x * self.factor.array, x

    def backward(self, dy: Tensor, x: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        return dy * self.factor.array, {"factor": (dy * x).flatten(0, -2).sum(0)}


class SumAndDifference(Layer):
    """Two inputs, two outputs."""

    num_outputs = 2

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape[0], input_shape[1]

    def forward(self, x: tuple[Tensor, Tensor], context: Context) -> tuple[list[Tensor], None]:
        return [x[0] + x[1], x[0] - x[1]], None

    def backward(self, dy: tuple[Tensor, Tensor], cache: None) -> tuple[list[Tensor], dict[str, Tensor]]:
        return [dy[0] + dy[1], dy[0] - dy[1]], {}


def test_a_layer_of_your_own_keeps_the_rules_of_layers() -> None:
    check_layer_rules(Scale, (4,), num_parameters=4)
    check_layer_rules(Scale, (3, 4), num_parameters=4)


def test_a_layer_of_your_own_is_one_step_with_its_gradients() -> None:
    layer = Scale(name="mine")
    x = numbers(0, 3, 4)
    walked = walk(layer, [x], np.full((3, 4), 2.0))
    assert [step.name for step in steps_of(layer)] == ["mine/output"]
    assert np.allclose(walked.dinputs[0], 2)
    assert np.allclose(walked.dparameters["factor"], 2 * x.sum(0), atol=1e-5)


def test_several_inputs_and_outputs_are_tuples() -> None:
    a, b = numbers(0, 2, 3), numbers(1, 2, 3)
    total, difference = SumAndDifference()([a, b])
    assert np.array_equal(total, a + b)
    assert np.array_equal(difference, a - b)
    drawn = SumAndDifference()([Input((3,)), Input((3,))])
    assert [tensor.shape for tensor in drawn] == [(None, 3), (None, 3)]
    assert [tensor.index for tensor in drawn] == [0, 1]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Dense, "dense"),
        (Conv2D, "conv2d"),
        (BatchNormalization, "batch_normalization"),
        (MaxPool2D, "max_pooling2d"),
        (LeakyReLU, "leaky_re_lu"),
    ],
)
def test_names_are_spelled_as_in_keras(kind: type[Layer], name: str) -> None:
    assert kind.default_name() == name


def test_a_given_name_beats_the_number_of_the_model() -> None:
    named, unnamed = Dense(3, name="head"), Dense(3)
    for layer in (named, unnamed):
        layer.take_number("dense_7")
    assert (named.name, unnamed.name) == ("head", "dense_7")
    assert (named.has_given_name, unnamed.has_given_name) == (True, False)
    assert unnamed.where == "Dense 'dense_7'"
    assert repr(unnamed) == "<Dense name=dense_7>"


def test_any_kind_of_array_comes_back_as_its_kind() -> None:
    layer = Dense(3)
    x = numbers(0, 2, 4)
    assert isinstance(layer(x), np.ndarray)
    assert isinstance(layer(torch.from_numpy(x)), Tensor)
    assert isinstance(layer(Input((4,))), SymbolicTensor)
    assert np.array_equal(layer(x.tolist()), layer(x))
    assert layer(x.astype("float64")).dtype == np.float32
    assert layer(np.ones((2, 4), "uint8")).dtype == np.float32


def test_arrays_of_any_memory_order_and_type_are_taken_without_a_warning() -> None:
    layer = Dense(3)
    x = numbers(0, 4, 5)
    y = layer(x)
    frozen = x.copy()
    frozen.flags.writeable = False
    for same in (frozen, np.asfortranarray(x), np.ascontiguousarray(x[::-1])[::-1], x.astype(">f4"), x.astype("f8")):
        assert np.allclose(layer(same), y, atol=1e-6)
    followed = torch.from_numpy(x.copy()).requires_grad_()
    assert not layer(followed).requires_grad
    assert layer(torch.from_numpy(x).half()).dtype == torch.float32
    assert layer(np.ones((2, 5), "uint16")).shape == (2, 3)
    assert layer(np.ones((2, 5), bool)).shape == (2, 3)


def test_training_is_asked_for_by_its_argument() -> None:
    layer, x = Dropout(0.5), np.ones((4, 50), "float32")
    assert np.array_equal(layer(x), x)
    assert np.array_equal(layer(x, training=False), x)
    assert (layer(x, training=True) == 0).any()


def test_what_holds_no_numbers_is_refused() -> None:
    for wrong in ("abc", None, {}, [[1, 2], [3]], np.array(["a"])):
        assert_says(DataError, lambda wrong=wrong: Dense(3, name="head")(wrong), "Dense 'head'", "not numbers")
    with pytest.raises(ShapeError):
        Dense(3)([])


def test_inputs_with_different_numbers_of_samples_are_refused() -> None:
    both = [numbers(0, 4, 3), numbers(1, 2, 3)]
    assert_says(ShapeError, lambda: Add()(both), "Add 'add'", "different numbers of samples", "(4, 3), (2, 3)")


def test_a_layer_of_a_float64_network_is_called_in_float64() -> None:
    layer = Dense(3)
    layer.ensure_built((None, 4))
    layer.initialise(0, seed=1, dtype=torch.float64)
    assert layer(numbers(0, 2, 4)).dtype == np.float64


def test_first_weights_follow_from_seed_and_position() -> None:
    def drawn(seed: int, position: int) -> np.ndarray:
        layer = Dense(3)
        layer.ensure_built((None, 4))
        layer.initialise(position, seed)
        return layer.get_weights()[0]

    assert np.array_equal(drawn(1, 2), drawn(1, 2))
    assert not np.array_equal(drawn(1, 2), drawn(1, 3))
    assert not np.array_equal(drawn(1, 2), drawn(2, 2))


def test_the_seed_that_was_set_counts_where_none_is_given() -> None:
    weights = []
    for _ in range(2):
        set_seed(5)
        layer = Dense(3)
        layer(numbers(0, 1, 4))
        weights.append(layer.get_weights()[0])
    assert np.array_equal(*weights)


def test_weights_are_copies_and_go_back_in_the_same_order() -> None:
    layer = Dense(3)
    layer(numbers(0, 1, 4))
    kernel, bias = layer.get_weights()
    kernel += 1
    assert not np.array_equal(kernel, layer.get_weights()[0])
    layer.set_weights([kernel, bias + 2])
    assert np.array_equal(layer.get_weights()[0], kernel)
    assert layer.count_params() == 15


def test_weights_that_do_not_fit_change_nothing() -> None:
    layer = Dense(3, name="head")
    layer(numbers(0, 1, 4))
    before = layer.get_weights()
    assert_says(ShapeError, lambda: layer.set_weights([np.zeros((4, 3))]), "Dense 'head'", "arrays: 2", "arrays: 1")
    wrong = [np.zeros((4, 3)), np.zeros(4)]
    assert_says(ShapeError, lambda: layer.set_weights(wrong), "'bias'", "(3,)", "(4,)")
    assert all(np.array_equal(a, b) for a, b in zip(before, layer.get_weights(), strict=True))


def test_weights_come_from_arrays_tensors_and_lists_without_losing_digits() -> None:
    layer = Dense(1)
    layer.ensure_built((None, 2))
    layer.initialise(0, seed=1, dtype=torch.float64)
    for kernel in ([[0.1], [0.7]], np.array([[0.1], [0.7]]), torch.tensor([[0.1], [0.7]], dtype=torch.float64)):
        layer.set_weights([kernel, [0.3]])
        assert layer.get_weights()[0].tolist() == [[0.1], [0.7]]
    frozen = layer.get_weights()
    for array in frozen:
        array.flags.writeable = False
    layer.set_weights(frozen)
    assert_says(DataError, lambda: layer.set_weights([[["a"], ["b"]], [0.3]]), "not numbers")


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({"input_shape": (28, 28, 1)}, (None, 28, 28, 1)),
        ({"input_shape": [4]}, (None, 4)),
        ({"input_dim": 4}, (None, 4)),
        ({"batch_input_shape": (8, 4)}, (8, 4)),
        ({}, None),
    ],
)
def test_the_shape_of_the_input_may_be_declared(options: dict, shape: tuple[int, ...] | None) -> None:
    assert Dense(3, **options).declared_shape == shape


def test_arguments_of_every_layer_are_checked() -> None:
    assert_says(ArgumentError, lambda: Dense(3, input_shape=4), "input_shape=(4,)", "comma")
    assert_says(ArgumentError, lambda: Dense(3, dtype="float16"), "compile(precision='float64')")
    assert_says(ArgumentError, lambda: Dense(3, trainble=False), "Did you mean 'trainable'?")
    assert Dense(3, dtype="float32").name == "dense"


def test_a_layer_can_be_frozen_and_thawed() -> None:
    layer = Dense(3, trainable=False)
    assert not layer.trainable
    layer.trainable = True
    assert layer.trainable
    assert layer.sublayers == ()


def test_a_layer_without_its_methods_says_which_is_missing() -> None:
    calls = {"compute_output_shape": [(2, 3)], "forward": [None, None], "backward": [None, None]}
    for method, arguments in calls.items():
        with pytest.raises(NotImplementedError, match=f"Layer.{method}"):
            getattr(Layer(), method)(*arguments)


class MaskedSum(Layer):
    """The sum over the real steps of a sequence: a layer of your own that reads the mask."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (input_shape[0], input_shape[2])

    def forward(self, x: Tensor, context: Context, mask: Tensor | None = None) -> tuple[Tensor, Any]:  # type: ignore[override]
        real = torch.ones_like(x) if mask is None else mask.unsqueeze(-1).to(x.dtype).expand(x.shape)
        return (x * real).sum(1), real

    def backward(self, dy: Tensor, real: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        return dy.unsqueeze(1) * real, {}


def test_a_layer_of_your_own_can_read_the_mask() -> None:
    x, mask = numbers(0, 2, 3, 4), np.array([[1, 0, 1], [0, 0, 0]], bool)
    layer = MaskedSum()
    assert np.allclose(layer(x), x.sum(1), atol=1e-6)
    assert np.allclose(layer(x, mask=mask), (x * mask[..., None]).sum(1), atol=1e-6)
    walked = walk_sequences(layer, [x], None, mask)
    assert np.array_equal(walked.dinputs[0][..., 0], mask)


def test_a_mask_goes_on_only_where_the_axes_of_samples_and_time_stay() -> None:
    def passes(layer: Layer, shape: Any) -> bool:
        layer.ensure_built(shape)
        lowering = Lowering(num_inputs=2)
        lowering.mask_of[0] = 1
        outputs = layer.place((0,), lowering.layer(layer.name, stream=0))
        return lowering.mask_of.get(outputs[0]) == 1

    assert passes(Scale(), (None, 3, 4))
    assert passes(Dense(3), (None, None, 4))
    assert passes(BatchNormalization(), (None, 3, 4))
    assert not passes(MaskedSum(), (None, 3, 4))
    assert not passes(Conv2D(3, 1), (None, 3, 4, 2))
    assert not passes(Flatten(), (None, 3, 1))


def test_in_a_graph_a_mask_is_no_argument() -> None:
    assert_says(ArgumentError, lambda: Dense(3)(Input((3, 4)), mask=np.ones((2, 3))), "Masking()", "AttachMask()")


def test_parameters_have_the_names_of_a_network() -> None:
    layer = Dense(3)
    layer(numbers(0, 2, 4))
    owned = layer.owned_parameters("head/dense")
    assert [entry.name for entry in owned] == ["head/dense/kernel", "head/dense/bias"]
    assert all(entry.layer is layer and not entry.is_carried for entry in owned)


def test_a_layer_that_computes_in_call_as_in_keras_is_told_what_to_write() -> None:
    class Doubled(Layer):
        def call(self, inputs: Any) -> Any:
            return 2 * inputs

    assert_says(ArgumentError, Doubled, "Doubled", "call would never be called", "forward(x, context) and backward")
