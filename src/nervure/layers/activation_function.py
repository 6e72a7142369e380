"""An activation function with its constants, and the layers that only apply one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nervure.errors import ShapeError
from nervure.layers.input_checks import check_axis, check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.op import Op
from nervure.registry import Configurable, look_up
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class ActivationFunction(Configurable):
    """An element-wise function such as ReLU (softmax acts along one axis). Immutable.

    Args:
        name: its name in Keras, ``"leaky_relu"``.
        options: its constants, such as ``{"negative_slope": 0.1}``; omitted ones keep Keras' defaults.

    Raises:
        UnknownNameError: there is no such function.

    Examples:
        >>> ActivationFunction("leaky_relu", {"negative_slope": 0.1})
        <leaky_relu negative_slope=0.1>
    """

    def __init__(self, name: str, options: Mapping[str, Any] | None = None) -> None:
        self._name = name
        look_up(name, ACTIVATIONS, where="activation")
        self._options = dict(options or {})

    @property
    def name(self) -> str:
        """Its name in Keras."""
        return self._name

    @property
    def op(self) -> Op:
        """The pair of functions that computes it."""
        # Looked up each time, not stored: fusion compares pairs by identity, which copying the model would break.
        return ACTIVATIONS[self._name]

    @property
    def options(self) -> dict[str, Any]:
        """A copy of its constants."""
        return dict(self._options)

    @property
    def halved_axis(self) -> int | None:
        """The axis whose size it halves; None for every function except glu."""
        return int(self._options.get("axis", -1)) if self._name == "glu" else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ActivationFunction) and self._name == other._name and self._options == other._options

    def __hash__(self) -> int:
        return hash((self._name, tuple(sorted(self._options.items()))))

    def __repr__(self) -> str:
        constants = "".join(f" {name}={value}" for name, value in self._options.items())
        return f"<{self._name}{constants}>"


def activation_step(
    activation: ActivationFunction, inputs: tuple[int, ...], lowering: LayerLowering
) -> tuple[int, ...]:
    """Appends the step ``output``: ``activation`` applied to the slot in ``inputs``."""
    return lowering.step("output", activation.op, inputs, **activation.options)


class Pointwise(Layer):
    """A layer without parameters that applies one activation function and keeps the shape.

    Attributes:
        function: the function to apply, set by each subclass' constructor.
    """

    function: ActivationFunction

    def check_input(self, input_shape: Shape) -> None:
        """One input of any shape; glu requires an even size along its axis."""
        check_one_input(input_shape, self.where)
        axis = self.function.halved_axis
        if axis is not None:
            check_axis(axis, input_shape, self.where)
            size = input_shape[axis]
            if size is not None and size % 2:
                raise ShapeError.of("activation.odd", where=self.where, axis=axis, got=shape_text(input_shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape; glu halves an axis of it."""
        axis = self.function.halved_axis
        if axis is None:
            return input_shape
        sizes = list(input_shape)
        size = sizes[axis]
        sizes[axis] = None if size is None else size // 2
        return tuple(sizes)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The function itself."""
        return activation_step(self.function, inputs, lowering)
