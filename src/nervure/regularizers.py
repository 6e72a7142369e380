"""Regularizers: a penalty on a weight that is added to the loss, with its derivative."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import torch
from torch import Tensor

from nervure import registry
from nervure.arguments import Named, checked
from nervure.arguments.kinds import Number, OneOf, Range
from nervure.errors import ArgumentError, ShapeError, advise
from nervure.kernels.sums import total
from nervure.parameter import Penalty
from nervure.registry import Configurable
from nervure.shapes import shape_text

__all__ = [
    "L1", "L1L2", "L2", "TABLE", "OrthogonalRegularizer", "Regularizer", "deserialize", "get", "l1", "l1_l2", "l2",
    "orthogonal_regularizer", "serialize",
]  # fmt: skip

PenaltyFactor = Annotated[float, Number(Range("{argument} >= 0", lambda x: x >= 0, key="regularizer.factor"))]
RowsOrColumns = Annotated[str, OneOf(("rows", "columns"), "regularizer.mode")]
EPSILON = 1e-7  # Keras' backend.epsilon(): a row of zeros stays zero instead of becoming NaN


class Regularizer(Configurable):
    """A penalty on large weights. Subclass it for a custom penalty: define the penalty and its derivative.

    Examples:
        >>> class Sum(Regularizer):
        ...     def penalty(self, value):
        ...         return value.sum()
        ...     def gradient(self, value):
        ...         return value.new_ones(value.shape)
        >>> Sum()([1.0, 2.0])
        3.0
    """

    not_called: ClassVar[Mapping[str, str]] = {"__call__": "overrides.regularizer"}

    def penalty(self, value: Tensor) -> Tensor:
        """The scalar that is added to the loss."""
        raise NotImplementedError(f"{type(self).__name__}.penalty")

    def gradient(self, value: Tensor) -> Tensor:
        """The derivative of the penalty with respect to ``value``, of the same shape."""
        raise NotImplementedError(f"{type(self).__name__}.gradient")

    def __call__(self, value: Any) -> float:
        """The penalty on an array, as a number."""
        return float(self.penalty(torch.as_tensor(value)))


class L1(Regularizer):
    r"""The sum of absolute values: drives useless weights to exactly zero.

    .. math:: R(w) = l_1 \sum_i |w_i|

    Args:
        l1: the factor.

    Backward:
        ``dw = l1 * sign(w)``, 0 where ``w`` is 0.

    Raises:
        ArgumentError: the factor is negative, infinite or not a number.

    Source:
        Tibshirani, "Regression Shrinkage and Selection via the Lasso" (1996),
        https://doi.org/10.1111/j.2517-6161.1996.tb02080.x

    Examples:
        >>> L1(0.5)([1.0, -3.0])
        2.0
    """

    @checked
    def __init__(self, l1: PenaltyFactor | None = 0.01) -> None:
        self.l1 = 0.01 if l1 is None else l1

    def penalty(self, value: Tensor) -> Tensor:
        """``l1 * sum |w|``."""
        return self.l1 * total(value.abs())

    def gradient(self, value: Tensor) -> Tensor:
        """``l1 * sign(w)``."""
        return self.l1 * value.sign()


class L2(Regularizer):
    r"""The sum of squares: keeps all weights small.

    .. math:: R(w) = l_2 \sum_i w_i^2

    Args:
        l2: the factor.

    Backward:
        ``dw = 2 * l2 * w``.

    Raises:
        ArgumentError: the factor is negative, infinite or not a number.

    Source:
        Hoerl, Kennard, "Ridge Regression: Biased Estimation for Nonorthogonal Problems" (1970),
        https://doi.org/10.1080/00401706.1970.10488634

    Examples:
        >>> L2(0.5)([1.0, -3.0])
        5.0
    """

    @checked
    def __init__(self, l2: PenaltyFactor | None = 0.01) -> None:
        self.l2 = 0.01 if l2 is None else l2

    def penalty(self, value: Tensor) -> Tensor:
        """``l2 * sum w^2``."""
        return self.l2 * total(value.square())

    def gradient(self, value: Tensor) -> Tensor:
        """``2 * l2 * w``."""
        return 2 * self.l2 * value


class L1L2(Regularizer):
    r"""Both penalties together, the elastic net.

    Both factors default to 0, as in Keras; a line of advice appears if that leaves no penalty. By name,
    ``kernel_regularizer="l1_l2"``, both are 0.01: as documented by Keras (its 3.15 accepts ``"l1l2"``, and adds
    nothing).

    .. math:: R(w) = l_1 \sum_i |w_i| + l_2 \sum_i w_i^2

    Args:
        l1: the factor of the absolute values.
        l2: the factor of the squares.

    Backward:
        ``dw = l1 * sign(w) + 2 * l2 * w``.

    Raises:
        ArgumentError: a factor is negative, infinite or not a number.

    Source:
        Zou, Hastie, "Regularization and Variable Selection via the Elastic Net" (2005),
        https://doi.org/10.1111/j.1467-9868.2005.00503.x

    Examples:
        >>> L1L2(l1=1.0, l2=0.5)([1.0, -3.0])
        9.0
    """

    @checked
    def __init__(self, l1: PenaltyFactor | None = 0.0, l2: PenaltyFactor | None = 0.0) -> None:
        self.l1 = 0.0 if l1 is None else l1
        self.l2 = 0.0 if l2 is None else l2
        if self.l1 == self.l2 == 0:
            advise("regularizer.no_penalty")

    def penalty(self, value: Tensor) -> Tensor:
        """``l1 * sum |w| + l2 * sum w^2``."""
        return self.l1 * total(value.abs()) + self.l2 * total(value.square())

    def gradient(self, value: Tensor) -> Tensor:
        """``l1 * sign(w) + 2 * l2 * w``."""
        return self.l1 * value.sign() + 2 * self.l2 * value


class OrthogonalRegularizer(Regularizer):
    r"""Pushes the rows (or columns) of a matrix toward orthogonality, so that no two are redundant.

    .. math:: R(w) = \frac{f}{n (n - 1)} \sum_{i \neq j} |u_i \cdot u_j|, \qquad u_i = w_i / |w_i|

    Args:
        factor: the factor ``f``.
        mode: ``"rows"`` or ``"columns"``. The columns of a Dense kernel are its units.

    Backward:
        ``du_i = 2 f / (n (n - 1)) * sum_j sign(u_i u_j) u_j`` over ``j != i``, and
        ``dw_i = (du_i - u_i (u_i du_i)) / |w_i|``; 0 for a row of zeros.

    Raises:
        ArgumentError: the factor is negative, infinite or not a number, or the mode is unknown.
        ShapeError: the weight is not a matrix.

    Source:
        Brock et al., "Neural Photo Editing with Introspective Adversarial Networks" (2016),
        https://arxiv.org/abs/1609.07093

    Examples:
        >>> OrthogonalRegularizer(1.0)([[1.0, 0.0], [0.0, 3.0]])
        0.0
        >>> OrthogonalRegularizer(1.0)([[1.0, 0.0], [2.0, 0.0]])
        1.0
    """

    @checked
    def __init__(self, factor: PenaltyFactor = 0.01, mode: RowsOrColumns = "rows") -> None:
        self.factor = factor
        self.mode = mode

    def penalty(self, value: Tensor) -> Tensor:
        """The mean of ``|u_i u_j|`` over all pairs, times ``factor``; 0 if there is no pair."""
        units, _ = self._units(value)
        return self._share(units) * _others(units).abs().sum()

    def gradient(self, value: Tensor) -> Tensor:
        """As under Backward; the penalty does not depend on the norm of a row, so ``dw_i`` is orthogonal to it."""
        units, lengths = self._units(value)
        dunits = 2 * self._share(units) * _others(units).sign() @ units  # (n, size)
        upright = dunits - units * (units * dunits).sum(1, keepdim=True)
        rows = torch.where(lengths > EPSILON, upright, dunits) / lengths
        return rows if self.mode == "rows" else rows.T

    def _units(self, value: Tensor) -> tuple[Tensor, Tensor]:
        """The rows, or columns, scaled to norm 1, ``(n, size)``, and their norms, ``(n, 1)``."""
        if value.ndim != 2:
            raise ShapeError.of("regularizer.matrix", where="OrthogonalRegularizer", got=shape_text(value.shape))
        rows = value if self.mode == "rows" else value.T
        lengths = rows.square().sum(1, keepdim=True).sqrt().clamp(min=EPSILON)
        return rows / lengths, lengths

    def _share(self, units: Tensor) -> float:
        return self.factor / max(len(units) * (len(units) - 1), 1)


def _others(units: Tensor) -> Tensor:
    """The dot products of every row with every other one, ``(n, n)``; 0 with itself."""
    products = units @ units.T
    return products - torch.diag(products.diagonal())


TABLE: dict[str, type[Regularizer]] = {
    "L1": L1,
    "L1L2": L1L2,
    "L2": L2,
    "OrthogonalRegularizer": OrthogonalRegularizer,
    "l1": L1,
    "l1_l2": L1L2,
    "l1l2": L1L2,
    "l2": L2,
    "orthogonal_regularizer": OrthogonalRegularizer,
}

# Keras also provides each class under its lower-case name: regularizers.l2(0.01).
l1, l2, l1_l2, orthogonal_regularizer = L1, L2, L1L2, OrthogonalRegularizer


def get(identifier: Any) -> Penalty | None:
    """The regularizer described by ``identifier``; None for None.

    Args:
        identifier: a name, a configuration, a regularizer or its class, or None.

    Raises:
        UnknownNameError: no regularizer has that name.
        ArgumentError: it is not one of these. A plain function is rejected: its derivative is unknown.

    Examples:
        >>> get("l2").get_config()
        {'l2': 0.01}
    """
    if identifier is None:
        return None
    if isinstance(identifier, str) and TABLE.get(identifier) is L1L2:
        return L1L2(0.01, 0.01)
    if isinstance(identifier, (str, Mapping)):
        return registry.deserialize(identifier, TABLE, where="regularizer")
    made = identifier() if inspect.isclass(identifier) else identifier
    if hasattr(made, "penalty") and hasattr(made, "gradient"):
        penalty: Penalty = made
        return penalty
    raise ArgumentError.of("regularizer.unusable", where="regularizer", got=repr(identifier))


def serialize(regularizer: Regularizer) -> dict[str, Any]:
    """``regularizer`` as plain values, which :func:`deserialize` and :func:`get` accept.

    Examples:
        >>> serialize(L2(0.1))
        {'class_name': 'L2', 'config': {'l2': 0.1}}
    """
    described: dict[str, Any] = registry.serialize(regularizer)
    return described


@checked
def deserialize(config: Any, custom_objects: Named | None = None) -> Regularizer:
    """The regularizer of a name or of ``{"class_name": ..., "config": ...}``.

    Args:
        config: the result of :func:`serialize`.
        custom_objects: custom classes by the names a configuration uses.

    Raises:
        UnknownNameError: no regularizer has that name.
    """
    made: Regularizer = registry.deserialize(config, {**TABLE, **(custom_objects or {})}, where="regularizer")
    return made
