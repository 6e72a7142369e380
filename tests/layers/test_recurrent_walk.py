from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure.errors import ShapeError
from nervure.layers import RNN, LSTMCell
from nervure.layers.recurrent_walk import walk_op
from nervure.ops.op import Context
from nervure.ops.recurrence import Recurrence
from tests.gradient_check import assert_near, check_gradients, normal
from tests.layers.cells import Leaky, Mixing
from tests.layers.layer_rules import assert_says
from tests.layers.recurrent_walks import MASKS, built, walk_sequences

X = normal(0, 3, 5, 2)
SWITCHES: list[dict[str, Any]] = [
    {},
    {"return_sequences": True},
    {"return_sequences": True, "return_state": True, "go_backwards": True},
    {"return_sequences": True, "flips_outputs": True, "zero_padding": True},
    {"return_state": True, "zero_padding": True},
]


def leaky(x: Tensor, kernel: Tensor, mask: Tensor | None, recurrence: Recurrence) -> Any:
    """What :class:`Leaky` computes, in functions that torch differentiates."""
    h, y = x.new_zeros(x.shape[0], kernel.shape[1]), x.new_zeros(x.shape[0], kernel.shape[1])
    shown = []
    for t in range(x.shape[1] - 1, -1, -1) if recurrence.go_backwards else range(x.shape[1]):
        new = 0.5 * h + x[:, t] @ kernel
        real = torch.ones(x.shape[0], 1, dtype=torch.bool) if mask is None else mask[:, t : t + 1]
        h = torch.where(real, new, h)
        y = torch.where(real, new, torch.zeros_like(y) if recurrence.zero_padding else y)
        shown.append(y)
    if recurrence.return_sequences:
        y = torch.stack(shown[::-1] if recurrence.flips_outputs else shown, 1)
    return (y, h) if recurrence.return_state else y


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("switches", SWITCHES, ids=lambda switches: " ".join(switches) or "plain")
def test_the_walk_and_its_way_back_are_what_torch_finds(switches: dict[str, Any], mask: str) -> None:
    cell = built(Leaky(3), [np.zeros((3, 2))], torch.float64)
    given = None if MASKS[mask] is None else torch.from_numpy(MASKS[mask])
    recurrence = Recurrence(has_mask=given is not None, **switches)
    op = walk_op(cell)
    parameter = cell.parameters[0]

    def forward(x: Tensor, kernel: Tensor, **options: Any) -> Any:
        parameter.value = kernel  # a cell reads its own weights
        return op.forward(x, *(() if given is None else (given,)), kernel, **options)

    def backward(dy: Any, cache: Any) -> tuple[Tensor | None, ...]:
        dx, *rest = op.backward(dy, cache)
        return dx, rest[-1]

    check_gradients(
        op._replace(forward=forward, backward=backward), (X,), (parameter.array.clone(),), context=Context(),
        reference=lambda x, kernel: leaky(x, kernel, given, recurrence), recurrence=recurrence,
    )  # fmt: skip


@pytest.mark.parametrize("mask", MASKS)
def test_several_states_and_an_output_of_another_size_go_back_too(mask: str) -> None:
    layer = built(RNN(Mixing(2), return_sequences=True), [X.numpy()], torch.float64)
    dys = [np.cos(np.arange(60.0)).reshape(3, 5, 4)]
    walked = walk_sequences(layer, [X.numpy()], dys, MASKS[mask], dtype=torch.float64)
    for position, parameter in enumerate(layer.parameters):
        for place in range(parameter.size):
            sums = []
            for step in (1e-6, -2e-6, 1e-6):
                parameter.array.view(-1)[place] += step
                y = walk_sequences(layer, [X.numpy()], dys, MASKS[mask], dtype=torch.float64).outputs[0]
                sums.append(float((y * torch.from_numpy(dys[0])).sum()))
            slope = (sums[0] - sums[1]) / 2e-6
            assert walked.dparameters[position].reshape(-1)[place].item() == pytest.approx(slope, rel=1e-5, abs=1e-6)


def test_walking_a_cell_of_the_house_gives_what_its_operation_gives() -> None:
    cell = built(LSTMCell(3), [np.zeros((3, 2))], torch.float64)
    tensors = (X, *(parameter.array for parameter in cell.parameters))
    for training in (False, True):
        dropping = LSTMCell(3, dropout=0.4, recurrent_dropout=0.4)
        recurrence = dropping.recurrence(stream=7, return_sequences=True, return_state=True)
        dropping.built_shape, dropping._parameters = cell.built_shape, cell._parameters
        context = Context(training=training, seed=2, step=3)
        walked, cache = walk_op(dropping).forward(*tensors, recurrence=recurrence, context=context)
        at_once, other = LSTMCell.sequence_op.forward(*tensors, recurrence=recurrence, context=context)
        for one, two in zip(walked, at_once, strict=True):
            assert_near(one, two, 1e-12, "output")
        dys = tuple(torch.cos(y) for y in walked)
        for one, two in zip(
            walk_op(dropping).backward(dys, cache), LSTMCell.sequence_op.backward(dys, other), strict=True
        ):
            assert one is not None
            assert two is not None
            assert_near(one, two, 1e-11, "gradient")


def test_numbers_in_the_padding_do_not_matter_even_where_they_are_none() -> None:
    layer = built(RNN(Leaky(3)), [X.numpy()], torch.float64)
    mask = MASKS["padding behind"]
    assert mask is not None
    spoilt = np.where(mask[..., None], X.numpy(), np.nan)
    clean = walk_sequences(layer, [X.numpy()], None, mask, dtype=torch.float64)
    dirty = walk_sequences(layer, [spoilt], None, mask, dtype=torch.float64)
    assert torch.equal(clean.outputs[0], dirty.outputs[0])
    assert torch.equal(clean.dparameters[0], dirty.dparameters[0])


def test_carried_states_of_another_batch_size_are_refused() -> None:
    layer = RNN(Leaky(3), stateful=True)
    layer(X.numpy())
    op = walk_op(layer.cell)
    recurrence = Recurrence(is_stateful=True, where="RNN 'rnn'")
    tensors = (X[:2], layer.parameters[0].array, torch.zeros(3, 3))
    assert_says(
        ShapeError, lambda: op.forward(*tensors, recurrence=recurrence, context=Context()), "batch of 3", "batch of 2"
    )
