"""GRU: a recurrent layer in which one gate keeps or replaces the state."""

from __future__ import annotations

from typing import Any, Unpack, cast

from nervure.arguments import Count, Dropped, Flag, Whole, checked
from nervure.arguments.describing import described_by
from nervure.layers.activation import ActivationLike
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.options import CellOptions, LayerOptions, RecurrentOptions
from nervure.layers.recurrent_cell import CellDrops, RecurrentCell, check_use_cudnn
from nervure.layers.rnn import RNN
from nervure.ops.gru import GRU as GRU_OP
from nervure.ops.recurrent_cell import GRU_CELL, GRU_RESET_BEFORE, CellPair


@described_by(RecurrentCell)
class GRUCell(RecurrentCell):
    r"""One step of :class:`GRU`: for ``RNN(cell)``, or to inspect a single step.

    .. math::
        z, r = \sigma(x W_{z,r} + b_{z,r} + h R_{z,r} + b'_{z,r}), \qquad
        \tilde h = \tanh(x W_h + b_h + r (h R_h + b'_h))

        h' = z h + (1 - z) \tilde h

    Args:
        activation: applied to the candidate; a name or a layer as in :class:`Dense`.
        reset_after: whether to apply the reset gate after the recurrent product, as above, or before it: ``(r h) R_h``,
            as in the paper.

    Input shape:
        ``(N, features)``, and the state ``(N, units)``

    Output shape:
        ``(N, units)``, and the new state

    Parameters:
        kernel W: ``(features, 3 units)``; recurrent_kernel R: ``(units, 3 units)``; bias: ``(2, 3 units)``, for the
        inputs and for the state, or ``(3 units,)`` without ``reset_after``; with columns in the order z, r, candidate.

    Backward:
        ``dz = dh (h - candidate) z'``, ``da = dh (1 - z) a'``, ``dr = da (h R_h + b'_h) r'``, and through the products;
        the previous state also gets ``dh z``.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the number of features is unknown, or differs from the one the layer was built for.

    Source:
        Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical machine translation"
        (2014), https://arxiv.org/abs/1406.1078

    Examples:
        >>> import numpy as np
        >>> y, state = GRUCell(4)(np.ones((2, 3), "float32"), np.zeros((2, 4), "float32"))
        >>> y.shape, state.shape
        ((2, 4), (2, 4))
    """

    num_gates = 3
    sequence_op = GRU_OP

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
        kernel_regularizer: RegularizerLike = None,
        recurrent_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None,
        recurrent_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None,
        dropout: Dropped = 0.0,
        recurrent_dropout: Dropped = 0.0,
        reset_after: Flag = True,
        seed: Whole | None = None,
        **kwargs: Unpack[CellOptions],
    ) -> None:
        implementation = kwargs.pop("implementation", 2)
        super().__init__(**kwargs)
        self.reset_after = reset_after
        self.set_up(
            units, (activation, recurrent_activation), use_bias,
            (kernel_initializer, recurrent_initializer, bias_initializer),
            (kernel_regularizer, recurrent_regularizer, bias_regularizer),
            (kernel_constraint, recurrent_constraint, bias_constraint),
            CellDrops(dropout, recurrent_dropout, seed, implementation),
        )  # fmt: skip

    @property
    def pair(self) -> CellPair:  # type: ignore[override]
        """The pair, which depends on the position of the reset gate."""
        return GRU_CELL if self.reset_after else GRU_RESET_BEFORE

    def options(self) -> dict[str, Any]:
        """The position of the reset gate."""
        return {"reset_after": self.reset_after}

    def bias_shape(self) -> tuple[int, ...]:
        """(2, 3 units) with ``reset_after``, else (3 units,)."""
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)


@described_by(RNN, GRUCell)
class GRU(RNN):
    r"""Gated recurrent units: a recurrent layer with long memory and fewer weights than an LSTM.

    The update gate z controls how much of the state is kept; the rest is replaced by a candidate, for which the reset
    gate r may discard the state. The whole sequence is one step of the plan, which multiplies the inputs of all time
    steps by their weights in one product.

    .. math::
        z_t, r_t = \sigma(x_t W_{z,r} + b_{z,r} + h_{t-1} R_{z,r} + b'_{z,r}), \qquad
        \tilde h_t = \tanh(x_t W_h + b_h + r_t (h_{t-1} R_h + b'_h))

        h_t = z_t h_{t-1} + (1 - z_t) \tilde h_t

    A masked step leaves h unchanged.

    Args:
        activity_regularizer: a penalty on the outputs.
        return_state: whether to return the last state too, after the output.
        use_cudnn: accepted without effect; there is only one implementation.

    Input shape:
        ``(N, T, features)``; with an initial state ``layer(x, initial_state=h)``, ``(N, units)``

    Output shape:
        ``(N, units)``, or ``(N, T, units)`` with ``return_sequences``; with ``return_state`` followed by h

    Parameters:
        kernel W: ``(features, 3 units)``; recurrent_kernel R: ``(units, 3 units)``; bias: ``(2, 3 units)``, for the
        inputs and for the state, or ``(3 units,)`` without ``reset_after``; with columns in the order z, r, candidate.

    Backward:
        from the last step to the first ``dz_t = dh_t (h_{t-1} - candidate_t) z'_t``,
        ``da_t = dh_t (1 - z_t) a'_t``, ``dr_t = da_t (h_{t-1} R_h + b'_h) r'_t``,
        ``dh_{t-1} += dh_t z_t + (dz_t, dr_t, r_t da_t) R^T``; then the gradients of the weights as sums over all steps.

    Raises:
        ArgumentError: an argument has an invalid value.
        ShapeError: the input is not a batch of sequences with a known number of features.

    Source:
        Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical machine translation"
        (2014), https://arxiv.org/abs/1406.1078

    Examples:
        >>> import numpy as np
        >>> x = np.ones((2, 10, 3), "float32")
        >>> GRU(4)(x).shape, GRU(4, return_sequences=True)(x).shape
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
        reset_after: Flag = True,
        use_cudnn: str | bool = "auto",
        **kwargs: Unpack[RecurrentOptions],
    ) -> None:
        check_use_cudnn(use_cudnn, "GRU")
        cell = GRUCell(
            units, activation, recurrent_activation, use_bias,
            kernel_initializer, recurrent_initializer, bias_initializer,
            kernel_regularizer, recurrent_regularizer, bias_regularizer,
            kernel_constraint, recurrent_constraint, bias_constraint,
            dropout, recurrent_dropout, reset_after, seed, implementation=kwargs.pop("implementation", 2),
        )  # fmt: skip
        super().__init__(
            cell, return_sequences, return_state, go_backwards, stateful, unroll,
            activity_regularizer=activity_regularizer, **cast(LayerOptions, kwargs),
        )  # fmt: skip
        self.units, self.use_bias, self.activation = cell.units, cell.use_bias, cell.activation
        self.recurrent_activation, self.reset_after = cell.recurrent_activation, cell.reset_after
