"""What ``compile`` set: optimizer, losses, metrics, precision, device, resolved for the network's outputs."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, NamedTuple

import torch

from nervure import losses, metrics, optimizers
from nervure.errors import ArgumentError
from nervure.graph.precision import Precision, device_of, precision_of
from nervure.language import text
from nervure.losses import Loss
from nervure.metrics import Metric
from nervure.optimizers import Optimizer
from nervure.preflight import Extent
from nervure.registry import look_up
from nervure.symbolic import Shape
from nervure.training.tally import OutputMetric, Tally


@dataclass
class Compilation:
    """The arguments of ``compile``, looked up.

    Attributes:
        optimizer: updates the weights.
        loss: as given: one, a list, or a mapping by output name.
        loss_weights: as given.
        metrics: as given.
        weighted_metrics: as given.
        precision: the precision the network computes in.
        device: where.
        is_checked: whether the losses were compared with the network's last layers.
        precision_is_settled: whether ``"auto"`` has been resolved for this model.
        precision_choice: how it was resolved: ``"rule"``, ``"measured"``, or ``"saved"`` with the model; ``"given"`` if
            it was not "auto".
        starts_fresh: whether batch statistics had their initial values before the first step, and no advice was given
            about it yet.
        extents: the value ranges of the inputs of the last training.
    """

    optimizer: Optimizer
    loss: Any
    loss_weights: Any
    metrics: Any
    weighted_metrics: Any
    precision: Precision
    device: torch.device
    is_checked: bool = False
    precision_is_settled: bool = False
    precision_choice: str = "given"
    starts_fresh: bool = False
    extents: Sequence[Extent | None] = ()

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Compilation:
        """Looks up every name, so that a misspelled one fails in ``compile``, not in the first step."""
        loss = _look_up(arguments["loss"])
        precision = precision_of(arguments["precision"])
        for name in ("metrics", "weighted_metrics"):
            _check_metric_names(arguments[name])
        _check_loss_weights(arguments["loss_weights"])
        return cls(
            optimizer=optimizers.get(arguments["optimizer"]),
            loss=loss,
            loss_weights=arguments["loss_weights"],
            metrics=arguments["metrics"],
            weighted_metrics=arguments["weighted_metrics"],
            precision=precision,
            device=device_of(arguments["device"], precision.storage),
        )

    def losses_of(
        self,
        output_names: Sequence[str],
        target_shapes: Sequence[Shape | None] | None = None,
        output_shapes: Sequence[Shape] | None = None,
    ) -> tuple[Loss | None, ...]:
        """The loss of each output; None for an output without one, or if the loss depends on unknown shapes.

        Args:
            output_names: of the model.
            target_shapes: of the targets; "crossentropy" is resolved by them.
            output_shapes: of the outputs.
        """
        given = _by_output(self.loss, output_names, "loss")
        if target_shapes is None or output_shapes is None:
            return tuple(None if losses.needs_shapes(loss) else loss for loss in given)
        shapes = zip(given, target_shapes, output_shapes, strict=True)
        return tuple(losses.get(loss, target, output) for loss, target, output in shapes)

    def needs_targets(self, output_names: Sequence[str]) -> tuple[bool, ...]:
        """Whether there is a loss, for each output."""
        return tuple(loss is not None for loss in _by_output(self.loss, output_names, "loss"))

    def loss_weights_of(self, output_names: Sequence[str]) -> tuple[float, ...]:
        """The weight of each output's loss, 1 by default."""
        weights = _by_output(self.loss_weights, output_names, "loss_weights")
        return tuple(1.0 if weight is None else float(weight) for weight in weights)

    def labels(self, output_names: Sequence[str]) -> list[str]:
        """The names in the logs, in order: the loss, the loss of each output, the metrics."""
        metric_labels = [entry.label for entry in self._given_metrics(output_names)]
        return ["loss", *self._loss_labels(output_names), *metric_labels]

    def _loss_labels(self, output_names: Sequence[str]) -> list[str]:
        """One label per output with a loss; none for a single loss, which "loss" already covers."""
        needed = self.needs_targets(output_names)
        labels = [f"{name}_loss" for name, has_loss in zip(output_names, needed, strict=True) if has_loss]
        return labels if len(labels) > 1 else []

    def tally(
        self,
        output_names: Sequence[str],
        losses_by_output: Sequence[Loss | None],
        target_shapes: Sequence[Shape | None],
        output_shapes: Sequence[Shape],
    ) -> Tally:
        """Accumulates losses and metrics; ``"accuracy"`` is resolved by the shapes of targets and outputs."""
        entries = [
            OutputMetric(
                label, output, _metric(given, target_shapes[output], output_shapes[output], losses_by_output[output]),
                weighted,
            )
            for label, output, given, weighted in self._given_metrics(output_names)
        ]  # fmt: skip
        return Tally(entries, self._loss_labels(output_names))

    def _given_metrics(self, output_names: Sequence[str]) -> list[_GivenMetric]:
        found: list[_GivenMetric] = []
        for argument, weighted in (("metrics", False), ("weighted_metrics", True)):
            given = self.metrics if argument == "metrics" else self.weighted_metrics
            for output, listed in enumerate(_metrics_by_output(given, output_names, argument)):
                prefix = "" if len(output_names) == 1 else f"{output_names[output]}_"
                for metric in listed:
                    label = _label(prefix, _name_of_metric(metric), weighted, [entry.label for entry in found])
                    found.append(_GivenMetric(label, output, metric, weighted))
        # With several outputs, Keras sorts the metrics by label, whatever their given order.
        return sorted(found, key=lambda entry: entry.label) if len(output_names) > 1 else found


