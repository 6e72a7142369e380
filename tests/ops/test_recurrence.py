from __future__ import annotations

import pytest
import torch

from nervure.errors import ShapeError
from nervure.ops.op import Context
from nervure.ops.recurrence import (
    Recurrence,
    dropout_masks,
    outputs,
    product,
    product_dweight,
    product_dx,
    read,
    received,
    with_room,
)
from tests.gradient_check import assert_near, normal
from tests.layers.layer_rules import assert_says

KERNEL, RECURRENT, BIAS = normal(1, 2, 12), normal(2, 3, 12), normal(3, 12)
X, MASK = normal(0, 2, 4, 2), torch.tensor([[False, True, False, True], [True, True, False, False]])
TRAINING = Context(training=True, seed=1)


def test_time_comes_first_in_the_order_of_reading() -> None:
    reading = read((X, KERNEL, RECURRENT, BIAS), Recurrence(), 2, Context())
    assert torch.equal(reading.x, X.transpose(0, 1))
    reading = read((X, MASK, KERNEL, RECURRENT, BIAS), Recurrence(has_mask=True, go_backwards=True), 2, Context())
    assert reading.mask is not None
    assert torch.equal(reading.mask.squeeze(-1), MASK.flip(1).T)
    assert torch.equal(reading.x, torch.where(MASK.unsqueeze(-1), X, 0.0).flip(1).transpose(0, 1))


def test_states_are_given_carried_or_zero() -> None:
    states = (normal(5, 2, 3), normal(6, 2, 3))
    zero = read((X, KERNEL, RECURRENT, BIAS), Recurrence(), 2, Context())
    assert [state.shape for state in zero.initial] == [(2, 3), (2, 3)]
    assert not any(bool(state.any()) for state in zero.initial)
    given = read((X, *states, KERNEL, RECURRENT, BIAS), Recurrence(num_initial=2), 2, Context())
    carried = read((X, KERNEL, RECURRENT, BIAS, *states), Recurrence(is_stateful=True), 2, Context())
    for reading in (given, carried):
        assert all(torch.equal(a, b) for a, b in zip(reading.initial, states, strict=True))
    own = (torch.zeros(2, 3), torch.zeros(2, 3))
    both = read((X, *states, KERNEL, RECURRENT, BIAS, *own), Recurrence(num_initial=2, is_stateful=True), 2, Context())
    assert torch.equal(both.initial[0], states[0])


def test_carried_states_of_another_batch_size_are_refused() -> None:
    states = (normal(5, 7, 3), normal(6, 7, 3))
    recurrence = Recurrence(is_stateful=True, where="LSTM 'a'")
    call = lambda: read((X, KERNEL, RECURRENT, BIAS, *states), recurrence, 2, Context())  # noqa: E731
    assert_says(ShapeError, call, "LSTM 'a'", "a batch of 7", "a batch of 2", "batch_size")


def test_dropout_is_drawn_once_for_all_steps_and_only_in_training() -> None:
    recurrence = Recurrence(dropout=0.5, recurrent_dropout=0.5, dropout_per_gate=True, stream=4)
    reading = read((X, KERNEL, RECURRENT, BIAS), recurrence, 2, TRAINING)
    assert reading.dropout is not None
    assert reading.recurrent_dropout is not None
    assert reading.dropout.shape == (4, 2, 2)
    assert reading.recurrent_dropout.shape == (4, 2, 3)
    assert set(reading.dropout.unique().tolist()) <= {0.0, 2.0}
    again = dropout_masks(recurrence, TRAINING.inside(4), (4, 2, 2), (4, 2, 3), X)
    assert torch.equal(reading.dropout, again[0])
    elsewhere = read((X, KERNEL, RECURRENT, BIAS), recurrence._replace(stream=5), 2, TRAINING)
    assert elsewhere.dropout is not None
    assert not torch.equal(reading.dropout, elsewhere.dropout)
    assert read((X, KERNEL, RECURRENT, BIAS), recurrence, 2, Context()).dropout is None


@pytest.mark.parametrize("zero_padding", [False, True])
def test_outputs_at_padding_repeat_the_last_real_one_or_are_zero(zero_padding: bool) -> None:
    recurrence = Recurrence(has_mask=True, return_sequences=True, zero_padding=zero_padding)
    reading = read((X, MASK, KERNEL, RECURRENT, BIAS), recurrence, 1, Context())
    hidden = torch.arange(1.0, 6.0, dtype=torch.float64).reshape(5, 1, 1).expand(5, 2, 3)
    y = outputs(reading, hidden)[..., 0]
    expected = (
        torch.tensor([[0, 3, 0, 5], [2, 3, 0, 0]]) if zero_padding else torch.tensor([[0, 3, 4, 5], [2, 3, 4, 5]])
    )
    assert torch.equal(y, expected.double())
    dhidden, _ = received(torch.ones(2, 4, 3, dtype=torch.float64), reading, 1)
    assert dhidden is not None
    assert torch.equal(dhidden[..., 0].T != 0, expected != 0)


def test_outputs_come_in_either_order() -> None:
    reading = read((X, KERNEL, RECURRENT, BIAS), Recurrence(return_sequences=True, flips_outputs=True), 1, Context())
    hidden = with_room(normal(7, 2, 3), 4)
    hidden[1:] = normal(8, 4, 2, 3)
    assert torch.equal(outputs(reading, hidden), hidden[1:].flip(0).transpose(0, 1))


def test_what_nobody_read_brings_no_gradient() -> None:
    reading = read((X, KERNEL, RECURRENT, BIAS), Recurrence(return_state=True), 2, Context())
    dhidden, dlast = received((None, None, torch.ones(2, 3)), reading, 2)
    assert dhidden is None
    assert not dlast[0].any()
    assert bool((dlast[1] == 1).all())


@pytest.mark.parametrize("groups", [0, 1, 4])
def test_products_and_their_derivatives_are_those_of_torch(groups: int) -> None:
    x, masks = normal(0, 5, 2, 3), normal(4, groups, 2, 3) if groups else None
    leaf, weight = x.clone().requires_grad_(), RECURRENT.clone().requires_grad_()
    columns = weight.chunk(max(groups, 1), 1)
    parts = [(leaf if masks is None else leaf * masks[n]) @ column for n, column in enumerate(columns)]
    expected = torch.cat(parts, -1) + BIAS
    z = product(x, RECURRENT, masks, BIAS)
    assert_near(z, expected.detach(), 1e-14, "product")
    dz = torch.cos(z)
    dx, dweight = torch.autograd.grad(expected, (leaf, weight), dz)
    assert_near(product_dx(dz, RECURRENT, masks), dx, 1e-13, "dx")
    assert_near(product_dweight(x, dz, masks), dweight, 1e-13, "dweight")
