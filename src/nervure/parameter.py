"""Parameters, and the flat buffers they are views of.

All weights of a network are stored in one flat buffer, all gradients in a second one; a :class:`Parameter` is a view of
each. An optimizer, a norm, an all-reduce or a checkpoint then handles one tensor.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from nervure.errors import ShapeError, StateError

_ALIGNMENT_BYTES = 64
_SMALLEST_ITEM_BYTES = 2  # bfloat16: offsets aligned for it are aligned for every wider type


class Initializer(Protocol):
    """An initializer: a pure function of a shape and a key."""

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """The initial values, float64, in Keras' layout."""
        ...


class Penalty(Protocol):
    """A regularizer: a value added to the loss, and its gradient."""

    def penalty(self, value: Tensor) -> Tensor:
        """The scalar added to the loss."""
        ...

    def gradient(self, value: Tensor) -> Tensor:
        """The derivative of the penalty with respect to ``value``."""
        ...


class Projection(Protocol):
    """A constraint: a projection of a weight onto its allowed values, applied after each update."""

    def project(self, value: Tensor) -> Tensor:
        """``value``, moved into the allowed set."""
        ...


class Parameter:
    """One array of a layer: a weight, or a state such as a moving mean; Keras calls it a variable.

    NumPy's functions accept it as the array that it holds.

    Attributes:
        name: the name within its layer, ``kernel``; prefixed with the name of an inner layer if there are several.
        own_name: its name in the layer that created it, ``kernel``.
        shape: the shape in Keras' layout.
        initializer: draws the initial value when the position in the network is known.
        trainable: False for state that training updates without a gradient.
        memory_order: the axes of ``shape`` in memory order (the kernels' layout).
        value: a view of the flat buffer, in Keras' layout.
        gradient: the view of the gradient buffer, or None if not needed.
        low_precision: the view of the copy in bfloat16, or None.

    Examples:
        >>> from nervure.initializers import Ones
        >>> bias = Parameter("bias", (3,), Ones())
        >>> bias.initialise(key=0)
        >>> bias.assign([1.0, 2.0, 3.0])
        >>> bias.numpy(), bias.dtype
        (array([1., 2., 3.], dtype=float32), 'float32')
    """

    __slots__ = (
        "constraint", "gradient", "initializer", "low_precision", "memory_order",
        "name", "own_name", "regularizer", "shape", "trainable", "value",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        shape: tuple[int, ...],
        initializer: Initializer,
        *,
        trainable: bool = True,
        memory_order: tuple[int, ...] | None = None,
        regularizer: Penalty | None = None,
        constraint: Projection | None = None,
    ) -> None:
        self.name, self.own_name = name, name
        self.shape, self.initializer, self.trainable = shape, initializer, trainable
        self.memory_order = memory_order if memory_order is not None else tuple(range(len(shape)))
        self.regularizer, self.constraint = regularizer, constraint
        self.value: Tensor | None = None
        self.gradient: Tensor | None = None
        self.low_precision: Tensor | None = None

    def __repr__(self) -> str:
        return f"<Parameter {self.name} shape={self.shape}>"

    @property
    def size(self) -> int:
        """The number of elements."""
        return math.prod(self.shape)

    @property
    def array(self) -> Tensor:
        """The value.

        Raises:
            StateError: it does not have a value yet.
        """
        if self.value is None:
            raise StateError.of("parameter.no_value", where=f"weight '{self.name}'")
        return self.value

    @property
    def dtype(self) -> str:
        """The data type, in Keras' notation: ``float32``."""
        return str(self.array.dtype).removeprefix("torch.")

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    def numpy(self) -> np.ndarray[Any, Any]:
        """A copy of the value, in Keras' layout."""
        return self.array.detach().cpu().contiguous().numpy().copy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.asarray(self.numpy(), dtype)

    def assign_add(self, value: Any) -> None:
        """Adds an array of the same shape, or one number."""
        self.assign(self.array + _tensor(value))

    def assign_sub(self, value: Any) -> None:
        """Subtracts an array of the same shape, or one number: ``weight.assign_sub(0.1 * gradient)``."""
        self.assign(self.array - _tensor(value))

    def assign(self, value: Any) -> None:
        """Sets all values.

        Args:
            value: an array or a tensor of the same shape, or lists of numbers.

        Raises:
            ShapeError: the shape differs.
        """
        given = _tensor(value)
        self.check_shape(given, where="assign")
        self.array.copy_(given)

    def check_shape(self, given: Tensor, *, where: str) -> None:
        """Accepts values with the shape of the parameter.

        Raises:
            ShapeError: the shape differs.
        """
        got = tuple(given.shape)
        if got != self.shape:
            raise ShapeError.of("layer.weight_shape", where=where, name=self.name, expected=self.shape, got=got)

    def initialise(self, key: int, dtype: torch.dtype = torch.float32) -> None:
        """Draws the initial value, once; an existing value is kept."""
        if self.value is None:
            self.value = self.in_memory_order(self.initializer.draw(self.shape, key).to(dtype))

    def in_memory_order(self, value: Tensor) -> Tensor:
        """A copy of ``value`` in the kernels' memory layout, viewed in Keras' layout."""
        laid_out = value.permute(self.memory_order).contiguous()
        return laid_out.permute(_inverse(self.memory_order))

    def view_of(self, flat: Tensor) -> Tensor:
        """``flat`` (a slice of a buffer of length ``size``) viewed in Keras' layout."""
        in_memory = flat.view([self.shape[axis] for axis in self.memory_order])
        return in_memory.permute(_inverse(self.memory_order))


