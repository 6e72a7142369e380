"""The activation functions inside a recurrent cell: those of the gates and of the candidate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.ops.activation import ACTIVATIONS, ACTIVATIONS_FROM_OUTPUT

# These act on several numbers at once: their derivative is a matrix, not one slope per number.
_OVER_AN_AXIS = frozenset({"softmax", "log_softmax", "sparsemax", "glu"})
_IN_PLACE: dict[str, Callable[[Tensor], Tensor]] = {"sigmoid": Tensor.sigmoid_, "tanh": Tensor.tanh_}
_WRITTEN: dict[str, Callable[..., Tensor]] = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}
# For the others, the output determines the slope only with some options, or not at all.
_SLOPE_FROM_OUTPUT = frozenset({"linear", "sigmoid", "tanh"})


class Gate(NamedTuple):
    """An activation with its options.

    Attributes:
        name: a name in :data:`nervure.ops.activation.ACTIVATIONS`.
        options: the options of the activation.
    """

    name: str = "linear"
    options: Mapping[str, Any] = {}

    @property
    def is_pointwise(self) -> bool:
        """Whether the activation is element-wise, so that the derivative is one slope per number."""
        return self.name not in _OVER_AN_AXIS

    @property
    def needs_z(self) -> bool:
        """Whether the slope needs the input; otherwise the output is enough."""
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
        """f'(z) for each number, from y = f(z), or from z if :attr:`needs_z` is True."""
        ones = torch.ones_like(y)
        if self.name == "linear":
            return ones
        if not self.needs_z:
            return ACTIVATIONS_FROM_OUTPUT[self.name](ones, y, **self.options)
        assert z is not None
        return self.gradient(ones, z)

    def gradient(self, dy: Tensor, z: Tensor) -> Tensor:
        """dz for any activation, computed from z."""
        op = ACTIVATIONS[self.name]
        _, cache = op.forward(z, **self.options)
        dz = op.backward(dy, cache)[0]
        assert dz is not None
        return dz
