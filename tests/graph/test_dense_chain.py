from __future__ import annotations

from typing import Any

import pytest
import torch

from nervure.graph.dense_chain import DenseChain, dense_chain, dense_head
from nervure.graph.fusion import fuse
from nervure.graph.heads import Head, with_heads
from nervure.kernels.small_dense import DenseHead, RecurrentLayer
from nervure.layers import (
    ELU,
    GRU,
    LSTM,
    Activation,
    BatchNormalization,
    Bidirectional,
    Dense,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    PReLU,
    ReLU,
    Rescaling,
    Reshape,
    SimpleRNN,
    Softmax,
)
from nervure.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    HalfSquaredError,
    Huber,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nervure.parameter import Segment
from tests.graph.draft import Draft


def read(
    layers: list[Layer], loss: Loss | None = None, shape: tuple[int, ...] = (4,)
) -> tuple[DenseChain | None, Head, Draft]:
    draft, slot = Draft(shape), 0
    for layer in layers:
        slot = draft.call(layer, slot)
    plan, heads = with_heads(draft.plan(slot), [loss or MeanSquaredError()])
    return dense_chain(fuse(plan), draft.store().trainable), heads[0], draft


def activations(layers: list[Layer]) -> list[tuple[str, float]] | None:
    chain = read(layers)[0]
    return None if chain is None else [(layer.activation, layer.constant) for layer in chain.layers]


def test_layers_are_read_with_the_places_of_their_parameters() -> None:
    layers = [Dense(3, activation="tanh"), Dense(2, use_bias=False)]
    chain, _, draft = read(layers)
    assert chain is not None
    first, last = chain.layers
    segment = draft.store().trainable
    assert first[:4] == (4, 3, "tanh", 0.0)
    assert last[:4] == (3, 2, "linear", 0.0)
    assert [first.kernel, first.bias, last.kernel, last.bias] == [*segment.offsets, None]
    assert chain[1:] == (False, 1.0, 0.0, ())


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (Activation("relu"), ("relu", 0.0)),
        (Activation("linear"), ("linear", 0.0)),
        (ReLU(), ("relu", 0.0)),
        (LeakyReLU(0.3), ("leaky_relu", 0.3)),
        (ELU(0.5), ("elu", 0.5)),
        (Softmax(), ("softmax", 0.0)),
    ],
)
def test_activations_of_their_own_belong_to_the_layer_before(layer: Layer, expected: tuple[str, float]) -> None:
    assert activations([Dense(3), layer, Dense(1)]) == [expected, ("linear", 0.0)]


def test_constants_unless_given_are_those_of_keras() -> None:
    assert activations([Dense(3, activation="leaky_relu"), Dense(3, activation="elu")]) == [
        ("leaky_relu", 0.2), ("elu", 1.0),
    ]  # fmt: skip


def test_a_flattening_and_a_rescaling_may_stand_in_front() -> None:
    for front in ([Rescaling(1 / 255, 0.5), Flatten()], [Flatten(), Rescaling(1 / 255, 0.5)]):
        chain = read([*front, Dense(2)], shape=(2, 3))[0]
        assert chain is not None
        assert chain[1:] == (True, 1 / 255, 0.5, ())
        assert chain.layers[0].inputs == 6


def test_recurrent_layers_may_stand_in_front_with_the_places_of_their_parameters() -> None:
    layers = [Rescaling(2.0), LSTM(5, return_sequences=True), GRU(3, use_bias=False), Dense(2)]
    chain, _, draft = read(layers, shape=(6, 4))
    assert chain is not None
    kernel, recurrent_kernel, bias, *others = draft.store().trainable.offsets
    assert chain.recurrent == (
        RecurrentLayer("lstm", 4, 5, kernel, recurrent_kernel, bias),
        RecurrentLayer("gru", 5, 3, others[0], others[1], None),
    )
    assert (chain.scale, chain.layers[0].inputs, chain.layers[0].kernel) == (2.0, 3, others[2])


@pytest.mark.parametrize(
    "layers",
    [
        [LSTM(3, activation="relu")],
        [GRU(3, recurrent_activation="hard_sigmoid")],
        [GRU(3, reset_after=False)],
        [LSTM(3, go_backwards=True)],
        [LSTM(3, dropout=0.5)],
        [GRU(3, recurrent_dropout=0.5)],
        [LSTM(3, return_sequences=True), Flatten()],
        [LSTM(3, return_sequences=True)],
        [LSTM(3, return_sequences=True), Dropout(0.5), GRU(3)],
        [SimpleRNN(3)],
        [Bidirectional(LSTM(3))],
    ],
)
def test_recurrent_layers_that_do_something_else_are_none(layers: list[Layer]) -> None:
    assert read([*layers, Dense(1)], shape=(6, 4))[0] is None


