"""The metrics by name, in every spelling Keras accepts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, overload

from nervure import registry
from nervure.arguments import Named, checked
from nervure.errors import ArgumentError
from nervure.metrics.accuracy import Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy
from nervure.metrics.at_constraint import (
    PrecisionAtRecall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
)
from nervure.metrics.auc import AUC
from nervure.metrics.confusion_counts import FalseNegatives, FalsePositives, TrueNegatives, TruePositives
from nervure.metrics.confusion_matrix import ConfusionMatrix
from nervure.metrics.correlation import ConcordanceCorrelation, CosineSimilarity, PearsonCorrelation
from nervure.metrics.cross_entropy import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from nervure.metrics.divergence import KLDivergence, Poisson
from nervure.metrics.f_score import F1Score, FBetaScore
from nervure.metrics.hinge import CategoricalHinge, Hinge, SquaredHinge
from nervure.metrics.iou import BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU
from nervure.metrics.mean import Mean, MeanMetricWrapper
from nervure.metrics.metric import Metric
from nervure.metrics.precision_recall import Precision, Recall
from nervure.metrics.r2_score import R2Score
from nervure.metrics.regression import (
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    RootMeanSquaredError,
)
from nervure.metrics.sum import Sum
from nervure.metrics.top_k import SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy
from nervure.ops.targets import by_shape
from nervure.registry import look_up

TABLE: dict[str, Callable[..., Metric]] = {
    "Accuracy": Accuracy,
    "accuracy": Accuracy,
    "BinaryAccuracy": BinaryAccuracy,
    "binary_accuracy": BinaryAccuracy,
    "CategoricalAccuracy": CategoricalAccuracy,
    "categorical_accuracy": CategoricalAccuracy,
    "SparseCategoricalAccuracy": SparseCategoricalAccuracy,
    "sparse_categorical_accuracy": SparseCategoricalAccuracy,
    "MeanSquaredError": MeanSquaredError,
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
    "MSE": MeanSquaredError,
    "MeanAbsoluteError": MeanAbsoluteError,
    "mean_absolute_error": MeanAbsoluteError,
    "mae": MeanAbsoluteError,
    "MAE": MeanAbsoluteError,
    "BinaryCrossentropy": BinaryCrossentropy,
    "binary_crossentropy": BinaryCrossentropy,
    "bce": BinaryCrossentropy,
    "BCE": BinaryCrossentropy,
    "CategoricalCrossentropy": CategoricalCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "SparseCategoricalCrossentropy": SparseCategoricalCrossentropy,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
    "TopKCategoricalAccuracy": TopKCategoricalAccuracy,
    "top_k_categorical_accuracy": TopKCategoricalAccuracy,
    "SparseTopKCategoricalAccuracy": SparseTopKCategoricalAccuracy,
    "sparse_top_k_categorical_accuracy": SparseTopKCategoricalAccuracy,
    "RootMeanSquaredError": RootMeanSquaredError,
    "root_mean_squared_error": RootMeanSquaredError,
    "MeanAbsolutePercentageError": MeanAbsolutePercentageError,
    "mean_absolute_percentage_error": MeanAbsolutePercentageError,
    "mape": MeanAbsolutePercentageError,
    "MAPE": MeanAbsolutePercentageError,
    "MeanSquaredLogarithmicError": MeanSquaredLogarithmicError,
    "mean_squared_logarithmic_error": MeanSquaredLogarithmicError,
    "msle": MeanSquaredLogarithmicError,
    "MSLE": MeanSquaredLogarithmicError,
    "LogCoshError": LogCoshError,
    "log_cosh_error": LogCoshError,
    "log_cosh": LogCoshError,
    "logcosh": LogCoshError,
    "R2Score": R2Score,
    "r2_score": R2Score,
    "CosineSimilarity": CosineSimilarity,
    "cosine_similarity": CosineSimilarity,
    "PearsonCorrelation": PearsonCorrelation,
    "pearson_correlation": PearsonCorrelation,
    "ConcordanceCorrelation": ConcordanceCorrelation,
    "concordance_correlation": ConcordanceCorrelation,
    "KLDivergence": KLDivergence,
    "kl_divergence": KLDivergence,
    "kullback_leibler_divergence": KLDivergence,
    "kld": KLDivergence,
    "KLD": KLDivergence,
    "Poisson": Poisson,
    "poisson": Poisson,
    "Hinge": Hinge,
    "hinge": Hinge,
    "SquaredHinge": SquaredHinge,
    "squared_hinge": SquaredHinge,
    "CategoricalHinge": CategoricalHinge,
    "categorical_hinge": CategoricalHinge,
    "TruePositives": TruePositives,
    "true_positives": TruePositives,
    "FalsePositives": FalsePositives,
    "false_positives": FalsePositives,
    "TrueNegatives": TrueNegatives,
    "true_negatives": TrueNegatives,
    "FalseNegatives": FalseNegatives,
    "false_negatives": FalseNegatives,
    "Precision": Precision,
    "precision": Precision,
    "Recall": Recall,
    "recall": Recall,
    "PrecisionAtRecall": PrecisionAtRecall,
    "precision_at_recall": PrecisionAtRecall,
    "RecallAtPrecision": RecallAtPrecision,
    "recall_at_precision": RecallAtPrecision,
    "SensitivityAtSpecificity": SensitivityAtSpecificity,
    "sensitivity_at_specificity": SensitivityAtSpecificity,
    "SpecificityAtSensitivity": SpecificityAtSensitivity,
    "specificity_at_sensitivity": SpecificityAtSensitivity,
    "AUC": AUC,
    "auc": AUC,
    "F1Score": F1Score,
    "f1_score": F1Score,
    "FBetaScore": FBetaScore,
    "f_beta_score": FBetaScore,
    "IoU": IoU,
    "io_u": IoU,
    "BinaryIoU": BinaryIoU,
    "binary_io_u": BinaryIoU,
    "MeanIoU": MeanIoU,
    "mean_io_u": MeanIoU,
    "OneHotIoU": OneHotIoU,
    "one_hot_io_u": OneHotIoU,
    "OneHotMeanIoU": OneHotMeanIoU,
    "one_hot_mean_io_u": OneHotMeanIoU,
    "ConfusionMatrix": ConfusionMatrix,
    "confusion_matrix": ConfusionMatrix,
}
# These accumulate values, not targets and outputs.
_OF_VALUES: dict[str, Callable[..., Metric]] = {"Mean": Mean, "MeanMetricWrapper": MeanMetricWrapper, "Sum": Sum}
# What the shapes decide: one output, class labels, or one-hot rows.
_ACCURACIES: dict[str, Callable[..., Metric]] = {
    "binary": BinaryAccuracy,
    "sparse": SparseCategoricalAccuracy,
    "categorical": CategoricalAccuracy,
}
_CROSSENTROPIES: dict[str, Callable[..., Metric]] = {
    "binary": BinaryCrossentropy,
    "sparse": SparseCategoricalCrossentropy,
    "categorical": CategoricalCrossentropy,
}
_RESOLVED_BY_SHAPE: dict[str, dict[str, Callable[..., Metric]]] = {
    "accuracy": _ACCURACIES,
    "acc": _ACCURACIES,
    "crossentropy": _CROSSENTROPIES,
    "ce": _CROSSENTROPIES,
}


def check_name(name: str, custom_objects: Mapping[str, Any] | None = None) -> None:
    """Detects misspelled or incomplete names before shapes are known.

    Raises:
        UnknownNameError: no metric has that name; the error suggests the closest.
        ArgumentError: the metric has required arguments (``MeanIoU``).
    """
    if needs_shapes(name):
        return
    known: dict[str, object] = {**TABLE, **_RESOLVED_BY_SHAPE, **(custom_objects or {})}
    found = look_up(name, known, where="metrics")
    if found is not TABLE.get(name):
        return
    parameters = inspect.signature(TABLE[name]).parameters.values()
    missing = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
    if missing:
        arguments = ", ".join(f"{argument}=..." for argument in missing)
        raise ArgumentError.of(
            "metrics.needs_arguments",
            where=f"metric '{name}'",
            kind=getattr(TABLE[name], "__name__", name),
            arguments=arguments,
            got=repr(name),
        )


def needs_shapes(identifier: Any) -> bool:
    """Whether ``identifier`` ("accuracy", "acc", "crossentropy", "ce") needs the shapes to determine the metric.

    Examples:
        >>> needs_shapes("accuracy"), needs_shapes("mse")
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
    loss: Any = None,
    custom_objects: Mapping[str, Any] | None = None,
) -> Metric: ...
@checked
def get(
    identifier: Any,
    y_true_shape: Sequence[int | None] | None = None,
    y_pred_shape: Sequence[int | None] | None = None,
    loss: Any = None,
    custom_objects: Named | None = None,
) -> Metric | None:
    """The metric that ``identifier`` refers to.

    "accuracy" and "acc" mean binary accuracy for one output, sparse categorical accuracy for class labels, else
    categorical accuracy; the metric keeps the name given. "crossentropy" and "ce" likewise.

    Args:
        identifier: a name in any of Keras' spellings, a metric, a class of metrics, a function of torch tensors
            ``(y_true, y_pred)``, a configuration ``{"class_name": ..., "config": ...}``, or None.
        y_true_shape: the shape of the targets.
        y_pred_shape: the shape of the outputs.
        loss: the loss of the same output; tells whether outputs are logits, and the kind of targets if shapes are
            unknown.
        custom_objects: custom metrics and functions by the names used in a configuration.

    Raises:
        UnknownNameError: no metric has that name; the error suggests the closest.
        ArgumentError: ``identifier`` is not one of these, or needs the shapes.

    Examples:
        >>> get("accuracy", (32,), (32, 10))
        <SparseCategoricalAccuracy name='accuracy'>
        >>> get("acc", (32, 10), (32, 10))
        <CategoricalAccuracy name='acc'>
    """
    if identifier is None or isinstance(identifier, Metric):
        return identifier
    own = dict(custom_objects or {})
    if isinstance(identifier, str):
        named = own.get(identifier)
        return _named(identifier, y_true_shape, y_pred_shape, loss) if named is None else get(named)
    if isinstance(identifier, Mapping) and "class_name" in identifier:
        return _configured(identifier, own)
    if inspect.isclass(identifier) and issubclass(identifier, Metric):
        return identifier()
    if callable(identifier):
        return MeanMetricWrapper(identifier)
    raise ArgumentError.of("metrics.identifier", where="metrics", got=repr(identifier))


