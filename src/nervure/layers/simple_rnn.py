"""SimpleRNN: each step of a sequence sees its input and the previous step's output."""

from __future__ import annotations

from typing import Unpack, cast

from nervure.arguments import Count, Dropped, Flag, Whole, checked
from nervure.arguments.describing import described_by
from nervure.layers.activation import ActivationLike
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.options import CellOptions, LayerOptions, RecurrentOptions
from nervure.layers.recurrent_cell import CellDrops, RecurrentCell
from nervure.layers.rnn import RNN
from nervure.ops.recurrent_cell import SIMPLE_RNN_CELL
from nervure.ops.simple_rnn import SIMPLE_RNN


@described_by(RecurrentCell)
class SimpleRNNCell(RecurrentCell):
    r"""One step of :class:`SimpleRNN`: for ``RNN(cell)``, or to inspect a single step.

    .. math:: h' = f(x W + h R + b)

    Args:
        activation: f; a name or a layer as in :class:`Dense`.
        recurrent_dropout: the fraction of the state to drop in training, the same part at every step.

    Input shape:
        ``(N, features)``, and the state ``(N, units)``

    Output shape:
        ``(N, units)``, and the new state

    Parameters:
        kernel W: ``(features, units)``; recurrent_kernel R: ``(units, units)``; bias: ``(units,)``.

    Backward:
        ``dz = dh f'(z)``, ``dW = x^T dz``, ``dR = h^T dz``, ``db = sum dz``, ``dx = dz W^T``; the previous state gets
        ``dz R^T``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the number of features is unknown, or differs from the one the layer was built for.

    Source:
        Elman, "Finding structure in time" (1990), https://doi.org/10.1207/s15516709cog1402_1

    Examples:
        >>> import numpy as np
        >>> y, state = SimpleRNNCell(4)(np.ones((2, 3), "float32"), np.zeros((2, 4), "float32"))
        >>> y.shape, state.shape
        ((2, 4), (2, 4))
    """

    num_gates = 1
    sequence_op = SIMPLE_RNN
    pair = SIMPLE_RNN_CELL

    @checked
    def __init__(
        self,
        units: Count,
        activation: ActivationLike = "tanh",
        use_bias: Flag = True,
        kernel_initializer: InitializerLike = "glorot_uniform",
        recurrent_initializer: InitializerLike = "orthogonal",
        bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None,
        recurrent_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None,
        recurrent_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None,
        dropout: Dropped = 0.0,
        recurrent_dropout: Dropped = 0.0,
        seed: Whole | None = None,
        **kwargs: Unpack[CellOptions],
    ) -> None:
        implementation = kwargs.pop("implementation", 2)
        super().__init__(**kwargs)
        self.set_up(
            units, (activation, None), use_bias,
            (kernel_initializer, recurrent_initializer, bias_initializer),
            (kernel_regularizer, recurrent_regularizer, bias_regularizer),
            (kernel_constraint, recurrent_constraint, bias_constraint),
            CellDrops(dropout, recurrent_dropout, seed, implementation),
        )  # fmt: skip


@described_by(RNN, SimpleRNNCell)
class SimpleRNN(RNN):
    r"""The simplest recurrent layer: each step sees its input and the previous step's output.

    It remembers only a few steps; for longer memory use :class:`LSTM` or :class:`GRU`. The whole sequence is one step
    of the plan.

    .. math:: h_t = f(x_t W + h_{t-1} R + b)

    A masked step leaves h unchanged.

    Args:
        activity_regularizer: a penalty on the outputs (Keras 3.15 accepts and ignores it).
        return_state: whether to return the last state too, after the output.

    Input shape:
        ``(N, T, features)``; with an initial state ``layer(x, initial_state=h)``, ``(N, units)``

    Output shape:
        ``(N, units)``, or ``(N, T, units)`` with ``return_sequences``

    Parameters:
        kernel W: ``(features, units)``; recurrent_kernel R: ``(units, units)``; bias: ``(units,)``.

    Backward:
        ``dz_t = dh_t f'(z_t)``, ``dh_{t-1} += dz_t R^T``, ``dW = sum x_t^T dz_t``, ``dR = sum h_{t-1}^T dz_t``,
        ``db = sum dz_t``, ``dx_t = dz_t W^T``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences with a known number of features.

    Source:
        Elman, "Finding structure in time" (1990), https://doi.org/10.1207/s15516709cog1402_1

    Examples:
        >>> import numpy as np
        >>> SimpleRNN(4)(np.ones((2, 10, 3), "float32")).shape
        (2, 4)
    """

    nested_arguments = ()

    @checked
    def __init__(
        self,
        units: Count,
        activation: ActivationLike = "tanh",
        use_bias: Flag = True,
        kernel_initializer: InitializerLike = "glorot_uniform",
        recurrent_initializer: InitializerLike = "orthogonal",
        bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None,
        recurrent_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None,
        recurrent_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None,
        dropout: Dropped = 0.0,
        recurrent_dropout: Dropped = 0.0,
        return_sequences: Flag = False,
        return_state: Flag = False,
        go_backwards: Flag = False,
        stateful: Flag = False,
        unroll: Flag = False,
        seed: Whole | None = None,
        **kwargs: Unpack[RecurrentOptions],
    ) -> None:
        cell = SimpleRNNCell(
            units, activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
            kernel_regularizer, recurrent_regularizer, bias_regularizer,
            kernel_constraint, recurrent_constraint, bias_constraint,
            dropout, recurrent_dropout, seed, implementation=kwargs.pop("implementation", 2),
        )  # fmt: skip
        super().__init__(
            cell, return_sequences, return_state, go_backwards, stateful, unroll,
            activity_regularizer=activity_regularizer, **cast(LayerOptions, kwargs),
        )  # fmt: skip
        self.units, self.use_bias, self.activation = cell.units, cell.use_bias, cell.activation
