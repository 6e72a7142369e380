"""Explanations of whole models: layers called twice, models in models, several inputs and outputs, unusual data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure import layers, losses, models, optimizers, regularizers
from nervure.errors import ArgumentError, DataError
from nervure.explain.explanation import Explanation
from nervure.layers import GRU, LSTM, RNN, BatchNormalization, Bidirectional, Dense, Input, Masking
from tests.explain.proving import data


def proved_step(
    network: models.Model, x: Any, y: Any, *, loss: Any = "mse", opaque: bool = False, **more: Any
) -> Explanation:
    """The next step of training, every number of it verified in both precisions."""
    network.compile(optimizers.Adam(0.01), loss)
    before = network.get_weights()
    for precision in ("float32", "float64"):
        explanation = network.explain(x, y, precision=precision, **more)
        assert (explanation.verify(everything=True).opaque > 0) == opaque
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights(), strict=True))
    return explanation


def test_a_layer_called_twice_adds_up_the_gradients_of_its_calls() -> None:
    x = Input((3,), name="x")
    twice = Dense(3, activation="tanh", name="twice")
    explanation = proved_step(models.Model(x, twice(twice(x))), data((3,), 2), data((3,), 2, 1))
    assert {"twice/output", "twice:2/output"} <= set(explanation.names)
    places = {
        place.name for _, places in explanation.gradient_of("twice/kernel", (0, 1)).contributions for place in places
    }
    assert {"twice/z", "twice:2/z", "x", "twice/output"} <= places


def test_models_lie_in_models() -> None:
    x = Input((3,), name="x")
    inner = models.Sequential(
        [Input((3,)), Dense(3, activation="relu", name="one"), BatchNormalization()], name="inner"
    )
    explanation = proved_step(models.Model(x, Dense(1)(inner(inner(x)))), data((3,), 4), data((1,), 4, 1))
    assert {"inner/one/z", "inner/one:2/z", "inner/one/kernel"} <= set(explanation.names)
    over_time = models.Sequential([Input((3, 2)), layers.TimeDistributed(Dense(2, name="each")), GRU(2), Dense(1)])
    proved_step(over_time, data((3, 2), 2), data((1,), 2))


def test_several_inputs_and_outputs_have_shares_of_the_loss() -> None:
    a, b = Input((3,), name="a"), Input((2,), name="b")
    hidden = Dense(3, "relu", name="hidden")(layers.Concatenate()([a, b]))
    first = Dense(2, "softmax", name="first")(hidden)
    second = Dense(1, name="second")(layers.Concatenate()([hidden, first]))
    network = models.Model([a, b], [first, second])
    targets = [np.array([0, 1, 1, 0]), data((1,), 4, 2)]
    explanation = proved_step(
        network, [data((3,), 4), data((2,), 4, 1)], targets,
        loss=["sparse_categorical_crossentropy", "mse"], sample_weight=np.array([1, 0, 2.0, 0.5]),
    )  # fmt: skip
    assert explanation.gradient_of("second/loss", (1,)).value == 0
    assert explanation.gradient_of("second/loss", (2,)).value == 4 * explanation.gradient_of("second/loss", (3,)).value


def test_what_is_an_output_may_be_read_or_fed_or_given_twice() -> None:
    x = Input((3,), name="x")
    hidden = Dense(2, "sigmoid", name="hidden")(x)
    last = Dense(1, "sigmoid", name="last")(hidden)
    targets = [data((size,), 4, size) for size in (2, 1)]
    proved_step(models.Model(x, [hidden, last]), data((3,), 4), targets)
    proved_step(models.Model(x, [last, last]), data((3,), 4), [targets[1], targets[1]], loss=["mse", "mae"])
    proved_step(models.Model(x, [x, last]), data((3,), 4), [data((3,), 4, 5), targets[1]])


def test_penalties_of_weights_and_of_outputs() -> None:
    penalized = Dense(
        2,
        "relu",
        kernel_regularizer=regularizers.L1L2(0.1, 0.1),
        activity_regularizer=regularizers.L2(0.1),
        name="dense",
    )
    explanation = proved_step(models.Sequential([Input((3,)), penalized, Dense(1)]), data((3,), 4), data((1,), 4))
    assert {"dense/kernel/penalty", "dense/activity_penalty"} <= set(explanation.names)
    sources = {source.derivation.place.name for source in explanation.value_of("loss").sources}
    assert sources >= {"dense/kernel/penalty", "dense/activity_penalty"}


def test_frozen_layers_hand_gradients_on_and_have_none() -> None:
    network = models.Sequential(
        [Input((3,)), Dense(2), Dense(2, "relu", name="frozen"), BatchNormalization(), Dense(1)]
    )
    for layer in network.layers[1:3]:
        layer.trainable = False
    explanation = proved_step(network, data((3,), 4), data((1,), 4))
    assert explanation.value_of("frozen/kernel", (0, 0)).derivation.is_leaf
    assert explanation.gradient_of("frozen/z", (0, 0)).derivation.origin == "step"
    with pytest.raises(ArgumentError):
        explanation.why("frozen/kernel", (0, 0))


def test_masked_outputs_do_not_count() -> None:
    x = data((3, 2), 2)
    x[0, 1] = 0
    network = models.Sequential(
        [Input((3, 2)), Masking(), GRU(2, return_sequences=True), Dense(3, "softmax", name="out")]
    )
    classes = np.array([[0, 1, 2], [2, 1, 0]])
    explanation = proved_step(network, x, classes, loss="sparse_categorical_crossentropy")
    assert explanation.gradient_of("out/loss", (0, 1)).value == 0
    ignoring = losses.SparseCategoricalCrossentropy(ignore_class=1)
    proved_step(models.Sequential([Input((2,)), Dense(3, "softmax")]), x[:, 0], classes[:, 1], loss=ignoring)


def test_an_encoder_hands_its_states_to_a_decoder() -> None:
    x, y = Input((3, 2), name="x"), Input((2, 2), name="y")
    _, h, c = LSTM(2, return_state=True, name="encoder")(x)
    decoded = LSTM(2, return_sequences=True, name="decoder")(y, initial_state=[h, c])
    network = models.Model([x, y], Dense(2, "softmax")(decoded))
    batch = [data((3, 2), 2), data((2, 2), 2, 1)]
    explanation = proved_step(network, batch, np.array([[0, 1], [1, 0]]), loss="sparse_categorical_crossentropy")
    way = [hop.derivation.place.name for hop in explanation.why("encoder/recurrent_kernel", (0, 1)).chain.hops]
    assert way.index("encoder/sums") < way.index("decoder/h")


def test_a_stateful_model_stays_where_it_is() -> None:
    reader = Bidirectional(LSTM(2, stateful=True), name="both")
    network = models.Sequential([Input((3, 2), batch_size=2), Masking(), reader, Dense(1)])
    network.compile("adam", "mse")
    x, y = data((3, 2), 2), data((1,), 2)
    network.fit(x, y, batch_size=2, verbose=0, preflight=False)
    carried = [state.copy() for state in reader.states or []]
    explanation = proved_step(network, x, y)
    assert all(np.array_equal(a, b) for a, b in zip(carried, reader.states or [], strict=True))
    assert explanation.value_of("both/forward_lstm/state", (1, 0)).value == carried[0][1, 0]
    assert explanation.update_of("both/forward_lstm/state", (1, 0)).value != carried[0][1, 0]


@pytest.mark.parametrize("x", [np.array([[True, False]]), np.array([[3, -1]]), np.array([[200, 7]], np.uint8)])
def test_data_of_whole_numbers_and_truths(x: Any) -> None:
    explanation = proved_step(
        models.Sequential([Input((2,), name="x"), Dense(2, "relu"), Dense(1)]), x, np.array([[True]])
    )
    assert explanation.value_of("x", (0, 0)).value == float(x[0, 0])


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e300])
def test_what_is_no_number_or_too_large_agrees_too(number: float) -> None:
    network = models.Sequential([Input((2,)), Dense(3, "tanh"), Dense(2, "softmax")])
    network.compile("sgd", "categorical_crossentropy")
    explanation = network.explain([[1.0, number]], [[1.0, 0.0]])
    assert explanation.verify(everything=True).numbers > 0


def test_a_batch_without_samples_is_said_to_be_one() -> None:
    network = models.Sequential([Input((2,)), Dense(1)])
    with pytest.raises(DataError):
        proved_step(network, np.zeros((0, 2)), np.zeros((0, 1)))


class Scale(layers.Layer):
    """A layer of one's own that reads its parameter itself."""

    def build(self, input_shape: Any) -> None:
        self.factor = self.add_weight("factor", (input_shape[-1],), "ones")

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Any, context: Any) -> tuple[Any, Any]:
        return x * self.factor.array, x

    def backward(self, dy: Any, cache: Any) -> tuple[Any, dict[str, Any]]:
        return dy * self.factor.array, {"factor": (dy * cache).sum(0)}


