"""One op step: an operation, what it reads and writes, and how it is called forward and backward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from nervure.ops.op import Context, Op
from nervure.parameter import Parameter

LOW_PRECISION = torch.bfloat16


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One entry of a plan.

    Values live in numbered slots; a step reads some and writes others.

    Attributes:
        name: what a learner reads, ``conv2d_1/z`` or ``dense/output``.
        layer: the path of the layer it came from, ``conv2d_1``.
        op: the pair of functions.
        inputs: the slots it reads.
        outputs: the slots it writes.
        parameters: what the op takes after its inputs.
        options: constants of the op: strides, rate, axis.
    """

    name: str
    layer: str
    op: Op
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    parameters: tuple[Parameter, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    is_final: bool = False  # computed and handed out in float32, whatever the precision of the network

    def forward(self, inputs: tuple[Tensor, ...], context: Context) -> tuple[tuple[Tensor, ...], Any]:
        """Calls the op; returns the values for the output slots and the cache for :meth:`backward`."""
        dtype = inputs[0].dtype
        widened = dtype == LOW_PRECISION and (self.op.computes_in_float32 or self.is_final)
        if widened:
            inputs = tuple(x.float() for x in inputs)
        weights = [_weight(parameter, inputs[0].dtype, self.op.casts_parameters) for parameter in self.parameters]
        options = {**self.options, "context": context} if self.op.needs_context else self.options
        y, cache = self.op.forward(*inputs, *weights, **options)
        outputs: tuple[Tensor, ...] = y if isinstance(y, tuple) else (y,)
        if widened and not self.is_final:
            outputs = tuple(value.to(dtype) for value in outputs)
        return outputs, cache

    def backward(
        self, dys: tuple[Tensor | None, ...], cache: Any, *, needs_dx: bool, dtype: torch.dtype
    ) -> tuple[Tensor | None, ...]:
        """Calls the op's derivative, adds the parameters' gradients to their buffers, returns the inputs' gradients.

        Args:
            dys: the gradients of the outputs, None for an output that nobody read.
            cache: what :meth:`forward` kept.
            needs_dx: whether somebody wants the inputs' gradients.
            dtype: the type of the activations, which the inputs' gradients get.
        """
        if self.op.computes_in_float32 and dtype == LOW_PRECISION:
            dys = tuple(None if dy is None else dy.float() for dy in dys)
        dy = dys if len(self.outputs) > 1 else dys[0]
        options = {"needs_dx": needs_dx} if self.op.skips_dx else {}
        gradients = self.op.backward(dy, cache, **options)
        num_inputs = len(self.inputs)
        for parameter, gradient in zip(self.parameters, gradients[num_inputs:], strict=True):
            if parameter.gradient is not None and gradient is not None:
                parameter.gradient += gradient
        return tuple(
            gradient.to(dtype) if gradient is not None and gradient.dtype != dtype else gradient
            for gradient in gradients[:num_inputs]
        )


def _weight(parameter: Parameter, dtype: torch.dtype, casts: bool) -> Tensor:
    if casts and dtype == LOW_PRECISION:
        return parameter.low_precision if parameter.low_precision is not None else parameter.array.to(dtype)
    return parameter.array
