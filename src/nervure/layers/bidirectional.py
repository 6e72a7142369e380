"""Bidirectional: runs a recurrent layer over a sequence in both directions."""

from __future__ import annotations

from typing import Any, Unpack

import torch

from nervure.arguments import Word, checked
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.given_arrays import set_parameters
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.nested import fresh_copy, layer_of, num_positions
from nervure.layers.options import PenalizedOptions
from nervure.layers.rnn import RNN
from nervure.layers.states import TakesStates, several_shapes
from nervure.ops.directions import DIRECTIONS
from nervure.registry import look_up
from nervure.symbolic import Shape

_MODES = {mode: mode for mode in ("concat", "sum", "ave", "mul")}
_EXAMPLE = "LSTM(32)"


class Bidirectional(TakesStates):
    r"""Reads sequences forwards and backwards with two recurrent layers and merges their outputs.

    Use it when the whole sequence is available, as for a sentence. With ``return_sequences``, outputs at padded steps
    are 0.

    .. math:: y_t = [\overrightarrow{h}_t, \overleftarrow{h}_t]

    Args:
        layer: the recurrent layer that reads forwards: ``LSTM(32)``, ``GRU(32, return_sequences=True)``, ... Both
            directions are new layers made with its arguments.
        merge_mode: "concat", "sum", "ave" (the mean), "mul", or None for two outputs.
        weights: initial weights: those of the forward layer, then those of the backward layer.
        backward_layer: a different recurrent layer for the backward direction, with ``go_backwards=True``.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, features)``; initial states: half for each direction

    Output shape:
        that of ``layer``, with twice the units for "concat"; with ``return_state``, followed by the states of both

    Parameters:
        those of the forward layer, then those of the backward layer, under their names: ``forward_lstm/kernel``,
        ``forward_lstm/recurrent_kernel``, ``forward_lstm/bias``, ``backward_lstm/kernel``,
        ``backward_lstm/recurrent_kernel``, ``backward_lstm/bias``.

    Backward:
        dy is split in two parts, each goes back through its layer; dx is the sum of both.

    Raises:
        ArgumentError: ``layer`` is not a recurrent layer, or the two layers are incompatible.
        UnknownNameError: ``merge_mode`` is not one of these.

    Source:
        Schuster and Paliwal, "Bidirectional recurrent neural networks" (1997), https://doi.org/10.1109/78.650093

    Examples:
        >>> import numpy as np
        >>> from nervure.layers import LSTM
        >>> Bidirectional(LSTM(4, return_sequences=True))(np.ones((2, 10, 3), "float32")).shape
        (2, 10, 8)
    """

    nested_arguments = ("layer", "backward_layer")

    @checked
    def __init__(
        self,
        layer: Any,
        merge_mode: Word | None = "concat",
        weights: Any = None,
        backward_layer: Any = None,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        given = _recurrent(layer, "layer")
        self.forward_layer = _direction(given, "forward")
        self.backward_layer = (
            _direction(given, "backward", go_backwards=True)
            if backward_layer is None
            else _recurrent(backward_layer, "backward_layer")
        )
        for direction in self.inner_layers:
            direction.zero_output_for_mask = direction.return_sequences
        self.merge_mode = None if merge_mode is None else look_up(merge_mode, _MODES, where="Bidirectional")
        self._check_pair()
        self._first_weights = weights
        self.stateful, self.return_sequences = given.stateful, given.return_sequences
        self.return_state = given.return_state
        if not self._trainable:
            self.trainable = False

    def _check_pair(self) -> None:
        forward, backward = self.inner_layers
        if forward.go_backwards == backward.go_backwards:
            raise ArgumentError.of("bidirectional.directions", where="Bidirectional", got=forward.go_backwards)
        for argument in ("stateful", "return_sequences", "return_state"):
            one, other = getattr(forward, argument), getattr(backward, argument)
            if one != other:
                raise ArgumentError.of(
                    "bidirectional.differ", where="Bidirectional", argument=argument, forward=one, backward=other
                )
        if forward.name == backward.name:
            raise ArgumentError.of("model.name_twice", where="Bidirectional", name=forward.name)

    def get_config(self) -> dict[str, Any]:
        """The arguments without ``weights``, which the parameters already hold."""
        return {**super().get_config(), "weights": None}

    @property
    def inner_layers(self) -> tuple[RNN, RNN]:
        """The forward layer, then the backward layer."""
        return self.forward_layer, self.backward_layer

    @property
    def num_outputs(self) -> int:  # type: ignore[override]
        """One output, or two without ``merge_mode``; plus the states with ``return_state``."""
        states = sum(layer.num_states for layer in self.inner_layers) if self.return_state else 0
        return (2 if self.merge_mode is None else 1) + states

    @property
    def states(self) -> list[Any] | None:
        """Copies of the carried states of both directions; None if there are none yet."""
        return [state for layer in self.inner_layers for state in layer.states or ()] or None

    def initialise(self, position: int, seed: int, dtype: torch.dtype = torch.float32) -> None:
        """Initializes the weights of both directions, or uses the given ones."""
        is_new = all(parameter.value is None for parameter in self.parameters)
        super().initialise(position, seed, dtype)
        if is_new and self._first_weights is not None:
            set_parameters(self.where, self.parameters, self._first_weights)

    def check_input(self, input_shape: Any) -> None:
        """Sequences that both directions accept, and states for both or for neither."""
        shapes = several_shapes(input_shape)
        if len(shapes) % 2 == 0:
            raise ShapeError.of("bidirectional.initial_state", where=self.where, got=len(shapes) - 1)
        halves = self._halves(shapes)
        for layer, half in zip(self.inner_layers, halves, strict=True):
            layer.check_input(half if len(half) > 1 else half[0])
        sizes = [self._first(layer, half)[-1] for layer, half in zip(self.inner_layers, halves, strict=True)]
        if self.merge_mode not in (None, "concat") and sizes[0] != sizes[1]:
            raise ShapeError.of(
                "bidirectional.units", where=self.where, mode=self.merge_mode, forward=sizes[0], backward=sizes[1]
            )

    def build(self, input_shape: Any) -> None:
        """Builds both directions."""
        for layer, half in zip(self.inner_layers, self._halves(several_shapes(input_shape)), strict=True):
            layer.ensure_built(half if len(half) > 1 else half[0])

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the merged outputs, or of each direction, and of the states."""
        halves = self._halves(several_shapes(input_shape))
        shapes = [_listed(layer, half) for layer, half in zip(self.inner_layers, halves, strict=True)]
        forward, backward = shapes[0][0], shapes[1][0]
        states = (*shapes[0][1:], *shapes[1][1:])
        if self.merge_mode is None:
            return (forward, backward, *states)
        joined = forward
        if self.merge_mode == "concat":
            joined = (*forward[:-1], (forward[-1] or 0) + (backward[-1] or 0))
        return (joined, *states) if states else joined

    @staticmethod
    def _halves(items: Any) -> tuple[list[Any], list[Any]]:
        """The sequences with the states of each direction."""
        half = (len(items) - 1) // 2
        return [items[0], *items[1 : 1 + half]], [items[0], *items[1 + half :]]

    @staticmethod
    def _first(layer: RNN, shapes: list[Shape]) -> Shape:
        return _listed(layer, shapes)[0]

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The steps of both directions, and one that merges them."""
        stream, outputs, states = lowering.stream, [], []
        for layer, half in zip(self.inner_layers, self._halves(inputs), strict=True):
            # As in Keras, the second layer's outputs are reversed, whichever layer reads backwards.
            flips = self.return_sequences and layer is self.backward_layer
            face = lowering.inner(layer.name, stream)
            first, *rest = layer.lower_in_order(tuple(half), face, flips_outputs=flips)
            face.penalize((first, *rest), layer.activity_regularizer)
            stream += num_positions(layer)
            outputs.append(first)
            states += rest
        if self.merge_mode is not None:
            outputs = list(lowering.step("output", DIRECTIONS, tuple(outputs), mode=self.merge_mode))
        return (*outputs, *states)

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """The mask is passed on if every step has an output."""
        if self.return_sequences:
            for slot in outputs[: 2 if self.merge_mode is None else 1]:
                lowering.set_mask(slot, lowering.mask_to_pass(inputs[0]))


def _recurrent(x: Any, argument: str) -> RNN:
    layer = layer_of(x, argument, "Bidirectional", _EXAMPLE)
    if not isinstance(layer, RNN):
        raise ArgumentError.of("bidirectional.layer", where="Bidirectional", got=as_written(layer))
    return layer


def _direction(layer: RNN, direction: str, **changed: Any) -> RNN:
    """A new copy of the layer, named after its direction."""
    stem = layer.name.removeprefix(f"{direction}_")
    made: Layer = fresh_copy(layer, name=f"{direction}_{stem}", **changed)
    assert isinstance(made, RNN)
    return made


def _listed(layer: RNN, shapes: list[Shape]) -> tuple[Shape, ...]:
    """The shapes of the output and of the states."""
    found = layer.compute_output_shape(shapes if len(shapes) > 1 else shapes[0])
    return tuple(found) if layer.num_outputs > 1 else (found,)
