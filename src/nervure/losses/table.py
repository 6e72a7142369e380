"""The losses by name, in every spelling Keras accepts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, overload

from nervure import registry
from nervure.arguments import Named, checked
from nervure.errors import ArgumentError
from nervure.losses.absolute_error import MeanAbsoluteError
from nervure.losses.circle import Circle
from nervure.losses.cosine_similarity import CosineSimilarity
from nervure.losses.cross_entropy import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from nervure.losses.focal_cross_entropy import BinaryFocalCrossentropy, CategoricalFocalCrossentropy
from nervure.losses.generalized_cross_entropy import CategoricalGeneralizedCrossEntropy
from nervure.losses.hinge import CategoricalHinge, Hinge, SquaredHinge
from nervure.losses.huber import Huber
from nervure.losses.kl_divergence import KLDivergence
from nervure.losses.log_cosh import LogCosh
from nervure.losses.logarithmic_error import MeanSquaredLogarithmicError
from nervure.losses.loss import Loss
from nervure.losses.overlap import Dice, Tversky
from nervure.losses.percentage_error import MeanAbsolutePercentageError
from nervure.losses.poisson import Poisson
from nervure.losses.squared_error import HalfSquaredError, MeanSquaredError
from nervure.losses.torch_function import TorchFunction
from nervure.ops import cross_entropy, focal_cross_entropy, generalized_cross_entropy
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.ops.targets import by_shape
from nervure.registry import look_up

__all__ = ["FUSED", "TABLE", "deserialize", "get", "needs_shapes", "serialize"]

# (activation before the loss, loss) -> the pair that computes both from the logits.
FUSED: dict[tuple[Op, LossOp], LossOp] = {
    **cross_entropy.FUSED,
    **focal_cross_entropy.FUSED,
    **generalized_cross_entropy.FUSED,
}
TABLE: dict[str, Callable[..., Loss]] = {
    "MeanSquaredError": MeanSquaredError,
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
    "MSE": MeanSquaredError,
    "MeanAbsoluteError": MeanAbsoluteError,
    "mean_absolute_error": MeanAbsoluteError,
    "mae": MeanAbsoluteError,
    "MAE": MeanAbsoluteError,
    "HalfSquaredError": HalfSquaredError,
    "half_squared_error": HalfSquaredError,
    "BinaryCrossentropy": BinaryCrossentropy,
    "binary_crossentropy": BinaryCrossentropy,
    "bce": BinaryCrossentropy,
    "BCE": BinaryCrossentropy,
    "CategoricalCrossentropy": CategoricalCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "SparseCategoricalCrossentropy": SparseCategoricalCrossentropy,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
    "BinaryFocalCrossentropy": BinaryFocalCrossentropy,
    "binary_focal_crossentropy": BinaryFocalCrossentropy,
    "CategoricalFocalCrossentropy": CategoricalFocalCrossentropy,
    "categorical_focal_crossentropy": CategoricalFocalCrossentropy,
    "CategoricalGeneralizedCrossEntropy": CategoricalGeneralizedCrossEntropy,
    "categorical_generalized_cross_entropy": CategoricalGeneralizedCrossEntropy,
    "Hinge": Hinge,
    "hinge": Hinge,
    "SquaredHinge": SquaredHinge,
    "squared_hinge": SquaredHinge,
    "CategoricalHinge": CategoricalHinge,
    "categorical_hinge": CategoricalHinge,
    "Huber": Huber,
    "huber": Huber,
    "huber_loss": Huber,
    "LogCosh": LogCosh,
    "log_cosh": LogCosh,
    "logcosh": LogCosh,
    "MeanAbsolutePercentageError": MeanAbsolutePercentageError,
    "mean_absolute_percentage_error": MeanAbsolutePercentageError,
    "mape": MeanAbsolutePercentageError,
    "MAPE": MeanAbsolutePercentageError,
    "MeanSquaredLogarithmicError": MeanSquaredLogarithmicError,
    "mean_squared_logarithmic_error": MeanSquaredLogarithmicError,
    "msle": MeanSquaredLogarithmicError,
    "MSLE": MeanSquaredLogarithmicError,
    "CosineSimilarity": CosineSimilarity,
    "cosine_similarity": CosineSimilarity,
    "KLDivergence": KLDivergence,
    "kl_divergence": KLDivergence,
    "kullback_leibler_divergence": KLDivergence,
    "kld": KLDivergence,
    "KLD": KLDivergence,
    "Poisson": Poisson,
    "poisson": Poisson,
    "Dice": Dice,
    "dice": Dice,
    "Tversky": Tversky,
    "tversky": Tversky,
    "Circle": Circle,
    "circle": Circle,
}
# What the shapes decide: one output, class labels, or one-hot rows.
_BY_SHAPE: dict[str, type[Loss]] = {
    "binary": BinaryCrossentropy,
    "sparse": SparseCategoricalCrossentropy,
    "categorical": CategoricalCrossentropy,
}
_RESOLVED_BY_SHAPE = ("crossentropy", "ce")


def needs_shapes(identifier: Any) -> bool:
    """Whether ``identifier`` ("crossentropy", "ce") needs the shapes to determine the loss.

    Examples:
        >>> needs_shapes("ce"), needs_shapes("mse")
        (True, False)
    """
    return isinstance(identifier, str) and identifier.lower() in _RESOLVED_BY_SHAPE


@overload
def get(identifier: None) -> None: ...
@overload
def get(
    identifier: object,
    y_true_shape: Sequence[int | None] | None = None,
    y_pred_shape: Sequence[int | None] | None = None,
    custom_objects: Mapping[str, Any] | None = None,
) -> Loss: ...
@checked
def get(
    identifier: Any,
    y_true_shape: Sequence[int | None] | None = None,
    y_pred_shape: Sequence[int | None] | None = None,
    custom_objects: Named | None = None,
) -> Loss | None:
    """The loss that ``identifier`` refers to.

    Args:
        identifier: a name in any of Keras' spellings, a loss, a class of losses, a function of torch tensors ``(y_true,
            y_pred)``, a configuration ``{"class_name": ..., "config": ...}``, or None.
        y_true_shape: the shape of the targets; only "crossentropy" and "ce" need it.
        y_pred_shape: the shape of the outputs; likewise.
        custom_objects: custom losses and functions by the names used in a configuration.

    Raises:
        UnknownNameError: no loss has that name; the error suggests the closest.
        ArgumentError: ``identifier`` is not one of these, or needs the shapes.

    Examples:
        >>> get("mse").name, get("half_squared_error").reduction
        ('mse', 'sum_over_batch_size')
        >>> get("ce", (32,), (32, 10))
        <SparseCategoricalCrossentropy name='ce' reduction='sum_over_batch_size'>
    """
    if identifier is None or isinstance(identifier, Loss):
        return identifier
    own = dict(custom_objects or {})
    if isinstance(identifier, str):
        return _named(identifier, y_true_shape, y_pred_shape, own)
    if isinstance(identifier, Mapping) and "class_name" in identifier:
        return _configured(identifier, own)
    if inspect.isclass(identifier) and issubclass(identifier, Loss):
        return identifier()
    if callable(identifier):
        return TorchFunction(identifier)
    raise ArgumentError.of("losses.identifier", where="loss", got=repr(identifier))


def _named(
    name: str,
    y_true_shape: Sequence[int | None] | None,
    y_pred_shape: Sequence[int | None] | None,
    own: Mapping[str, Any],
) -> Loss:
    if name in own:
        return get(own[name], y_true_shape, y_pred_shape)
    if not needs_shapes(name):
        return look_up(name, TABLE, where="loss")(name=name)
    if y_true_shape is None or y_pred_shape is None:
        raise ArgumentError.of("losses.needs_shapes", where=f"loss '{name}'")
    return _BY_SHAPE[by_shape(y_true_shape, y_pred_shape)](name=name)


def _configured(config: Mapping[str, Any], own: Mapping[str, Any]) -> Loss:
    arguments = dict(config.get("config") or {})
    function = arguments.get("function")
    if isinstance(function, str) and function in own:
        arguments["function"] = own[function]
    makers: dict[str, Callable[..., Loss]] = {**TABLE, "TorchFunction": TorchFunction, **own}
    return registry.deserialize({"class_name": config["class_name"], "config": arguments}, makers, where="loss")


def serialize(loss: Loss) -> dict[str, Any]:
    """``loss`` as plain values: ``{"class_name": ..., "config": ...}``, which :func:`get` takes back.

    Examples:
        >>> serialize(MeanSquaredError(reduction="sum"))["config"]["reduction"]
        'sum'
    """
    described: dict[str, Any] = registry.serialize(loss)
    return described


@checked
def deserialize(name: Any, custom_objects: Named | None = None) -> Loss:
    """The loss of a name or configuration; Keras' other name for :func:`get`.

    Args:
        name: a name, or ``{"class_name": ..., "config": ...}``.
        custom_objects: custom losses and functions by the names used in a configuration.

    Examples:
        >>> deserialize({"class_name": "Huber", "config": {"delta": 2.0}}).options
        {'delta': 2.0}
    """
    return get(name, custom_objects=custom_objects)
