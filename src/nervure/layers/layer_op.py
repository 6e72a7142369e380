"""A custom layer as an operation: one step that calls its ``forward`` and ``backward``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from torch import Tensor

from nervure.ops.op import Context, Op
from nervure.parameter import Parameter


class OwnLayer(Protocol):
    """What a layer with its own ``forward`` and ``backward`` provides."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its parameters, in order."""
        ...

    # A ``forward`` that needs the mask of its input takes it as a third argument.
    @property
    def forward(self) -> Callable[..., tuple[Any, Any]]:
        """Returns the output or outputs, and the cache."""
        ...

    def backward(self, dy: Any, cache: Any) -> tuple[Any, Mapping[str, Tensor]]:
        """The gradient of the input, or of several, and those of the parameters by name."""
        ...


class SeveralOutputsCache(NamedTuple):
    """The cache of a layer with several outputs.

    Attributes:
        kept: its own cache.
        zeros: per output, zeros of its shape: the gradient of an output that is not used.
    """

    kept: Any
    zeros: tuple[Tensor, ...]


def op_of(layer: OwnLayer, num_masks: int = 0, stream: int = 0) -> Op:
    """The layer's two methods as a pair that a plan can call.

    Args:
        layer: the layer.
        num_masks: 1 where ``forward`` also receives the mask of the first input, which the step reads last.
        stream: the layer's random stream, which ``forward`` finds in its context.
    """
    names = [parameter.own_name for parameter in layer.parameters]

    def forward(*tensors: Tensor, context: Context) -> tuple[Any, Any]:
        num_inputs = len(tensors) - len(names) - num_masks
        inputs, masks = tensors[:num_inputs], tensors[num_inputs : num_inputs + num_masks]
        own = replace(context, stream=stream)
        y, cache = layer.forward(inputs[0] if num_inputs == 1 else inputs, own, *masks)
        if not isinstance(y, (list, tuple)):
            return y, cache
        # One number expanded to the shape: zeros that take no memory.
        zeros = tuple(value.new_zeros(()).expand(value.shape) for value in y)
        return tuple(y), SeveralOutputsCache(cache, zeros)

    def backward(dy: Any, cache: Any) -> tuple[Tensor | None, ...]:
        if isinstance(cache, SeveralOutputsCache):
            given = dy if isinstance(dy, tuple) else (dy,)
            dys = tuple(zero if one is None else one for one, zero in zip(given, cache.zeros, strict=True))
            dy, cache = dys if isinstance(dy, tuple) else dys[0], cache.kept
        dx, gradients = layer.backward(dy, cache)
        inputs = tuple(dx) if isinstance(dx, (list, tuple)) else (dx,)
        return (*inputs, *(None,) * num_masks, *(gradients.get(name) for name in names))

    return Op(
        type(layer).__name__, forward, backward,
        needs_context=True, casts_parameters=False, computes_in_float32=True, is_checked=True,
    )  # fmt: skip
