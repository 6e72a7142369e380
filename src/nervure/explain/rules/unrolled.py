"""A recurrent operation unrolled in time: reading order, padding, states, dropout.

Numbers of a time step have the index (sample, time, unit), with time counted as in the input, in either reading
direction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from nervure.explain.call import StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.sized import Sized
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.gate import Gate
from nervure.ops.recurrence import Recurrence
from nervure.records.expression import Expression, Number
from nervure.records.place import Index

KERNEL, RECURRENT, BIAS = 0, 1, 2
_MASKS = ("dropout", "recurrent_dropout")
_FROM_OUTPUT = ("sigmoid", "tanh")


class Unrolled(Sized):
    """A recurrent step, one time step after another.

    Args:
        call: the step.
        absolute: see :class:`Sized`.
    """

    def __init__(self, call: StepCall, *, absolute: bool = False) -> None:
        super().__init__(absolute=absolute)
        self.call = call
        self.recurrence: Recurrence = call.options["recurrence"]
        self.size, self.length, self.features = call.x_array().shape
        self.units = call.w_array(RECURRENT).shape[0]

    # Time

    @property
    def order(self) -> range:
        """The times in reading order."""
        times = range(self.length)
        return times[::-1] if self.recurrence.go_backwards else times

    def before(self, t: int) -> int | None:
        """The time read before; None at the first."""
        return None if t == self.order[0] else self._reading(self._reading(t) - 1)

    def after(self, t: int | None) -> int | None:
        """The time read after ``t``, or after the initial state if None; None after the last."""
        number = 0 if t is None else self._reading(t) + 1
        return None if number == self.length else self._reading(number)

    def is_real(self, n: int, t: int) -> bool:
        """Whether the sample has a real step there, not padding."""
        return not self.recurrence.has_mask or bool(self._mask[n, t])

    @property
    def real(self) -> Array:
        """(N, T), True at real steps."""
        return self._mask != 0 if self.recurrence.has_mask else np.ones((self.size, self.length), bool)

    def is_shown(self, n: int, t: int) -> bool:
        """Whether an output there is the state: at padding it is, from the first real step on."""
        if not self.recurrence.has_mask or self.recurrence.zero_padding:
            return self.is_real(n, t)
        return any(self.is_real(n, earlier) for earlier in self.order[: self._reading(t) + 1])

    @property
    def _mask(self) -> Array:
        return self.call.x_array(1 + self.recurrence.num_initial)

    def _reading(self, t: int) -> int:
        """The position of time ``t`` in reading order, and vice versa."""
        return self.length - 1 - t if self.recurrence.go_backwards else t

    # Arrays

    @property
    def exact(self) -> Unrolled:
        """The same with the recorded numbers."""
        return Unrolled(self.call)

    def in_time(self, kept: Tensor) -> Array:
        """(T, N, units) in reading order -> (N, T, units) in the order of the input."""
        array: Array = kept.numpy().swapaxes(0, 1)
        return array[:, ::-1] if self.recurrence.go_backwards else array

    def where_real(self, kept: Tensor) -> Array:
        """The same, with 0 at padding."""
        return np.where(self.real[..., None], self.in_time(kept), 0)

    def dropped_arrays(self) -> dict[str, Array]:
        """The dropout factors of inputs and state, as drawn by the step."""
        reading = self.call.cache.reading
        masks = {"dropout": reading.dropout, "recurrent_dropout": reading.recurrent_dropout}
        return {name: mask.numpy() for name, mask in masks.items() if mask is not None}

    def slopes(self, gate: Gate, z: Array) -> Array:
        """f'(z), element by element."""
        if not self.is_absolute:
            return self.sized(_slopes(gate, z))
        y = activated_array(gate, z)
        if gate.name in _FROM_OUTPUT:  # y (1 - y) and 1 - y²: with absolute values, the subtracted part counts too
            return self.sized(_slopes(gate, z)) + self.sized(2 * y**2)
        size = np.vectorize(lambda *at: self.slope(gate, *map(Number, at)).magnitude, otypes=[np.float64])
        found: Array = size(z, y)
        return found

    @property
    def inputs_array(self) -> Array:
        """(N, T, F), the input, 0 at padding."""
        return self.sized(np.where(self.real[..., None], self.call.x_array(), 0))

    @property
    def before_array(self) -> Array:
        """(N, T, units), the state that each step reads."""
        return self.sized(self.in_time(self.call.cache.hidden[:-1]))

    def sums(self, gates: range) -> Array:
        """(N, T, columns of the gates): ``x_t W + h_(t-1) U + b``; 0 at padding."""
        products = self.products(self.inputs_array, KERNEL, gates) + self.products(self.before_array, RECURRENT, gates)
        return np.where(self.real[..., None], products + self.bias_array(), 0)

    def products(self, x: Array, position: int, gates: range) -> Array:
        """(N, T, columns of the gates): x (N, T, inputs) times a kernel."""
        weights, dropped = self.sized(self.call.w_array(position)), self.dropped_arrays().get(_MASKS[position])
        pieces = []
        for gate in gates:
            seen = x if dropped is None else x * dropped[gate if len(dropped) > 1 else 0][:, None]
            pieces.append(seen @ weights[:, gate * self.units : (gate + 1) * self.units])
        return np.concatenate(pieces, -1)

    def bias_array(self) -> Array:
        """The bias; 0 if there is none."""
        return self.sized(self.call.w_array(BIAS)) if self.recurrence.use_bias else np.zeros(())

    def through_state(self, parts: Mapping[int, Array]) -> Array:
        """(N, units): the gradients of a step's products of the state, (N, units) by gate, passed back to the state."""
        weights = self.sized(self.call.w_array(RECURRENT))
        dropped, handed = self.dropped_arrays().get(_MASKS[RECURRENT]), np.zeros((self.size, self.units))
        for gate, part in parts.items():
            back = part @ weights[:, gate * self.units : (gate + 1) * self.units].T
            handed += back if dropped is None else back * dropped[gate if len(dropped) > 1 else 0]
        return handed

    def received_array(self, number: int) -> Array:
        """(N, T, units): the gradient with respect to a state from the outputs only, not from the next step."""
        received = np.zeros((self.size, self.length, self.units))
        for t in self.order:
            for output, place in self._outputs_of(number, t):
                dy = self.sized(self.call.dy_array(output))
                dy = dy if place is None else dy[:, place]
                shown = [output > 0 or self.is_shown(n, t) for n in range(self.size)]
                received[:, t] += np.where(np.array(shown, bool)[:, None], dy, 0)
        return received

    # Symbols

    def bias(self, index: Index) -> list[Expression]:
        """The bias of a sum, if there is one."""
        return [self.call.w(BIAS, index)] if self.recurrence.use_bias else []

    def state_before(self, name: str, number: int, index: Index) -> Expression | None:
        """A state as the step at ``index`` reads it; None for the initial 0."""
        n, t, unit = index
        before = self.before(t)
        return self.initial(number, (n, unit)) if before is None else self.call.kept(name, (n, before, unit))

    def initial(self, number: int, index: Index) -> Expression | None:
        """An initial state: an input, or carried over from the batch before; None for 0."""
        if self.recurrence.num_initial:
            return self.call.x(index, 1 + number)
        if self.recurrence.is_stateful:
            return self.call.w(BIAS + self.recurrence.use_bias + number, index)
        return None

    def last_state(self, name: str, number: int, index: Index) -> Expression:
        """A state after the whole sequence."""
        n, unit = index
        if self.length:
            return self.call.kept(name, (n, self.order[-1], unit))
        return self.initial(number, index) or Number(0.0)

    def dropped(self, position: int, column: int, index: Index, product: Expression) -> Expression:
        """``product``, with an input or a unit of the state, times its dropout factor."""
        mask = _MASKS[position]
        if mask not in self.dropped_arrays():
            return product
        groups = len(self.call.kept_array(mask))
        return product * self.call.kept(mask, (column // self.units if groups > 1 else 0, *index))

    def of_inputs(self, n: int, t: int, column: int) -> list[Expression]:
        """``x w`` for each input."""
        call = self.call
        return [
            self.dropped(KERNEL, column, (n, i), call.x((n, t, i)) * call.w(KERNEL, (i, column)))
            for i in range(self.features)
        ]

    def of_state(self, seen: Callable[[int], Expression | None], n: int, column: int) -> list[Expression]:
        """``h u`` for each unit of the state, as ``seen`` gives it, except those with an initial 0."""
        states = ((unit, seen(unit)) for unit in range(self.units))
        return [
            self.dropped(RECURRENT, column, (n, unit), state * self.call.w(RECURRENT, (unit, column)))
            for unit, state in states
            if state is not None
        ]

    def received(self, number: int, n: int, t: int | None, unit: int) -> list[Expression]:
        """The gradients with respect to a state from the outputs."""
        return [
            self.call.dy((n, unit) if place is None else (n, place, unit), output)
            for output, place in self._outputs_of(number, t)
            if output > 0 or t is None or self.is_shown(n, t)
        ]

    def _outputs_of(self, number: int, t: int | None) -> list[tuple[int, int | None]]:
        """The outputs with a gradient that contain the state at ``t``, and its position in time (None: no time)."""
        recurrence, found = self.recurrence, list[tuple[int, int | None]]()
        is_last = (None if self.length == 0 else self.order[-1]) == t
        if number == 0 and recurrence.return_sequences and t is not None:
            place = self._reading(t)
            found.append((0, self.length - 1 - place if recurrence.flips_outputs else place))
        elif number == 0 and is_last:
            found.append((0, None))
        if recurrence.return_state and is_last:
            found.append((1 + number, None))
        return [(output, place) for output, place in found if self.call.has_dy(output)]

    def activated(self, gate: Gate, z: Expression) -> Expression:
        """An activation of the cell, at z."""
        return self.call.function(ACTIVATIONS[gate.name]).value(z, gate.options)

    def slope(self, gate: Gate, z: Expression, y: Expression) -> Expression:
        """Its derivative at z, where the output is y."""
        return self.call.function(ACTIVATIONS[gate.name]).slope(z, y, gate.options)

    def through(self, gate: Gate, gradient: Expression, z: Expression, y: Expression) -> Expression:
        """``gradient``, times that derivative."""
        slope = self.slope(gate, z, y)
        return gradient if slope == Number(1.0) else gradient * slope


def activated_array(gate: Gate, z: Array) -> Array:
    """f(z), element by element."""
    found: Array = gate.values(torch.from_numpy(z.copy())).numpy()
    return found


def _slopes(gate: Gate, z: Array) -> Array:
    given = torch.from_numpy(z.copy())
    found: Array = gate.gradient(torch.ones_like(given), given).numpy()
    return found
