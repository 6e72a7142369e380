"""Layers of sequences beside Keras' own: same weights in, same outputs, states and gradients out."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from nervure import layers
from tests.layers.recurrent_walks import MASKS, walk_sequences

keras = pytest.importorskip("keras")

OUTPUTS, GRADIENTS = 1e-5, 1e-4
SAMPLES, STEPS, FEATURES, UNITS = 3, 5, 4, 3
Make = Callable[[Any], Any]

every_mask = pytest.mark.parametrize("mask", MASKS)


def numbers(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def check_beside_keras(
    make: Make,
    mask: str = "no mask",
    num_states: int = 0,
    shape: tuple[int, ...] = (STEPS, FEATURES),
    training: bool = False,
) -> None:
    """One layer made from both libraries computes the same.

    Args:
        make: makes the layer from ``keras.layers`` or ``nervure.layers``.
        mask: which of the masks.
        num_states: how many initial states to give.
        shape: of one sample.
        training: whether both compute as in training; moving statistics are compared then too.
    """
    theirs, ours = make(keras.layers), make(layers)
    inputs = [numbers(0, SAMPLES, *shape), *(numbers(1 + n, SAMPLES, UNITS) for n in range(num_states))]
    leaves = [torch.from_numpy(x).requires_grad_() for x in inputs]
    given: dict[str, Any] = {} if MASKS[mask] is None else {"mask": torch.from_numpy(MASKS[mask])}
    if num_states:
        given["initial_state"] = leaves[1:]
    theirs(leaves[0], **given)
    for number, weight in enumerate(theirs.weights):
        drawn = 0.7 * numbers(10 + number, *weight.shape)
        weight.assign(drawn if weight.trainable else abs(drawn))
    weights = [weight.value.detach().numpy().copy() for weight in theirs.weights]
    expected = theirs(leaves[0], **given, **({"training": True} if training else {}))
    expected = list(expected) if isinstance(expected, (list, tuple)) else [expected]
    dys = [numbers(30 + number, *y.shape) for number, y in enumerate(expected)]
    torch.stack([(y * torch.from_numpy(dy)).sum() for y, dy in zip(expected, dys, strict=True)]).sum().backward()

    ours.ensure_built([(None, *x.shape[1:]) for x in inputs] if num_states else (None, *shape))
    ours.draw_missing()
    assert [weight.shape for weight in ours.get_weights()] == [weight.shape for weight in weights]
    ours.set_weights(weights)
    walked = walk_sequences(ours, inputs, dys, MASKS[mask], training=training)
    for y, reference in zip(walked.outputs, expected, strict=True):
        assert_close(y, reference.detach(), OUTPUTS)
    for gradient, leaf in zip(walked.dinputs, leaves, strict=True):
        assert_close(gradient, torch.zeros_like(leaf) if leaf.grad is None else leaf.grad, GRADIENTS)
    for gradient, weight in zip(walked.dparameters, theirs.trainable_weights, strict=True):
        reference = weight.value.grad
        assert_close(gradient, torch.zeros_like(weight.value) if reference is None else reference, GRADIENTS)
    for after, weight in zip(ours.get_weights(), theirs.weights, strict=True):
        assert_close(torch.from_numpy(after), weight.value.detach(), OUTPUTS)


def of(name: str, *arguments: Any, **options: Any) -> Make:
    """Makes the layer ``name`` of either library."""
    return lambda module: getattr(module, name)(*arguments, **options)


def around(name: str, inner: Make, *arguments: Any, **options: Any) -> Make:
    """Makes the layer ``name`` around another one."""
    return lambda module: getattr(module, name)(inner(module), *arguments, **options)


def assert_close(ours: torch.Tensor, theirs: torch.Tensor, tolerance: float) -> None:
    assert ours.shape == theirs.shape
    largest = max(1.0, theirs.abs().max().item())
    assert (ours - theirs).abs().max().item() <= tolerance * largest


RECURRENT: dict[str, tuple[str, dict[str, Any], int]] = {
    "SimpleRNN": ("SimpleRNN", {}, 1),
    "LSTM": ("LSTM", {}, 2),
    "GRU": ("GRU", {}, 1),
    "GRU, reset before": ("GRU", {"reset_after": False}, 1),
}
SWITCHES = [
    dict(zip(("return_sequences", "return_state", "go_backwards"), switched, strict=True))
    for switched in itertools.product((False, True), repeat=3)
]


@every_mask
@pytest.mark.parametrize("switches", SWITCHES, ids=lambda s: " ".join(name for name in s if s[name]) or "plain")
@pytest.mark.parametrize("kind", RECURRENT)
def test_recurrent_layers_compute_what_those_of_keras_do(kind: str, switches: dict[str, bool], mask: str) -> None:
    name, options, num_states = RECURRENT[kind]
    for given in (0, num_states):
        check_beside_keras(lambda module: getattr(module, name)(UNITS, **options, **switches), mask, given)


@pytest.mark.parametrize("activation", ["relu", "linear", "elu", "gelu", "softplus", "softmax"])
@pytest.mark.parametrize("kind", RECURRENT)
def test_recurrent_layers_take_every_activation(kind: str, activation: str) -> None:
    name, options, _ = RECURRENT[kind]
    if name != "SimpleRNN":
        options = {**options, "recurrent_activation": "softmax" if activation == "softmax" else "tanh"}
    for use_bias in (True, False):
        made = {**options, "activation": activation, "use_bias": use_bias, "return_sequences": True}
        check_beside_keras(of(name, UNITS, **made), "padding before")


@pytest.mark.covering
@every_mask
@pytest.mark.parametrize("merge_mode", ["concat", "sum", "ave", "mul", None])
def test_bidirectional_computes_what_that_of_keras_does(merge_mode: str | None, mask: str) -> None:
    for sequences, state in itertools.product((False, True), repeat=2):
        options = {"return_sequences": sequences, "return_state": state}
        lstm, gru = of("LSTM", UNITS, **options), of("GRU", UNITS, reset_after=False, **options)
        for num_states in (0, 4):
            check_beside_keras(around("Bidirectional", lstm, merge_mode), mask, num_states)
        check_beside_keras(around("Bidirectional", gru, merge_mode), mask)


def test_bidirectional_takes_another_layer_for_the_way_back() -> None:
    def make(module: Any, backwards: bool) -> Any:
        front = module.LSTM(UNITS, return_sequences=True, go_backwards=not backwards)
        back = module.GRU(UNITS, return_sequences=True, go_backwards=backwards, activation="relu", name="back")
        return module.Bidirectional(front, backward_layer=back)

    for mask in MASKS:
        check_beside_keras(lambda module: make(module, True), mask)
        check_beside_keras(lambda module: make(module, False), mask)


@every_mask
def test_cells_in_an_rnn_compute_what_those_of_keras_do(mask: str) -> None:
    for cell in ("SimpleRNNCell", "LSTMCell", "GRUCell"):
        for zero in (False, True):
            check_beside_keras(around("RNN", of(cell, UNITS), True, True, zero_output_for_mask=zero), mask)
    check_beside_keras(around("RNN", of("LSTMCell", UNITS, activation="softmax"), zero_output_for_mask=True), mask)


@every_mask
@pytest.mark.parametrize("activation", ["tanh", "softmax"])
@pytest.mark.parametrize("go_backwards", [False, True])
def test_cells_one_above_the_other_compute_what_those_of_keras_do(
    go_backwards: bool, activation: str, mask: str
) -> None:
    def make(module: Any, sequences: bool) -> Any:
        cells = [module.LSTMCell(2), module.GRUCell(4, activation=activation), module.SimpleRNNCell(UNITS)]
        return module.RNN(cells, return_sequences=sequences, go_backwards=go_backwards)

    check_beside_keras(lambda module: make(module, False), mask)
    check_beside_keras(lambda module: make(module, True), mask)


@pytest.mark.parametrize("cell", ["SimpleRNNCell", "LSTMCell", "GRUCell"])
def test_a_cell_called_by_hand_computes_what_that_of_keras_does(cell: str) -> None:
    theirs, ours = getattr(keras.layers, cell)(UNITS), getattr(layers, cell)(UNITS)
    x = numbers(0, SAMPLES, FEATURES)
    states = [numbers(1 + n, SAMPLES, UNITS) for n in range(2 if cell == "LSTMCell" else 1)]
    expected, new = theirs(torch.from_numpy(x), [torch.from_numpy(state) for state in states])
    ours(x, states)
    ours.set_weights([weight.value.detach().numpy() for weight in theirs.weights])
    y, ours_new = ours(x, states)
    assert np.allclose(y, expected.detach(), atol=1e-6)
    assert len(ours_new) == len(new)
    for state, reference in zip(ours_new, new, strict=True):
        assert np.allclose(state, reference.detach(), atol=1e-6)


@pytest.mark.parametrize("kind", RECURRENT)
def test_stateful_layers_go_on_over_batches_as_those_of_keras_do(kind: str) -> None:
    name, options, _ = RECURRENT[kind]
    options = {**options, "stateful": True, "return_sequences": True}
    batches = numbers(0, 4, SAMPLES, STEPS, FEATURES)
    theirs, ours = getattr(keras.layers, name)(UNITS, **options), getattr(layers, name)(UNITS, **options)
    with torch.no_grad():
        theirs(torch.from_numpy(batches[0]))
    ours(batches[0])
    ours.set_weights([weight.value.detach().numpy() for weight in theirs.weights])
    theirs.reset_state()
    ours.reset_state()
    for number, batch in enumerate(batches):
        if number == 2:
            theirs.reset_state()
            ours.reset_states()
        with torch.no_grad():
            expected = theirs(torch.from_numpy(batch))
        assert np.allclose(ours(batch), expected, atol=1e-5)
        assert ours.states is not None
        for state, reference in zip(ours.states, theirs.states, strict=True):
            assert np.allclose(state, reference.value.detach(), atol=1e-5)


@pytest.mark.parametrize("make", [
    lambda m: m.TimeDistributed(m.Dense(3, activation="relu")),
    lambda m: m.TimeDistributed(m.Activation("softmax")),
], ids=["dense", "activation"])  # fmt: skip
@every_mask
def test_a_layer_at_every_step_computes_what_that_of_keras_does(make: Make, mask: str) -> None:
    check_beside_keras(make, mask)


@every_mask
@pytest.mark.parametrize("training", [False, True])
def test_padding_does_not_count_in_batch_statistics_as_in_keras(training: bool, mask: str) -> None:
    check_beside_keras(of("BatchNormalization"), mask, training=training)
    check_beside_keras(of("BatchNormalization", momentum=0.7, scale=False), mask, training=training)
    check_beside_keras(around("TimeDistributed", of("BatchNormalization")), mask, training=training)


@pytest.mark.parametrize("make", [
    lambda m: m.TimeDistributed(m.Conv2D(3, 2, padding="same", activation="tanh")),
    lambda m: m.TimeDistributed(m.MaxPooling2D(2)),
    lambda m: m.TimeDistributed(m.Flatten()),
    lambda m: m.TimeDistributed(m.Reshape((4, -1))),
], ids=["convolution", "pooling", "flatten", "reshape"])  # fmt: skip
def test_pictures_of_every_step_are_computed_as_in_keras(make: Make) -> None:
    check_beside_keras(make, shape=(STEPS, 4, 6, 2))


def test_an_lstm_at_every_step_reads_sequences_of_sequences_as_in_keras() -> None:
    check_beside_keras(lambda m: m.TimeDistributed(m.LSTM(UNITS)), shape=(STEPS, 6, FEATURES))


@pytest.mark.parametrize("shape", [(6,), (3, 5), (2, 3, 4), (), (1,)])
@pytest.mark.parametrize("mask_zero", [False, True])
def test_embeddings_and_their_gradients_are_those_of_keras(shape: tuple[int, ...], mask_zero: bool) -> None:
    x = np.random.default_rng(0).integers(0, 7, (SAMPLES, *shape))
    theirs = keras.layers.Embedding(7, 4, mask_zero=mask_zero)
    expected = theirs(torch.from_numpy(x))
    dy = numbers(1, *expected.shape)
    (expected * torch.from_numpy(dy)).sum().backward()
    ours = layers.Embedding(7, 4, mask_zero=mask_zero)
    ours(x)
    ours.set_weights([theirs.weights[0].value.detach().numpy()])
    walked = walk_sequences(ours, [x], [dy])
    assert_close(walked.outputs[0], expected.detach(), OUTPUTS)
    assert_close(walked.dparameters[0], theirs.weights[0].value.grad, GRADIENTS)


@pytest.mark.parametrize("mask_value", [0.0, -1.0, 2])
@pytest.mark.parametrize("shape", [(FEATURES,), (STEPS, FEATURES), (2, STEPS, FEATURES)])
def test_masking_marks_and_clears_what_that_of_keras_does(mask_value: float, shape: tuple[int, ...]) -> None:
    x = numbers(0, SAMPLES, *shape)
    x[np.random.default_rng(0).random(x.shape[:-1]) < 0.4] = mask_value
    theirs, ours = keras.layers.Masking(mask_value), layers.Masking(mask_value)
    expected = theirs(torch.from_numpy(x))
    assert np.array_equal(ours(x), expected)
    if len(shape) > 1:
        pooled = keras.layers.GlobalAveragePooling1D()
        network = layers.GlobalAveragePooling1D()
        if len(shape) == 2:
            mask = expected._keras_mask.numpy()
            mask[0] = True  # of no real step at all Keras' mean is no number
            theirs_mean = pooled(torch.from_numpy(x), mask=torch.from_numpy(mask))
            assert np.allclose(network(x, mask=mask), theirs_mean, atol=1e-6)


@pytest.mark.parametrize("name", [
    "Bidirectional", "Embedding", "GRU", "GRUCell", "LSTM", "LSTMCell", "Masking", "RNN", "SimpleRNN", "SimpleRNNCell",
    "StackedRNNCells", "TimeDistributed",
])  # fmt: skip
def test_defaults_of_rare_arguments_are_those_of_keras(name: str) -> None:
    def keywords(kind: Any) -> dict[str, Any]:
        parameters = inspect.signature(kind.__init__).parameters.values()
        return {p.name: p.default for p in parameters if p.default is not p.empty}

    theirs, ours = keywords(getattr(keras.layers, name)), keywords(getattr(layers, name))
    assert {key: ours[key] for key in ours if key in theirs} == {key: theirs[key] for key in ours if key in theirs}
    assert set(theirs) - set(ours) <= {"lora_rank", "lora_alpha", "quantization_config"}


@pytest.mark.parametrize("cell", ["SimpleRNNCell", "LSTMCell", "GRUCell"])
@pytest.mark.parametrize("rates", [(0.4, 0.0), (0.0, 0.4), (0.4, 0.4)])
def test_dropout_keeps_as_many_numbers_of_as_many_gates_as_in_keras(cell: str, rates: tuple[float, float]) -> None:
    theirs = getattr(keras.layers, cell)(50, dropout=rates[0], recurrent_dropout=rates[1], seed=1)
    ours = getattr(layers, cell)(50, dropout=rates[0], recurrent_dropout=rates[1], seed=1)
    gates = getattr(theirs, "dropout_mask_count", 1)
    assert ours.drops_per_gate == (gates > 1)
    assert ours.num_gates >= gates
    theirs.get_dropout_mask(torch.ones(2, 3))
    expected = theirs._dropout_mask if rates[0] else None
    assert (expected is None) == (ours.dropout == 0)
    if isinstance(expected, list):
        assert len(expected) == gates == ours.num_gates
