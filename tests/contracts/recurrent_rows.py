"""The rows of what reads sequences: arguments of ``OpCase`` and ``LayerCase``.

Word numbers (``Embedding``) and single steps (cells) are no rows: contracts feed drawn numbers to layers of a graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from nervure import layers
from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.layers import Layer
from nervure.layers.recurrent_cell import RecurrentCell
from nervure.ops import batch_normalization, directions, gru, lstm, masking, simple_rnn, time_axis
from nervure.ops.gate import Gate
from nervure.ops.op import Context
from nervure.ops.recurrence import Recurrence, dropout_masks
from tests.gradient_check import normal
from tests.ops.recurrent_witness import Cell, gru_cell, gru_cell_before, lstm_cell, simple_rnn_cell, walked

Row = tuple[Any, ...]

_TRAINING, _INFERENCE = Context(training=True, seed=3, step=5), Context(seed=3, step=5)
_X, _MASK = normal(0, 3, 4, 2), torch.tensor([[1.0, 1, 0, 1], [0, 1, 1, 0], [0, 0, 1, 1]], dtype=torch.float64)
_STATISTICS = (normal(1, 2), normal(2, 2), normal(3, 2), normal(4, 2).exp())
_STATES = (normal(5, 3, 2), normal(6, 3, 2))


def _weights(gates: int, *bias: int) -> tuple[Tensor, ...]:
    return normal(1, 2, 2 * gates), normal(2, 2, 2 * gates), normal(3, *bias)


def _reference(cell: Cell, recurrence: Recurrence, gates: int) -> Callable[..., Any]:
    """The network step by step in plain torch; behind x and the states comes the mask, where there is one."""

    def formula(*tensors: Tensor) -> Any:
        place = 1 + recurrence.num_initial
        mask = tensors[place] != 0 if recurrence.has_mask else None
        rest = (*tensors[:place], *tensors[place + recurrence.has_mask :])
        groups = gates if recurrence.dropout_per_gate else 1
        masks = dropout_masks(recurrence, _TRAINING.inside(recurrence.stream), (groups, 3, 2), (groups, 3, 2), _X)
        return walked(cell, rest, mask, recurrence, masks)

    return formula


def _recurrent(op: Any, cell: Cell, weights: tuple[Tensor, ...], gates: int, states: int, **options: Any) -> list[Row]:
    """A plain row with its gates dropping their own, and one with everything else."""
    plain = Recurrence(return_sequences=True, dropout=0.3, recurrent_dropout=0.3, dropout_per_gate=gates > 1)
    full = Recurrence(
        activation=Gate("softplus"), has_mask=True, num_initial=states, return_state=True, go_backwards=True
    )
    rows: list[Row] = []
    for recurrence, inputs in ((plain, (_X,)), (full, (_X, *_STATES[:states], _MASK))):
        reference = _reference(cell, recurrence, gates)
        rows.append((op, inputs, weights, {"recurrence": recurrence, **options}, _TRAINING, reference))
    return rows


def _normalized(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
    real = (mask != 0).unsqueeze(-1).expand(x.shape).double()
    count = real.sum((0, 1)) + 1e-7
    mean = (real * x).sum((0, 1)) / count
    variance = (real * (x - mean) ** 2).sum((0, 1)) / count
    return gamma * (x - mean) / (variance + 1e-3).sqrt() + beta


def _normalized_by_state(
    x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor
) -> Tensor:
    return gamma * (x - mean) / (variance + 1e-3).sqrt() + beta


RECURRENT_OPS: tuple[Row, ...] = (
    *_recurrent(simple_rnn.SIMPLE_RNN, simple_rnn_cell, _weights(1, 2), 1, 1),
    *_recurrent(lstm.LSTM, lstm_cell, _weights(4, 8), 4, 2),
    *_recurrent(gru.GRU, gru_cell, _weights(3, 2, 6), 3, 1),
    *_recurrent(gru.GRU, gru_cell_before, _weights(3, 6), 3, 1, reset_after=False),
    *[
        (directions.DIRECTIONS, (_X, normal(1, 3, 4, 2)), (), {"mode": mode})
        for mode in ("concat", "sum", "ave", "mul")
    ],
    (masking.MASKED, (_X, _MASK)),
    (time_axis.FOLD_TIME, (_X,), (), {}, None, None, False),
    (time_axis.UNFOLD_TIME, (normal(1, 12, 5), _X), (), {}, None, None, False),
    (time_axis.TIME_STEP, (_X,), (), {"step": 0}),
    (time_axis.STACK_TIME, (_X[:, 0].clone(), _X[:, 1].clone(), _X[:, 2].clone())),
    (batch_normalization.MASKED_BATCH_NORMALIZATION, (_X, _MASK), _STATISTICS, {}, _TRAINING, _normalized, False),
    (
        batch_normalization.MASKED_BATCH_NORMALIZATION,
        (_X, _MASK),
        _STATISTICS,
        {},
        _INFERENCE,
        _normalized_by_state,
    ),
)


def _feed(layer: Layer, *sizes: int | None) -> Callable[[], object]:
    """Draws ``layer`` behind an input that it must refuse."""
    return lambda: layer(layers.Input(sizes))


_CELLS: dict[type[Layer], Cell] = {
    layers.SimpleRNNCell: simple_rnn_cell, layers.LSTMCell: lstm_cell, layers.GRUCell: gru_cell,
}  # fmt: skip


def _read(layer: layers.RNN, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
    """What a recurrent layer of one cell of the house gives, in parts that torch differentiates."""
    cell = layer.cells[0]
    assert isinstance(cell, RecurrentCell)
    recurrence = cell.recurrence(stream=0, return_sequences=layer.return_sequences, go_backwards=layer.go_backwards)
    witness = gru_cell_before if cell.options() == {"reset_after": False} else _CELLS[type(cell)]
    y: Tensor = walked(witness, (x, *weights), None, recurrence)
    return y


def _recurrent_layer(layer: Layer, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
    assert isinstance(layer, layers.RNN)
    return _read(layer, inputs[0], [parameter.array for parameter in layer.parameters])


def _stacked(layer: Layer, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
    assert isinstance(layer, layers.RNN)
    below = layers.LSTM(2, return_sequences=True)
    above = layers.GRU(3)
    weights = [parameter.array for parameter in layer.parameters]
    return _read(above, _read(below, inputs[0], weights[:3]), weights[3:])


def _both_ways(layer: Layer, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
    assert isinstance(layer, layers.Bidirectional)
    weights = [parameter.array for parameter in layer.parameters]
    forward = _read(layer.forward_layer, inputs[0], weights[:3])
    return torch.cat((forward, _read(layer.backward_layer, inputs[0], weights[3:]).flip(1)), -1)


RECURRENT_LAYERS: tuple[Row, ...] = (
    (lambda: layers.SimpleRNN(3, return_sequences=True), (5, 2), (
        (ArgumentError, lambda: layers.SimpleRNN(0)), (ShapeError, _feed(layers.SimpleRNN(3), 5))), _recurrent_layer),
    (lambda: layers.LSTM(3), (5, 2), (
        (UnknownNameError, lambda: layers.LSTM(3, recurrent_activation="sigmoidd")),
        (ShapeError, _feed(layers.LSTM(3), None, None)), (ShapeError, _feed(layers.LSTM(3, stateful=True), 5, 2))),
     _recurrent_layer),
    (lambda: layers.GRU(3, reset_after=False, go_backwards=True), (5, 2), (
        (ArgumentError, lambda: layers.GRU(3, dropout=1.5)), (ShapeError, _feed(layers.GRU(3), 5, 2, 1))),
     _recurrent_layer),
    (lambda: layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)]), (5, 2), (
        (ArgumentError, lambda: layers.RNN(layers.Dense(3))), (ArgumentError, lambda: layers.RNN("lstm"))), _stacked),
    (lambda: layers.Bidirectional(layers.LSTM(2, return_sequences=True)), (5, 2), (
        (ArgumentError, lambda: layers.Bidirectional(layers.Dense(3))),
        (UnknownNameError, lambda: layers.Bidirectional(layers.LSTM(2), "add"))), _both_ways),
    (lambda: layers.TimeDistributed(layers.Dense(3, activation="tanh")), (5, 2), (
        (ArgumentError, lambda: layers.TimeDistributed(layers.Dense)),
        (ShapeError, _feed(layers.TimeDistributed(layers.Dense(3)), 5)))),
    (lambda: layers.TimeDistributed(layers.Conv2D(2, 2, activation="tanh")), (3, 4, 4, 2), ()),
    (lambda: layers.Masking(-7.0), (5, 2), (
        (ArgumentError, lambda: layers.Masking("zero")), (ShapeError, _feed(layers.Masking()))), None, False, ()),
    (layers.AttachMask, [(5, 2), (5,)], (
        (ShapeError, _feed(layers.AttachMask(), 5, 2)),), None, False, ("gradient_names",)),
)  # fmt: skip
