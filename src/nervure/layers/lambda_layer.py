"""Lambda: a function of torch tensors as a layer, differentiated by torch inside the machinery of TorchModule."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Unpack

import torch
from torch import Tensor

from nervure.arguments import Named, checked
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError
from nervure.initializers.fixed_values import numbers_in
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.layers.torch_module import TorchModule
from nervure.ops.masking import mask_by_function, mask_op
from nervure.symbolic import Shape


class FunctionModule(torch.nn.Module):
    """A function as a module without parameters.

    Args:
        function: of one tensor, or of a list of them.
        arguments: further arguments by name.
    """

    def __init__(self, function: Callable[..., Any], arguments: Mapping[str, Any]) -> None:
        super().__init__()
        self.function, self.arguments = function, dict(arguments)
        self.wants_training = "training" in _parameters(function)

    def forward(self, *inputs: Tensor) -> Any:
        """The function of the input, or of the list of inputs."""
        options = {**self.arguments, "training": self.training} if self.wants_training else self.arguments
        return self.function(inputs[0] if len(inputs) == 1 else list(inputs), **options)


class Lambda(TorchModule):
    """Wraps a function of torch tensors as a layer: for the one-liner that no other layer covers.

    torch differentiates it. If the function should have weights, or is used more than once, write a custom layer
    instead.

    A file stores the name of the function, never its code. Pass the function when loading a model, under the name of
    the layer or of the function: ``load_model(path, custom_objects={"lambda_1": function})``.

    .. math:: y = f(x)

    Args:
        function: takes one tensor, or a list of them for several inputs, samples first and channels last; returns one
            tensor. If it has an argument ``training``, it receives that too.
        output_shape: the shape of the output without the batch axis, or a function of the input's shape; by default
            found by a trial call.
        mask: None for an output without a mask; a function ``mask(x, mask_of_x)`` that returns one, (N, T), like a
            layer's ``compute_mask`` (with lists if there are several inputs); or the mask itself, an array.
        arguments: additional keyword arguments of the function.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        whatever the function accepts

    Output shape:
        what it returns for such input

    Backward:
        torch's.

    Raises:
        ArgumentError: ``function`` is not a function, or only the name of one.
        ShapeError: the function rejects the input, or does not return exactly one tensor.

    Examples:
        >>> import numpy as np
        >>> Lambda(lambda x: x**2)(np.array([[1.0, 3.0]])).tolist()
        [[1.0, 9.0]]
    """

    passes_mask = False

    @checked
    def __init__(
        self,
        function: Any,
        output_shape: Sequence[int | None] | Callable[..., Any] | None = None,
        mask: Any = None,
        arguments: Named | None = None,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        given_name = str(kwargs.get("name", "lambda"))
        if isinstance(function, str):
            raise ArgumentError.of("lambda.by_name", where="Lambda", got=function, name=given_name)
        if not callable(function):
            raise ArgumentError.of("lambda.no_function", where="Lambda", got=as_written(function))
        if isinstance(mask, str):
            raise ArgumentError.of("lambda.by_name", where="Lambda(mask=...)", got=mask, name=mask)
        module = FunctionModule(function, arguments or {})
        super().__init__(module, channels_first_inside=False, **kwargs)
        self.function, self.given_shape = function, output_shape
        self.mask = mask if mask is None or callable(mask) else numbers_in(mask, "Lambda(mask=...)").bool()

    def compute_output_shape(self, input_shape: Any) -> Shape:
        """The declared shape, else the shape of what the function returns."""
        if callable(self.given_shape):
            return tuple(self.given_shape(input_shape))
        if self.given_shape is None:
            return super().compute_output_shape(input_shape)
        batch = input_shape[0][0] if isinstance(input_shape[0], (list, tuple)) else input_shape[0]
        return (batch, *self.given_shape)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The function, then the mask of its output if there is one."""
        outputs = super().lower(inputs, lowering)
        if self.mask is not None:
            masks = [lowering.mask(slot) for slot in inputs]
            read = (*inputs, *(mask for mask in masks if mask is not None))
            function = self.mask if callable(self.mask) else _Always(self.mask)
            masked = tuple(mask is not None for mask in masks)
            (found,) = lowering.step("mask", mask_op(mask_by_function), read, function=function, masked=masked)
            lowering.set_mask(outputs[0], found)
        return outputs


class _Always:
    """Returns the same mask for every batch.

    Args:
        mask: (N, T), or (1, T) or (T,) for all samples.
    """

    def __init__(self, mask: Tensor) -> None:
        self.mask = mask

    def __call__(self, x: Any, _mask: Any) -> Tensor:
        """The mask, for each sample of ``x``."""
        first = x[0] if isinstance(x, list) else x
        return self.mask.to(first.device).expand(len(first), self.mask.shape[-1])


def _parameters(function: Callable[..., Any]) -> Mapping[str, Any]:
    try:
        return inspect.signature(function).parameters
    except ValueError:  # functions of torch written in C++ have no signature
        return {}