class Adding(layers.Layer):
    """A cell of one's own: the state adds up what is read."""

    state_size = 2

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight("kernel", (input_shape[-1], 2))

    def forward(self, x: Any, states: Any, context: Any) -> Any:  # type: ignore[override]
        y = x @ self.kernel.array + states[0]
        return y, (y,), x

    def backward(self, dy: Any, dstates: Any, cache: Any) -> Any:  # type: ignore[override]
        gradient = dy + dstates[0]
        return gradient @ self.kernel.array.T, (gradient,), {"kernel": cache.T @ gradient}


@pytest.mark.parametrize(
    ("shape", "layer"),
    [
        ((3,), Scale(name="own")),
        ((3, 2), RNN(Adding(), name="own")),
        ((3,), layers.TorchModule(torch.nn.Linear(3, 2), name="own")),
    ],
)
def test_code_of_others_is_said_to_be_so_and_the_rest_is_derived(shape: tuple[int, ...], layer: Any) -> None:
    network = models.Sequential([Input(shape), layer, Dense(1, name="last")])
    explanation = proved_step(network, data(shape, 2), data((1,), 2), opaque=True)
    assert explanation.value_of("own/output", (0, 0)).derivation.origin == "opaque"
    assert explanation.gradient_of("last/kernel", (0, 0)).derivation.origin == "step"
