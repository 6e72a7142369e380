"""StackedRNNCells: stacked cells, each reading the output of the one below in the same step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import torch
from torch import Tensor

from nervure.arguments import checked
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError
from nervure.layers.layer import Layer
from nervure.layers.nested import Nested, layer_of
from nervure.layers.options import PenalizedOptions
from nervure.layers.recurrent_cell import RecurrentCell
from nervure.layers.single_call import seed_of_call
from nervure.ops.op import Context
from nervure.symbolic import Shape

_EXAMPLE = "LSTMCell(32)"


class StackedRNNCells(Nested):
    r"""Several recurrent cells as one: each reads the output of the cell below in the same step.

    ``RNN([LSTMCell(32), LSTMCell(32)])`` is shorthand for ``RNN(StackedRNNCells([...]))``; it computes the same as
    consecutive recurrent layers, as one layer.

    .. math:: y^{(k)}_t, s^{(k)}_t = \text{cell}_k(y^{(k-1)}_t, s^{(k)}_{t-1}), \qquad y^{(0)}_t = x_t

    Args:
        cells: the cells, from the input up.
        kwargs: ``name``, ``trainable``: see :class:`Layer`.

    Input shape:
        ``(N, features)``

    Output shape:
        ``(N, units)`` of the last cell

    Parameters:
        those of the cells, under their names: ``lstm_cell/kernel``, ``lstm_cell_1/kernel``, ...

    Backward:
        from the last cell to the first: each passes the gradient of its input to the cell below.

    Raises:
        ArgumentError: one of them is not a cell, or two have the same name.

    Source:
        Graves, Mohamed and Hinton, "Speech recognition with deep recurrent neural networks" (2013),
        https://arxiv.org/abs/1303.5778

    Examples:
        >>> from nervure.layers import GRUCell
        >>> cells = StackedRNNCells([GRUCell(4), GRUCell(2)])
        >>> cells.state_size
        [4, 2]
    """

    nested_arguments = ("cells",)

    @checked
    def __init__(self, cells: Sequence[Any], **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        if not isinstance(cells, (list, tuple)) or not cells:
            raise ArgumentError.of("recurrent.cell", where="StackedRNNCells", got=as_written(cells))
        self.cells = [layer_of(cell, "cells", "StackedRNNCells", _EXAMPLE) for cell in cells]
        for cell in self.cells:
            if not is_cell(cell):
                raise ArgumentError.of("recurrent.cell", where="StackedRNNCells", got=as_written(cell))
        _name(self.cells)
        if not self._trainable:
            self.trainable = False

    @property
    def inner_layers(self) -> tuple[Layer, ...]:
        """The cells."""
        return tuple(self.cells)

    @property
    def state_size(self) -> list[Any]:
        """That of each cell."""
        return [cell.state_size for cell in self.cells]  # type: ignore[attr-defined]

    @property
    def output_size(self) -> int:
        """That of the last cell."""
        return output_size(self.cells[-1])

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, features) -> (N, units)."""
        return (input_shape[0], self.output_size)

    def build(self, input_shape: Shape) -> None:
        """Builds each cell for the output of the one below."""
        shape = tuple(input_shape)
        for cell in self.cells:
            cell.ensure_built(shape)
            shape = (shape[0], output_size(cell))

    # As in Keras, a cell is called with its states too.
    def __call__(self, inputs: Any, states: Any = None, training: bool = False, *, mask: Any = None) -> Any:  # type: ignore[override]
        """One step on arrays or tensors.

        Args:
            inputs: (N, features).
            states: the states of each cell; None starts from 0.
            training: whether to apply dropout.
            mask: must be None: masks belong to the layer around the cells.

        Returns:
            The output of the last cell, and the new states of each.

        Raises:
            ArgumentError: a mask was given.
        """
        if mask is not None:
            raise ArgumentError.of("call.mask_of_cell", where=self.where)
        self.ensure_built((None, *inputs.shape[1:]))
        self.draw_missing()
        new_states = []
        for number, cell in enumerate(self.cells):
            inputs, new = _stepped(cell, inputs, None if states is None else states[number], training)
            new_states.append(new)
        return inputs, new_states


def is_cell(layer: Layer) -> bool:
    """Whether a layer computes one time step: it has states, and a forward and backward that take them."""
    kind = type(layer)
    has_pair = kind.forward is not Layer.forward and kind.backward is not Layer.backward
    return hasattr(layer, "state_size") and (has_pair or isinstance(layer, StackedRNNCells))


def cells_of(cell: Layer) -> tuple[Layer, ...]:
    """The cells of a stack; for any other cell the cell itself."""
    if not isinstance(cell, StackedRNNCells):
        return (cell,)
    return tuple(single for inner in cell.cells for single in cells_of(inner))


def state_shapes(cell: Any) -> list[tuple[int, ...]]:
    """The shape of each state of one cell, without the samples: ``[(32,), (32,)]`` for ``LSTMCell(32)``."""
    sizes = cell.state_size if isinstance(cell.state_size, (list, tuple)) else [cell.state_size]
    return [tuple(size) if isinstance(size, (list, tuple)) else (int(size),) for size in sizes]


def output_size(cell: Any) -> int:
    """The number of output features of a cell: by default the size of its first state."""
    size = getattr(cell, "output_size", None)
    return int(state_shapes(cell)[0][0] if size is None else size)


def _stepped(cell: Layer, x: Any, states: Any, training: bool) -> tuple[Any, Any]:
    """One step of a cell on data: the output, and the new states in the form they came in."""
    if isinstance(cell, (RecurrentCell, StackedRNNCells)):
        stepped: tuple[Any, Any] = cell(x, states, training)
        return stepped
    tensor = torch.as_tensor(x)
    several = isinstance(states, (list, tuple))
    given = () if states is None else tuple(states) if several else (states,)
    begun = [tensor.new_zeros((len(tensor), *shape)) for shape in state_shapes(cell)]
    tensors = tuple(torch.as_tensor(state) for state in given) or tuple(begun)
    with torch.no_grad():
        # A cell's forward and backward also take the states.
        y, new, _ = cell.forward(tensor, tensors, Context(training, seed_of_call(cell)))  # type: ignore[call-arg, arg-type, misc]
    results = [value if isinstance(x, Tensor) else value.cpu().numpy() for value in (y, *new)]
    return results[0], results[1:] if several or len(results) > 2 else results[1]


def _name(cells: Sequence[Layer]) -> None:
    """Numbers cells without a custom name: ``lstm_cell``, ``lstm_cell_1``."""
    taken = [cell.name for cell in cells if cell.has_given_name]
    for name in taken:
        if taken.count(name) > 1:
            raise ArgumentError.of("model.name_twice", where="StackedRNNCells", name=name)
    for cell in cells:
        if not cell.has_given_name:
            stem, number = cell.default_name(), 0
            while (name := stem if number == 0 else f"{stem}_{number}") in taken:
                number += 1
            cell.take_number(name)
            taken.append(name)
