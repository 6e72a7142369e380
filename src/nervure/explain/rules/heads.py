"""A step of multi-head attention: the roles of inputs and parameters, and which query sees which value."""

from __future__ import annotations

import math

import numpy as np

from nervure.explain.call import StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.sized import Sized
from nervure.ops.multi_head_attention import HeadsForm
from nervure.records.expression import Expression
from nervure.records.place import Index

# The projections and the names their sums are kept under; the gate is the sigmoid of its sum.
PROJECTED = {"query": "query", "key": "key", "gate": "gate_sums", "value": "value"}


class Heads(Sized):
    """A step of multi-head attention: the roles of inputs and parameters, and which query sees which value.

    Args:
        call: the step.
        absolute: see :class:`Sized`.
    """

    def __init__(self, call: StepCall, *, absolute: bool = False) -> None:
        super().__init__(absolute=absolute)
        self.call, self.form = call, heads_form(call)
        names = [name for name in PROJECTED if name != "gate" or self.form.use_gate]
        self.parameters = (*names, "output")
        self.inputs = {"query": 0, "value": 1, "key": 2 if self.form.has_key else 1, "gate": 0}
        first = 1 + self.form.returns_scores
        self.handed_out = dict(enumerate(names, first)) if self.form.returns_projections else {}
        _, self.heads, self.queries, self.values = call.cache.probabilities.shape
        self.size, self.value_size = (self.kernel(name).shape[2] for name in ("query", "value"))

    # Outputs

    def outputs_of(self, name: str) -> list[int]:
        """The output that is a projection and has a gradient: none, or one."""
        return [output for output, own in self.handed_out.items() if own == name and self.call.has_dy(output)]

    def with_own(self, name: str, gradient: Array) -> Array:
        """The gradient of a projection, including the gradient it receives as an output."""
        for output in self.outputs_of(name):
            gradient = gradient + self.dy(output).transpose(0, 2, 1, 3)
        return gradient

    # Parameters

    def position(self, name: str, *, is_bias: bool = False) -> int:
        """The position of a kernel or bias among the parameters of the step."""
        return (1 + self.form.use_bias) * self.parameters.index(name) + is_bias

    def kernel(self, name: str) -> Array:
        """A kernel."""
        return self.sized(self.call.w_array(self.position(name)))

    def owner(self, position: int) -> tuple[str, bool]:
        """The owner of that parameter, and whether it is a bias."""
        number, is_bias = divmod(position, 1 + self.form.use_bias)
        return self.parameters[number], bool(is_bias)

    def bias(self, name: str, index: Index) -> list[Expression]:
        """A bias, if there is one."""
        return [self.call.w(self.position(name, is_bias=True), index)] if self.form.use_bias else []

    # Which query sees which value

    def sees(self, place: Index) -> bool:
        """Whether a query may attend to a value, in a head: all masks combined."""
        n, _, t, s = place
        if self.form.is_causal and s > t:
            return False
        if self.form.window is not None and abs(t - s) >= self.form.window:
            return False
        masks = {name: self.call.x_array(2 + self.form.has_key + at) for at, name in enumerate(self.form.masks)}
        given = masks.pop("attention", None)
        if given is not None and not _broadcast(given if given.ndim == 4 else given[:, None], place):
            return False
        return all(bool(mask[n, t if name == "query" else s]) for name, mask in masks.items())

    def seen(self, row: Index) -> list[int]:
        """Everything that a query may attend to."""
        return [s for s in range(self.values) if self.sees((*row, s))]

    def seen_array(self) -> Array:
        """(N, heads, queries, values), True where a query may attend, with the masks combined as in the step."""
        sees, shape = self.call.cache.sees, tuple(self.call.cache.probabilities.shape)
        return np.ones(shape, bool) if sees is None else np.broadcast_to(sees.numpy(), shape)

    # Arrays

    def rows(self, name: str) -> Array:
        """The input that is projected."""
        return self.sized(self.call.x_array(self.inputs[name]))

    def projected(self, name: str) -> Array:
        """(N, heads, steps, size), as kept by the step."""
        found: Array = self.call.cache.projected[name].numpy()
        return self.sized(found)

    def dy(self, output: int) -> Array:
        """The gradient of an output."""
        return self.sized(self.call.dy_array(output))

    @property
    def row_size(self) -> int:
        """How many numbers an output has per time step."""
        return math.prod(self.call.y_array().shape[2:])


def heads_form(call: StepCall) -> HeadsForm:
    """How the heads attend."""
    form: HeadsForm = call.options["form"]
    return form


def drops(call: StepCall) -> bool:
    """Whether weights are dropped: only in training."""
    return call.is_training and heads_form(call).rate > 0


def has_gate(call: StepCall) -> bool:
    """Whether a gate computed from the queries multiplies the output of the heads."""
    return heads_form(call).use_gate


def _broadcast(mask: Array, place: Index) -> bool:
    """A number of a mask, whose axes of size 1 are broadcast."""
    return bool(mask[tuple(i % size if size == 1 else i for i, size in zip(place, mask.shape, strict=True))])
