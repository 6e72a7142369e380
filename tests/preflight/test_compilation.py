from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.errors import ArgumentError
from nervure.language import set_language
from nervure.layers import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    Layer,
    LeakyReLU,
    Maxout,
    MaxPooling2D,
    ReLU,
    Rescaling,
    Reshape,
    Softmax,
    TorchModule,
)
from nervure.losses import BinaryCrossentropy, CategoricalCrossentropy, Loss, SparseCategoricalCrossentropy
from nervure.models import Model, Sequential
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Context
from nervure.preflight import check_compilation, is_crossentropy
from tests.layers.layer_rules import HANGUL, assert_says

VECTOR, PICTURE = (6,), (8, 8, 1)


class Own(Layer):
    """A layer of one's own at the end of a network."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Tensor, Tensor]:
        y = torch.softmax(x, -1)
        return y, y

    def backward(self, dy: Tensor, y: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        return y * (dy - (dy * y).sum(-1, keepdim=True)), {}


class OwnLoss(Loss):
    """A loss of one's own that is called like one of ours."""

    op = LossOp(
        "categorical_crossentropy",
        lambda y_pred, y_true: (((y_pred - y_true) ** 2).sum(-1), y_pred - y_true),
        lambda dvalues, difference: 2 * difference * dvalues.unsqueeze(-1),
    )


def my_crossentropy_from_logits(y_true: Tensor, y_pred: Tensor) -> Tensor:
    return torch.nn.functional.cross_entropy(y_pred, y_true)


def chain(*layers: Layer, shape: tuple[int, ...] = VECTOR) -> Model:
    return Sequential([Input(shape), *layers])


def residual() -> Model:
    x = Input(VECTOR)
    hidden = Dense(6)(Dense(6, activation="relu")(x))
    return Model(x, Dense(3, activation="softmax")(Add()([x, hidden])))


def linear_in_two_directions() -> Model:
    x = Input(VECTOR)
    code = Dense(6, name="code")(x)
    return Model(x, [Dense(3, activation="softmax", name="kind")(code), Dense(1, name="size")(code)])


def code_as_an_output() -> Model:
    x = Input(VECTOR)
    code = Dense(6, name="code")(x)
    return Model(x, [code, Dense(3, name="size")(code)])


def two_heads_joined() -> Model:
    x = Input(VECTOR)
    return Model(x, Concatenate()([Dense(2, activation="sigmoid")(x), Dense(3, activation="sigmoid")(x)]))


def same_layer_twice() -> Model:
    x, power = Input(VECTOR), Dense(6)
    return Model(x, Dense(1, activation="sigmoid")(Activation("tanh")(power(power(x)))))


CNN = (Conv2D(4, 3, activation="relu"), MaxPooling2D(), Flatten())