class _GivenMetric(NamedTuple):
    """A metric as given, and its name in the logs."""

    label: str
    output: int
    given: Any
    weighted: bool


def _name_of_metric(given: Any) -> str:
    # A name resolved by shapes remains the name of the resolved metric.
    return given if isinstance(given, str) else metrics.get(given).name


def _metric(given: Any, target_shape: Shape | None, output_shape: Shape, loss: Loss | None) -> Metric:
    metric = metrics.get(given, y_true_shape=target_shape, y_pred_shape=output_shape, loss=loss)
    # A metric object belongs to the user and may serve several tallies, so each uses its own copy.
    return copy.deepcopy(metric) if metric is given else metric


def _label(prefix: str, name: str, weighted: bool, taken: Sequence[str]) -> str:
    """Keras' way to tell apart two metrics of one name: ``weighted_accuracy`` and ``accuracy``, else a number."""
    if weighted and f"{prefix}{name}" in taken:
        name = f"weighted_{name}"
    label, number = f"{prefix}{name}", 0
    while label in taken:
        number += 1
        label = f"{prefix}{name}_{number}"
    return label


def _look_up(given: Any) -> Any:
    """The losses, each looked up; a name that depends on shapes remains a name."""
    if given is None or losses.needs_shapes(given):
        return given
    if isinstance(given, Mapping) and "class_name" not in given:
        return {str(name): _look_up(item) for name, item in given.items()}
    if isinstance(given, (list, tuple)):
        return [_look_up(item) for item in given]
    return losses.get(given)


def _check_metric_names(given: Any) -> None:
    if isinstance(given, Mapping) and "class_name" not in given:
        for item in given.values():
            _check_metric_names(item)
    elif isinstance(given, (list, tuple)):
        for item in given:
            _check_metric_names(item)
    elif isinstance(given, str):
        metrics.check_name(given)
    else:
        metrics.get(given)


def _check_loss_weights(given: Any) -> None:
    entries = given.values() if isinstance(given, Mapping) else given if isinstance(given, (list, tuple)) else [given]
    for entry in entries:
        if entry is None or (not isinstance(entry, bool) and isinstance(entry, Real) and math.isfinite(entry)):
            continue
        # Users who know only optimizer, loss and metrics pass the metrics as third argument.
        fix = text("compile.fix_metrics_by_name" if isinstance(entry, str) else "compile.fix_loss_weight")
        raise ArgumentError.of("compile.loss_weight", where="compile(loss_weights=...)", got=repr(given), fix=fix)


def _by_output(given: Any, output_names: Sequence[str], argument: str) -> list[Any]:
    """One entry per output, from a single value for all, a list, or a mapping by output name."""
    where = f"compile({argument}=...)"
    if isinstance(given, Mapping):
        for name in given:
            look_up(name, dict.fromkeys(output_names), where=where)
        return [given.get(name) for name in output_names]
    if isinstance(given, (list, tuple)):
        if len(given) != len(output_names):
            names = ", ".join(output_names)
            raise ArgumentError.of(
                "compile.number", where=where, expected=len(output_names), names=names, got=len(given)
            )
        return list(given)
    return [given] * len(output_names)


def _metrics_by_output(given: Any, output_names: Sequence[str], argument: str) -> list[list[Any]]:
    if given is None or not output_names:
        return [[] for _ in output_names]
    if not isinstance(given, (list, tuple, Mapping)):
        given = [given]
    is_flat = isinstance(given, (list, tuple)) and not any(isinstance(metric, (list, tuple)) for metric in given)
    if is_flat and len(output_names) == 1:
        return [list(given)]
    entries = _by_output(given, output_names, argument) if given else [None] * len(output_names)
    return [list(entry) if isinstance(entry, (list, tuple)) else [] if entry is None else [entry] for entry in entries]
