"""Layers for sequences, images and volumes whose constructor is written once for all numbers of axes."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from typing import Any, ClassVar

from nervure.arguments import checked
from nervure.layers.input_checks import check_maps
from nervure.layers.layer import Layer
from nervure.symbolic import Shape

_ANY_NUMBER = "ND"


class AlongAxes(Layer):
    """A layer that works along the axes of a sequence, an image or a volume.

    A family declares its arguments in one constructor, with kinds such as ``SizesND``. A class that sets ``num_axes``
    gets this constructor with ``Sizes1D``, ``Sizes2D`` or ``Sizes3D``, and with one default for each axis, as in Keras.

    Attributes:
        num_axes: the number of axes: 1 for sequences, 2 for images, 3 for volumes.
    """

    num_axes: ClassVar[int]
    passes_mask: ClassVar[bool] = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Gives a class with its own number of axes its own constructor."""
        super().__init_subclass__(**options)
        shared = cls.__init__
        if "num_axes" in vars(cls) and any(_ANY_NUMBER in str(kind) for kind in shared.__annotations__.values()):
            cls.__init__ = checked(constructor_along(shared, cls.num_axes, cls))  # type: ignore[method-assign]

    def check_input(self, input_shape: Shape) -> None:
        """Sequences, images or volumes."""
        check_maps(input_shape, self.num_axes, self.where)


def constructor_along(shared: Callable[..., None], num_axes: int, owner: type) -> Callable[..., None]:
    """A copy of a constructor for one number of axes, to be seen as if it had been written in ``owner``.

    Args:
        shared: the constructor; a kind that depends on the number of axes ends in ND.
        num_axes: the number of axes.
        owner: the class that gets the copy.

    Examples:
        >>> def constructor(self, size: SizesND = 2, rate: Fraction = 0.5) -> None: ...
        >>> str(inspect.signature(constructor_along(constructor, 3, Layer)))
        "(self, size: 'Sizes3D' = (2, 2, 2), rate: 'Fraction' = 0.5) -> 'None'"
    """
    own = types.FunctionType(shared.__code__, shared.__globals__, "__init__", None, shared.__closure__)
    own.__qualname__, own.__module__, own.__doc__ = f"{owner.__qualname__}.__init__", owner.__module__, shared.__doc__
    own.__annotations__ = {
        name: kind.replace(_ANY_NUMBER, f"{num_axes}D") if isinstance(kind, str) else kind
        for name, kind in shared.__annotations__.items()
    }
    parameters = inspect.signature(shared).parameters.values()
    own.__defaults__ = tuple(
        (each.default,) * num_axes
        if num_axes > 1 and type(each.default) is int and _ANY_NUMBER in str(each.annotation)
        else each.default
        for each in parameters
        if each.default is not each.empty
    )
    return own
