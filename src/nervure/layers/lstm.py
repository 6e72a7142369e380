"""LSTM: a recurrent layer with a gated memory cell."""

from __future__ import annotations

from typing import Any, Unpack, cast

import torch
from torch import Tensor

from nervure import initializers
from nervure.arguments import Count, Dropped, Flag, Whole, checked
from nervure.arguments.describing import described_by
from nervure.initializers import Initializer
from nervure.layers.activation import ActivationLike
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.options import CellOptions, LayerOptions, RecurrentOptions
from nervure.layers.recurrent_cell import CellDrops, RecurrentCell, check_use_cudnn
from nervure.layers.rnn import RNN
from nervure.ops.lstm import LSTM as LSTM_OP
from nervure.ops.recurrent_cell import LSTM_CELL
from nervure.parameter import Initializer as Draws
from nervure.randomness import fold


@described_by(RecurrentCell)
class LSTMCell(RecurrentCell):
    r"""One step of :class:`LSTM`: for ``RNN(cell)``, or to inspect a single step.

    .. math::
        i, f, o = \sigma(x W_{i,f,o} + h R_{i,f,o} + b_{i,f,o}), \qquad g = \tanh(x W_g + h R_g + b_g)

        c' = f c + i g, \qquad h' = o \tanh(c')

    Args:
        units: the size of both states and of the output.
        activation: applied to the candidate g and to the cell state; a name or a layer as in :class:`Dense`.
        unit_forget_bias: whether to initialize the forget gate's bias to 1, so that nothing is forgotten at first.

    Input shape:
        ``(N, features)``, and the states h and c, ``(N, units)`` each

    Output shape:
        ``(N, units)``, and the new states

    Parameters:
        kernel W: ``(features, 4 units)``; recurrent_kernel R: ``(units, 4 units)``; bias: ``(4 units,)``; with columns
        in the order i, f, g, o.

    Backward:
        ``dc += dh o tanh'(c')``; ``dz = (dc g i', dc c f', dc i g', dh tanh(c') o')``; ``dW = x^T dz``, ``dR = h^T
        dz``, ``dx = dz W^T``; the previous states get ``dz R^T`` and ``dc f``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the number of features is unknown, or differs from the one the layer was built for.

    Source:
        Hochreiter and Schmidhuber, "Long short-term memory" (1997), https://doi.org/10.1162/neco.1997.9.8.1735

    Examples:
        >>> import numpy as np
        >>> y, (h, c) = LSTMCell(4)(np.ones((2, 3), "float32"))
        >>> y.shape, c.shape
        ((2, 4), (2, 4))
    """

    num_gates = 4
    num_states = 2
    sequence_op = LSTM_OP
    pair = LSTM_CELL

    @checked
    def __init__(
        self,
        units: Count,
        activation: ActivationLike = "tanh",
        recurrent_activation: ActivationLike = "sigmoid",
        use_bias: Flag = True,
        kernel_initializer: InitializerLike = "glorot_uniform",
        recurrent_initializer: InitializerLike = "orthogonal",
        bias_initializer: InitializerLike = "zeros",
        unit_forget_bias: Flag = True,
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
        self.unit_forget_bias = unit_forget_bias
        self.set_up(
            units, (activation, recurrent_activation), use_bias,
            (kernel_initializer, recurrent_initializer, bias_initializer),
            (kernel_regularizer, recurrent_regularizer, bias_regularizer),
            (kernel_constraint, recurrent_constraint, bias_constraint),
            CellDrops(dropout, recurrent_dropout, seed, implementation),
        )  # fmt: skip

    def first_bias(self) -> Draws:
        """The bias initializer: 1 for the forget gate, unless ``unit_forget_bias`` is False."""
        drawn = super().first_bias()
        return _UnitForgetBias(drawn) if self.unit_forget_bias else drawn


class _UnitForgetBias(Initializer):
    """Initializes the bias of the four gates, 1 for the second."""

    def __init__(self, others: Any) -> None:
        self.others = initializers.get(others)

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """The three parts in order: of i, of f, of g and o."""
        units = shape[0] // 4
        first, last = self.others.draw((units,), fold(key, 0)), self.others.draw((2 * units,), fold(key, 1))
        return torch.cat((first, torch.ones_like(first), last))


@described_by(RNN, LSTMCell)
class LSTM(RNN):
    r"""Long short-term memory: a recurrent layer with long memory.

    Use it when relevant input may lie far back in the sequence. A cell state c runs along the time steps; gates decide
    what to keep (f), what to write (i) and what to output (o). The whole sequence is one step of the plan, which
    multiplies the inputs of all time steps by their weights in one product.

    .. math::
        i_t, f_t, o_t = \sigma(x_t W_{i,f,o} + h_{t-1} R_{i,f,o} + b_{i,f,o}), \qquad
        g_t = \tanh(x_t W_g + h_{t-1} R_g + b_g)

        c_t = f_t c_{t-1} + i_t g_t, \qquad h_t = o_t \tanh(c_t)

    A masked step leaves c and h unchanged.

    Args:
        activity_regularizer: a penalty on the outputs.
        return_state: whether to return the last states h and c too, after the output.
        use_cudnn: accepted without effect; there is only one implementation.

    Input shape:
        ``(N, T, features)``; with initial states ``layer(x, initial_state=[h, c])``, ``(N, units)`` each

    Output shape:
        ``(N, units)``, or ``(N, T, units)`` with ``return_sequences``; with ``return_state`` followed by h and c

    Parameters:
        kernel W: ``(features, 4 units)``; recurrent_kernel R: ``(units, 4 units)``; bias: ``(4 units,)``; with columns
        in the order i, f, g, o.

    Backward:
        from the last step to the first ``dc_t = dh_t o_t tanh'(c_t) + dc_{t+1} f_{t+1}``,
        ``dz_t = (dc_t g_t i'_t, dc_t c_{t-1} f'_t, dc_t i_t g'_t, dh_t tanh(c_t) o'_t)``, ``dh_{t-1} += dz_t R^T``;
        then ``dW = sum x_t^T dz_t``, ``dR = sum h_{t-1}^T dz_t``, ``db = sum dz_t``, ``dx_t = dz_t W^T``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences with a known number of features.

    Source:
        Hochreiter and Schmidhuber, "Long short-term memory" (1997), https://doi.org/10.1162/neco.1997.9.8.1735; the
        bias of 1: Jozefowicz, Zaremba and Sutskever, "An empirical exploration of recurrent network architectures"
        (2015), https://proceedings.mlr.press/v37/jozefowicz15.html

    Examples:
        >>> import numpy as np
        >>> x = np.ones((2, 10, 3), "float32")
        >>> LSTM(4)(x).shape, LSTM(4, return_sequences=True)(x).shape
        ((2, 4), (2, 10, 4))
    """

    nested_arguments = ()

    @checked
    def __init__(
        self,
        units: Count,
        activation: ActivationLike = "tanh",
        recurrent_activation: ActivationLike = "sigmoid",
        use_bias: Flag = True,
        kernel_initializer: InitializerLike = "glorot_uniform",
        recurrent_initializer: InitializerLike = "orthogonal",
        bias_initializer: InitializerLike = "zeros",
        unit_forget_bias: Flag = True,
        kernel_regularizer: RegularizerLike = None,
        recurrent_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None,
        recurrent_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None,
        dropout: Dropped = 0.0,
        recurrent_dropout: Dropped = 0.0,
        seed: Whole | None = None,
        return_sequences: Flag = False,
        return_state: Flag = False,
        go_backwards: Flag = False,
        stateful: Flag = False,
        unroll: Flag = False,
        use_cudnn: str | bool = "auto",
        **kwargs: Unpack[RecurrentOptions],
    ) -> None:
        check_use_cudnn(use_cudnn, "LSTM")
        cell = LSTMCell(
            units, activation, recurrent_activation, use_bias,
            kernel_initializer, recurrent_initializer, bias_initializer, unit_forget_bias,
            kernel_regularizer, recurrent_regularizer, bias_regularizer,
            kernel_constraint, recurrent_constraint, bias_constraint,
            dropout, recurrent_dropout, seed, implementation=kwargs.pop("implementation", 2),
        )  # fmt: skip
        super().__init__(
            cell, return_sequences, return_state, go_backwards, stateful, unroll,
            activity_regularizer=activity_regularizer, **cast(LayerOptions, kwargs),
        )  # fmt: skip
        self.units, self.use_bias, self.activation = cell.units, cell.use_bias, cell.activation
        self.recurrent_activation = cell.recurrent_activation
