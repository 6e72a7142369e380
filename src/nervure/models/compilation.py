"""What ``compile`` fixed: optimizer, losses, metrics, precision, device; resolved against the network's outputs."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from nervure import losses, metrics, optimizers
from nervure.errors import ArgumentError
from nervure.graph.precision import Precision, device_of, precision_of
from nervure.losses import Loss
from nervure.metrics import Metric
from nervure.optimizers import Optimizer
from nervure.symbolic import Shape
from nervure.training.tally import OutputMetric, Tally


@dataclass
class Compilation:
    """The arguments of ``compile``, looked up.

    Attributes:
        optimizer: moves the weights.
        loss: as given: one, a list, or a mapping by output name.
        loss_weights: as given.
        metrics: as given.
        weighted_metrics: as given.
        precision: what the network computes with.
        device: where.
        is_checked: whether the losses were compared with the network's last layers.
        precision_is_settled: whether ``"auto"`` has been measured for this model.
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

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Compilation:
        """Looks every name up, so that a misspelled one is found at ``compile`` and not in the first step."""
        loss = _look_up(arguments["loss"], losses.get)
        precision = precision_of(arguments["precision"])
        for name in ("metrics", "weighted_metrics"):
            _check_metric_names(arguments[name])
        return cls(
            optimizer=optimizers.get(arguments["optimizer"]),
            loss=loss,
            loss_weights=arguments["loss_weights"],
            metrics=arguments["metrics"],
            weighted_metrics=arguments["weighted_metrics"],
            precision=precision,
            device=device_of(arguments["device"], precision.storage),
        )

    def losses_of(self, output_names: Sequence[str]) -> tuple[Loss | None, ...]:
        """The loss of each output; None for an output without one."""
        return tuple(_by_output(self.loss, output_names, "loss", repeat=True))

    def loss_weights_of(self, output_names: Sequence[str]) -> tuple[float, ...]:
        """The weight of each output's loss, 1 unless given."""
        weights = _by_output(self.loss_weights, output_names, "loss_weights", repeat=True)
        return tuple(1.0 if weight is None else float(weight) for weight in weights)

    def tally(
        self, output_names: Sequence[str], target_shapes: Sequence[Shape | None], output_shapes: Sequence[Shape]
    ) -> Tally:
        """Counts losses and metrics; ``"accuracy"`` is resolved by the shapes of targets and outputs."""
        entries: list[OutputMetric] = []
        losses_by_output = self.losses_of(output_names)
        for given, weighted in ((self.metrics, False), (self.weighted_metrics, True)):
            for output, listed in enumerate(_metrics_by_output(given, output_names)):
                for metric in listed:
                    resolved = _metric(metric, target_shapes[output], output_shapes[output], losses_by_output[output])
                    prefix = "" if len(output_names) == 1 else f"{output_names[output]}_"
                    label = _label(prefix, resolved.name, weighted, [entry.label for entry in entries])
                    entries.append(OutputMetric(label, output, resolved, weighted))
        labels = [f"{name}_loss" for name, loss in zip(output_names, losses_by_output, strict=True) if loss is not None]
        return Tally(entries, labels if len(output_names) > 1 else ())


def _metric(given: Any, target_shape: Shape | None, output_shape: Shape, loss: Loss | None) -> Metric:
    metric = metrics.get(given, y_true_shape=target_shape, y_pred_shape=output_shape, loss=loss)
    # A metric object belongs to the user and may serve several tallies: each counts on its own copy.
    return copy.deepcopy(metric) if metric is given else metric


def _label(prefix: str, name: str, weighted: bool, taken: Sequence[str]) -> str:
    """Two metrics of one name are told apart as in Keras: ``weighted_accuracy`` beside ``accuracy``, else a number."""
    if weighted and f"{prefix}{name}" in taken:
        name = f"weighted_{name}"
    label, number = f"{prefix}{name}", 0
    while label in taken:
        number += 1
        label = f"{prefix}{name}_{number}"
    return label


def _look_up(given: Any, look_up: Any) -> Any:
    if given is None:
        return None
    if isinstance(given, Mapping) and "class_name" not in given:
        return {name: _look_up(item, look_up) for name, item in given.items()}
    if isinstance(given, (list, tuple)):
        return [_look_up(item, look_up) for item in given]
    return look_up(given)


def _check_metric_names(given: Any) -> None:
    if isinstance(given, Mapping):
        for item in given.values():
            _check_metric_names(item)
    elif isinstance(given, (list, tuple)):
        for item in given:
            _check_metric_names(item)
    elif isinstance(given, str):
        metrics.check_name(given)


def _by_output(given: Any, output_names: Sequence[str], argument: str, *, repeat: bool) -> list[Any]:
    """One entry an output from one value, a list, or a mapping by output name."""
    where = f"compile({argument}=...)"
    if isinstance(given, Mapping):
        unknown = [name for name in given if name not in output_names]
        if unknown:
            raise ArgumentError.of(
                "compile.unknown_output", where=where, name=unknown[0], known=", ".join(output_names)
            )
        return [given.get(name) for name in output_names]
    if isinstance(given, (list, tuple)):
        if len(given) != len(output_names):
            raise ArgumentError.of("compile.number", where=where, expected=len(output_names), got=len(given))
        return list(given)
    return [given if repeat else None] * len(output_names)


def _metrics_by_output(given: Any, output_names: Sequence[str]) -> list[list[Any]]:
    if given is None:
        return [[] for _ in output_names]
    if not isinstance(given, (list, tuple, Mapping)):
        given = [given]
    if (
        isinstance(given, (list, tuple))
        and len(output_names) == 1
        and not any(isinstance(m, (list, tuple)) for m in given)
    ):
        return [list(given)]
    entries = _by_output(given, output_names, "metrics", repeat=False)
    return [list(entry) if isinstance(entry, (list, tuple)) else [] if entry is None else [entry] for entry in entries]
