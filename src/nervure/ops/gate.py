"""The activation function inside a recurrent cell: of a gate, or of what the cell remembers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.ops.activation import ACTIVATIONS, ACTIVATIONS_FROM_OUTPUT

# These look at several numbers at once: their derivative is a matrix, not one slope a number.
_OVER_AN_AXIS = frozenset({"softmax", "log_softmax", "sparsemax", "glu"})
_IN_PLACE: dict[str, Callable[[Tensor], Tensor]] = {"sigmoid": Tensor.sigmoid_, "tanh": Tensor.tanh_}
_WRITTEN: dict[str, Callable[..., Tensor]] = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}
# Other outputs tell the slope only with some constants, or not at all.
_SLOPE_FROM_OUTPUT = frozenset({"linear", "sigmoid", "tanh"})


class Gate(NamedTuple):
    """An activation with its constants.

    Attributes:
        name: of :data:`nervure.ops.activation.ACTIVATIONS`.
        options: its constants.
    """

    name: str = "linear"
    options: Mapping[str, Any] = {}

    @property
    def is_pointwise(self) -> bool:
        """Whether each number is activated by itself, so that the derivative is one slope a number."""
        return self.name not in _OVER_AN_AXIS

    @property
    def needs_z(self) -> bool:
        """Whether the slope needs what went in; else the output tells it."""
        return self.name not in _SLOPE_FROM_OUTPUT

    def values(self, z: Tensor) -> Tensor:
        """f(z)."""
        y, _ = ACTIVATIONS[self.name].forward(z, **self.options)
        return y if isinstance(y, Tensor) else y[0]

    def apply_(self, z: Tensor) -> None:
        """Overwrites ``z`` with f(z)."""
        in_place = _IN_PLACE.get(self.name)
        if in_place is not None:
            in_place(z)
        elif self.name != "linear":
            z.copy_(self.values(z))

    def write(self, z: Tensor, out: Tensor) -> None:
        """Writes f(z) to ``out``."""
        written = _WRITTEN.get(self.name)
        if written is not None:
            written(z, out=out)
        else:
            out.copy_(self.values(z))

    def slopes(self, y: Tensor, z: Tensor | None) -> Tensor:
        """f'(z) for each number, from y = f(z), or from z where :attr:`needs_z` says so."""
        ones = torch.ones_like(y)
        if self.name == "linear":
            return ones
        if not self.needs_z:
            return ACTIVATIONS_FROM_OUTPUT[self.name](ones, y, **self.options)
        assert z is not None
        return self.gradient(ones, z)

    def gradient(self, dy: Tensor, z: Tensor) -> Tensor:
        """dz of any activation, from z."""
        op = ACTIVATIONS[self.name]
        _, cache = op.forward(z, **self.options)
        dz = op.backward(dy, cache)[0]
        assert dz is not None
        return dz
