from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nervure.errors import ShapeError
from nervure.layers import GRU, Activation, Conv2D, Dense, Flatten, Input, Layer
from nervure.losses import MeanSquaredError
from nervure.models import Model, Sequential
from nervure.models.network_remedies import Edit, explained, shapes_after

PICTURES, VECTORS, NUMBERS = np.zeros((6, 8, 8, 1), "float32"), np.zeros((6, 5), "float32"), np.arange(6) % 3
Act = Callable[[Model], object]


def chain(*layers: Any, loss: str = "sparse_categorical_crossentropy") -> Sequential:
    model = Sequential(list(layers))
    model.compile("sgd", loss)
    return model


def error_of(act: Callable[[], object]) -> ShapeError:
    with pytest.raises(ShapeError) as raised:
        act()
    return raised.value


def on_pictures(shape: tuple[int, ...]) -> Sequential:
    return chain(Input(shape), Flatten(), Dense(3, "softmax"))


@pytest.mark.parametrize(
    ("shape", "x", "fix"),
    [
        ((64,), PICTURES, "Write `x = x.reshape(len(x), 64)` on the line before `fit`."),
        ((8, 8, 3), PICTURES, "Write `x = x.repeat(3, axis=-1)` on the line before `fit`."),
        ((8, 8, 3), PICTURES[..., 0], "Write `x = x[..., None].repeat(3, axis=-1)` on the line before `fit`."),
        ((8, 8, 1), PICTURES.repeat(3, -1), "Write `x = x.mean(axis=-1, keepdims=True)` on the line before `fit`."),
        ((8, 8, 3), PICTURES.repeat(4, -1), "Write `x = x[..., :3]` on the line before `fit`."),
        ((9, 9, 1), PICTURES, "Write `shape=(8, 8, 1)` in `Input((9, 9, 1))`."),
        ((8, 8, 3), np.zeros((6, 3, 8, 8)), "Write `x = x.transpose(0, 2, 3, 1)` on the line before `fit`."),
        ((8, 5), np.zeros((6, 5, 8)), "Write `x = x.transpose(0, 2, 1)` on the line before `fit`."),
        ((7,), VECTORS, "Write `shape=(5,)` in `Input((7,))`."),
    ],
)
def test_data_of_another_shape_gets_one_line_that_makes_it_fit(shape: tuple[int, ...], x: Any, fix: str) -> None:
    error = error_of(lambda: on_pictures(shape).fit(x, NUMBERS, verbose=0))
    assert error.fix == fix
    assert error.ledger == ()


@pytest.mark.parametrize("argument", [{"input_dim": 7}, {"input_shape": (7,)}])
def test_the_shape_is_changed_in_the_argument_that_declared_it(argument: dict[str, Any]) -> None:
    error = error_of(lambda: chain(Dense(3, "softmax", **argument)).fit(VECTORS, NUMBERS, verbose=0))
    wanted = "input_dim=5" if "input_dim" in argument else "input_shape=(5,)"
    assert error.fix == f"Write `{wanted}` in `Dense 'dense'`."


def test_one_sample_to_predict_gets_its_batch_axis() -> None:
    error = error_of(lambda: on_pictures((8, 8, 1)).predict(PICTURES[0], verbose=0))
    assert error.fix == "Write `x = x[None]` on the line before `predict`."
    assert error.got == "(8, 8, 1)"


def test_a_network_that_has_learned_keeps_its_input() -> None:
    model = on_pictures((7,))
    model.fit(np.zeros((6, 7)), NUMBERS, verbose=0)
    assert "Input" not in error_of(lambda: model.fit(VECTORS, NUMBERS, verbose=0)).fix


