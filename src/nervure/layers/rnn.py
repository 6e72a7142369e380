"""RNN: runs one or more recurrent cells over sequences. The layers LSTM, GRU and SimpleRNN are RNNs of one cell."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple, Unpack

import numpy as np
import torch

from nervure.arguments import Flag, checked
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.initializers import Zeros
from nervure.language import text
from nervure.layers.input_checks import check_features
from nervure.layers.layer import Layer, OwnedParameter
from nervure.layers.lowering import LayerLowering
from nervure.layers.nested import layer_of, positions
from nervure.layers.not_called import OF_RECURRENT
from nervure.layers.options import PenalizedOptions
from nervure.layers.recurrent_cell import RecurrentCell
from nervure.layers.recurrent_walk import walk_op
from nervure.layers.stacked_cells import StackedRNNCells, cells_of, is_cell, state_shapes
from nervure.layers.states import TakesStates, flat_states, several_shapes
from nervure.ops.recurrence import Recurrence
from nervure.parameter import Parameter
from nervure.shapes import shape_text
from nervure.symbolic import Shape

_EXAMPLE = "LSTMCell(32)"


class _CellCall(NamedTuple):
    """One cell of the layer in one call.

    Attributes:
        cell: the cell.
        initial: the slots of the initial states.
        carried: its states as parameters.
        is_last: whether its output is the layer's output.
    """

    cell: Layer
    initial: tuple[int, ...]
    carried: tuple[Parameter, ...]
    is_last: bool


class RNN(TakesStates):
    r"""Runs a recurrent cell over sequences: each step sees its input and the state after the previous step.

    Each built-in cell (``LSTMCell``, ``GRUCell``, ``SimpleRNNCell``, alone or stacked) becomes one step of the plan
    that computes the whole sequence. A custom cell runs in Python, step by step; it is a layer with

    - ``state_size``: a number of units, or a list of them for several states; and ``output_size`` if the output size
      differs from that of the first state;
    - ``build(input_shape)`` for one step, ``(N, features)``, which calls ``add_weight``;
    - ``forward(x, states, context) -> (y, new_states, cache)``, the states being tuples of tensors;
    - ``backward(dy, dstates, cache) -> (dx, dstates_before, {"kernel": dkernel, ...})``.

    .. math:: y_t, s_t = \text{cell}(x_t, s_{t-1})

    A masked step leaves the states unchanged and repeats the previous output (zeros if there is none yet).

    Args:
        cell: the cell, or a list of cells, each reading the outputs of the previous one.
        return_sequences: whether to return all outputs, not only the last.
        return_state: whether to return the last states too, after the output.
        go_backwards: whether to read sequences from their end; the outputs are then in that order too.
        stateful: whether each sample's states after a batch are its initial states for the next batch, in training and
            prediction alike; ``reset_state()`` sets them to 0.
        unroll: accepted without effect; a plan has nothing to unroll.
        zero_output_for_mask: whether outputs at masked steps are 0.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, features)``; with initial states a list: ``[x, state, ...]``

    Output shape:
        ``(N, units)``, or ``(N, T, units)`` with ``return_sequences``; with ``return_state`` followed by the states.

    Parameters:
        those of the cell, such as kernel, recurrent_kernel and bias; with several cells, prefixed with their names,
        such as ``lstm_cell/kernel``, ``lstm_cell/recurrent_kernel``, ``lstm_cell/bias``, ``gru_cell/kernel``,
        ``gru_cell/recurrent_kernel``, ``gru_cell/bias``; cells of the same kind are numbered, ``lstm_cell_1/kernel``.

    Backward:
        backpropagation through time, over the whole sequence.

    Raises:
        ArgumentError: ``cell`` is not a cell.
        ShapeError: the input is not a batch of sequences with a known number of features, initial states do not fit, or
            a stateful layer has no fixed batch size.

    Source:
        Elman, "Finding structure in time" (1990), https://doi.org/10.1207/s15516709cog1402_1; back through time:
        Werbos, "Backpropagation through time: what it does and how to do it" (1990), https://doi.org/10.1109/5.58337

    Examples:
        >>> from nervure.layers import GRUCell, LSTMCell
        >>> RNN([LSTMCell(8), GRUCell(4)])(np.ones((2, 5, 3), "float32")).shape
        (2, 4)
    """

    not_called = OF_RECURRENT

    nested_arguments: ClassVar[tuple[str, ...]] = ("cell",)

    @checked
    def __init__(
        self,
        cell: Any,
        return_sequences: Flag = False,
        return_state: Flag = False,
        go_backwards: Flag = False,
        stateful: Flag = False,
        unroll: Flag = False,
        zero_output_for_mask: Flag = False,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        self.cell = _cell_of(cell, type(self).__name__)
        self.return_sequences, self.return_state = return_sequences, return_state
        self.go_backwards, self.stateful, self.unroll = go_backwards, stateful, unroll
        self.zero_output_for_mask = zero_output_for_mask
        self._carried: tuple[Parameter, ...] = ()
        if not self._trainable:
            self.cell.trainable = False

    @property
    def inner_layers(self) -> tuple[Layer, ...]:
        """The cell."""
        return (self.cell,)

    @property
    def cells(self) -> tuple[Layer, ...]:
        """The individual cells."""
        return cells_of(self.cell)

    def owned_parameters(self, path: str) -> list[OwnedParameter]:
        """The weights of the cell, then the carried states."""
        carried = [OwnedParameter(f"{path}/{state.name}", state, self, is_carried=True) for state in self._carried]
        return [*super().owned_parameters(path), *carried]

    @property
    def state_size(self) -> Any:
        """The state size of the cell: a number of units, or a list of them."""
        return self.cell.state_size  # type: ignore[attr-defined]

    @property
    def num_states(self) -> int:
        """The total number of states of all cells."""
        return sum(len(state_shapes(cell)) for cell in self.cells)

    @property
    def num_outputs(self) -> int:  # type: ignore[override]
        """One output, plus the states with ``return_state``."""
        return 1 + self.num_states if self.return_state else 1

    @property
    def fixes_batch_size(self) -> bool:
        """Whether it carries a state for each sample."""
        return self.stateful

    def check_input(self, input_shape: Any) -> None:
        """Sequences of known features, and initial states that fit."""
        shape, *initial = several_shapes(input_shape)
        self._check_sequences(shape)
        sizes = [size for cell in self.cells for size in state_shapes(cell)]
        fits = len(initial) in (0, len(sizes)) and all(
            tuple(state[1:]) == size for state, size in zip(initial, sizes, strict=False)
        )
        if not fits:
            expected = [(None, *size) for size in sizes]
            raise ShapeError.of(
                "recurrent.initial_state", where=self.where, expected=shape_text(expected), got=shape_text(initial)
            )
        if self.stateful and shape[0] is None:
            raise ShapeError.of("recurrent.no_batch_size", where=self.where, got=shape_text(shape))
        if self._carried and shape[0] != self._carried[0].shape[0]:
            raise ShapeError.of(
                "recurrent.batch_size", where=self.where, expected=self._carried[0].shape[0], got=shape[0]
            )

    def _check_sequences(self, shape: Shape) -> None:
        is_own = not all(isinstance(cell, RecurrentCell) for cell in self.cells)
        fix = None
        if len(shape) < 3:
            fix = "recurrent.fix_vectors"
        elif len(shape) > 3 and not is_own:
            fix = "recurrent.fix_pictures"
        elif shape[-1] is None:
            fix = "recurrent.fix_features"
        if fix is not None:
            raise ShapeError.of("recurrent.rank", where=self.where, got=shape_text(shape), fix=text(fix))
        if self.built:
            check_features(shape, several_shapes(self.built_shape)[0], self.where)

    def build(self, input_shape: Any) -> None:
        """Builds the cells for one step, and the carried states."""
        shape = several_shapes(input_shape)[0]
        self.cell.ensure_built((None, *shape[2:]))
        if self.stateful:
            self._carried = tuple(
                Parameter("state" if number == 0 else f"state_{number}", (int(shape[0] or 0), *size), Zeros(),
                          trainable=False)
                for number, size in enumerate(size for cell in self.cells for size in state_shapes(cell))
            )  # fmt: skip

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(N, T, features) -> (N, units) or (N, T, units), and the states."""
        shape = several_shapes(input_shape)[0]
        last = self.cells[-1]
        size = getattr(last, "output_size", None)
        units = state_shapes(last)[0] if size is None else (size,)
        output = (*shape[:2], *units) if self.return_sequences else (shape[0], *units)
        if not self.return_state:
            return output
        return (output, *((shape[0], *state) for cell in self.cells for state in state_shapes(cell)))

    def initialise(self, position: int, seed: int, dtype: torch.dtype = torch.float32) -> None:
        """Initializes the weights of the cells; carried states start at 0."""
        super().initialise(position, seed, dtype)
        for state in self._carried:
            state.initialise(0, dtype)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step per cell."""
        return self.lower_in_order(inputs, lowering, flips_outputs=False)

    def lower_in_order(
        self, inputs: tuple[int, ...], lowering: LayerLowering, *, flips_outputs: bool
    ) -> tuple[int, ...]:
        """Like :meth:`lower`; ``flips_outputs`` reverses the order of the outputs."""
        sequences, initial = inputs[0], list(inputs[1:])
        mask = lowering.mask(sequences)
        states: list[int] = []
        carried = list(self._carried)
        for offset, cell in positions(self.cells):
            count = len(state_shapes(cell))
            call = _CellCall(cell, tuple(initial[:count]), tuple(carried[:count]), cell is self.cells[-1])
            del initial[:count], carried[:count]
            read = (sequences, *call.initial, *(() if mask is None else (mask,)))
            flips = flips_outputs if call.is_last else self.go_backwards
            written = self._cell_step(call, read, lowering, offset, flips)
            sequences = written[0]
            states += written[1:]
        return (sequences, *states)

    def _cell_step(
        self, call: _CellCall, read: tuple[int, ...], lowering: LayerLowering, offset: int, flips: bool
    ) -> tuple[int, ...]:
        cell = call.cell
        others: dict[str, Any] = {
            "num_initial": len(call.initial),
            "has_mask": len(read) > 1 + len(call.initial),
            "return_sequences": self.return_sequences or not call.is_last,
            "return_state": self.return_state,
            "go_backwards": self.go_backwards,
            "flips_outputs": flips,
            "zero_padding": self.zero_output_for_mask,
            "is_stateful": self.stateful,
            "where": self.where,
        }
        stream = lowering.stream + offset
        if isinstance(cell, RecurrentCell):
            recurrence, options = cell.recurrence(stream, **others), cell.options()
            is_one_op = cell.is_pointwise and not cell.has_own_pair
        else:
            recurrence, options, is_one_op = Recurrence(stream=stream, **others), {}, False
        op = cell.sequence_op if isinstance(cell, RecurrentCell) and is_one_op else walk_op(cell)
        num_outputs = 1 + len(state_shapes(cell)) if self.return_state else 1
        return lowering.step(
            "output" if call.is_last else cell.name, op._replace(carries=self.stateful), read,
            (*cell.parameters, *call.carried), num_outputs=num_outputs,
            recurrence=recurrence, **(options if is_one_op else {}),
        )  # fmt: skip

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """The mask is passed on if every step has an output, in input order, as in Keras."""
        if self.return_sequences:
            lowering.set_mask(outputs[0], lowering.mask_to_pass(inputs[0]))

    @property
    def states(self) -> list[np.ndarray[Any, Any]] | None:
        """Copies of the carried states; None if there are none yet."""
        values = [state.value for state in self._carried if state.value is not None]
        return [value.cpu().numpy().copy() for value in values] or None

    def reset_state(self, states: Any = None) -> None:
        """Sets the carried states to 0, or to ``states``.

        Args:
            states: one array per state, in the order of ``return_state``.

        Raises:
            ArgumentError: the layer is not stateful.
            ShapeError: the arrays do not fit.
        """
        super().reset_state()
        if states is None:
            return
        arrays = [torch.as_tensor(np.asarray(state)) for state in flat_states(states)]
        expected = [state.shape for state in self._carried]
        if [tuple(array.shape) for array in arrays] != expected:
            raise ShapeError.of(
                "recurrent.initial_state", where=self.where, expected=shape_text(expected),
                got=shape_text([tuple(array.shape) for array in arrays]),
            )  # fmt: skip
        self.draw_missing()
        for state, array in zip(self._carried, arrays, strict=True):
            state.array.copy_(array)

    def reset_states(self, states: Any = None) -> None:
        """The same as :meth:`reset_state`."""
        self.reset_state(states)


def _cell_of(cell: Any, kind: str) -> Layer:
    if isinstance(cell, (list, tuple)):
        return StackedRNNCells(cell)
    found = layer_of(cell, "cell", kind, _EXAMPLE)
    if not is_cell(found):
        raise ArgumentError.of("recurrent.cell", where=kind, got=as_written(found))
    return found
