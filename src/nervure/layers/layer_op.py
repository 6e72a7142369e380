"""A layer of one's own as an operation: one step around its ``forward`` and ``backward``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from torch import Tensor

from nervure.ops.op import Context, Op
from nervure.parameter import Parameter


class OwnLayer(Protocol):
    """What a layer with a forward and a backward of its own gives."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its parameters, in order."""
        ...

    def forward(self, x: Any, context: Context) -> tuple[Any, Any]:
        """The output, or several, and the cache."""
        ...

    def backward(self, dy: Any, cache: Any) -> tuple[Any, Mapping[str, Tensor]]:
        """The gradient of the input, or of several, and those of the parameters by name."""
        ...


class SeveralOutputsCache(NamedTuple):
    """What a layer with several outputs kept.

    Attributes:
        kept: its own cache.
        zeros: for each output zeros of its shape, which are the gradient of an output that nobody reads.
    """

    kept: Any
    zeros: tuple[Tensor, ...]


def op_of(layer: OwnLayer) -> Op:
    """The layer's two methods as a pair that a plan can call."""
    names = [parameter.name for parameter in layer.parameters]

    def forward(*tensors: Tensor, context: Context) -> tuple[Any, Any]:
        inputs = tensors[: len(tensors) - len(names)]
        y, cache = layer.forward(inputs[0] if len(inputs) == 1 else inputs, context)
        if not isinstance(y, (list, tuple)):
            return y, cache
        # One number stretched to the shape: zeros that take no memory.
        zeros = tuple(value.new_zeros(()).expand(value.shape) for value in y)
        return tuple(y), SeveralOutputsCache(cache, zeros)

    def backward(dy: Any, cache: Any) -> tuple[Tensor | None, ...]:
        if isinstance(cache, SeveralOutputsCache):
            given = dy if isinstance(dy, tuple) else (dy,)
            dys = tuple(zero if one is None else one for one, zero in zip(given, cache.zeros, strict=True))
            dy, cache = dys if isinstance(dy, tuple) else dys[0], cache.kept
        dx, gradients = layer.backward(dy, cache)
        inputs = tuple(dx) if isinstance(dx, (list, tuple)) else (dx,)
        return (*inputs, *(gradients.get(name) for name in names))

    return Op(
        type(layer).__name__, forward, backward,
        needs_context=True, casts_parameters=False, computes_in_float32=True, is_checked=True,
    )  # fmt: skip
