"""Constraints: project a weight onto the set of allowed values after each update."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure import registry
from nervure.arguments import Named, SomeAxes, Unlimited, checked
from nervure.errors import ArgumentError, ShapeError
from nervure.parameter import Projection
from nervure.registry import Configurable

__all__ = [
    "TABLE", "Constraint", "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm", "deserialize", "get", "max_norm",
    "min_max_norm", "non_neg", "serialize", "unit_norm",
]  # fmt: skip

EPSILON = 1e-7  # Keras' backend.epsilon(): a column of zeros stays zero instead of becoming NaN


class Constraint(Configurable):
    """Projects a weight onto its allowed values. Subclass it for a custom constraint.

    Examples:
        >>> class AtMostOne(Constraint):
        ...     def project(self, value):
        ...         return value.clamp(max=1)
        >>> AtMostOne()([0.5, 3.0]).tolist()
        [0.5, 1.0]
    """

    def project(self, value: Tensor) -> Tensor:
        """``value``, moved into the allowed set; ``value`` itself is not changed. Every value is allowed here."""
        return value

    def __call__(self, value: Any) -> Any:
        """The projection of a tensor, or of an array (then an array)."""
        if isinstance(value, Tensor):
            return self.project(value)
        return self.project(torch.as_tensor(np.asarray(value))).numpy()


class MaxNorm(Constraint):
    r"""Limits the norm of the weights into each unit to ``max_value``; smaller norms do not change.

    .. math:: w \leftarrow w \cdot \frac{\min(\|w\|, max)}{\|w\| + 10^{-7}}

    Args:
        max_value: the maximum norm.
        axis: the axes the norm is taken over: 0 for the kernel of Dense, ``[0, 1, 2]`` for that of Conv2D.

    Raises:
        ShapeError: the weight has no such axis.

    Source:
        Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014), section 5.1,
        https://jmlr.org/papers/v15/srivastava14a.html

    Examples:
        >>> MaxNorm(2.0)([[3.0], [4.0]]).round(4).tolist()
        [[1.2], [1.6]]
    """

    @checked
    def __init__(self, max_value: Unlimited = 2, axis: SomeAxes = 0) -> None:
        self.max_value, self.axis = max_value, axis

    def project(self, value: Tensor) -> Tensor:
        """Scales down each column whose norm is too large."""
        norms = _norms(value, self.axis, "MaxNorm")
        return value * (norms.clamp(0, self.max_value) / (EPSILON + norms))


class NonNeg(Constraint):
    r"""Sets negative weights to 0.

    .. math:: w \leftarrow \max(w, 0)

    Examples:
        >>> NonNeg()([-1.0, 2.0]).tolist()
        [0.0, 2.0]
    """

    def project(self, value: Tensor) -> Tensor:
        """``max(w, 0)``."""
        return value.clamp(min=0)


class UnitNorm(Constraint):
    r"""Scales the weights into each unit to norm 1.

    .. math:: w \leftarrow \frac{w}{\|w\| + 10^{-7}}

    Args:
        axis: the axes the norm is taken over, see :class:`MaxNorm`.

    Raises:
        ShapeError: the weight has no such axis.

    Examples:
        >>> UnitNorm()([[3.0], [4.0]]).round(4).tolist()
        [[0.6], [0.8]]
    """

    @checked
    def __init__(self, axis: SomeAxes = 0) -> None:
        self.axis = axis

    def project(self, value: Tensor) -> Tensor:
        """Scales each column to norm 1."""
        return value / (EPSILON + _norms(value, self.axis, "UnitNorm"))


class MinMaxNorm(Constraint):
    r"""Keeps the norm of the weights into each unit between two limits, at once or gradually.

    .. math::
        w \leftarrow w \cdot \frac{rate \cdot clip(\|w\|, min, max) + (1 - rate) \|w\|}{\|w\| + 10^{-7}}

    Args:
        min_value: the minimum norm.
        max_value: the maximum norm.
        rate: how far each update moves toward the limits: 1 enforces them strictly.
        axis: the axes the norm is taken over, see :class:`MaxNorm`.

    Raises:
        ShapeError: the weight has no such axis.

    Examples:
        >>> MinMaxNorm(0.0, 1.0, rate=0.5)([[3.0], [4.0]]).round(4).tolist()
        [[1.8], [2.4]]
    """

    @checked
    def __init__(
        self, min_value: Unlimited = 0.0, max_value: Unlimited = 1.0, rate: Unlimited = 1.0, axis: SomeAxes = 0
    ) -> None:
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def project(self, value: Tensor) -> Tensor:
        """Scales each column toward the limits."""
        norms = _norms(value, self.axis, "MinMaxNorm")
        desired = self.rate * norms.clamp(self.min_value, self.max_value) + (1 - self.rate) * norms
        return value * (desired / (EPSILON + norms))


class GivenProjection(Constraint):
    """A plain function of the weight as a constraint.

    Args:
        function: takes a tensor, returns one of the same shape.

    Raises:
        ShapeError: it returned another shape.

    Examples:
        >>> GivenProjection(lambda w: w.clamp(-1, 1))([5.0]).tolist()
        [1.0]
    """

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        self.function = function

    def project(self, value: Tensor) -> Tensor:
        """The result of the function."""
        projected = torch.as_tensor(self.function(value))
        if projected.shape != value.shape:
            where = getattr(self.function, "__name__", type(self.function).__name__)
            raise ShapeError.of(
                "constraint.shape", where=where, expected=tuple(value.shape), got=tuple(projected.shape)
            )
        return projected


TABLE: dict[str, type[Constraint]] = {
    "MaxNorm": MaxNorm,
    "MinMaxNorm": MinMaxNorm,
    "NonNeg": NonNeg,
    "UnitNorm": UnitNorm,
    "max_norm": MaxNorm,
    "min_max_norm": MinMaxNorm,
    "non_neg": NonNeg,
    "unit_norm": UnitNorm,
}

# Keras also provides each class under its lower-case name: constraints.max_norm(2).
max_norm, min_max_norm, non_neg, unit_norm = MaxNorm, MinMaxNorm, NonNeg, UnitNorm


def get(identifier: Any) -> Projection | None:
    """The constraint described by ``identifier``; None for None.

    Args:
        identifier: a name, a configuration, a constraint or its class, a function of the weight, or None.

    Raises:
        UnknownNameError: no constraint has that name.
        ArgumentError: it is not one of these.

    Examples:
        >>> get("max_norm").get_config()
        {'max_value': 2, 'axis': 0}
    """
    if identifier is None:
        return None
    if isinstance(identifier, (str, Mapping)):
        return registry.deserialize(identifier, TABLE, where="constraint")
    made = identifier() if inspect.isclass(identifier) else identifier
    if hasattr(made, "project") and not _computes_in_call(made):
        projection: Projection = made
        return projection
    if callable(made):
        return GivenProjection(made)
    raise ArgumentError.of("constraint.unusable", where="constraint", got=repr(identifier))


def _computes_in_call(made: Any) -> bool:
    """Whether it is a constraint written for Keras, which implements ``__call__``."""
    if not isinstance(made, Constraint):
        return False
    classes = type(made).__mro__
    writes = [next(n for n, each in enumerate(classes) if name in vars(each)) for name in ("__call__", "project")]
    return writes[0] < writes[1]


def serialize(constraint: Constraint) -> dict[str, Any]:
    """``constraint`` as plain values, which :func:`deserialize` and :func:`get` accept.

    Examples:
        >>> serialize(MaxNorm(3))
        {'class_name': 'MaxNorm', 'config': {'max_value': 3, 'axis': 0}}
    """
    described: dict[str, Any] = registry.serialize(constraint)
    return described


@checked
def deserialize(config: Any, custom_objects: Named | None = None) -> Constraint:
    """The constraint of a name or of ``{"class_name": ..., "config": ...}``.

    Args:
        config: the result of :func:`serialize`.
        custom_objects: custom classes by the names a configuration uses.

    Raises:
        UnknownNameError: no constraint has that name.
    """
    made: Constraint = registry.deserialize(config, {**TABLE, **(custom_objects or {})}, where="constraint")
    return made


def _norms(value: Tensor, axis: int | Sequence[int], where: str) -> Tensor:
    axes = [axis] if isinstance(axis, int) else list(axis)
    if any(not -value.ndim <= one < value.ndim for one in axes):
        raise ShapeError.of("constraint.axis", where=where, axis=axis, got=tuple(value.shape))
    return value.square().sum(dim=axes, keepdim=True).sqrt()
