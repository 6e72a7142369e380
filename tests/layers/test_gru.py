from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers import GRU, RNN, GRUCell
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of


@pytest.mark.parametrize(
    ("options", "num_parameters"),
    [
        ({"units": 3}, 9 * (4 + 3 + 2)),
        ({"units": 3, "reset_after": False, "return_sequences": True}, 9 * (4 + 3 + 1)),
        ({"units": 2, "use_bias": False, "go_backwards": True, "activation": "elu"}, 6 * (4 + 2)),
        ({"units": 2, "activation": "softmax", "reset_after": False, "recurrent_dropout": 0.3}, 6 * (4 + 2 + 1)),
        ({"units": 1, "bias_regularizer": "l1", "kernel_constraint": "max_norm"}, 3 * (4 + 1 + 2)),
    ],
)
def test_gru_keeps_the_rules_of_layers(options: dict, num_parameters: int) -> None:
    check_layer_rules(lambda: GRU(**options), (5, 4), num_parameters=num_parameters)


def test_the_whole_sequence_is_one_step() -> None:
    layer = GRU(3, name="reader")
    layer(numbers(0, 2, 5, 4))
    assert [step.name for step in steps_of(layer)] == ["reader/output"]


@pytest.mark.parametrize(("reset_after", "shape"), [(True, (2, 9)), (False, (9,))])
def test_only_with_the_reset_gate_after_the_product_the_state_has_a_bias(
    reset_after: bool, shape: tuple[int, ...]
) -> None:
    layer = GRU(3, reset_after=reset_after)
    layer(numbers(0, 2, 5, 4))
    assert layer.get_weights()[2].shape == shape
    assert layer.reset_after == reset_after


def test_the_place_of_the_reset_gate_matters() -> None:
    x = numbers(0, 2, 5, 4)
    after, before = GRU(3, use_bias=False), GRU(3, use_bias=False, reset_after=False)
    after(x)
    before(x)
    before.set_weights(after.get_weights())
    assert not np.allclose(after(x), before(x), atol=1e-4)
    assert np.allclose(after(x[:, :1]), before(x[:, :1]), atol=1e-6)  # of a state of 0 both make 0


@pytest.mark.parametrize("reset_after", [True, False])
def test_a_sequence_can_be_read_in_two_parts(reset_after: bool) -> None:
    x = numbers(0, 2, 6, 4)
    layer = GRU(3, return_state=True, reset_after=reset_after)
    expected, state = layer(x)
    assert np.array_equal(expected, state)
    y, _ = layer(x[:, 2:], layer(x[:, :2])[1])
    assert np.allclose(y, expected, atol=1e-6)


def test_a_cell_in_an_rnn_is_the_layer() -> None:
    x = numbers(0, 2, 5, 4)
    layer, rnn = GRU(3, reset_after=False), RNN(GRUCell(3, reset_after=False))
    layer(x)
    rnn(x)
    rnn.set_weights(layer.get_weights())
    assert np.array_equal(layer(x), rnn(x))


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: GRU(0), "units")
    assert_says(ArgumentError, lambda: GRU(3, use_cudnn="yes"), "use_cudnn")
    assert_says(ArgumentError, lambda: GRU(3, reset_afer=False), "Did you mean 'reset_after'?")