@pytest.mark.parametrize(
    ("build", "y", "fix"),
    [
        (lambda: chain(Input((8, 8, 1)), Conv2D(2, 3), Dense(3, "softmax")), NUMBERS,
         "Put `Flatten()` before `Dense 'dense'`."),
        (lambda: chain(Input((8, 8, 1)), Conv2D(2, 3), Dense(4, "relu"), Dense(3, "softmax")), NUMBERS,
         "Put `Flatten()` before `Dense 'dense'`."),
        (lambda: chain(Input((8, 8, 1)), Flatten(), Dense(3, "softmax"), loss="categorical_crossentropy"), NUMBERS,
         "Write `loss='sparse_categorical_crossentropy'` in `compile`."),
        (lambda: chain(Input((8, 8, 1)), Flatten(), Dense(3, "softmax"), loss="binary_crossentropy"), NUMBERS,
         "Write `loss='sparse_categorical_crossentropy'` in `compile`."),
        (lambda: chain(Input((8, 8, 1)), Flatten(), Dense(3, "sigmoid"), loss="binary_crossentropy"), NUMBERS,
         "Write `units=1` in `Dense 'dense'`."),
        (lambda: chain(Input((8, 8, 1)), Flatten(), Dense(3, "softmax")), np.eye(3)[NUMBERS],
         "Write `loss='categorical_crossentropy'` in `compile`."),
        (lambda: chain(Input((8, 8, 1)), Flatten(), Dense(4), Activation("tanh"), loss="mse"), np.zeros((6, 2)),
         "Write `units=2` in `Dense 'dense'`."),
        (lambda: chain(Input((8, 8, 1)), Conv2D(2, 3, name="last"), loss="mse"), np.zeros((6, 6, 6, 5)),
         "Write `filters=5` in `Conv2D 'last'`."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("act", ["fit", "evaluate", "train_on_batch", "test_on_batch"])
def test_targets_that_do_not_fit_show_the_layers_and_one_change(
    build: Callable[[], Any], y: Any, fix: str, act: str
) -> None:
    quiet = {"verbose": 0} if act in ("fit", "evaluate") else {}
    error = error_of(lambda: getattr(build(), act)(PICTURES, y, **quiet))
    assert error.fix == fix
    assert error.ledger[0].startswith("  layers:   InputLayer 'input_layer'")
    assert error.ledger[-1].split("'")[0].strip() == "loss"
    assert error.where.startswith("loss ")


def test_a_sequence_that_is_left_over_ends_in_the_recurrent_layer() -> None:
    model = chain(Input((8, 8)), GRU(4, return_sequences=True), Dense(3, "softmax"))
    error = error_of(lambda: model.fit(PICTURES[..., 0], NUMBERS, verbose=0))
    assert error.fix == "Write `return_sequences=False` in `GRU 'gru'`."


def test_of_several_outputs_the_one_that_does_not_fit_is_shown() -> None:
    x = Input((5,))
    model = Model(x, [Dense(1, name="first")(x), Dense(4, name="second")(x)])
    losses, targets = [MeanSquaredError(), MeanSquaredError()], [(None, 1), (None, 2)]
    with pytest.raises(ShapeError) as raised, explained(model, losses, targets):
        losses[1].check(targets[1], (None, 4))
    assert raised.value.fix == "Write `units=2` in `Dense 'second'`."
    assert "'second'" in raised.value.ledger[1]


def test_shapes_are_found_for_a_network_as_it_would_be() -> None:
    x = Input((8, 8, 1))
    convolution, dense = Conv2D(2, 3), Dense(3)
    model = Model(x, dense(convolution(x)))
    assert shapes_after(model) == [(None, 6, 6, 3)]
    assert shapes_after(model, Edit(before={id(dense): Flatten()})) == [(None, 3)]
    assert shapes_after(model, Edit(changed={id(convolution): Conv2D(5, 2)})) == [(None, 7, 7, 3)]
    assert shapes_after(model, inputs=[(None, 9, 9, 2)]) == [(None, 7, 7, 3)]
    assert shapes_after(model, inputs=[(None, 9)]) is None
    assert model.compute_output_shape((None, 8, 8, 1)) == (None, 6, 6, 3)


def test_a_layer_that_cannot_be_made_twice_takes_part_as_it_is() -> None:
    made = []

    class Once(Layer):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)
            if len(made) > 1:
                raise RuntimeError("once")

        def compute_output_shape(self, input_shape: Any) -> Any:
            return input_shape

        def forward(self, x: Any, context: Any) -> Any:
            return x, None

        def backward(self, dy: Any, cache: Any) -> Any:
            return dy, {}

    x = Input((4,))
    assert shapes_after(Model(x, Dense(2)(Once()(x)))) == [(None, 2)]
