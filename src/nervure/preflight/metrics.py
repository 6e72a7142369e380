"""Detects metrics that do not fit the loss, the output or the targets: training works, but the value is meaningless."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from nervure.errors import ArgumentError, advise
from nervure.graph.plan import Plan
from nervure.losses import Loss
from nervure.metrics import (
    Accuracy,
    BinaryAccuracy,
    BinaryIoU,
    CategoricalAccuracy,
    FBetaScore,
    Metric,
    SparseCategoricalAccuracy,
)
from nervure.metrics.thresholds import ThresholdMetric
from nervure.ops.softmax import SOFTMAX
from nervure.preflight.endings import reach, source
from nervure.preflight.losses import compares_numbers, is_crossentropy
from nervure.symbolic import Shape

_ACCURACIES = (BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy)
_FEW_SAMPLES = 256
_FEWEST_SAMPLES = 100
_LARGEST_SHARE = 0.95
_FRACTION_SHOWN = "{:.0%}"


class Measured(Protocol):
    """A metric and the output that it reads."""

    @property
    def label(self) -> str:
        """Its name in logs."""
        ...

    @property
    def output(self) -> int:
        """The position of the output."""
        ...

    @property
    def metric(self) -> Metric:
        """The metric."""
        ...


def check_metrics(
    measured: Sequence[Measured],
    plan: Plan,
    losses: Sequence[Loss | None],
    output_shapes: Sequence[Shape],
    targets: Sequence[Tensor | None],
    is_weighted: bool = False,
) -> None:
    """Compares each metric with its inputs.

    Args:
        measured: the metrics.
        plan: the unfused steps.
        losses: the losses of the outputs.
        output_shapes: the shapes of the outputs, batch axis first.
        targets: the targets of the outputs, all samples or some; None if there are none.
        is_weighted: whether samples or classes have different weights.

    Raises:
        ArgumentError: a class accuracy reads a single output, so that it is constant.
    """
    for entry in measured:
        slot, loss, shape = plan.outputs[entry.output], losses[entry.output], output_shapes[entry.output]
        metric, target = entry.metric, targets[entry.output]
        if isinstance(metric, (CategoricalAccuracy, SparseCategoricalAccuracy)) and shape[-1] == 1:
            raise ArgumentError.of("preflight.accuracy_of_one", where=f"metric '{entry.label}'")
        if type(metric) is Accuracy and reach(plan, slot) is not None:
            advise("preflight.accuracy_exact", name=entry.label)
        elif _is_binary_of_softmax(metric, plan, slot, shape):
            guess = _FRACTION_SHOWN.format(1 - 1 / int(shape[-1] or 1))
            advise("preflight.accuracy_of_each", name=entry.label, units=shape[-1], guess=guess)
        elif loss is not None and loss.from_logits and _border(metric) is not None and not _is_probability(plan, slot):
            advise("preflight.metric_of_logits", name=entry.label, loss=loss.name, instead=_border(metric))
        elif target is not None and isinstance(metric, _ACCURACIES):
            _advise_on_targets(entry, loss, target[:_FEW_SAMPLES])
    if not is_weighted:
        for output, (loss, target) in enumerate(zip(losses, targets, strict=True)):
            names = [entry for entry in measured if entry.output == output]
            if names and all(isinstance(entry.metric, _ACCURACIES) for entry in names):
                _advise_on_share(names[0].label, loss, target)


def _is_binary_of_softmax(metric: Metric, plan: Plan, slot: int, shape: Shape) -> bool:
    step = source(plan, slot)
    units = shape[-1] or 0
    return isinstance(metric, BinaryAccuracy) and units > 2 and step is not None and step.op is SOFTMAX


def _is_probability(plan: Plan, slot: int) -> bool:
    found = reach(plan, slot)
    return found is not None and found.is_probability


def _border(metric: Metric) -> str | None:
    """The fix for a metric that thresholds probabilities if outputs are logits."""
    if isinstance(metric, BinaryAccuracy) and metric.threshold > 0:
        return "BinaryAccuracy(threshold=0)"
    if isinstance(metric, ThresholdMetric):
        if not hasattr(metric, "from_logits"):
            return "activation='sigmoid', from_logits=False"
        return None if metric.from_logits else "AUC(from_logits=True)"
    cuts = isinstance(metric, (FBetaScore, BinaryIoU)) and bool(metric.threshold)
    return "activation='sigmoid', from_logits=False" if cuts else None


def _advise_on_targets(entry: Measured, loss: Loss | None, target: Tensor) -> None:
    """Accuracy counts exact matches, which do not occur for regression targets."""
    is_binary = isinstance(entry.metric, BinaryAccuracy)
    if not is_binary and not (isinstance(entry.metric, CategoricalAccuracy) and compares_numbers(loss)):
        return
    is_yes_or_no = (target == 0) | (target == 1)
    if bool(is_yes_or_no.all()):
        return
    if is_binary and bool(((target == -1) | is_yes_or_no).all()):
        advise("preflight.accuracy_of_signs", name=entry.label)
        return
    value = float(target[~is_yes_or_no].flatten()[0])
    advise("preflight.accuracy_of_numbers", name=entry.label, value=f"{value:g}")


def _advise_on_share(name: str, loss: Loss | None, target: Tensor | None) -> None:
    """If nearly all samples are of one class, always predicting that class is nearly always right."""
    if not is_crossentropy(loss) or target is None or len(target) < _FEWEST_SAMPLES:
        return
    flat = target[:, 0] if target.ndim == 2 and target.shape[1] == 1 else target
    if flat.ndim == 1:
        # The class of nearly all samples is also the most common one in a subset.
        common = flat[:: -(-len(flat) // _FEW_SAMPLES)].to(torch.float32).mode().values
        share, label = int((flat == common.to(flat.dtype)).count_nonzero()) / len(flat), f"{float(common):g}"
    elif flat.ndim == 2 and bool((flat[:_FEW_SAMPLES].sum(-1) == 1).all()):
        share, place = (float(each) for each in flat.float().mean(0).max(0))
        label = f"{place:g}"
    else:
        return
    if _LARGEST_SHARE <= share < 1:
        advise("preflight.accuracy_of_share", name=name, label=label, percent=_FRACTION_SHOWN.format(share))