def _tensor(value: Any) -> Tensor:
    return value.detach() if isinstance(value, Tensor) else torch.as_tensor(np.asarray(value))


def _inverse(permutation: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(permutation.index(axis) for axis in range(len(permutation)))


class Segment:
    """Parameters in one flat buffer, each aligned to 64 bytes.

    The gaps between parameters stay zero in values and gradients, so that whole-buffer arithmetic (an
    optimizer step, a norm) needs no mask.

    Args:
        parameters: its contents, in order.
        dtype: the type of the values.
        device: the device of the buffer.
    """

    def __init__(self, parameters: Iterable[Parameter], dtype: torch.dtype, device: torch.device | str = "cpu") -> None:
        self.parameters = tuple(parameters)
        self.dtype, self.device = dtype, torch.device(device)
        self.offsets, self.length = _offsets(self.parameters)
        self.values = torch.zeros(self.length, dtype=dtype, device=self.device)
        self.gradients: Tensor | None = None
        self.low_precision: Tensor | None = None
        self._views = self.views(self.values)
        self._gradient_views: list[Tensor | None] = [None] * len(self.parameters)
        self._low_precision_views: list[Tensor | None] = [None] * len(self.parameters)
        self.reclaim()

    def views(self, flat: Tensor) -> list[Tensor]:
        """``flat``, a buffer laid out like this segment, split into one view per parameter."""
        return [
            parameter.view_of(flat[offset : offset + parameter.size])
            for parameter, offset in zip(self.parameters, self.offsets, strict=True)
        ]

    def add_gradients(self) -> Tensor:
        """Gives every parameter a gradient, a view of one buffer of zeros; returns the buffer."""
        if self.gradients is None:
            self.gradients = torch.zeros_like(self.values)
            self._gradient_views = [*self.views(self.gradients)]
            for parameter, view in zip(self.parameters, self._gradient_views, strict=True):
                parameter.gradient = view
        return self.gradients

    def add_low_precision(self, dtype: torch.dtype) -> None:
        """Gives every parameter a second view, in ``dtype``, which :meth:`refresh` keeps equal to the first."""
        self.low_precision = self.values.to(dtype)
        self._low_precision_views = [*self.views(self.low_precision)]
        for parameter, view in zip(self.parameters, self._low_precision_views, strict=True):
            parameter.low_precision = view

    def reclaim(self) -> None:
        """Takes over the parameters that are in other buffers, with their values.

        A layer may be part of two networks; its parameters are in the buffers of the network that used them last.
        """
        for number, view in enumerate(self._views):
            parameter = self.parameters[number]
            if parameter.value is view:
                continue
            if parameter.value is not None:
                view.copy_(parameter.value)
            parameter.value = view
            parameter.gradient = self._gradient_views[number]
            parameter.low_precision = self._low_precision_views[number]

    def refresh(self) -> None:
        """Copies the values into the low-precision buffer: one conversion per step, for all weights at once."""
        if self.low_precision is not None:
            self.low_precision.copy_(self.values)


def _offsets(parameters: tuple[Parameter, ...]) -> tuple[list[int], int]:
    step = _ALIGNMENT_BYTES // _SMALLEST_ITEM_BYTES
    offsets, end = [], 0
    for parameter in parameters:
        offsets.append(end)
        end += -(-parameter.size // step) * step
    return offsets, end


class Store:
    """The flat buffers of one network: trainable weights, frozen weights, state.

    Args:
        trainable: weights that the optimizer updates; the only ones with gradients.
        frozen: weights that do not change.
        state: values that training updates without a gradient (moving means and variances).
        dtype: the type of all values.
        device: the device of the buffers.
    """

    def __init__(
        self,
        trainable: Iterable[Parameter],
        frozen: Iterable[Parameter],
        state: Iterable[Parameter],
        dtype: torch.dtype,
        device: torch.device | str = "cpu",
    ) -> None:
        self.trainable = Segment(trainable, dtype, device)
        self.frozen = Segment(frozen, dtype, device)
        self.state = Segment(state, dtype, device)

    @property
    def segments(self) -> tuple[Segment, Segment, Segment]:
        """Trainable, frozen, state."""
        return self.trainable, self.frozen, self.state

    def add_low_precision(self, dtype: torch.dtype) -> None:
        """Keeps a second copy of all weights in ``dtype`` for the arithmetic; state is not copied."""
        self.trainable.add_low_precision(dtype)
        self.frozen.add_low_precision(dtype)

    def refresh(self) -> None:
        """Before each walk: takes back parameters from other networks, and updates low-precision copies."""
        for segment in self.segments:
            segment.reclaim()
            segment.refresh()