SHARED = Dense(4)


@pytest.mark.parametrize(
    "layers",
    [
        [Dense(3, activation="gelu"), Dense(1)],
        [Dense(3), ReLU(max_value=6.0), Dense(1)],
        [Dense(3), ReLU(threshold=1.0), Dense(1)],
        [Dense(3, activation="relu"), Activation("tanh"), Dense(1)],
        [Activation("tanh"), Dense(1)],
        [Dense(3), Dropout(0.5), Dense(1)],
        [Dense(3), BatchNormalization(), Dense(1)],
        [Dense(3), PReLU(), Dense(1)],
        [Dense(1, activation="softmax"), Dense(1)],
        [Rescaling([1.0, 2.0, 3.0, 4.0]), Dense(1)],
        [Rescaling(2.0), Rescaling(3.0), Dense(1)],
        [Dense(4), Reshape((2, 2)), Dense(1)],
        [SHARED, SHARED],
        [Flatten()],
    ],
)
def test_other_plans_are_none(layers: list[Layer]) -> None:
    assert read(layers)[0] is None


def test_a_network_that_branches_is_none() -> None:
    draft = Draft((4,))
    one, other = draft.call(Dense(2), 0), draft.call(Dense(2), 0)
    for outputs in ((one, other), (one,)):
        assert dense_chain(fuse(draft.plan(*outputs)), draft.store().trainable) is None


def test_a_frozen_layer_makes_it_none() -> None:
    frozen = Dense(3)
    frozen.trainable = False
    draft, slot = Draft((4,)), 0
    for layer in (frozen, Dense(1)):
        slot = draft.call(layer, slot)
    trainable = draft.store().trainable.parameters[2:]
    assert dense_chain(fuse(draft.plan(slot)), Segment(trainable, torch.float64)) is None


@pytest.mark.parametrize(
    ("loss", "last", "expected"),
    [
        (MeanSquaredError(), "tanh", DenseHead("squared", 1 / 3, 2 / 3)),
        (MeanSquaredError(reduction="sum"), None, DenseHead("squared", 1 / 3, 2 / 3, is_mean=False)),
        (HalfSquaredError(), None, DenseHead("squared", 0.5, 1.0)),
        (MeanAbsoluteError(), None, DenseHead("absolute", 1 / 3, 1 / 3)),
        (BinaryCrossentropy(label_smoothing=0.1), "sigmoid", DenseHead("binary_from_logits", 1 / 3, 1 / 3, 0.1)),
        (BinaryCrossentropy(from_logits=True), None, DenseHead("binary_from_logits", 1 / 3, 1 / 3)),
        (CategoricalCrossentropy(), "softmax", DenseHead("one_hot_from_logits", 1.0, 1.0)),
        (SparseCategoricalCrossentropy(), "softmax", DenseHead("class_from_logits", 1.0, 1.0)),
        (SparseCategoricalCrossentropy(from_logits=True), None, DenseHead("class_from_logits", 1.0, 1.0)),
        (BinaryCrossentropy(), None, None),
        (BinaryCrossentropy(from_logits=True), "tanh", None),
        (CategoricalCrossentropy(), "sigmoid", None),
        (SparseCategoricalCrossentropy(ignore_class=0), "softmax", None),
        (MeanSquaredError(reduction="none"), None, None),
        (MeanSquaredError(dtype="float64"), None, None),
        (Huber(), None, None),
    ],
)
def test_losses_are_read_with_their_constants(loss: Loss, last: Any, expected: DenseHead | None) -> None:
    chain, head, _ = read([Dense(5, activation="relu"), Dense(3, activation=last)], loss)
    assert chain is not None
    assert dense_head(head, chain.layers) == expected


def test_a_loss_of_ones_own_is_not_taken_for_ours() -> None:
    class OwnSquaredError(MeanSquaredError):
        pass

    chain, head, _ = read([Dense(3)], OwnSquaredError())
    assert chain is not None
    assert dense_head(head, chain.layers) is None
    assert dense_head(Head(None, None), chain.layers) is None
