"""Means accumulated over batches: of given values, and of a function of targets and outputs."""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from torch import Tensor

from nervure.arguments import NumType, Word, checked
from nervure.errors import ShapeError, UnknownNameError
from nervure.kernels.sums import total
from nervure.metrics.metric import Metric
from nervure.ops.loss_op import LossOp
from nervure.ops.naming import name_of
from nervure.ops.precision import widened
from nervure.ops.targets import aligned, fits, tensor_of
from nervure.shapes import shape_text


class StreamedMean(Metric):
    """The sums of every metric that is a mean: :meth:`add_values` adds a batch, :meth:`result` divides."""

    def start(self) -> dict[str, Tensor]:
        """A sum and a count."""
        return {"total": torch.zeros((), dtype=torch.float64), "count": torch.zeros((), dtype=torch.float64)}

    def add_values(self, values: Tensor, sample_weight: Any = None) -> None:
        """Adds the values of a batch, (N, ...) or one number.

        Raises:
            ShapeError: the weights do not match.
        """
        values = widened(values.detach())
        if sample_weight is None:
            rows = values.flatten(1).mean(1) if values.ndim > 1 else values
            self.add("total", total(rows))
            self.add("count", float(rows.shape[0]) if rows.ndim else 1.0)
        elif isinstance(sample_weight, (int, float)) and values.ndim == 0:
            self.add("total", values * sample_weight)
            self.add("count", float(sample_weight))
        else:
            rows, weights = _weighted_rows(values, tensor_of(sample_weight), self.where)
            self.add("total", total(rows))
            self.add("count", total(weights))

    def set_sums(self, total: float, count: float) -> None:
        """Replaces the accumulated sums with the sums over all values so far."""
        self.state = {
            "total": torch.scalar_tensor(total, dtype=torch.float64),
            "count": torch.scalar_tensor(count, dtype=torch.float64),
        }

    def result(self) -> float:
        """The mean so far; 0 before the first value."""
        count = float(self.state["count"])
        return float(self.state["total"]) / count if count else 0.0


class SampleMean(StreamedMean):
    """A mean of per-sample values, which a subclass computes in :meth:`values`."""

    counts_masked = False

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """One value per sample or position."""
        raise NotImplementedError

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch.

        Args:
            y_true: targets, as :meth:`values` expects them.
            y_pred: outputs.
            sample_weight: (N,), or one weight per value.

        Raises:
            ShapeError: targets, outputs or weights are incompatible.
        """
        self.add_values(self.values(y_true, y_pred), sample_weight)


class LossMean(SampleMean):
    """The mean of a loss; a subclass sets the pair of functions that computes it as ``op``."""

    direction = "down"
    op: ClassVar[LossOp]

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return self.op.forward(outputs, targets)[0]


def _weighted_rows(values: Tensor, sample_weight: Tensor, where: str) -> tuple[Tensor, Tensor]:
    """Weighted values and weights, one per sample (Keras' ``reduce_to_samplewise_values``)."""
    weights = sample_weight.to(values.device, values.dtype if values.is_floating_point() else torch.float32)
    if weights.ndim == values.ndim + 1 and weights.shape[-1] == 1:
        weights = weights.squeeze(-1)
    elif values.ndim == weights.ndim + 1 and values.shape[-1] == 1:
        values = values.squeeze(-1)
    if values.ndim > weights.ndim:
        values = values.flatten(weights.ndim).to(weights.dtype).mean(-1)
    shape = tuple(None if size == 1 else size for size in weights.shape)
    if not fits(shape, values.shape):
        raise ShapeError.of(
            "metrics.sample_weight", where=where, expected=shape_text(values.shape), got=shape_text(sample_weight.shape)
        )
    weights = weights.expand(values.shape)
    weighted = values * weights
    if weights.ndim > 1:
        return weighted.flatten(1).mean(1), weights.flatten(1).mean(1)
    return weighted, weights


class Mean(StreamedMean):
    r"""The (weighted) mean of values.

    .. math:: \bar v = \frac{\sum_n w_n v_n}{\sum_n w_n}

    Values with several axes are averaged per sample first, so that every sample counts equally.

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> mean = Mean()
        >>> mean.update_state([1, 3, 5, 7])
        >>> mean.result()
        4.0
        >>> mean.reset_state()
        >>> mean.update_state([1, 3, 5, 7], sample_weight=[1, 1, 0, 0])
        >>> mean.result()
        2.0
    """

    @checked
    def __init__(self, name: Word | None = "mean", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)

    # A mean takes values, not targets and outputs; Keras makes the same exception.
    def update_state(self, values: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Adds values: one number, or one or more per sample.

        Raises:
            ShapeError: the weights do not match.
        """
        self.add_values(self.outputs(values), sample_weight)


class MeanMetricWrapper(SampleMean):
    """The mean of a function's values, so that ``compile(metrics=[my_function])`` works.

    Args:
        fn: ``fn(y_true, y_pred, **kwargs)`` of torch tensors returns one value per sample (or one number). (N,) targets
            arrive as (N, 1) if outputs are (N, 1).
        name: the name used in logs; the function's own name by default.
        dtype: the type to compute a batch in, see :class:`Metric`.
        kwargs: options of the function.

    Raises:
        UnknownNameError: ``fn`` is only a name: pass ``custom_objects`` when loading a model.

    Examples:
        >>> def worst(y_true, y_pred):
        ...     return (y_true - y_pred).abs().amax(-1)
        >>> metric = MeanMetricWrapper(worst)
        >>> metric.name, metric([[0.0, 0.0]], [[1.0, 3.0]])
        ('worst', 3.0)
    """

    @checked
    def __init__(self, fn: Any, name: Word | None = None, dtype: NumType | None = None, **kwargs: Any) -> None:
        super().__init__(name or name_of(fn), dtype)
        if not callable(fn):
            raise UnknownNameError.of("metrics.function_by_name", where=self.where, name=fn)
        self.fn, self.options = fn, kwargs

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """The values of the function."""
        outputs = self.outputs(y_pred)
        targets = aligned(tensor_of(y_true).to(outputs.device), outputs.shape)
        return tensor_of(self.fn(targets, outputs, **self.options))


def values_of(metric: SampleMean, y_true: Any, y_pred: Any) -> Any:
    """One value per sample or position: a tensor if ``y_pred`` is one, else an array."""
    values = metric.values(y_true, y_pred)
    return values if isinstance(y_pred, Tensor) else values.numpy()[()]
