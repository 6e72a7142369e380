"""Activation: any activation function as a layer, and how layers read their argument ``activation``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Unpack

from nervure.arguments import checked
from nervure.errors import ArgumentError
from nervure.layers.activation_function import ActivationFunction, Pointwise, activation_step
from nervure.layers.options import PenalizedOptions
from nervure.layers.rectifiers import ELU, LeakyReLU, ReLU
from nervure.layers.softmax import Softmax
from nervure.ops.activation import ACTIVATIONS
from nervure.registry import look_up

__all__ = ["Activation", "ActivationFunction", "ActivationLike", "activation_of", "activation_step"]

# Frameworks whose functions compute what their name says. torch is not listed: its leaky_relu has a different slope.
_KNOWN_MODULES = ("nervure", "keras", "tensorflow", "tf_keras")


def activation_of(x: Any, where: str) -> ActivationFunction | None:
    """The activation function that the argument ``activation`` refers to, or None.

    Args:
        x: None, a name, one of Keras' functions, a layer such as ``LeakyReLU(0.1)``, another layer's ``activation``,
            or what :meth:`nervure.registry.Configurable.get_config` made of one of these.
        where: the class whose argument it is.

    Raises:
        UnknownNameError: no function has that name.
        ArgumentError: it is a custom function, whose derivative is unknown, or another kind of object; or it is glu,
            which changes the shape and therefore needs its own ``Activation`` layer.

    Examples:
        >>> activation_of("relu", "Dense"), activation_of(LeakyReLU(0.1), "Dense"), activation_of("linear", "Dense")
        (<relu>, <leaky_relu negative_slope=0.1>, None)
    """
    function = _function_of(x, where)
    if function is not None and function.halved_axis is not None and where != "Activation":
        raise ArgumentError.of("activation.halves", where=where, got=function.name)
    return None if function is None or function.name == "linear" else function


class ActivationKind:
    """An activation: whatever :func:`activation_of` takes."""

    def take(self, value: Any, argument: str, where: str) -> ActivationFunction | None:
        """The activation function."""
        return activation_of(value, where)


ActivationLike = Annotated[Any, ActivationKind()]


def _function_of(x: Any, where: str) -> ActivationFunction | None:
    if x is None or isinstance(x, ActivationFunction):
        return x
    if isinstance(x, str):
        look_up(x, ACTIVATIONS, where=f"{where}(activation=...)")
        return ActivationFunction(x)
    if isinstance(x, Pointwise):
        return x.function
    if isinstance(x, Mapping) and "class_name" in x:
        maker = look_up(str(x["class_name"]), _BY_CLASS_NAME, where=f"{where}(activation=...)")
        return _function_of(maker(**x.get("config", {})), where)
    if isinstance(x, type) and x.__name__ in _BY_CLASS_NAME:
        raise ArgumentError.of("activation.not_called", where=where, name=x.__name__)
    name = getattr(x, "__name__", None)
    if name in ACTIVATIONS and str(getattr(x, "__module__", "")).partition(".")[0] in _KNOWN_MODULES:
        return ActivationFunction(str(name))
    raise ArgumentError.of("activation.own_function", where=where, got=name or type(x).__name__)


class Activation(Pointwise):
    r"""An activation function as a separate layer.

    .. math:: y = f(x)

    Args:
        activation: a name ("relu", "sigmoid", ...), or whatever else the argument ``activation`` of ``Dense`` takes.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = dy f'(x)``

    Raises:
        UnknownNameError: no function has that name.

    Examples:
        >>> import numpy as np
        >>> Activation("relu")(np.array([[-1.0, 2.0]])).tolist()
        [[0.0, 2.0]]
    """

    @checked
    def __init__(self, activation: Any, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.activation = activation_of(activation, "Activation")
        self.function = self.activation or ActivationFunction("linear")


_BY_CLASS_NAME: dict[str, type[Any]] = {
    "Activation": Activation,
    "ActivationFunction": ActivationFunction,
    "ELU": ELU,
    "LeakyReLU": LeakyReLU,
    "ReLU": ReLU,
    "Softmax": Softmax,
}