def _named(
    name: str, y_true_shape: Sequence[int | None] | None, y_pred_shape: Sequence[int | None] | None, loss: Any
) -> Metric:
    if not needs_shapes(name):
        check_name(name)
        return TABLE[name](name=name)
    kind = _kind_of_loss(loss)
    if y_true_shape is not None and y_pred_shape is not None:
        kind = by_shape(y_true_shape, y_pred_shape)
    if kind is None:
        raise ArgumentError.of("metrics.needs_shapes", where=f"metric '{name}'")
    logits = bool(getattr(loss, "from_logits", False))
    kinds = _RESOLVED_BY_SHAPE[name.lower()]
    if kinds is _CROSSENTROPIES:
        return kinds[kind](name=name, from_logits=logits)
    return kinds[kind](name=name)


def _kind_of_loss(loss: Any) -> str | None:
    """The kind of targets the loss expects; only used if there are no shapes."""
    op = str(getattr(getattr(loss, "op", None), "name", ""))
    return next((kind for kind in ("sparse", "categorical", "binary") if kind in op and "crossentropy" in op), None)


def _configured(config: Mapping[str, Any], own: Mapping[str, Any]) -> Metric:
    arguments = dict(config.get("config") or {})
    function = arguments.get("fn")
    if isinstance(function, str) and function in own:
        arguments["fn"] = own[function]
    makers: dict[str, Callable[..., Metric]] = {**TABLE, **_OF_VALUES, **own}
    return registry.deserialize({"class_name": config["class_name"], "config": arguments}, makers, where="metrics")


def serialize(metric: Metric) -> dict[str, Any]:
    """``metric`` as plain values: ``{"class_name": ..., "config": ...}``, which :func:`get` takes back.

    Examples:
        >>> serialize(Precision(thresholds=0.4))["config"]["thresholds"]
        0.4
    """
    described: dict[str, Any] = registry.serialize(metric)
    return described


@checked
def deserialize(config: Any, custom_objects: Named | None = None) -> Metric:
    """The metric of a name or configuration; Keras' other name for :func:`get`.

    Args:
        config: a name, or ``{"class_name": ..., "config": ...}``.
        custom_objects: custom metrics and functions by the names used in a configuration.

    Examples:
        >>> deserialize({"class_name": "MeanIoU", "config": {"num_classes": 3}}).num_classes
        3
    """
    return get(config, custom_objects=custom_objects)
