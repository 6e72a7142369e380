"""Layers with initial states: how they are called, and how carried states are reset."""

from __future__ import annotations

from typing import Any

from nervure.errors import ArgumentError
from nervure.layers.nested import Nested, reset_states
from nervure.symbolic import Shape, SymbolicTensor


class TakesStates(Nested):
    """A layer that is called with a sequence and optional initial states.

    Attributes:
        stateful: whether the states after a batch are the initial states of the next one.
    """

    stateful: bool

    def __call__(self, inputs: Any, initial_state: Any = None, training: bool = False, *, mask: Any = None) -> Any:  # type: ignore[override]
        """Adds the layer to a graph (symbolic input), or computes it (arrays or tensors).

        Args:
            inputs: the sequences, or a list ``[x, state, ...]``.
            initial_state: the initial states, alone or in a list, in the order of ``return_state``.
            training: whether to compute as in training (dropout).
            mask: for arrays: (N, T), True where a step is real.

        Returns:
            The output; with ``return_state`` also the states. Symbolic for symbolic inputs.

        Raises:
            ArgumentError: the sequences are symbolic and the states are not, or the other way round.
        """
        states = flat_states(initial_state)
        if not states:
            return super().__call__(inputs, training, mask=mask)
        symbolic = [isinstance(x, SymbolicTensor) for x in (inputs, *states)]
        if any(symbolic) and not all(symbolic):
            got = "a symbolic sequence, states of data" if symbolic[0] else "a sequence of data, symbolic states"
            raise ArgumentError.of("recurrent.mixed_states", where=self.where, got=got)
        return super().__call__([inputs, *states], training, mask=mask)

    def reset_state(self) -> None:
        """Resets the states carried from batch to batch to 0.

        Raises:
            ArgumentError: the layer is not stateful.
        """
        if not self.stateful:
            raise ArgumentError.of("recurrent.not_stateful", where=self.where)
        reset_states(self.owned_parameters(""))


def several_shapes(shapes: Any) -> list[Shape]:
    """The shapes of the sequences and of the initial states."""
    return [tuple(shape) for shape in shapes] if isinstance(shapes[0], (list, tuple)) else [tuple(shapes)]


def flat_states(states: Any) -> list[Any]:
    """Flattens the states, which may come as one list per cell."""
    if states is None:
        return []
    if isinstance(states, (list, tuple)):
        return [state for item in states for state in flat_states(item)]
    return [states]
