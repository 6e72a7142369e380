"""The rows of what reads sequences: arguments of ``OpCase`` and ``LayerCase``."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure import layers
from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Layer
from nervure.ops import batch_normalization, directions, embedding, gru, lstm, masking, simple_rnn, time_axis
from nervure.ops.op import Context
from nervure.ops.recurrence import Recurrence
from tests.contracts.pointwise_rows import feed
from tests.gradient_check import normal
from tests.ops.recurrent_witness import Cell, gru_cell, gru_cell_before, lstm_cell, simple_rnn_cell, walked

Row = tuple[Any, ...]
_TRAINING = Context(training=True, seed=3, step=5)
_X = normal(0, 3, 4, 2)
_MASK = torch.tensor([[1.0, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 0]], dtype=torch.float64)
_NUMBERS = torch.tensor([[2.0, 0, 1], [1, 1, 0]], dtype=torch.float64)


def _recurrent(op: Any, cell: Cell, gates: int, bias: tuple[int, ...], **constants: Any) -> Row:
    weights, recurrence = (normal(1, 2, gates * 2), normal(2, 2, gates * 2), normal(3, *bias)), Recurrence(**constants)
    reference = lambda *tensors: walked(cell, tensors, None, recurrence)  # noqa: E731
    return op, (_X,), weights, {"recurrence": recurrence}, _TRAINING, reference


def _read(cell: Cell, **constants: Any) -> Any:
    """A recurrent layer in parts that torch differentiates."""

    def reference(layer: Layer, inputs: tuple[Tensor, ...], training: bool) -> Any:
        weights = (parameter.array for parameter in layer.parameters)
        return walked(cell, (inputs[0], *weights), None, Recurrence(**constants))

    return reference


def _normalized(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
    return gamma * (x - mean) / (variance + 1e-3).sqrt() + beta


RECURRENT_OPS: tuple[Row, ...] = (
    _recurrent(simple_rnn.SIMPLE_RNN, simple_rnn_cell, 1, (2,), return_sequences=True),
    _recurrent(lstm.LSTM, lstm_cell, 4, (8,), return_state=True, go_backwards=True),
    _recurrent(gru.GRU, gru_cell, 3, (2, 6), return_sequences=True),
    (embedding.EMBEDDING, (_NUMBERS,), (normal(1, 3, 4),)),
    (masking.MASKED, (_X, _MASK)),
    (directions.DIRECTIONS, (normal(0, 3, 4, 2), normal(1, 3, 4, 2)), (), {"mode": "concat"}),
    (directions.DIRECTIONS, (normal(0, 3, 2), normal(1, 3, 2)), (), {"mode": "mul"}),
    (time_axis.FOLD_TIME, (_X,), (), {}, None, None, False),
    (time_axis.UNFOLD_TIME, (normal(0, 12, 2), _X), (), {}, None, None, False),
    (time_axis.TIME_STEP, (_X,), (), {"step": 1}),
    (time_axis.STACK_TIME, (normal(0, 3, 2), normal(1, 3, 2))),
    (batch_normalization.MASKED_BATCH_NORMALIZATION, (_X, _MASK),
     (normal(1, 2), normal(2, 2), normal(3, 2), normal(4, 2).exp()), {}, Context(seed=3, step=5), _normalized),
)  # fmt: skip

_SEQUENCES = (4, 2)
RECURRENT_LAYERS: tuple[Row, ...] = (
    (lambda: layers.SimpleRNN(3), _SEQUENCES, (
        (ArgumentError, lambda: layers.SimpleRNN(0)), (ShapeError, feed(layers.SimpleRNN(3), (4,)))),
     _read(simple_rnn_cell)),
    (lambda: layers.LSTM(3, return_sequences=True), _SEQUENCES, (
        (ArgumentError, lambda: layers.LSTM(3, dropout=2)), (ShapeError, feed(layers.LSTM(3), (4, None)))),
     _read(lstm_cell, return_sequences=True)),
    (lambda: layers.GRU(3, reset_after=False, go_backwards=True), _SEQUENCES, (
        (ArgumentError, lambda: layers.GRU(-1)), (ShapeError, feed(layers.GRU(3), (4,)))),
     _read(gru_cell_before, go_backwards=True)),
    (lambda: layers.RNN(layers.GRUCell(3)), _SEQUENCES, (
        (ArgumentError, lambda: layers.RNN(3)), (ShapeError, feed(layers.RNN(layers.LSTMCell(3)), (4,)))),
     _read(gru_cell)),
    (lambda: layers.TimeDistributed(layers.Dense(3)), _SEQUENCES, (
        (ArgumentError, lambda: layers.TimeDistributed("dense")),
        (ShapeError, feed(layers.TimeDistributed(layers.Dense(3)), (4,))))),
    (layers.Masking, _SEQUENCES, ((ArgumentError, lambda: layers.Masking("padding")),)),
)  # fmt: skip
