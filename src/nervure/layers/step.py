"""One op step: an operation, its inputs and outputs, and how to call it forward and backward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from nervure.errors import ArgumentError, ShapeError
from nervure.ops.op import Context, Op
from nervure.parameter import Parameter
from nervure.shapes import shape_text

LOW_PRECISION = torch.bfloat16


@dataclass(frozen=True, slots=True)
class LayerCall:
    """One call of one layer, shared by the steps it produced.

    Attributes:
        number: of the call in its network, from 1.
        name: the name shown to learners: the path of the layer, numbered from the second call on, ``dense:2``; unique
            within the network.
    """

    number: int
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One entry of a plan.

    Values live in numbered slots; a step reads some and writes others.

    Attributes:
        name: the name shown to learners, ``conv2d_1/z`` or ``dense/output``.
        layer: the path of its layer, ``conv2d_1``.
        op: the pair of functions.
        inputs: the slots it reads.
        outputs: the slots it writes.
        parameters: what the op takes after its inputs.
        options: constants of the op: strides, rate, axis.
        is_final: whether it is computed and returned in float32, whatever the network's precision.
        num_cast: for a fused step that mixes precisions, how many leading parameters are cast to the precision of the
            activations; None for all or none, depending on the op.
        call: the layer call it came from, or None.
        part: its part of the layer: ``z`` for what goes into an activation, ``output`` for the layer's last.
    """

    name: str
    layer: str
    op: Op
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    parameters: tuple[Parameter, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    is_final: bool = False
    num_cast: int | None = None
    call: LayerCall | None = None
    part: str = ""

    @property
    def owner(self) -> str:
        """The name shown to learners for its layer call: ``dense``, ``dense:2``."""
        return self.layer if self.call is None else self.call.name

    def reads(self, values: Mapping[int, Tensor], fed: Mapping[int, Tensor]) -> tuple[Tensor, ...]:
        """What the op reads.

        Args:
            values: by slot, in the precision of the activations.
            fed: the network's inputs by slot, in their original type.
        """
        as_fed = self.op.reads_as_fed
        return tuple(fed[slot] if as_fed and slot in fed else values[slot] for slot in self.inputs)

    def forward(
        self, inputs: tuple[Tensor, ...], context: Context, dtype: torch.dtype | None = None
    ) -> tuple[tuple[Tensor, ...], Any]:
        """Calls the op; returns the values for the output slots and the cache for :meth:`backward`.

        Args:
            inputs: the inputs of the op; masks are boolean whatever the precision.
            context: of the walk.
            dtype: the type of the activations; that of the first input by default.

        Raises:
            ArgumentError: a custom layer returned a different number of outputs than it declares.
        """
        dtype = inputs[0].dtype if dtype is None else dtype
        widened = dtype == LOW_PRECISION and (self.op.computes_in_float32 or self.is_final)
        if widened:
            inputs = tuple(x.float() if x.is_floating_point() else x for x in inputs)
        computed = torch.float32 if widened else dtype
        num_cast = len(self.parameters) * self.op.casts_parameters if self.num_cast is None else self.num_cast
        weights = [
            _weight(parameter, computed, position < num_cast) for position, parameter in enumerate(self.parameters)
        ]
        options = {**self.options, "context": context} if self.op.needs_context else self.options
        y, cache = self.op.forward(*inputs, *weights, **options)
        outputs: tuple[Tensor, ...] = y if isinstance(y, tuple) else (y,)
        if self.op.is_checked and len(outputs) != len(self.outputs):
            raise ArgumentError.of("step.num_outputs", where=self._where, expected=len(self.outputs), got=len(outputs))
        if widened and not self.is_final:
            outputs = tuple(value.to(dtype) if value.is_floating_point() else value for value in outputs)
        return outputs, cache

    def moves(self, cache: Any, moved: Mapping[Parameter, Tensor]) -> dict[Parameter, Tensor]:
        """The new values of what the op updates without a gradient: moving statistics, carried states.

        Args:
            cache: what :meth:`forward` returned.
            moved: the values from earlier calls of the same layer.
        """
        assert self.op.commits is not None
        present = (moved.get(parameter, parameter.array) for parameter in self.parameters)
        return {self.parameters[position]: value for position, value in self.op.commits(cache, *present).items()}

    def commit(self, cache: Any) -> None:
        """Stores what :meth:`moves` returns."""
        for parameter, value in self.moves(cache, {}).items():
            parameter.array.copy_(value)

    def backward(
        self, dys: tuple[Tensor | None, ...], cache: Any, *, needs_dx: bool, dtype: torch.dtype
    ) -> tuple[Tensor | None, ...]:
        """Calls the op's backward, adds the parameters' gradients to their buffers, returns the inputs' gradients.

        Args:
            dys: the gradients of the outputs, None for an unused output.
            cache: what :meth:`forward` returned.
            needs_dx: whether the inputs' gradients are needed.
            dtype: the type of the activations, which the inputs' gradients get.

        Raises:
            ArgumentError: a custom layer returned too few or too many gradients.
            ShapeError: a gradient does not have the shape of its parameter.
        """
        if self.op.computes_in_float32 and dtype == LOW_PRECISION:
            dys = tuple(None if dy is None else dy.float() for dy in dys)
        dy = dys if len(self.outputs) > 1 else dys[0]
        options = {"needs_dx": needs_dx} if self.op.skips_dx else {}
        if self.op.skips_dweight and all(parameter.gradient is None for parameter in self.parameters):
            options["needs_dweight"] = False
        gradients = self.op.backward(dy, cache, **options)
        if self.op.is_checked:
            self._check(gradients)
        num_inputs = len(self.inputs)
        for parameter, gradient in zip(self.parameters, gradients[num_inputs:], strict=True):
            if parameter.gradient is not None and gradient is not None:
                parameter.gradient += gradient
        return tuple(
            gradient.to(dtype) if gradient is not None and gradient.dtype != dtype else gradient
            for gradient in gradients[:num_inputs]
        )

    def _check(self, gradients: tuple[Tensor | None, ...]) -> None:
        num_inputs = len(gradients) - len(self.parameters)
        if num_inputs != len(self.inputs):
            raise ArgumentError.of("step.num_inputs", where=self._where, expected=len(self.inputs), got=num_inputs)
        for parameter, gradient in zip(self.parameters, gradients[num_inputs:], strict=True):
            if parameter.gradient is None:
                continue
            if gradient is None:
                raise ArgumentError.of("step.no_gradient", where=self._where, name=parameter.name)
            # A smaller one would broadcast and be silently wrong.
            if gradient.shape != parameter.shape:
                raise ShapeError.of(
                    "step.gradient_shape", where=self._where, name=parameter.name,
                    expected=shape_text(parameter.shape), got=shape_text(gradient.shape),
                )  # fmt: skip

    @property
    def _where(self) -> str:
        return f"{self.op.name} '{self.layer}'"


def _weight(parameter: Parameter, dtype: torch.dtype, casts: bool) -> Tensor:
    if casts and dtype == LOW_PRECISION:
        return parameter.low_precision if parameter.low_precision is not None else parameter.array.to(dtype)
    return parameter.array