SOUND: dict[str, tuple[Callable[[], Model], Any]] = {
    "classifier": (
        lambda: chain(Dense(8, activation="relu"), Dense(3, activation="softmax")), "categorical_crossentropy"
    ),
    "sparse classifier": (lambda: chain(Dense(3, activation="softmax")), "sparse_categorical_crossentropy"),
    "yes or no": (lambda: chain(Dense(1, activation="sigmoid")), "binary_crossentropy"),
    "several labels": (lambda: chain(Dense(5, activation="sigmoid")), "binary_crossentropy"),
    "regression with a linear output": (lambda: chain(Dense(8, activation="relu"), Dense(1)), "mse"),
    "regression with three outputs": (lambda: chain(Dense(8, activation="tanh"), Dense(3)), "mae"),
    "half squared error of sigmoids": (lambda: chain(Dense(2, activation="sigmoid")), "half_squared_error"),
    "autoencoder": (lambda: chain(Dense(2, activation="relu"), Dense(6, activation="sigmoid")), "binary_crossentropy"),
    "linear autoencoder": (lambda: chain(Dense(2), Dense(6)), "mse"),
    "bottleneck of low rank": (lambda: chain(Dense(2), Dense(8, activation="relu"), Dense(1)), "mse"),
    "categorical from logits": (lambda: chain(Dense(3)), CategoricalCrossentropy(from_logits=True)),
    "sparse from logits": (lambda: chain(Dense(3)), SparseCategoricalCrossentropy(from_logits=True)),
    "binary from logits": (lambda: chain(Dense(1)), BinaryCrossentropy(from_logits=True)),
    "maxout from logits": (lambda: chain(Maxout(3, 2)), SparseCategoricalCrossentropy(from_logits=True)),
    "relu from logits": (lambda: chain(Dense(3, activation="relu")), CategoricalCrossentropy(from_logits=True)),
    "dropout between dense layers": (
        lambda: chain(Dense(8), Dropout(0.5), Dense(3, activation="softmax")), "categorical_crossentropy"
    ),
    "batch normalization between dense layers": (
        lambda: chain(Dense(8), BatchNormalization(), Dense(3, activation="softmax")), "categorical_crossentropy"
    ),
    "activation as a layer": (
        lambda: chain(Dense(8), LeakyReLU(), Dense(3), Softmax()), "sparse_categorical_crossentropy"
    ),
    "hard sigmoid": (lambda: chain(Dense(2, activation="hard_sigmoid")), "binary_crossentropy"),
    "sparse softmax": (lambda: chain(Dense(3, activation="sparsemax")), "categorical_crossentropy"),
    "logarithm and exponential": (
        lambda: chain(Dense(3, activation="log_softmax"), Activation("exponential")), "categorical_crossentropy"
    ),
    "probabilities in another shape": (
        lambda: chain(Dense(6, activation="sigmoid"), Reshape((2, 3))), "binary_crossentropy"
    ),
    "softmax in a column": (lambda: chain(Dense(4, activation="softmax"), Reshape((4, 1))), "mse"),
    "softmax over another axis": (lambda: chain(Dense(1), Softmax(axis=1), shape=(5, 2)), "mse"),
    "linear activation at the end": (
        lambda: chain(Dense(3, activation="softmax"), Activation("linear")), "categorical_crossentropy"
    ),
    "tanh made a probability": (
        lambda: chain(Dense(1, activation="tanh"), Rescaling(0.5, 0.5)), "binary_crossentropy"
    ),
    "relu cut off at one": (lambda: chain(Dense(3), ReLU(max_value=1.0)), "binary_crossentropy"),
    "mean of softmaxes": (
        lambda: chain(Conv2D(3, 3, activation="softmax"), GlobalAveragePooling2D(), shape=PICTURE),
        "categorical_crossentropy",
    ),
    "segmentation": (
        lambda: chain(Conv2D(3, 1, activation="softmax"), shape=PICTURE), "sparse_categorical_crossentropy"
    ),
    "mask of a picture": (lambda: chain(Conv2D(1, 1, activation="sigmoid"), shape=PICTURE), "binary_crossentropy"),
    "lecture's network": (
        lambda: chain(*(type(layer).from_config(layer.get_config()) for layer in CNN), Dense(3, activation="softmax"),
                      shape=PICTURE),
        "categorical_crossentropy",
    ),
    "residual link": (residual, "categorical_crossentropy"),
    "code that two heads read": (linear_in_two_directions, ["categorical_crossentropy", "mse"]),
    "code that is an output": (code_as_an_output, [None, "mse"]),
    "two heads joined": (two_heads_joined, "binary_crossentropy"),
    "a layer behind itself": (same_layer_twice, "binary_crossentropy"),
    "reshaped between dense layers": (
        lambda: chain(Dense(4), Flatten(), Dense(1), shape=(5, 3)), "mse"
    ),
    "a layer of one's own at the end": (lambda: chain(Dense(3), Own()), "categorical_crossentropy"),
    "a torch module at the end": (
        lambda: chain(Dense(3), TorchModule(torch.nn.Softmax(dim=-1))), "categorical_crossentropy"
    ),
    "a loss of one's own": (lambda: chain(Dense(3)), OwnLoss()),
    "a torch function that is called crossentropy": (lambda: chain(Dense(3)), my_crossentropy_from_logits),
    "no layer at all behind the input": (lambda: chain(Flatten(), shape=(3, 2)), "binary_crossentropy"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_network_is_left_in_peace(name: str, caplog: pytest.LogCaptureFixture) -> None:
    make, loss = SOUND[name]
    model = make()
    model.compile("adam", loss)
    assert [record.message for record in caplog.records] == []
    assert model.compilation.is_checked


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
@pytest.mark.parametrize(
    "layers",
    [
        lambda: [Dense(3)],
        lambda: [Dense(3, activation="linear")],
        lambda: [Dense(3), Activation("linear")],
        lambda: [Dense(3), Dropout(0.5)],
        lambda: [Dense(3), Reshape((3,))],
        lambda: [Maxout(3, 2)],
        lambda: [Reshape((2, 3, 1)), Conv2D(3, 1)],
    ],
)
def test_logits_into_a_loss_of_probabilities_are_refused(layers: Callable[[], list[Layer]], loss: str) -> None:
    model = chain(*layers())
    # The layer that can be given an activation, whatever hands its numbers on.
    product = next(layer for layer in model.layers if isinstance(layer, (Dense, Maxout, Conv2D)))
    assert_says(
        ArgumentError,
        lambda: model.compile("adam", loss),
        f"compile(loss='{loss}')", f"'{product.name}'", "activation='softmax'", "from_logits=True",
    )  # fmt: skip


def test_logits_into_a_binary_loss_are_told_to_take_a_sigmoid() -> None:
    model = chain(Dense(1, name="answer"))
    assert_says(ArgumentError, lambda: model.compile("adam", "bce"), "loss='bce'", "'answer'", "activation='sigmoid'")


@pytest.mark.parametrize("activation", ["relu", "tanh", "leaky_relu", "elu", "selu", "softplus", "gelu", "silu"])
def test_an_activation_that_is_no_probability_is_refused(activation: str) -> None:
    for loss, wanted in (("categorical_crossentropy", "softmax"), ("binary_crossentropy", "sigmoid")):
        model = chain(Dense(3, activation=activation, name="last"))
        assert_says(
            ArgumentError, lambda model=model, loss=loss: model.compile("adam", loss), f"ends in {activation}",
            f"Change the activation of 'last' to '{wanted}'",
        )  # fmt: skip


def test_a_relu_cut_off_above_one_is_no_probability() -> None:
    model = chain(Dense(3), ReLU(max_value=6.0, name="six"))
    assert_says(ArgumentError, lambda: model.compile("adam", "binary_crossentropy"), "'six'", "ends in relu")


@pytest.mark.parametrize("loss", ["binary_crossentropy", "mse", SparseCategoricalCrossentropy(from_logits=True)])
@pytest.mark.parametrize("layers", [lambda: [Dense(1, activation="softmax")], lambda: [Dense(1), Softmax(axis=1)]])
def test_a_softmax_over_one_unit_is_refused(layers: Callable[[], list[Layer]], loss: Any) -> None:
    model = chain(*layers())
    assert_says(ArgumentError, lambda: model.compile("adam", loss), "softmax over one unit, which is always 1")


def advice(model: Model, loss: Any, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What compiling says, in English; in Korean it says as much."""
    model.compile("adam", loss)
    english = [record.message for record in caplog.records]
    caplog.clear()
    set_language("ko")
    model.compile("adam", loss)
    korean = [record.message for record in caplog.records]
    set_language("en")
    caplog.clear()
    assert len(korean) == len(english)
    assert all(HANGUL.search(line) for line in korean)
    return english


def test_a_binary_loss_of_a_softmax_trains_after_one_line(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = advice(chain(Dense(10, activation="softmax", name="digit")), "binary_crossentropy", caplog)
    assert "'digit' is a softmax used with binary_crossentropy" in line
    assert "categorical_crossentropy" in line


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        ("softmax", CategoricalCrossentropy(from_logits=True)),
        ("softmax", SparseCategoricalCrossentropy(from_logits=True)),
        ("sigmoid", BinaryCrossentropy(from_logits=True)),
    ],
)
def test_an_activation_before_a_loss_of_logits_is_said(
    activation: str, loss: Loss, caplog: pytest.LogCaptureFixture
) -> None:
    (line,) = advice(chain(Dense(3, activation=activation, name="digit")), loss, caplog)
    assert f"from_logits=True, but 'digit' ends in {activation}" in line


@pytest.mark.parametrize(
    ("layers", "names"),
    [
        (lambda: [Dense(8, name="a"), Dense(1, name="b")], ("a", "b")),
        (lambda: [Dense(6, name="a"), Dense(6, name="b")], ("a", "b")),
        (lambda: [Dense(8, name="a", activation="linear"), Dense(3, name="b", activation="relu")], ("a", "b")),
        (lambda: [Dense(8, name="a"), Activation("linear"), Dense(3, name="b")], ("a", "b")),
        (lambda: [Dense(8, name="a"), Flatten(), Dense(3, name="b")], ("a", "b")),
        (lambda: [Dense(8, activation="relu"), Dense(4, name="a"), Dense(4, name="b"), Dense(4)], ("a", "b")),
    ],
)
def test_dense_layers_with_nothing_between_them_are_said_once(
    layers: Callable[[], list[Layer]], names: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    (line,) = advice(chain(*layers()), "mse", caplog)
    assert f"'{names[0]}' and '{names[1]}' have no activation between them" in line


def test_each_output_is_compared_with_its_own_loss() -> None:
    x = Input(VECTOR)
    model = Model(x, [Dense(2, activation="softmax", name="kind")(x), Dense(1, name="size")(x)])
    model.compile("adam", {"kind": "categorical_crossentropy", "size": "mse"})
    wrong = {"kind": "categorical_crossentropy", "size": "binary_crossentropy"}
    assert_says(ArgumentError, lambda: model.compile("adam", wrong), "'size'", "activation='sigmoid'")
    model.compile("adam", {"kind": "categorical_crossentropy"})


def test_a_model_that_waits_for_its_shape_is_checked_when_it_has_one() -> None:
    model = Sequential([Dense(3)])
    model.compile("adam", "categorical_crossentropy")
    x, y = torch.zeros(4, 2), torch.eye(3)[[0, 1, 2, 0]]
    assert_says(ArgumentError, lambda: model.fit(x, y, verbose=0), "a linear output")


def test_cross_entropies_are_told_from_other_losses() -> None:
    entropies = [BinaryCrossentropy(), CategoricalCrossentropy(from_logits=True), SparseCategoricalCrossentropy()]
    assert [is_crossentropy(loss) for loss in (*entropies, OwnLoss(), None)] == [True, True, True, False, False]


def test_a_network_of_a_thousand_layers_is_checked_in_a_moment() -> None:
    model = chain(*(Dense(4, activation="relu") for _ in range(500)), Dense(3, activation="softmax"))
    plan, names, shapes = model.network().plan, model.output_names, model.graph.output_shapes
    start = time.process_time()
    check_compilation(plan, names, shapes, [CategoricalCrossentropy()])
    assert time.process_time() - start < 1.0
